"""Funds, what moved their money, and who applies for some of it."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lms.bilingual import in_readers_language
from lms.models import Team
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field
from plugins.community.enums import ApplicationState, EntryKind, FundKind

DECIDE, KEEP = "lms_community.decide_application", "lms_community.keep_fund"
TO_DECIDE = (ApplicationState.WAITING, ApplicationState.SECOND)
MOST_PURPOSE, MOST_NOTE = 1000, 300
NOTHING = Decimal("0.00")
MOST_MONEY = Decimal("99999999.99")
"""As much as an amount, and what a fund holds, has room for."""


def money(label: Any, **options: Any) -> Any:
    """Return a field for an amount."""
    return models.DecimalField(label, max_digits=10, decimal_places=2, **options)


def _amounts(rows: Any) -> Any:
    summed = rows.order_by().values("fund").annotate(all=Sum("amount")).values("all")
    nothing = Value(NOTHING, output_field=models.DecimalField())
    return Coalesce(Subquery(summed[:1]), nothing)


class FundQuerySet(models.QuerySet["Fund"]):
    """Funds."""

    def with_money(self) -> Self:
        """Tell of each what it holds, and how much of that is promised."""
        granted = Application.objects.filter(fund=OuterRef("pk"), state="granted")
        last = Entry.objects.filter(fund=OuterRef("pk")).order_by("-number")
        nothing = Value(NOTHING, output_field=models.DecimalField())
        return self.annotate(
            balance=Coalesce(Subquery(last.values("balance")[:1]), nothing),
            promised=_amounts(granted),
        )


class Fund(models.Model):
    """Money that people have in common; how much it is, its last entry says."""

    kind = models.CharField(
        pgettext_lazy("fund", "kind"), max_length=10, choices=FundKind
    )
    name = models.CharField(pgettext_lazy("fund", "name"), max_length=60, unique=True)
    name_en = models.CharField(
        pgettext_lazy("fund", "name in English"), max_length=60, blank=True
    )
    terms = models.TextField(
        pgettext_lazy("fund", "for what it may be used"),
        blank=True,
        validators=[MaxLengthValidator(MOST_PURPOSE)],
    )
    is_open = models.BooleanField(_("It takes applications"), default=True)

    objects = FundQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("community", "fund")
        verbose_name_plural = pgettext_lazy("community", "funds")
        ordering = ["kind", "name"]
        default_permissions = ()
        permissions = [("keep_fund", _("Can keep funds"))]

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_community:fund", args=[self.pk])


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications."""

    def visible_for(self, user: Any) -> Self:
        """Return one's own; all of them for those who decide."""
        if user.has_perm(DECIDE):
            return self.all()
        return self.filter(applicant=user.pk or 0)

    def for_decision_by(self, user: Any) -> Self:
        """Return what waits for just this person."""
        rows = self.filter(state__in=TO_DECIDE)
        own = Q(applicant=user.pk) | Q(state=ApplicationState.SECOND, first_by=user.pk)
        return rows.exclude(own)


class Application(models.Model):
    """Somebody asks a fund for money; read by that person and by those who decide."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="applications")
    applicant = person_field(pgettext_lazy("application", "who"))
    team = models.ForeignKey(
        Team,
        models.SET_NULL,
        verbose_name=pgettext_lazy("application", "team"),
        related_name="+",
        null=True,
        blank=True,
    )
    amount = money(
        pgettext_lazy("application", "amount, in yuan"),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    purpose = models.TextField(
        pgettext_lazy("application", "what for"),
        validators=[MaxLengthValidator(MOST_PURPOSE)],
    )
    applied_at = models.DateTimeField(pgettext_lazy("application", "applied"))
    state = models.CharField(
        pgettext_lazy("application", "state"),
        max_length=10,
        choices=ApplicationState,
        default=ApplicationState.WAITING,
    )
    first_by = person_field(pgettext_lazy("application", "first decision by"))
    decided_by = person_field(pgettext_lazy("application", "decided by"))
    decided_at = models.DateTimeField(
        pgettext_lazy("application", "decided"), null=True, blank=True
    )
    reason = models.CharField(
        pgettext_lazy("application", "reason"), max_length=MOST_NOTE, blank=True
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ApplicationQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("community", "application")
        verbose_name_plural = pgettext_lazy("community", "applications")
        ordering = ["-applied_at", "-pk"]
        default_permissions = ()
        permissions = [("decide_application", _("Can decide about applications"))]
        indexes = [
            models.Index(fields=["applicant"], name="lms_community_applicant"),
            models.Index(fields=["state", "applied_at"], name="lms_community_decide"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="lms_community_applied_for_something"
            ),
            models.CheckConstraint(
                condition=Q(applicant=None)
                | Q(decided_by=None)
                | ~Q(applicant=models.F("decided_by")),
                name="lms_community_nobody_decides_own",
            ),
            models.CheckConstraint(
                condition=Q(first_by=None)
                | Q(decided_by=None)
                | Q(state="declined")
                | ~Q(first_by=models.F("decided_by")),
                name="lms_community_two_decide",
            ),
        ]

    def __str__(self) -> str:
        """Name it without the person: mails and lists show it."""
        return gettext("%(fund)s, application %(number)s") % {
            "fund": self.fund,
            "number": self.pk,
        }

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("lms_community:application", args=[self.pk])

    def is_by(self, user: Any) -> bool:
        """Tell whether somebody applied."""
        return self.applicant_id is not None and self.applicant_id == user.pk


class Entry(AppendOnlyModel):
    """Money that came or went: written once, and never below nothing.

    Each has the next number of its fund and what the fund holds after it; the database
    refuses a second one of a number, and a balance below zero.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(pgettext_lazy("fund entry", "number"))
    kind = models.CharField(
        pgettext_lazy("fund entry", "what"), max_length=10, choices=EntryKind
    )
    amount = money(pgettext_lazy("fund entry", "amount, in yuan"))
    balance = money(pgettext_lazy("fund entry", "in the fund after it"))
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="entries", null=True, blank=True
    )
    note = models.CharField(
        pgettext_lazy("fund entry", "note"), max_length=MOST_NOTE, blank=True
    )
    by = person_field(pgettext_lazy("fund entry", "written by"))
    at = models.DateTimeField(pgettext_lazy("fund entry", "when"))

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("fund", "entry")
        verbose_name_plural = pgettext_lazy("fund", "entries")
        ordering = ["-number"]
        default_permissions = ()
        indexes = [models.Index(fields=["at"], name="lms_community_moved")]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "number"], name="lms_community_one_after_another"
            ),
            models.CheckConstraint(
                condition=Q(balance__gte=0), name="lms_community_never_below_nothing"
            ),
            models.CheckConstraint(
                condition=Q(kind="payout", amount__lt=0)
                | (~Q(kind="payout") & Q(amount__gt=0)),
                name="lms_community_out_is_less",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.number}: {self.amount}"
