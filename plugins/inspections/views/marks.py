"""Marks as they are sent, and criteria as they are asked for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict

from plugins.inspections.models import Criterion
from plugins.inspections.models.sheet import LONGEST

_LONGEST_KEY = 10
Sections = list[tuple[str, list[dict[str, Any]]]]


def marks_in(sent: QueryDict) -> dict[str, Any]:
    """Return marks and comments as they were sent; the service refuses unknown ones."""
    found: dict[str, dict[str, str]] = {"mark": {}, "comment": {}}
    for name, value in sent.items():
        kind, _dash, key = name.partition("-")
        if kind in found and len(key) <= _LONGEST_KEY and value:
            text = str(value).replace("\r\n", "\n").replace("\0", "")
            found[kind][key] = text[:LONGEST]
    knocked = [key for key in sent.getlist("knocked") if len(key) <= _LONGEST_KEY]  # fmt: skip
    return {
        "marks": found["mark"],
        "comments": found["comment"],
        "knocked": knocked,
    }


def asked_by(criteria: Sequence[Criterion], marks: Mapping[str, Any]) -> Sections:
    """Return the criteria by section, each with its mark so far."""
    sections: dict[str, list[dict[str, Any]]] = {}
    for each in criteria:
        asked = {
            "criterion": each,
            "level": marks["marks"].get(each.key, ""),
            "comment": marks["comments"].get(each.key, ""),
            "is_knocked": each.key in marks["knocked"],
        }
        sections.setdefault(each.part, []).append(asked)
    return [*sections.items()]
