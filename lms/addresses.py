"""Addresses by key, worked out once for each kind of page.

A list of results names hundreds; Django looks through all patterns for each.
"""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_KEY = 1_234_567_890  # stands for the key in what is remembered


def address(name: str) -> str:
    """Return the path of a page without a key."""
    return _reversed(
        name, (), get_urlconf() or settings.ROOT_URLCONF, get_script_prefix()
    )


def address_of(name: str, key: object) -> str:
    """Return the path of the page that shows the row with this key."""
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    known = _reversed(name, (_KEY,), urlconf, get_script_prefix())
    return known.replace(str(_KEY), str(key))


@lru_cache(maxsize=256)
def _reversed(name: str, args: tuple[int, ...], urlconf: str, _prefix: str) -> str:
    return reverse(name, urlconf, args)
