"""Months of points to be closed, in Wagtail's admin."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from plugins.rewards.enums import Choice, MonthState
from plugins.rewards.models import MonthCandidate, MonthClose
from plugins.rewards.services.months import (
    choose,
    close_month,
    prepare_month,
    refuse_early,
)
from plugins.rewards.viewsets.desk import Action, DeskView, OfficeViewSet, refusal_of
from plugins.rewards.viewsets.office import STATE, STATE_LABEL


class MonthView(DeskView):
    """A month: who was a good sharer, and closing it."""

    template_name = "lms_rewards/admin/month.html"
    success_message = _("It is done.")

    def facts(self) -> Sequence[tuple[Any, Any]]:
        """Return how far it is."""
        row = self.object
        return [
            (STATE_LABEL, row.get_state_display()),
            (_("To be closed by"), row.due_on),
            (pgettext_lazy("points", "Closed by"), row.closed_by),
        ]

    def buttons(self) -> Sequence[Action]:
        """Offer what can be done while it is open."""
        if self.object.state == MonthState.CLOSED:
            return []
        chosen = [
            Action(f"{choice}-{candidate.pk}", choice.label)
            for candidate in self.candidates()
            for choice in (Choice.CONFIRMED, Choice.DECLINED)
            if candidate.holder.user_id != self.request.user.pk
        ]
        close = Action(
            "close", _("Close the month and give the points"), is_serious=True
        )
        count = Action("count", _("Count the evidence anew"))
        return [*chosen, count, *([] if self.refusal() else [close])]

    def refusal(self) -> str:
        """Return why the month is not closed yet, while it is open."""
        if self.object.state == MonthState.CLOSED:
            return ""
        return refusal_of(refuse_early, self.object, timezone.localdate())

    def candidates(self) -> list[MonthCandidate]:
        """Return them with their names."""
        related = ("holder__user", "decided_by__user")
        return [*self.object.candidates.select_related(*related)]

    def decide(self, action: str, values: dict[str, Any]) -> None:  # noqa: ARG002 (it has none)
        """Confirm somebody or not, count anew, or close."""
        user = self.request.user
        name, _dash, key = action.partition("-")
        if key:
            candidate = self.object.candidates.get(pk=key)
            choose(candidate=candidate, user=user, choice=Choice(name))
        elif name == "count":
            prepare_month(self.object.month)
        else:
            close_month(month=self.object.month, user=user, now=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the candidates."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = [each for each in self.buttons() if "-" not in each.name]
        return {**context, "candidates": self.candidates(), "buttons": shown}


class MonthViewSet(OfficeViewSet):
    """Months of points."""

    model = MonthClose
    edit_view_class = MonthView
    icon = "calendar-check"
    menu_label = _("Months of points")
    empty_text = _(
        "No month is here yet. Each one appears by itself when it is over: you then "
        "confirm who shared well, and close it."
    )
    list_filter = ["state"]
    ordering = ("-month",)
    list_display = [
        TitleColumn("__str__", label=_("Month"), url_name="lms_rewards_months:edit"),
        STATE,
        Column("closed_by", label=pgettext_lazy("points", "Closed by")),
    ]
    list_export = ["__str__", "get_state_display", "closed_by", "closed_at"]
    search_fields = None
