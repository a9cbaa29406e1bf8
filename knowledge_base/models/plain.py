"""The text of rich text, as people read it."""

from functools import lru_cache

from wagtail.rich_text import get_text_for_indexing

_SHORT = 4_000  # characters: what is remembered stays below some megabytes


def plain_text(markup: str) -> str:
    """Return what Wagtail would put into its index; what was asked lately is known.

    A list of twenty results reads as many, and a page its own three times.
    """
    if len(markup) > _SHORT:
        return get_text_for_indexing(markup)
    return _remembered(markup)


@lru_cache(maxsize=1024)
def _remembered(markup: str) -> str:
    return get_text_for_indexing(markup)
