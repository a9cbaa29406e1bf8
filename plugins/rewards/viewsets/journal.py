"""The journal, to be read, with the way to put points in question."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from lms.exports import ExportIndexView
from plugins.rewards.enums import CaseState, EventKind
from plugins.rewards.forms import QuestionForm, ReasonForm
from plugins.rewards.models import LedgerEvent, TakeBackCase
from plugins.rewards.services.taking_back import (
    decide_case,
    open_case,
    refuse_wrong_person,
)
from plugins.rewards.viewsets.desk import (
    Action,
    DeskView,
    OfficeViewSet,
    refusal_of,
    with_links,
)

POINTS = pgettext_lazy("points", "Points")


def _entries() -> QuerySet[Any]:
    """Return them with what is shown."""
    related = ("holder__user", "actor__user", "rule_version__rule")
    return LedgerEvent.objects.select_related(*related)


def _cases() -> QuerySet[Any]:
    """Return them with what is shown."""
    related = ("award__holder__user", "opened_by__user", "decided_by__user")
    is_decided = ~Q(state=CaseState.OPEN)
    return TakeBackCase.objects.select_related(*related).annotate(is_decided=is_decided)


class JournalView(ExportIndexView):
    """All entries, the newest first."""

    export_headings = {"pk": _("Number of the entry"), "key": _("Key")}

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        return _entries()


class EntryView(DeskView):
    """One entry with its transfers. It is never changed: an award is put in question."""

    permission_required = "view"
    success_message = _("The points are in question: a person decides.")

    def get_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        return _entries()

    def facts(self) -> Sequence[tuple[Any, Any]]:
        """Return all that is written, and what moved."""
        row = self.object
        moved = [
            f"{each.debit.get_kind_display()} → {each.credit.get_kind_display()}: {each.amount}"
            for each in row.transfers.select_related("debit", "credit")
        ]
        return [
            (_("Whose points"), row.holder),
            (pgettext_lazy("points", "What"), row.get_kind_display()),
            (POINTS, row.points),
            (pgettext_lazy("points", "Rule"), row.rule_version),
            (_("Counts on"), row.effective_on),
            (_("Done by"), row.actor),
            (pgettext_lazy("points", "Note"), row.note),
            (_("Transfers"), "; ".join(moved)),
            (_("Key"), row.key),
        ]

    def make_form(self, data: Any) -> QuestionForm:
        """Return the form with the reason."""
        return QuestionForm(data)

    def buttons(self) -> Sequence[Action]:
        """Offer the question for an award that stands."""
        row = self.object
        may = self.request.user.has_perm("lms_rewards.add_takebackcase")
        stands = not LedgerEvent.objects.filter(reverses=row).exists()
        is_open = row.cases.filter(state=CaseState.OPEN).exists()
        if may and row.kind == EventKind.AWARD and stands and not is_open:
            return [Action("question", _("Put in question"), is_serious=True)]
        return []

    def decide(self, action: str, values: dict[str, Any]) -> None:  # noqa: ARG002 (there is one)
        """Open a case."""
        user, now = self.request.user, timezone.now()
        open_case(award=self.object, user=user, now=now, **values)


class JournalViewSet(OfficeViewSet):
    """The journal of points."""

    model = LedgerEvent
    index_view_class = JournalView
    edit_view_class = EntryView
    icon = "list-ul"
    menu_label = _("Journal of points")
    empty_text = with_links(
        _(
            "Nothing is written yet. Each award and each redemption is written here by "
            'itself; the <a href="{rules}">rules</a> say what earns points.'
        ),
        rules=reverse_lazy("lms_rewards_rules:index"),
    )
    list_filter = ["kind", "effective_on", "rule_version__rule"]
    ordering = ("-pk",)
    list_display = [
        TitleColumn(
            "get_kind_display",
            label=pgettext_lazy("points", "What"),
            url_name="lms_rewards_journal:edit",
            width="20%",
        ),
        Column("holder", label=_("Whose points")),
        Column("points", label=POINTS, sort_key="points"),
        Column("rule_version", label=pgettext_lazy("points", "Rule")),
        Column("effective_on", label=_("Counts on"), sort_key="effective_on"),
        Column("actor", label=_("Done by")),
    ]
    list_export = [
        *("get_kind_display", "holder", "points", "rule_version", "effective_on"),
        *("actor", "full_points", "note", "created_at", "pk", "key"),
    ]
    export_filename = "points"
    search_fields = ["key", "note"]


class CaseListView(ExportIndexView):
    """What waits comes first."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        return _cases()


class CaseView(DeskView):
    """An award in question, with what shows that it is wrong."""

    success_message = _("It is decided.")

    def get_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        return _cases()

    def facts(self) -> Sequence[tuple[Any, Any]]:
        """Return the award, the reason and the evidence."""
        row = self.object
        return [
            (_("Whose points"), row.award.holder),
            (POINTS, row.award.points),
            (_("Award"), f"{row.award_id}: {row.award.rule_version or row.award}"),
            (_("What is wrong with it?"), row.reason),
            (_("Evidence"), row.evidence),
            (_("Opened by"), row.opened_by or _("The system")),
            (pgettext_lazy("points", "State"), row.get_state_display()),
            (_("Decided by"), row.decided_by),
        ]

    def make_form(self, data: Any) -> ReasonForm:
        """Return the form with a remark."""
        return ReasonForm(data)

    def buttons(self) -> Sequence[Action]:
        """Offer to decide while it is open, to another than those it concerns."""
        if self.object.state != CaseState.OPEN or self.refusal():
            return []
        return [
            Action("take", _("Take the points back"), is_serious=True),
            Action("dismiss", _("Let the points stay")),
        ]

    def refusal(self) -> str:
        """Return why this person does not decide, while it is open."""
        if self.object.state != CaseState.OPEN:
            return ""
        return refusal_of(refuse_wrong_person, self.object, self.request.user)

    def decide(self, action: str, values: dict[str, Any]) -> None:
        """Take them back, or not."""
        decide_case(
            case=self.object,
            user=self.request.user,
            takes=action == "take",
            remark=values["reason"],
            now=timezone.now(),
        )


class CaseViewSet(OfficeViewSet):
    """Points that somebody has to decide on."""

    model = TakeBackCase
    index_view_class = CaseListView
    edit_view_class = CaseView
    icon = "warning"
    menu_label = _("Points in question")
    empty_text = with_links(
        _(
            "No points are in question. If an award looks wrong, open it in the "
            '<a href="{journal}">journal</a> and put it in question; when a contribution '
            "is taken back, its points come here by themselves. You decide on them here."
        ),
        journal=reverse_lazy("lms_rewards_journal:index"),
    )
    list_filter = ["state"]
    ordering = ("is_decided", "-opened_at")
    list_display = [
        TitleColumn(
            "reason",
            label=_("What is wrong with it?"),
            url_name="lms_rewards_cases:edit",
        ),
        Column("award.holder", label=_("Whose points")),
        Column("award.points", label=POINTS),
        Column("get_state_display", label=pgettext_lazy("points", "State")),
        DateColumn(
            "opened_at", label=pgettext_lazy("points", "Asked"), sort_key="opened_at"
        ),
    ]
    list_export = [
        *("reason", "award.holder", "award.points", "get_state_display", "opened_at"),
        *("award", "decided_by"),
    ]
    search_fields = ["reason"]
