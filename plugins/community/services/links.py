"""What talks are about: whatever the search of the site finds."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import Resolver404, resolve

from lms.search.sources import registered_sources
from lms.targets import Target


def target_at(path: str, user: Any) -> Target | None:
    """Return to what a path of the site leads, if `user` may read it."""
    try:
        key = resolve(path).kwargs.get("pk")
    except (Resolver404, ValueError):
        return None
    for source in registered_sources() if isinstance(key, int) else ():
        row = source.visible_for(user).filter(pk=key).first()
        if row is not None and source.brief(row).url == path:
            return Target.of(row)
    return None


def readable(targets: Iterable[Target], user: Any) -> Mapping[Target, Any]:
    """Return title and address of what of these `user` may read: a query for each kind."""
    wanted = [*targets]
    found = {}
    for source in registered_sources():
        name = source.model._meta.label_lower
        keys = [each.key for each in wanted if each.model == name]
        for row in source.visible_for(user).filter(pk__in=keys) if keys else ():
            found[Target.of(row)] = source.brief(row)
    return found
