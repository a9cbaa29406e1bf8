"""What is found of people who want a level: met, or missing, in words."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.extension_points import Extension
from lms.extensions import Candidate, Finding, RequirementKind, requirement_kinds
from plugins.certification import trees
from plugins.certification.enums import Rule
from plugins.certification.models import Award, Candidacy

HUNDRED = 100
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Asked:
    """A requirement, and what was found of each person; None if it cannot be checked."""

    label: str
    findings: Mapping[Any, Finding] | None

    def of(self, person: Any) -> Finding | None:
        return (self.findings or {}).get(person)


@dataclass(frozen=True)
class Line:
    """A requirement or a group, and what is found of one person."""

    label: str
    is_met: bool
    percent: int
    reason: str = ""
    is_known: bool = True
    is_group: bool = False
    parts: Sequence["Line"] = ()


@dataclass(frozen=True)
class Report:
    """All that is found of one person."""

    root: Line
    basis: Sequence[Mapping[str, Any]] = field(repr=False)

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.root.is_met

    @property
    def percent(self) -> int:
        """How far the person is; 100 only when nothing is missing."""
        return self.root.percent

    @property
    def missing(self) -> list[str]:
        """What is missing, a sentence each."""
        return [line.reason for line in _missing(self.root)]


def kind_of(leaf: trees.Tree) -> RequirementKind | None:
    """Return the kind of a requirement, if its plugin is on."""
    return requirement_kinds.get(leaf["kind"])


def label_of(leaf: trees.Tree) -> str:
    """Return what a requirement asks for, in the reader's language."""
    found = _extension_of(leaf)
    if found is None:
        return str(leaf["kind"])
    return requirement_kinds.guarded(
        found,
        lambda kind: kind.describe(parameters_of(kind, leaf)),
        otherwise=str(found.item.label),
    )


def parameters_of(kind: RequirementKind, leaf: trees.Tree) -> dict[str, Any]:
    """Return what is filled in, each of its type; what a later version adds has its default."""
    known = leaf["parameters"]
    return {
        each.name: type(each.default)(known.get(each.name, each.default))
        for each in kind.parameters
    }


def _extension_of(leaf: trees.Tree) -> Extension[RequirementKind] | None:
    enabled = requirement_kinds.enabled()
    return next((each for each in enabled if each.key == leaf["kind"]), None)


def group_label(node: trees.Tree) -> str:
    """Return how many parts of a group it takes."""
    if node["rule"] != Rule.SOME:
        return str(Rule(node["rule"]).label)
    n = node["needed"]
    text = ngettext("At least %(n)s of these", "At least %(n)s of these", n)
    return text % {"n": n}


def reports_of(tree: trees.Tree, candidates: Sequence[Candidate]) -> dict[Any, Report]:
    """Return what is found of each, by the key of the person.

    Each different requirement is asked once, whatever the number of people. Of what is
    not asked again evidence may be of any age.
    """
    ageless = [replace(each, since=None) for each in candidates]
    different = {trees.key_of(leaf): leaf for leaf in trees.leaves(tree)}
    asked = {
        key: _Asked(
            label_of(leaf),
            _ask(leaf, candidates if trees.is_asked_again(leaf) else ageless),
        )
        for key, leaf in different.items()
    }
    return {each.person.pk: _report(tree, asked, each.person.pk) for each in candidates}


def report_of(candidacy: Candidacy, today: date) -> Report:
    """Return what is found of one candidate today."""
    return reports_of_all([candidacy], today)[candidacy.pk]


def reports_of_all(candidacies: Sequence[Candidacy], today: date) -> dict[int, Report]:
    """Return what is found of each candidate, by the key of the candidacy.

    Those by the same requirements are asked of together.
    """
    present = [each for each in candidacies if each.person is not None]
    since = since_of({(each.person_id, each.level_id) for each in present})
    alike: dict[tuple[int, bool], list[Candidacy]] = {}
    for each in present:
        key = (each.version_id, each.is_renewal_on(today))
        alike.setdefault(key, []).append(each)
    found = {}
    for group in alike.values():
        asked = [
            Candidate(c.person, today, since.get((c.person_id, c.level_id)))
            for c in group
        ]
        reports = reports_of(group[0].tree_on(today), asked)
        found.update({each.pk: reports[each.person_id] for each in group})
    return found


def since_of(wanted: Collection[tuple[Any, int]]) -> dict[tuple[Any, int], date]:
    """Return from when evidence counts, by person and level; one query.

    What led to a certificate does not lead to the next one, whether that renews it or
    begins anew because it expired or was revoked.
    """
    people, levels = {person for person, _level in wanted}, {each[1] for each in wanted}
    rows = Award.objects.filter(person__in=people, level__in=levels).order_by()
    last = rows.values_list("person", "level").annotate(last=Max("valid_from"))
    return {(person, level): day + _DAY for person, level, day in last}


def hash_of(data: Any) -> str:
    """Return the hash of something that JSON holds, the same for the same content."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _ask(
    leaf: trees.Tree, candidates: Sequence[Candidate]
) -> Mapping[Any, Finding] | None:
    found = _extension_of(leaf)
    if found is None:
        return None

    def ask(kind: RequirementKind) -> Mapping[Any, Finding] | None:
        return kind.evaluate(candidates, parameters_of(kind, leaf))

    return requirement_kinds.guarded(found, ask, otherwise=None)


def _report(tree: trees.Tree, asked: Mapping[str, _Asked], person: Any) -> Report:
    basis = []
    for leaf in trees.leaves(tree):
        about = asked[trees.key_of(leaf)]
        found = about.of(person)
        basis.append(
            {
                "kind": leaf["kind"],
                "parameters": leaf["parameters"],
                "asked": about.label,
                "is_met": bool(found and found.is_met),
                "said": found.reason if found else "",
                "value": str(found.value) if found else "",
                "goal": str(found.goal) if found else "",
                "evidence": [*found.evidence] if found else [],
            }
        )
    return Report(_line(tree, asked, person), basis)


def _line(node: trees.Tree, asked: Mapping[str, _Asked], person: Any) -> Line:
    if not trees.is_group(node):
        return _leaf_line(asked[trees.key_of(node)], person)

    def found_of(leaf: trees.Tree) -> Finding | None:
        return asked[trees.key_of(leaf)].of(person)

    def leaf_is_met(leaf: trees.Tree) -> bool:
        found = found_of(leaf)
        return found is not None and found.is_met

    is_met = trees.is_met(node, leaf_is_met)
    share = trees.share(node, lambda leaf: _share(found_of(leaf)))
    return Line(
        group_label(node),
        is_met,
        _percent(share, is_met=is_met),
        is_group=True,
        parts=[_line(part, asked, person) for part in node["parts"]],
    )


def _leaf_line(asked: _Asked, person: Any) -> Line:
    found = asked.of(person)
    if found is not None:
        percent = _percent(_share(found), is_met=found.is_met)
        return Line(asked.label, found.is_met, percent, found.reason)
    if asked.findings is None:
        reason = _("This cannot be checked now: what it belongs to is switched off.")
        return Line(asked.label, is_met=False, percent=0, reason=reason, is_known=False)
    return Line(asked.label, is_met=False, percent=0, reason=_("Nothing found yet."))


def _share(found: Finding | None) -> float:
    if found is None:
        return 0.0
    if found.is_met or found.goal <= 0:
        return float(found.is_met)
    return float(min(max(Decimal(found.value) / Decimal(found.goal), Decimal(0)), Decimal(1)))  # fmt: skip


def _percent(share: float, *, is_met: bool) -> int:
    return HUNDRED if is_met else min(int(share * HUNDRED), HUNDRED - 1)


def _missing(line: Line) -> Sequence[Line]:
    if line.is_met or not line.is_group:
        return [] if line.is_met else [line]
    return [each for part in line.parts for each in _missing(part)]
