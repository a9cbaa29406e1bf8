"""What the head of each page needs: notifications, and the entries of apps."""

from typing import Any

from django import template
from django.urls import NoReverseMatch

from lms.addresses import address
from lms.extensions import MenuItem, menu_items
from lms.notifications import count_unread

register = template.Library()


@register.simple_tag
def unread_count(user: Any) -> int:
    """Return how many notifications the person has not read."""
    return count_unread(user)


@register.simple_tag
def menu_entries(user: Any) -> list[tuple[str, str]]:
    """Return address and label of what apps have in the person's menu."""
    found = [
        menu_items.guarded(each, lambda item: _entry(item, user), otherwise=None)
        for each in menu_items.enabled()
    ]
    return [entry for entry in found if entry is not None]


def _entry(item: MenuItem, user: Any) -> tuple[str, str] | None:
    if not item.is_for(user):
        return None
    try:
        return address(item.url_name), str(item.label)
    except NoReverseMatch:  # a site that has mounted no addresses of plugins
        return None
