"""Redemptions and merits to be decided, in Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView

from lms.exports import ExportIndexView
from plugins.rewards.enums import MeritState, RedemptionState
from plugins.rewards.exceptions import RewardsError
from plugins.rewards.forms import MeritDecisionForm, MeritForm, ReasonForm
from plugins.rewards.models import Merit, Redemption
from plugins.rewards.services import redemptions
from plugins.rewards.services.merits import (
    accept_merit,
    propose_merit,
    refuse_own,
    reject_merit,
)
from plugins.rewards.viewsets.desk import (
    Action,
    DeskView,
    OfficeViewSet,
    refusal_of,
    with_links,
)

STATE = Column("get_state_display", label=pgettext_lazy("points", "State"))
POINTS = pgettext_lazy("points", "Points")
STATE_LABEL = pgettext_lazy("points", "State")
TURN = {
    RedemptionState.RESERVED: [
        Action("approve", _("Approve")),
        Action("reject", _("Reject"), is_serious=True),
    ],
    RedemptionState.APPROVED: [
        Action("fulfil", _("It was handed over")),
        Action("reject", _("Reject"), is_serious=True),
    ],
}


class RedemptionListView(ExportIndexView):
    """What waits comes first."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        waiting = Case(
            When(state=RedemptionState.RESERVED, then=Value(0)),
            When(state=RedemptionState.APPROVED, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        related = ("gift", "holder__user", "holder__fund", "requested_by__user")
        return Redemption.objects.select_related(*related).annotate(waiting=waiting)


class RedemptionView(DeskView):
    """A redemption and its next step."""

    success_message = _("It is decided.")

    def facts(self) -> Sequence[tuple[Any, Any]]:
        """Return what was redeemed by whom."""
        row = self.object
        return [
            (_("Gift"), row.gift),
            (_("Whose points"), row.holder),
            (_("Redeemed by"), row.requested_by),
            (pgettext_lazy("points", "Price"), row.price),
            (STATE_LABEL, row.get_state_display()),
            (_("Decided by"), row.decided_by),
            (pgettext_lazy("points", "Voucher"), row.voucher),
            (_("Why?"), row.reason),
        ]

    def make_form(self, data: Any) -> ReasonForm:
        """Return the form with a reason."""
        return ReasonForm(data)

    def buttons(self) -> Sequence[Action]:
        """Offer the next steps, to another than those it concerns."""
        return [] if self.refusal() else self._next_steps()

    def refusal(self) -> str:
        """Return why this person does not decide, while there is a next step."""
        if not self._next_steps():
            return ""
        return refusal_of(redemptions.refuse_own, self.object, self.request.user)

    def _next_steps(self) -> Sequence[Action]:
        return TURN.get(self.object.state, [])

    def decide(self, action: str, values: dict[str, Any]) -> None:
        """Take the step."""
        step = {"redemption": self.object, "user": self.request.user}
        if action == "reject":
            redemptions.reject(**step, reason=values["reason"], now=timezone.now())
        elif action == "approve":
            redemptions.approve(**step, now=timezone.now())
        else:
            redemptions.fulfil(**step, now=timezone.now())


class RedemptionViewSet(OfficeViewSet):
    """What people have redeemed."""

    model = Redemption
    index_view_class = RedemptionListView
    edit_view_class = RedemptionView
    icon = "circle-check"
    menu_label = _("Redemptions")
    empty_text = with_links(
        _(
            "Nobody has redeemed anything yet. Staff do so in the shop, for the "
            '<a href="{gifts}">gifts</a> that are offered; you decide on it here.'
        ),
        gifts=reverse_lazy("lms_rewards_gifts:index"),
    )
    list_filter = ["state", "gift"]
    ordering = ("waiting", "-requested_at")
    list_display = [
        TitleColumn("gift", label=_("Gift"), url_name="lms_rewards_redemptions:edit"),
        Column("holder", label=_("Whose points")),
        Column("price", label=POINTS, sort_key="price"),
        STATE,
        DateColumn(
            "requested_at",
            label=pgettext_lazy("points", "Requested"),
            sort_key="requested_at",
        ),
    ]
    list_export = [
        *("gift", "holder", "price", "get_state_display", "requested_at"),
        *("decided_by", "decided_at", "handed_at", "voucher", "reason"),
    ]
    export_filename = "redemptions"
    search_fields = ["voucher", "gift__name"]


def _merits() -> QuerySet[Any]:
    """Return them with what is shown."""
    related = ("holder__user", "proposed_by__user", "decided_by__user")
    is_decided = ~Q(state=MeritState.PROPOSED)
    return Merit.objects.select_related(*related).annotate(is_decided=is_decided)


class MeritListView(ExportIndexView):
    """What waits comes first."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        return _merits()


class MeritAddView(CreateView):
    """Proposes somebody for points."""

    def save_instance(self) -> Any:
        """Put the merit before those who decide."""
        return propose_merit(
            merit=self.form.instance,
            person=self.form.cleaned_data["person"],
            user=self.request.user,
            now=timezone.now(),
        )

    def form_valid(self, form: forms.Form) -> Any:
        """Save it; what is refused is said at the form."""
        try:
            return super().form_valid(form)
        except RewardsError as error:
            form.add_error(None, str(error))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class MeritView(DeskView):
    """A merit, and at which level it counts."""

    success_message = _("It is decided.")

    def get_queryset(self) -> QuerySet[Any]:
        """Return them with what is shown."""
        return _merits()

    def facts(self) -> Sequence[tuple[Any, Any]]:
        """Return what happened, and who says so."""
        row = self.object
        return [
            (_("Who"), row.holder),
            (_("Level"), row.get_level_display()),
            (_("Happened on"), row.happened_on),
            (_("What happened"), row.text),
            (_("Proposed by"), row.proposed_by),
            (STATE_LABEL, row.get_state_display()),
            (_("Decided by"), row.decided_by),
            (_("Why?"), row.reason),
        ]

    def make_form(self, data: Any) -> MeritDecisionForm:
        """Return the form with level and reason."""
        return MeritDecisionForm(data, initial={"level": self.object.level})

    def buttons(self) -> Sequence[Action]:
        """Offer to decide while nobody has, to another than those it concerns."""
        if self.object.state != MeritState.PROPOSED or self.refusal():
            return []
        return [
            Action("accept", _("Accept and give the points")),
            Action("reject", _("Reject"), is_serious=True),
        ]

    def refusal(self) -> str:
        """Return why this person does not decide, while it is to be decided."""
        if self.object.state != MeritState.PROPOSED:
            return ""
        return refusal_of(refuse_own, self.object, self.request.user)

    def decide(self, action: str, values: dict[str, Any]) -> None:
        """Accept or reject."""
        step = {"merit": self.object, "user": self.request.user, "now": timezone.now()}
        if action == "accept":
            accept_merit(**step, level=values["level"])
        else:
            reject_merit(**step, reason=values["reason"])


class MeritViewSet(OfficeViewSet):
    """Complaints solved and praise."""

    model = Merit
    index_view_class = MeritListView
    add_view_class = MeritAddView
    edit_view_class = MeritView
    icon = "pick"
    menu_label = _("Complaints and praise")
    empty_text = _(
        "Nobody has been proposed yet. Add whoever was praised or has solved a "
        "complaint; the points are given when that is accepted here."
    )
    list_filter = ["state", "level", "happened_on"]
    ordering = ("is_decided", "-happened_on", "-pk")
    list_display = [
        TitleColumn(
            "get_level_display", label=_("Level"), url_name="lms_rewards_merits:edit"
        ),
        Column("holder", label=_("Who")),
        Column("proposed_by", label=_("Proposed by")),
        STATE,
        Column("happened_on", label=_("Happened on"), sort_key="happened_on"),
    ]
    list_export = [
        *("get_level_display", "holder", "proposed_by", "get_state_display"),
        *("happened_on", "text", "decided_by", "reason"),
    ]
    search_fields = ["text"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form for a new one."""
        return MeritForm
