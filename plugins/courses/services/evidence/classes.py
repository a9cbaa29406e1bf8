"""Evidence from classes: made up, and taught."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from plugins.courses.models import (
    ClassSession,
    MakeUpOrder,
)
from plugins.courses.services.evidence.counting import counted, people_of


class NothingToMakeUp(RequirementKind):
    """Has no class to make up."""

    label = gettext_lazy("Nothing is left to make up")

    def describe(self, parameters: Mapping[str, Any]) -> str:  # noqa: ARG002 (there are none)
        """Return it in words."""
        return _("Has no classes to make up")

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the open make-up orders of all."""
        del parameters
        rows = MakeUpOrder.objects.waiting().filter(
            member__person__in=people_of(candidates)
        )
        waiting = {*rows.values_list("member__person", flat=True)}
        good, bad = _("Nothing is left to make up."), _("There are classes to make up.")
        return {
            key: Finding(
                is_met=key not in waiting,
                reason=bad if key in waiting else good,
                value=int(key not in waiting),
            )
            for key in people_of(candidates)
        }


class ClassesTaught(RequirementKind):
    """Has taught so many classes."""

    label = gettext_lazy("Classes were taught")
    parameters = [Parameter("number", gettext_lazy("How many"), 2)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        number = parameters["number"]
        text = ngettext(
            "Has taught %(number)d class", "Has taught %(number)d classes", number
        )
        return text % {"number": number}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the timetable of all; what is still to come does not count."""
        rows = ClassSession.objects.filter(
            trainer__in=people_of(candidates), cancelled_at=None
        )
        found = rows.order_by("starts_at").values_list("trainer", "starts_at", "pk")
        dated = [(p, at, f"lms_courses.classsession:{pk}") for p, at, pk in found]

        def say(number: int) -> str:
            values = {"number": number, "goal": parameters["number"]}
            return _("%(number)d of %(goal)d classes were taught.") % values

        return counted(candidates, dated, parameters["number"], say)
