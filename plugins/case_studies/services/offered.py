"""What is on the site beside scripts, FAQ entries and articles: whatever can be searched.

A plugin that registers a search source, such as one with courses, offers what it finds:
cases link to it, and actions change it. It need not know cases, nor they it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import resolve

from lms.search.sources import SearchSource, registered_sources
from lms.targets import Target
from plugins.case_studies.models import CaseAction

_OWN_FIELDS = {"script", "faq", "article", "case"}
"""Kinds for which cases have fields, and cases themselves."""


@dataclass(frozen=True)
class Link:
    """Something that a person may read."""

    kind: str
    title: str
    url: str


def offered_sources() -> list[SearchSource[Any]]:
    """Return the kinds that the host and plugins offer beyond those of the library."""
    return [each for each in registered_sources() if each.kind not in _OWN_FIELDS]


def row_at(path: str, user: Any) -> Any:
    """Return the row to whose page a path of the site leads; None if it is none's.

    One query for each kind that is offered. Raises Resolver404 for what is no path.
    """
    key = resolve(path).kwargs.get("pk")
    for source in offered_sources() if isinstance(key, int) else ():
        row = source.visible_for(user).filter(pk=key).first()
        if row is not None and source.brief(row).url == path:
            return row
    return None


def links_of(targets: Iterable[Target], user: Any) -> dict[Target, Link]:
    """Return what of these `user` may read now: one query for each kind."""
    keys: dict[str, set[str]] = {}
    for target in targets:
        keys.setdefault(target.model, set()).add(target.key)
    found = {}
    for source in registered_sources():
        name = source.model._meta.label_lower
        rows = (
            source.visible_for(user).filter(pk__in=keys[name]) if name in keys else ()
        )
        for row in rows:
            brief = source.brief(row)
            found[Target(name, str(row.pk))] = Link(source.kind, brief.title, brief.url)
    return found


def target_of(text: str) -> Target:
    """Return what a case or an action keeps of something: its model and its key."""
    model, _colon, key = text.partition(":")
    return Target(model, key)


def as_text(row: Any) -> str:
    """Return what is kept of a row."""
    target = Target.of(row)
    return f"{target.model}:{target.key}"


def changed_by(action: CaseAction) -> Target | None:
    """Return what an action changes, if that is something on the site."""
    if action.item is not None:
        model = action.item.content_type.model_class()
        if model is None:
            return None
        return Target(model._meta.label_lower, str(action.item.object_id))
    return target_of(action.other) if action.other else None


def links_of_actions(
    actions: Iterable[CaseAction], user: Any
) -> list[tuple[CaseAction, Link | None]]:
    """Return the actions, each with what it changes and the person may read."""
    rows = [(action, changed_by(action)) for action in actions]
    found: Mapping[Target, Link] = links_of((t for _a, t in rows if t), user)
    return [(action, found.get(target) if target else None) for action, target in rows]
