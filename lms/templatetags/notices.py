"""What templates need of notifications."""

from typing import Any

from django import template

from lms.notifications import count_unread

register = template.Library()


@register.simple_tag
def unread_count(user: Any) -> int:
    """Return how many notifications the person has not read."""
    return count_unread(user)
