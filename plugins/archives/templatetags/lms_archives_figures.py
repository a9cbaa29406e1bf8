"""Figures as people read them."""

from decimal import Decimal

from django import template

from lms.enums import IndicatorUnit
from plugins.archives.comparing import Change
from plugins.archives.views.reading import figure_text

register = template.Library()


@register.filter
def figure(value: Decimal | None, unit: str) -> str:
    """Return a figure with its unit; a dash for none."""
    return figure_text(value, unit)


@register.filter
def signed(change: Change, unit: str) -> str:
    """Return how much it changed, with a sign, and in percent where that says more."""
    if change.absolute is None:
        return "—"
    text = figure_text(abs(change.absolute), "")
    points = f"{_sign(change.absolute)}{text}"
    if unit == IndicatorUnit.SCORE or change.relative is None:
        return points
    return f"{points} ({_sign(change.relative)}{figure_text(abs(change.relative), IndicatorUnit.PERCENT)})"


def _sign(value: Decimal) -> str:
    return "+" if value > 0 else "\u2212" if value < 0 else "±"
