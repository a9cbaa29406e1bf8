"""Addresses of the site, and what is searched there: what people point at by its address."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from lms.search.sources import registered_sources
from lms.targets import Target


@dataclass(frozen=True)
class Link:
    """Something that a person may open."""

    kind: str
    label: str
    title: str
    url: str


def target_at(
    address: str, user: Any, *, besides: Collection[str] = ()
) -> Target | None:
    """Return whose page has an address; None if `user` finds nothing there.

    One query for each kind, but those `besides` which the caller knows of itself.
    """
    try:
        path = urlsplit(address.strip()).path
        key = resolve(path).kwargs.get("pk")
    except (Resolver404, ValueError):
        return None
    for source in registered_sources() if isinstance(key, int) else ():
        if source.kind in besides:
            continue
        row = source.visible_for(user).filter(pk=key).first()
        if row is not None and source.brief(row).url == path:
            return Target.of(row)
    return None


def links_of(targets: Iterable[Target], user: Any) -> dict[Target, Link]:
    """Return what of these `user` may read now, in their order: one query for each kind."""
    wanted = [*targets]
    keys: dict[str, set[str]] = defaultdict(set)
    for target in wanted:
        keys[target.model].add(target.key)
    found = {}
    for source in registered_sources():
        name = source.model._meta.label_lower
        rows = source.visible_for(user).filter(pk__in=keys[name]) if name in keys else ()  # fmt: skip
        for row in rows:
            brief = source.brief(row)
            link = Link(source.kind, str(source.label), brief.title, brief.url)
            found[Target.of(row)] = link
    return {target: found[target] for target in wanted if target in found}
