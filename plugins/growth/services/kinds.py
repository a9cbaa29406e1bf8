"""What growth supplies to certifications and to tables of figures."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from lms.day_plots import moments
from lms.enums import IndicatorUnit
from lms.extensions import Candidate, Finding, Indicator, Parameter, RequirementKind
from lms.people.here import people_here
from lms.posting import key_of
from plugins.growth.models import Skill, SkillLevel


def _skills() -> list[tuple[str, str]]:
    return [(str(skill.pk), str(skill)) for skill in Skill.objects.in_use()]


def _named(key: str) -> Skill | None:
    return Skill.objects.filter(pk=key_of(key)).first()


class SkillAtLevel(RequirementKind):
    """Has a skill at a level at least, as it was agreed last."""

    label = gettext_lazy("A skill at a level")
    parameters = [
        Parameter("skill", pgettext_lazy("growth", "Skill"), "", choices=_skills),
        Parameter("level", gettext_lazy("Level at least, of 5"), 3),
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which skill at which level."""
        said = gettext("“%(skill)s” at level %(level)s")
        values = {"skill": _named(parameters["skill"]) or "—", "level": parameters["level"]}  # fmt: skip
        return said % values

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the agreed levels of all; of each the last one that counts."""
        skill = _named(parameters["skill"])
        people = [each.person.pk for each in candidates]
        rows = SkillLevel.objects.filter(person__in=people, skill=skill)
        found = defaultdict(list)
        for row in rows.order_by("pk"):
            found[row.person_id].append(row)
        return {
            each.person.pk: self._finding(
                [row for row in found[each.person.pk] if each.counts(localdate(row.at))],
                skill,
                parameters["level"],
            )
            for each in candidates
        }  # fmt: skip

    def _finding(
        self, rows: Sequence[SkillLevel], skill: Skill | None, goal: int
    ) -> Finding:
        last = rows[-1] if rows else None
        if last is None:
            said = gettext("“%(skill)s” has not been assessed in this time.")
            return Finding(is_met=False, reason=said % {"skill": skill or "—"}, goal=goal)  # fmt: skip
        said = gettext("“%(skill)s” is at level %(level)s; %(goal)s is asked for.")
        return Finding(
            is_met=last.level >= goal,
            reason=said % {"skill": skill, "level": last.level, "goal": goal},
            value=last.level,
            goal=goal,
            evidence=[f"lms_growth.skilllevel:{last.pk}"],
        )


class NeedsMet(Indicator):
    """How many of the assessed needs are met, by what was agreed last."""

    label = gettext_lazy("Needs of the post that are met")
    unit = IndicatorUnit.PERCENT

    def of_all(self, first: date, last: date) -> Decimal | None:  # noqa: ARG002 (a standing figure)
        """Return the share of all who work here at the end of these days."""
        people = people_here(last).order_by().values("pk")
        levels = _until(last).filter(person__in=people)
        whole = met = 0
        for _person, is_met in levels:
            whole += 1
            met += is_met
        return _percent(met, whole) if whole else None

    def of_people(
        self,
        people: Collection[Any],
        first: date,  # noqa: ARG002 (a standing figure)
        last: date,
    ) -> Mapping[Any, Decimal]:
        """Return the share of each who was ever assessed by then."""
        found: dict[Any, list[bool]] = defaultdict(list)
        for person, is_met in _until(last).filter(person__in=people):
            found[person].append(is_met)
        return {
            person: _percent(sum(known), len(known)) for person, known in found.items()
        }


def _until(last: date) -> Any:
    """Return whose last level by the end of a day is enough: a standing figure."""
    _start, end = moments(last, last)
    by_then = SkillLevel.objects.filter(at__lt=end, skill__is_retired=False).newest()
    is_met = ExpressionWrapper(Q(level__gte=F("needed")), output_field=BooleanField())
    known = by_then.exclude(person=None).order_by().annotate(is_met=is_met)
    return known.values_list("person", "is_met")


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"))
