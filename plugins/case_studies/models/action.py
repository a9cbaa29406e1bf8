"""What is changed because of a case."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.models import KnowledgeItem
from lms.models.person_field import person_field
from lms.search.sources import registered_sources
from plugins.case_studies.enums import ActionState, ActionTarget
from plugins.case_studies.models.case import CasePage


class CaseActionQuerySet(models.QuerySet["CaseAction"]):
    """What is asked of actions."""

    def visible_for(self, user: Any) -> Self:
        """Return those of cases that `user` may open in some role."""
        cases = CasePage.objects.handled_by(user)
        return self.filter(page__in=cases.values("pk"))

    def unfinished(self) -> Self:
        """Return what nobody has verified."""
        return self.exclude(state=ActionState.VERIFIED)

    def overdue(self, today: date) -> Self:
        """Return what should have been done before today."""
        late = (ActionState.OPEN, ActionState.DOING)
        return self.filter(due_on__lt=today, state__in=late)


class CaseAction(models.Model):
    """Something that one person does by a day, and another verifies."""

    page = models.ForeignKey(CasePage, models.CASCADE, related_name="actions")
    title = models.CharField(_("what is to be done"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("who does it"),
        related_name="+",
        null=True,
    )
    due_on = models.DateField(_("due on"))
    target = models.CharField(_("what it changes"), max_length=40)
    item = models.ForeignKey(
        KnowledgeItem,
        models.SET_NULL,
        verbose_name=_("item of the library"),
        related_name="+",
        null=True,
        blank=True,
    )
    other = models.CharField(max_length=120, blank=True)
    """Something else on the site, as `model:key`; nothing is lost while it is off."""
    state = models.CharField(
        pgettext_lazy("action", "state"),
        max_length=10,
        choices=ActionState,
        default=ActionState.OPEN,
    )
    result = models.TextField(_("what was done"), max_length=500, blank=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        models.SET_NULL,
        verbose_name=_("version that came of it"),
        related_name="+",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("sent back because"), max_length=500, blank=True)
    created_by = person_field(_("asked for by"))
    created_at = models.DateTimeField(_("asked for"))
    done_at = models.DateTimeField(pgettext_lazy("action", "done"), null=True)
    verified_by = person_field(_("verified by"))
    verified_at = models.DateTimeField(pgettext_lazy("action", "verified"), null=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True)

    objects = CaseActionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        permissions = [("add_caseaction", _("Can ask for actions"))]
        indexes = [models.Index(fields=["state", "due_on"], name="lms_case_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None)
                | Q(verified_by=None)
                | ~Q(verified_by=F("owner")),
                name="lms_case_studies_verified_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="verified", verified_at__isnull=False)
                | (~Q(state="verified") & Q(verified_at=None)),
                name="lms_case_studies_verified_some_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target_label(self) -> str:
        """What kind of thing it changes: one of ours, or one that others offer."""
        offered = {source.kind: source.label for source in registered_sources()}
        known = {**offered, **dict(ActionTarget.choices)}
        return str(known.get(self.target, ActionTarget.OTHER.label))

    @property
    def is_unfinished(self) -> bool:
        """Whether the owner still has it to do."""
        return self.state in {ActionState.OPEN, ActionState.DOING}

    def is_late(self, today: date) -> bool:
        """Whether the owner should have done it before today."""
        return self.is_unfinished and self.due_on < today
