"""What plugins add to pages of others."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from lms.views.item_panels import panels_for

register = template.Library()


@register.simple_tag(takes_context=True)
def item_panels(context: Any, item: Any) -> SafeString:
    """Show what plugins say of an item; nothing where it is not saved yet."""
    request = context.get("request")
    if request is None or getattr(item, "pk", None) is None:
        return SafeString()
    parts = [(mark_safe(part),) for part in panels_for(request, item)]  # noqa: S308 (rendered by templates)
    return format_html_join("", "{}", parts)
