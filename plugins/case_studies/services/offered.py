"""What is on the site beside scripts, FAQ entries and articles: whatever can be searched.

A plugin that registers a search source, such as one with courses, offers what it finds:
cases link to it, and actions change it. It need not know cases, nor they it.
"""

from collections.abc import Iterable
from typing import Any

from lms.search.links import Link, links_of
from lms.search.sources import SearchSource, registered_sources
from lms.targets import Target
from plugins.case_studies.models import CaseAction

OWN_FIELDS = {"script", "faq", "article", "case"}
"""Kinds for which cases have fields, and cases themselves."""


def offered_sources() -> list[SearchSource[Any]]:
    """Return the kinds that the host and plugins offer beyond those of the library."""
    return [each for each in registered_sources() if each.kind not in OWN_FIELDS]


def changed_by(action: CaseAction) -> Target | None:
    """Return what an action changes, if that is something on the site."""
    if action.item is not None:
        model = action.item.content_type.model_class()
        if model is None:
            return None
        return Target(model._meta.label_lower, str(action.item.object_id))
    return Target.named(action.other) if action.other else None


def links_of_actions(
    actions: Iterable[CaseAction], user: Any
) -> list[tuple[CaseAction, Link | None]]:
    """Return the actions, each with what it changes and the person may read."""
    rows = [(action, changed_by(action)) for action in actions]
    found = links_of((t for _a, t in rows if t), user)
    return [(action, found.get(target) if target else None) for action, target in rows]
