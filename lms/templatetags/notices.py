"""What the head of each page needs: notifications, and the entries of apps."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf
from django.utils.translation import get_language

from lms.addresses import address
from lms.enums import MenuGroup
from lms.extension_points import Extension
from lms.extensions import MenuItem, menu_items
from lms.notifications import count_unread
from lms.plugins.gates import Made

register = template.Library()
_Entry = tuple[Extension[MenuItem], str, str]
_MADE: Made[list[_Entry]] = Made()


@register.simple_tag
def unread_count(user: Any) -> int:
    """Return how many notifications the person has not read."""
    return count_unread(user)


@register.simple_tag
def menu_groups(user: Any) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return each part of the person's menu: its title, addresses and labels."""
    parts = defaultdict(list)
    for each, path, label in _entries():
        if menu_items.guarded(each, lambda item: item.is_for(user), otherwise=False):
            parts[each.item.group].append((path, label))
    return tuple((str(g.label), tuple(parts[g])) for g in MenuGroup if g in parts)


def _entries() -> list[_Entry]:
    """Return all that apps have in the menu: made once for a language and a site."""
    offered = menu_items.enabled()
    site = get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()
    return _MADE.of(offered, (get_language(), *site), lambda: [*_made(offered)])


def _made(offered: Iterable[Extension[MenuItem]]) -> Iterator[_Entry]:
    for each in offered:
        entry = menu_items.guarded(each, _entry, otherwise=None)
        if entry is not None:
            yield each, *entry


def _entry(item: MenuItem) -> tuple[str, str] | None:
    try:
        return address(item.url_name), str(item.label)
    except NoReverseMatch:  # a site that has mounted no addresses of plugins
        return None
