"""What results need beyond Django's own filters."""

from django import template

register = template.Library()


@register.filter
def file_name(source: str) -> str:
    """Return the file that something came from, without its place in the file."""
    return source.partition("#")[0]
