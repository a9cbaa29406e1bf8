from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

from plugins.contests.models import Contest, Round
from plugins.contests.services.planning import CHANGED, STEPPED

_STEPS = {
    "open": gettext_lazy("Opened it for all to read"),
    "draft": gettext_lazy("Made it a draft again"),
    "start": gettext_lazy("Began the first round"),
    "unstart": gettext_lazy("Went back to registration"),
    "call-off": gettext_lazy("Called it off"),
    "strike": gettext_lazy("Took an entry out"),
    "publish": gettext_lazy("Published a round"),
    "take-back": gettext_lazy("Took the publication of a round back"),
    "announce": gettext_lazy("Announced the ranking"),
}
_OTHERS = {
    "prizes": pgettext_lazy("contest", "prizes"),
    "criteria": pgettext_lazy("contest", "criteria"),
}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Say in people's words what was done to a contest."""

    @actions.register_action(CHANGED)
    class ChangeFormatter(LogFormatter):
        label = gettext_lazy("Change a contest")

        def format_message(self, log_entry: Any) -> str:
            return "; ".join(map(_changed, log_entry.data["changes"]))

    @actions.register_action(STEPPED)
    class StepFormatter(LogFormatter):
        label = gettext_lazy("Lead a contest")

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data
            said = str(_STEPS.get(data["step"], data["step"]))
            detail = data.get("entry") or data.get("round")
            return f"{said}: {detail}" if detail else said


def _changed(change: list[Any]) -> str:
    name, old, new = change
    number, _dot, field = name.rpartition(".")
    label = _label(field, Round if number else Contest)
    if number:
        label = _("Round %(number)s, %(field)s") % {"number": number, "field": label}
    return f"{label}: {_shown(old)} → {_shown(new)}"


def _label(field: str, model: Any) -> str:
    known = _OTHERS.get(field)
    return str(known or model._meta.get_field(field).verbose_name)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        parts = (
            f"{each['name']} {each['weight']}" if isinstance(each, dict) else str(each)
            for each in value
        )
        return "、".join(parts) or "—"
    return "—" if value in (None, "") else str(value)
