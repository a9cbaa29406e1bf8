"""Calls what belongs to a plugin, so that what it raises stops nobody."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404

from lms.plugins.raising import keep_raised

log = logging.getLogger(__name__)
T = TypeVar("T")
D = TypeVar("D")

PASSED = (Http404, PermissionDenied, ValidationError)
"""What code raises on purpose, to steer the request."""


def guarded(
    label: str, function: Callable[..., T], *args: Any, default: D, **kwargs: Any
) -> T | D:
    """Call for a plugin as `contained` does, in a savepoint: what it wrote is undone."""

    @wraps(function)
    def undone() -> T:
        with transaction.atomic():
            return function(*args, **kwargs)

    return contained(label, undone, default=default)


def contained(
    label: str, function: Callable[..., T], *args: Any, default: D, **kwargs: Any
) -> T | D:
    """Call for a plugin what only reads; return `default` when it raises.

    What it raised is logged, and kept for the doctor. With DEBUG it goes on to
    the author. Http404, PermissionDenied and ValidationError pass always. It begins no
    transaction: on SQLite that would wait for whoever is writing.
    """
    try:
        return function(*args, **kwargs)
    except PASSED:
        raise
    except Exception as error:
        if settings.DEBUG:
            raise
        log.exception("The plugin %s raised in %s.", label, function)
        keep_raised(label, getattr(function, "__qualname__", repr(function)), error)
        return default
