"""What can be reached: schemes, their levels, and what each version of one asks for."""

from typing import Self

import reversion
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.person_field import person_field
from plugins.certification import trees
from plugins.certification.models.naming import NamedInTwoLanguages


@reversion.register()
class Scheme(NamedInTwoLanguages):
    """A ladder of levels, such as that of customer service."""

    is_on = models.BooleanField(pgettext_lazy("certification", "offered"), default=True)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["code"]


@reversion.register()
class Level(NamedInTwoLanguages):
    """A step of a ladder; its figures count for certificates that are issued from now on."""

    scheme = models.ForeignKey(
        Scheme, models.PROTECT, verbose_name=_("scheme"), related_name="levels"
    )
    rank = models.PositiveSmallIntegerField(
        _("rank"), help_text=_("1 is the lowest level of the scheme.")
    )
    validity_months = models.PositiveSmallIntegerField(
        _("valid for months"), default=24, help_text=_("0: without end.")
    )
    renewal_days = models.PositiveSmallIntegerField(
        _("renewal begins days before expiry"), default=90
    )
    needs_second_person = models.BooleanField(
        _("two people decide"),
        default=False,
        help_text=_("One proposes the candidate, another one decides."),
    )
    is_on = models.BooleanField(pgettext_lazy("certification", "offered"), default=True)

    class Meta:
        verbose_name = pgettext_lazy("certification", "level")
        verbose_name_plural = pgettext_lazy("certification", "levels")
        ordering = ["scheme", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "rank"],
                name="lms_certification_one_level_of_a_rank",
                violation_error_message=_("The scheme has a level of this rank."),
            )
        ]


class LevelVersionQuerySet(models.QuerySet["LevelVersion"]):
    """Versions of what levels ask for."""

    def newest(self) -> Self:
        """Return the newest published version of each level."""
        newer = LevelVersion.objects.filter(
            level=OuterRef("level"),
            number__gt=OuterRef("number"),
            published_at__isnull=False,
        )
        return self.filter(~Exists(newer), published_at__isnull=False)

    def offered(self) -> Self:
        """Return the newest versions of levels to which people may apply."""
        return self.newest().filter(level__is_on=True, level__scheme__is_on=True)


class LevelVersion(models.Model):
    """What a level asks for. The database refuses to change one that is published."""

    level = models.ForeignKey(Level, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(pgettext_lazy("certification", "version"))
    tree = models.JSONField(default=trees.empty)
    created_at = models.DateTimeField(_("begun"))
    created_by = person_field(_("begun by"))
    published_at = models.DateTimeField(
        pgettext_lazy("certification", "published"), null=True
    )
    published_by = person_field(_("published by"))

    objects = LevelVersionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("requirements of a level")
        verbose_name_plural = _("requirements of levels")
        ordering = ["level", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["level", "number"], name="lms_certification_version_number"
            ),
            models.UniqueConstraint(
                fields=["level"],
                condition=Q(published_at=None),
                name="lms_certification_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} v{self.number}"
