"""The journal: what happened to points, written once."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.targets import Target
from plugins.rewards.enums import EventKind
from plugins.rewards.models.holders import Account, Holder
from plugins.rewards.models.rules import RuleVersion

LONGEST_KEY = 200
LONGEST_NOTE = 300


class LedgerEventQuerySet(AppendOnlyQuerySet["LedgerEvent"]):
    """Entries of the journal, to be read."""

    def of(self, holder: Holder | None) -> Self:
        """Return those of one holder."""
        return self.filter(holder=holder.pk if holder else 0)

    def given(self) -> Self:
        """Return the awards."""
        return self.filter(kind=EventKind.AWARD)

    def kept(self, holder: Holder | None) -> Self:
        """Return the awards of one holder without those that were taken back.

        Asked so that the index answers: hardly any was.
        """
        taken = LedgerEvent.objects.of(holder).filter(kind=EventKind.TAKE_BACK)
        reversed_ones = taken.exclude(reverses=None).order_by().values("reverses")
        return self.given().of(holder).exclude(pk__in=reversed_ones)

    def standing(self) -> Self:
        """Return those that were not taken back."""
        return self.filter(~_taken_back())

    def with_fate(self) -> Self:
        """Tell of each whether it was taken back: `is_taken_back`."""
        return self.annotate(is_taken_back=_taken_back())

    def readable_by(self, user: Any) -> Self:
        """Return one's own."""
        return self.filter(holder__user=getattr(user, "pk", None) or 0)


def _taken_back() -> Exists:
    """Ask by the holder: whoever knows that `reverses` is mostly empty reads it all."""
    taken = LedgerEvent.objects.filter(
        kind__in=(EventKind.TAKE_BACK, EventKind.RETURN),
        holder=OuterRef("holder"),
        reverses=OuterRef("pk"),
    )
    return Exists(taken.order_by())


class LedgerEvent(AppendOnlyModel):
    """One thing that happened to somebody's points: an entry of the journal.

    Guarantees, kept by the database on SQLite and PostgreSQL alike:

    * one entry for each `key`. Keys are made of the rule, the thing and the person,
      never of the time: publishing again earns nothing. The same key with another
      content is refused (`payload_hash`).
    * written once: UPDATE, DELETE and TRUNCATE are refused, those of raw SQL too.
    * what is wrong is put right by another entry that `reverses` it, at most once.
    """

    key = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    kind = models.CharField(
        pgettext_lazy("points", "what"), max_length=10, choices=EventKind
    )
    payload_hash = models.CharField(max_length=64, editable=False)
    holder = models.ForeignKey(
        Holder,
        verbose_name=_("whose points"),
        on_delete=models.PROTECT,
        related_name="events",
        db_index=False,
    )
    rule_version = models.ForeignKey(
        RuleVersion,
        verbose_name=pgettext_lazy("points", "rule"),
        null=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    subject_model = models.CharField(max_length=150, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=100, blank=True)
    points = models.BigIntegerField(pgettext_lazy("points", "points"))
    full_points = models.BigIntegerField(_("points without limits"))
    actor = models.ForeignKey(
        Holder,
        verbose_name=_("done by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    reverses = models.OneToOneField(
        "self",
        verbose_name=_("takes back"),
        null=True,
        on_delete=models.PROTECT,
        related_name="reversed_by",
    )
    effective_on = models.DateField(_("counts on"))
    created_at = models.DateTimeField(pgettext_lazy("points", "written"))
    note = models.CharField(
        pgettext_lazy("points", "note"), max_length=LONGEST_NOTE, blank=True
    )

    objects = LedgerEventQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("entry of the journal")
        verbose_name_plural = _("entries of the journal")
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["holder", "-id"], name="lms_rewards_of_holder"),
            models.Index(
                fields=["subject_model", "subject_key"], name="lms_rewards_of_subject"
            ),
            models.Index(fields=["kind", "effective_on"], name="lms_rewards_of_day"),
            # Months of one person, without a look at the rows.
            models.Index(
                fields=["holder", "kind", "effective_on", "points"],
                name="lms_rewards_of_months",
            ),
            # Limits of one rule, in the same way.
            models.Index(
                fields=["rule_version", "kind", "holder", "effective_on", "points"],
                name="lms_rewards_of_rule",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, full_points__gte=F("points")),
                name="lms_rewards_points_within_limits",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EventKind.TAKE_BACK) | Q(reverses__isnull=False),
                name="lms_rewards_taken_back_from_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.points}"

    @property
    def subject(self) -> Target:
        """What it was for."""
        return Target(self.subject_model, self.subject_key)

    @property
    def title(self) -> str:
        """What it is called: the rule, or else the gift or fund, in the reader's words."""
        if self.rule_version is not None:
            return str(self.rule_version.rule)
        name, _line, english = self.note.partition("\n")
        return in_readers_language(name, english) or self.get_kind_display()

    @property
    def is_limited(self) -> bool:
        """Whether a limit of the rule has taken something away."""
        return self.points < self.full_points


class Transfer(AppendOnlyModel):
    """Points that went from one account to another: balanced by its shape.

    `amount` is above zero and both accounts differ (checked by the database), so what
    all accounts have gained and lost is always zero together. A trigger moves the two
    balances in the same statement; the row is never changed or deleted.
    """

    event = models.ForeignKey(
        LedgerEvent, on_delete=models.PROTECT, related_name="transfers"
    )
    debit = models.ForeignKey(
        Account, verbose_name=_("from"), on_delete=models.PROTECT, related_name="+"
    )
    credit = models.ForeignKey(
        Account,
        verbose_name=pgettext_lazy("points", "to"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    amount = models.BigIntegerField(pgettext_lazy("points", "points"))

    objects = AppendOnlyQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=1), name="lms_rewards_moves_something"
            ),
            models.CheckConstraint(
                condition=~Q(debit=F("credit")), name="lms_rewards_moves_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.debit_id} > {self.credit_id}: {self.amount}"
