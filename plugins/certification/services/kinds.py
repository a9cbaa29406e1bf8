"""The kinds of requirements that the plugin itself supplies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from knowledge_base.models import Contribution
from lms.extensions import Candidate, Finding, Parameter, RequirementKind
from lms.models import StaffProfile
from plugins.certification.models import Award, Level, SignOff, SignOffTopic

MONTHS_OF_YEAR = 12


def _named(model: Any, code: str) -> str:
    row = model.objects.filter(code=code).first()
    return str(row) if row else code


def _levels() -> list[tuple[str, str]]:
    rows = Level.objects.select_related("scheme").order_by("scheme__code", "rank")
    return [(row.code, f"{row.scheme} · {row}") for row in rows]


def _topics() -> list[tuple[str, str]]:
    return [(row.code, str(row)) for row in SignOffTopic.objects.all()]


def _keys(candidates: Iterable[Candidate]) -> list[Any]:
    return [each.person.pk for each in candidates]


class LevelHeld(RequirementKind):
    """Holds a level, or a higher one of the same scheme, on the day."""

    label = gettext_lazy("A level is held")
    parameters = [
        Parameter("level", pgettext_lazy("certification", "Level"), "", choices=_levels)
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return which level."""
        return _("Holds “%(level)s”") % {"level": _named(Level, parameters["level"])}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the certificates of all."""
        level = Level.objects.filter(code=parameters["level"]).first()
        rows = Award.objects.filter(person__in=_keys(candidates))
        held: dict[Any, list[Award]] = defaultdict(list)
        if level is not None:
            of_scheme = rows.filter(
                level__scheme=level.scheme_id, level__rank__gte=level.rank
            )
            for award in of_scheme.standing():
                held[award.person_id].append(award)
        name = str(level or parameters["level"])
        return {
            each.person.pk: self._finding(name, held[each.person.pk], each.until)
            for each in candidates
        }

    def _finding(self, name: str, awards: Sequence[Award], day: date) -> Finding:
        counting = [award for award in awards if award.is_held_on(day)]
        if counting:
            evidence = [f"lms_certification.award:{each.pk}" for each in counting]
            held = _("“%(level)s” is held.") % {"level": name}
            return Finding(is_met=True, reason=held, value=1, evidence=evidence)
        text = (
            _("“%(level)s” was held, but does not count any more: renew it first.")
            if awards
            else _("“%(level)s” is not held yet.")
        )
        return Finding(is_met=False, reason=text % {"level": name})


class MonthsOfService(RequirementKind):
    """Has worked here for so many months."""

    label = gettext_lazy("Months of service")
    parameters = [Parameter("months", gettext_lazy("Months"), 6)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many months."""
        n = parameters["months"]
        text = ngettext("%(n)s month of service", "%(n)s months of service", n)
        return text % {"n": n}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the staff profiles of all."""
        rows = StaffProfile.objects.filter(user__in=_keys(candidates))
        joined = dict(rows.values_list("user", "joined_date"))
        return {
            each.person.pk: self._finding(
                joined.get(each.person.pk), each.until, parameters["months"]
            )
            for each in candidates
        }

    def _finding(self, joined: date | None, today: date, goal: int) -> Finding:
        if joined is None:
            text = _("It is not known since when: the staff profile has no date.")
            return Finding(goal <= 0, text, 0, goal)
        months = max(whole_months(joined, today), 0)
        text = ngettext(
            "%(n)s month of service so far, %(goal)s are asked for.",
            "%(n)s months of service so far, %(goal)s are asked for.",
            months,
        )
        said = text % {"n": months, "goal": goal}
        return Finding(months >= goal, said, months, goal)


def whole_months(begin: date, end: date) -> int:
    """Return how many whole months lie between two days."""
    months = (end.year - begin.year) * MONTHS_OF_YEAR + end.month - begin.month
    return months - (end.day < begin.day)


class SignedOff(RequirementKind):
    """Somebody with the right has seen it done."""

    label = gettext_lazy("Signed off by somebody")
    parameters = [
        Parameter("topic", pgettext_lazy("sign-off", "What"), "", choices=_topics)
    ]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return what is to be seen."""
        topic = _named(SignOffTopic, parameters["topic"])
        return _("Signed off: %(topic)s") % {"topic": topic}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the sign-offs of all."""
        rows = SignOff.objects.standing().filter(
            topic__code=parameters["topic"], person__in=_keys(candidates)
        )
        signed: dict[Any, list[SignOff]] = defaultdict(list)
        for row in rows.order_by("signed_on", "pk"):
            signed[row.person_id].append(row)
        return {
            each.person.pk: self._finding(each, signed[each.person.pk])
            for each in candidates
        }

    def _finding(self, candidate: Candidate, rows: Sequence[SignOff]) -> Finding:
        counting = [row for row in rows if candidate.counts(row.signed_on)]
        if counting:
            text = _("Signed off on %(day)s: %(note)s")
            last = counting[-1]
            said = text % {"day": date_format(last.signed_on), "note": last.note}
            evidence = [f"lms_certification.signoff:{row.pk}" for row in counting]
            return Finding(is_met=True, reason=said, value=1, evidence=evidence)
        missing = (
            _("It was signed off before, and is to be shown again.")
            if rows
            else _("Nobody has signed it off yet: ask a trainer to watch.")
        )
        return Finding(is_met=False, reason=missing)


class Contributions(RequirementKind):
    """Has added so often to the knowledge base."""

    label = gettext_lazy("Contributions to the knowledge base")
    parameters = [Parameter("number", gettext_lazy("How many"), 3)]

    def describe(self, parameters: Mapping[str, Any]) -> str:
        """Return how many."""
        n = parameters["number"]
        text = ngettext(
            "%(n)s contribution to the knowledge base",
            "%(n)s contributions to the knowledge base",
            n,
        )
        return text % {"n": n}

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Ask the contributions of all that were not taken back."""
        rows = Contribution.objects.given().filter(
            countered_by=None, actor__in=_keys(candidates)
        )
        given: dict[Any, list[tuple[int, date]]] = defaultdict(list)
        for key, actor, at in rows.values_list("pk", "actor", "occurred_at"):
            given[actor].append((key, localdate(at)))
        return {
            each.person.pk: self._finding(
                [key for key, day in given[each.person.pk] if each.counts(day)],
                parameters["number"],
            )
            for each in candidates
        }

    def _finding(self, keys: Sequence[int], goal: int) -> Finding:
        n = len(keys)
        text = ngettext(
            "%(n)s contribution so far, %(goal)s are asked for.",
            "%(n)s contributions so far, %(goal)s are asked for.",
            n,
        )
        evidence = [f"lms_knowledge_base.contribution:{key}" for key in keys]
        return Finding(n >= goal, text % {"n": n, "goal": goal}, n, goal, evidence)
