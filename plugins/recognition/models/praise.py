"""What colleagues and customers thank somebody for."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models import Team
from lms.models.person_field import person_field
from lms.people.display import display_name
from plugins.recognition.enums import PraiseState, Reason, Source
from plugins.recognition.validators import refuse_personal_data

CONFIRM = "lms_recognition.confirm_praise"
MODERATE = "lms_recognition.moderate_praise"
MOST_WORDS = 300


class PraiseQuerySet(models.QuerySet["Praise"]):
    """Thanks and praise."""

    def visible_for(self, user: Any) -> Self:
        """Return what hangs on the wall, what `user` wrote, and what is to be decided.

        Whom praise named before it was put right may read that.
        """
        found = Q(state=PraiseState.SHOWN) | Q(given_by=user.pk or 0)
        corrected = Q(state=PraiseState.WITHDRAWN, decided_by=None) & ~Q(told_of="")
        found |= corrected & Q(person=user.pk or 0)
        if user.has_perm(CONFIRM):
            found |= Q(state__in=[PraiseState.WAITING, PraiseState.DECLINED])
        if user.has_perm(MODERATE):
            found |= Q(state=PraiseState.HIDDEN)
        return self.filter(found)

    def shown(self) -> Self:
        """Return what hangs on the wall."""
        return self.filter(state=PraiseState.SHOWN)

    def from_customers(self) -> Self:
        """Return what customers said."""
        return self.exclude(source=Source.COLLEAGUE)

    def from_colleagues(self) -> Self:
        """Return what colleagues said."""
        return self.filter(source=Source.COLLEAGUE)

    def waiting(self) -> Self:
        """Return what is to be confirmed, the oldest first."""
        return self.filter(state=PraiseState.WAITING).order_by("given_at", "pk")

    def named(self) -> Self:
        """Bring along whom lists name."""
        return self.select_related("person", "given_by", "team", "story")


class Praise(models.Model):
    """One thing that somebody is thanked for: by a colleague, or by a customer."""

    person = person_field(pgettext_lazy("praise", "to whom"))
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        verbose_name=_("team at that time"),
        related_name="+",
        null=True,
        blank=True,
    )
    source = models.CharField(
        pgettext_lazy("praise", "who said it"), max_length=10, choices=Source
    )
    reason = models.CharField(
        pgettext_lazy("thanks", "what for"), max_length=10, choices=Reason, blank=True
    )
    words = models.TextField(
        pgettext_lazy("praise", "words"),
        blank=True,
        validators=[MaxLengthValidator(MOST_WORDS), refuse_personal_data],
    )
    reference = models.CharField(
        _("where it can be looked up"),
        max_length=80,
        blank=True,
        validators=[refuse_personal_data],
        help_text=_(
            "Number of the ticket, the recording or the letter; no name of a customer."
        ),
    )
    happened_on = models.DateField(pgettext_lazy("praise", "day"))
    given_by = person_field(pgettext_lazy("praise", "written by"))
    given_at = models.DateTimeField(pgettext_lazy("praise", "written"))
    state = models.CharField(
        pgettext_lazy("praise", "state"), max_length=10, choices=PraiseState
    )
    decided_by = person_field(pgettext_lazy("praise", "decided by"))
    decided_at = models.DateTimeField(pgettext_lazy("praise", "decided"), null=True)
    decision = models.CharField(
        pgettext_lazy("praise", "reason of the decision"), max_length=300, blank=True
    )
    bonus = models.CharField(
        pgettext_lazy("praise", "bonus"),
        max_length=100,
        blank=True,
        help_text=_("As text, for payroll. Nothing is paid from here."),
    )
    key = models.CharField(max_length=200, blank=True)
    """Of the event that told it: one that comes again adds nothing."""
    told_of = models.CharField(max_length=200, blank=True)
    """What the event was about, as `app_label.model:key`."""

    objects = PraiseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("recognition", "praise")
        verbose_name_plural = pgettext_lazy("recognition", "praise")
        ordering = ["-given_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("confirm_praise", _("Can confirm praise from customers")),
            ("moderate_praise", _("Can hide thanks and praise")),
        ]
        indexes = [
            models.Index(fields=["state", "given_at"], name="lms_recognition_wall"),
            models.Index(fields=["person", "happened_on"], name="lms_recognition_of"),
            models.Index(fields=["given_by", "given_at"], name="lms_recognition_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="colleague")
                | Q(person=None)
                | Q(given_by=None)
                | ~Q(person=F("given_by")),
                name="lms_recognition_nobody_thanks_themselves",
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=~Q(key=""),
                name="lms_recognition_event_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said_by} → {self.person_name}"

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_recognition:praise", args=[self.pk])

    @property
    def person_name(self) -> str:
        """How whoever is thanked is called."""
        return display_name(self.person) if self.person else "—"

    @property
    def said_by(self) -> str:
        """Who said it: the colleague by name, a customer as one."""
        if self.is_thanks:
            return display_name(self.given_by) if self.given_by else "—"
        return str(self.get_source_display())

    @property
    def is_thanks(self) -> bool:
        """Whether a colleague said it."""
        return self.source == Source.COLLEAGUE

    @property
    def is_corrected(self) -> bool:
        """Whether it was taken back as what it was told of was put right."""
        by_itself = self.decided_by_id is None and bool(self.told_of)
        return self.state == PraiseState.WITHDRAWN and by_itself

    @property
    def is_shown(self) -> bool:
        """Whether it hangs on the wall."""
        return self.state == PraiseState.SHOWN

    def may_be_withdrawn(self, user: Any, now: datetime, hours: int) -> bool:
        """Tell whether whoever wrote it may still take it back."""
        if self.given_by_id is None or self.given_by_id != user.pk:
            return False
        if not self.is_thanks:
            return self.state == PraiseState.WAITING
        return self.is_shown and now <= self.given_at + timedelta(hours=hours)

    @property
    def open_story(self) -> "Story | None":
        """The story, if whom it is about agrees."""
        story = getattr(self, "story", None)
        return story if story is not None and story.consents else None


class Story(models.Model):
    """Praise told at length, shown when whom it is about agrees."""

    praise = models.OneToOneField(Praise, models.CASCADE, related_name="story")
    title = models.CharField(
        pgettext_lazy("story", "title"),
        max_length=80,
        validators=[refuse_personal_data],
    )
    text = models.TextField(
        pgettext_lazy("story", "what happened"),
        validators=[MaxLengthValidator(2000), refuse_personal_data],
        help_text=_(
            "What the customer needed, what was done, how it ended. Without names or "
            "numbers of customers."
        ),
    )
    told_by = person_field(pgettext_lazy("story", "told by"))
    told_at = models.DateTimeField(pgettext_lazy("story", "told"))
    consents = models.BooleanField(pgettext_lazy("story", "agreed to"), null=True)
    answered_at = models.DateTimeField(pgettext_lazy("story", "answered"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("recognition", "story")
        verbose_name_plural = pgettext_lazy("recognition", "stories")
        ordering = ["-told_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title
