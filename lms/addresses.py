"""Addresses by key, worked out once for each kind of page.

A list of results names hundreds; Django looks through all patterns for each.
"""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

from lms.plugins.running import made_once

_KEY = 1_234_567_890  # stands for the key in what is remembered
_UUID = UUID(int=_KEY)


def address(name: str) -> str:
    """Return the path of a page without a key."""
    return made_once((address, name), lambda: _path(name, ()))


def address_of(name: str, key: object) -> str:
    """Return the path of the page that shows the row with this key."""
    stands = _UUID if isinstance(key, UUID) else _KEY
    known = made_once((address_of, name, stands), lambda: _path(name, (stands,)))
    return known.replace(str(stands), str(key))


def _path(name: str, args: tuple[int | UUID, ...]) -> str:
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return _reversed(name, args, urlconf, get_script_prefix())


@lru_cache(maxsize=256)
def _reversed(
    name: str, args: tuple[int | UUID, ...], urlconf: str, _prefix: str
) -> str:
    return reverse(name, urlconf, args)
