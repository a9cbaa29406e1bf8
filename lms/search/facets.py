"""The properties by which a person can narrow results, with what there is to choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from lms.access import Reader
from lms.plugins.gates import Made
from lms.prepared import Memo, Prepared
from lms.search.sources import Facet, SearchSource, registered_sources


@dataclass(frozen=True)
class FacetChoices:
    """One property: its name in addresses, its label, its values with their labels."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]


def facet_names() -> list[str]:
    """Return the names that addresses may use, in order."""
    found = registered_sources()
    return _NAMED.of(
        found, None, lambda: sorted({f.name for each in found for f in each.facets})
    )


def facets_for(user: Reader) -> list[FacetChoices]:
    """Return each property once; one query for each that has no fixed choices."""
    found: dict[str, FacetChoices] = {}
    for source in registered_sources():
        for facet in source.facets:
            if facet.name not in found:
                found[facet.name] = _choices(source, facet, user)
    return list(found.values())


def _choices(source: SearchSource[Any], facet: Facet, user: Reader) -> FacetChoices:
    if facet.choices:
        fixed = (type(source), facet.name, get_language())
        return _FIXED.get(fixed, lambda: _labelled(facet, facet.choices))
    visible = source.visible_key(user)
    key = None if visible is None else (type(source), facet.lookup, visible)
    found = _VALUES.rows(source, facet.lookup, user, key=key)
    return _labelled(facet, ((value, value) for (value,) in sorted(found)))


def _labelled(facet: Facet, choices: Iterable[tuple[str, Any]]) -> FacetChoices:
    choices = tuple((value, str(label)) for value, label in choices)
    return FacetChoices(facet.name, str(facet.label), choices)


def _values(source: SearchSource[Any], lookup: str, user: Reader) -> QuerySet[Any, Any]:
    visible = source.visible_for(user).exclude(**{lookup: ""})
    return visible.order_by().values_list(lookup).distinct()


_VALUES = Prepared(_values)
_FIXED: Memo[FacetChoices] = Memo()
_NAMED: Made[list[str]] = Made()
