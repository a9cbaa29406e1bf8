"""Whom the tabs of growth offer what."""

from typing import Any

from django import template

from plugins.growth.models import READ, Leaders

register = template.Library()


@register.filter
def sees_others(user: Any) -> bool:
    """Tell whether somebody sees levels of others: as a superior, or of everybody."""
    return bool(user.has_perm(READ) or Leaders().teams_of(user))
