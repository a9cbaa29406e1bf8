"""What somebody with the right has seen somebody do."""

from typing import Self

import reversion
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.certification.models.naming import NamedInTwoLanguages


@reversion.register()
class SignOffTopic(NamedInTwoLanguages):
    """Something that is judged by a person, such as a practical."""

    class Meta:
        verbose_name = _("topic of sign-offs")
        verbose_name_plural = _("topics of sign-offs")
        ordering = ["code"]


class SignOffQuerySet(AppendOnlyQuerySet["SignOff"]):
    """Sign-offs, to be read."""

    def standing(self) -> Self:
        """Return those that were not taken back."""
        return self.filter(counters=None, countered_by=None)


class SignOff(AppendOnlyModel):
    """That somebody was seen to be able to do something: written once.

    What was wrong is taken back by a row that counters it, with a reason.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("person"),
        related_name="+",
        null=True,
    )
    topic = models.ForeignKey(SignOffTopic, models.PROTECT, related_name="+")
    signed_on = models.DateField(_("seen on"))
    note = models.CharField(_("what was seen"), max_length=500)
    signed_by = person_field(_("signed off by"))
    counters = models.OneToOneField(
        "self",
        models.PROTECT,
        verbose_name=_("takes back"),
        related_name="countered_by",
        null=True,
    )
    created_at = models.DateTimeField(_("written"))

    objects = SignOffQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_on", "-pk"]
        default_permissions = ()
        permissions = [("add_signoff", _("Can sign off what people can do"))]
        indexes = [
            models.Index(fields=["topic", "person"], name="lms_certification_signed")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None)
                | Q(signed_by=None)
                | ~Q(signed_by=models.F("person")),
                name="lms_certification_signed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(note=""), name="lms_certification_signed_with_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} ({self.signed_on})"
