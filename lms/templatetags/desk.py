"""What templates need of the agent's screen."""

from typing import Any

from django import template

from lms.views.asked import Asked

register = template.Library()


@register.simple_tag(takes_context=True)
def filters_of_the_shift(context: Any) -> list[tuple[str, str]]:
    """Return what this person has narrowed results to, as fields of a form."""
    request = context.get("request")
    return Asked.remembered(request).filters if request else []
