"""A requirement of a certification that counts rows of people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import pgettext_lazy

from lms.extensions import Candidate, Finding, Parameter, RequirementKind


class Counted(RequirementKind):
    """So many rows of a person, each of a day that counts."""

    parameters = [Parameter("number", pgettext_lazy("requirement", "How many"), 1)]
    model = ""
    """Of the rows, as the evidence names it: `lms_sample.notice`."""

    def rows(self, people: Sequence[Any]) -> Any:
        """Return key, person, and day or moment of each: one query."""
        raise NotImplementedError

    def say(self, n: int, goal: int) -> str:
        """Return how many there are and how many are asked for."""
        raise NotImplementedError

    def evaluate(
        self, candidates: Sequence[Candidate], parameters: Mapping[str, Any]
    ) -> Mapping[Any, Finding]:
        """Count for all people at once."""
        found = defaultdict(list)
        for key, person, at in self.rows([each.person.pk for each in candidates]):
            day = localdate(at) if isinstance(at, datetime) else at
            found[person].append((f"{self.model}:{key}", day))
        goal = parameters["number"]
        findings = {}
        for each in candidates:
            rows = found[each.person.pk]
            evidence = [key for key, day in rows if each.counts(day)]
            n = len(evidence)
            finding = Finding(n >= goal, self.say(n, goal), n, goal, evidence)
            findings[each.person.pk] = finding
        return findings
