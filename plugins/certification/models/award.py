"""Certificates: what somebody holds, from when to when."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.person_field import person_field
from plugins.certification.enums import HELD, AwardState, Mark
from plugins.certification.models.candidacy import Candidacy, Decision
from plugins.certification.models.scheme import Level


class AwardQuerySet(models.QuerySet["Award"]):
    """Certificates."""

    def of(self, user: Any) -> Self:
        """Return those of one person."""
        return self.filter(person=getattr(user, "pk", None) or 0)

    def readable_by(self, user: Any) -> Self:
        """Return one's own, and all for whoever may see who holds what."""
        return self if user.has_perm("lms_certification.view_award") else self.of(user)

    def standing(self) -> Self:
        """Return those that were neither revoked nor replaced, expired ones too."""
        return self.filter(mark__in=(Mark.NONE, Mark.SUSPENDED))

    def held_on(self, day: date) -> Self:
        """Return those that count on a day."""
        lasts = Q(expires_on=None) | Q(expires_on__gte=day)
        return self.filter(lasts, mark=Mark.NONE, valid_from__lte=day)

    def topmost_on(self, day: date) -> Self:
        """Return those that count on a day, without what a higher level covers."""
        higher = Award.objects.held_on(day).filter(
            person=OuterRef("person"),
            level__scheme=OuterRef("level__scheme"),
            level__rank__gt=OuterRef("level__rank"),
        )
        return self.held_on(day).filter(~Exists(higher))

    def expiring_on(self, day: date) -> Self:
        """Return those that are to be renewed soon: what a higher level covers is not."""
        return self.topmost_on(day).filter(renews_from__lte=day)


class Award(models.Model):
    """A certificate. What it says never changes; whether it counts is computed.

    `snapshot` is what stands on it, without the name: that is the person's, and goes
    when the person is made anonymous. The database refuses to change what was issued.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    serial = models.CharField(_("number"), max_length=80, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("holder"),
        related_name="+",
        null=True,
    )
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        verbose_name=pgettext_lazy("certification", "level"),
        related_name="awards",
    )
    candidacy = models.OneToOneField(Candidacy, models.PROTECT, related_name="award")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="award")
    issued_at = models.DateTimeField(_("issued"))
    valid_from = models.DateField(_("valid from"))
    held_since = models.DateField(_("held since"))
    """Since when it, and those that it renewed in time, have counted."""
    expires_on = models.DateField(_("valid until"), null=True)
    """The last day on which it counts; None: without end."""
    renews_from = models.DateField(_("may be renewed from"), null=True)
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    mark = models.CharField(max_length=10, choices=Mark, default=Mark.NONE, blank=True)
    mark_reason = models.CharField(_("why"), max_length=500, blank=True)
    marked_at = models.DateTimeField(null=True)
    marked_by = person_field(_("by"))

    objects = AwardQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-valid_from", "-pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(fields=["mark", "expires_on"], name="lms_certification_expiry")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "level"],
                condition=Q(mark__in=("", "suspended")),
                name="lms_certification_one_certificate",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("valid_from")),
                name="lms_certification_expires_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(mark__in=("", "superseded")) | ~Q(mark_reason=""),
                name="lms_certification_marked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the certificate."""
        return reverse("lms_certification:certificate", args=[self.uuid])

    @property
    def title(self) -> str:
        """What is certified, in the reader's language."""
        return f"{self.scheme_name} · {self.level_name}"

    @property
    def scheme_name(self) -> str:
        """The name of the scheme as it was."""
        return in_readers_language(*self.snapshot["scheme"])

    @property
    def level_name(self) -> str:
        """The name of the level as it was."""
        return in_readers_language(*self.snapshot["level"])

    def state_on(self, day: date) -> AwardState:
        """Return what it is worth on a day."""
        if self.mark:
            return AwardState(self.mark)
        if self.expires_on is not None and day > self.expires_on:
            return AwardState.EXPIRED
        if self.renews_from is not None and day >= self.renews_from:
            return AwardState.EXPIRING
        return AwardState.ACTIVE

    def is_held_on(self, day: date) -> bool:
        """Tell whether it counts on a day."""
        return self.valid_from <= day and self.state_on(day) in HELD
