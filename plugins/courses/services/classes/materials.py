"""What goes with a class: whatever of the site can be found by search."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from lms.search.sources import registered_sources
from lms.targets import Target


@dataclass(frozen=True)
class Material:
    """Something that the reader may open."""

    label: str
    title: str
    url: str


def material_at(address: str, user: Any) -> str | None:
    """Return what is kept of the page at an address; None if `user` finds nothing there."""
    path = urlsplit(address.strip()).path
    try:
        key = resolve(path).kwargs.get("pk")
    except Resolver404:
        return None
    for source in registered_sources() if isinstance(key, int) else ():
        row = source.visible_for(user).filter(pk=key).first()
        if row is not None and source.brief(row).url == path:
            target = Target.of(row)
            return f"{target.model}:{target.key}"
    return None


def materials_of(kept: Iterable[str], user: Any) -> list[Material]:
    """Return what of these `user` may read now, in their order; a query for each kind."""
    wanted: dict[str, set[str]] = {}
    for text in kept:
        model, _colon, key = text.partition(":")
        wanted.setdefault(model, set()).add(key)
    found = {}
    for source in registered_sources():
        model = source.model._meta.label_lower
        rows = source.visible_for(user).filter(pk__in=wanted.get(model, ())) if model in wanted else ()  # fmt: skip
        for row in rows:
            brief = source.brief(row)
            found[f"{model}:{row.pk}"] = Material(str(source.label), brief.title, brief.url)  # fmt: skip
    return [found[text] for text in kept if text in found]
