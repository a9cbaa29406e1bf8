"""How extension points work: items of one type, offered while their app is on."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, Generic, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404

from lms.plugins import is_enabled
from lms.plugins.gates import Gate
from lms.plugins.raising import keep_raised

logger = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R")
PASSED_ON = (Http404, PermissionDenied)
"""What is raised to steer the request, not by mistake."""


@dataclass(frozen=True)
class Extension(Generic[T]):
    """One item, and whose it is."""

    key: str
    app_label: str
    order: int
    item: T


class ExtensionPoint(Generic[T]):
    """A place for items of one type, each under a key that begins with its app."""

    known: ClassVar[dict[str, "ExtensionPoint[Any]"]] = {}

    def __init__(self, name: str, item_type: type[T]) -> None:
        self.name = name
        self.item_type = item_type
        self._extensions: dict[str, Extension[T]] = {}
        self._gate: Gate[Extension[T]] = Gate(attrgetter("app_label"))
        ExtensionPoint.known[name] = self

    def register(self, key: str, item: T, *, order: int = 100) -> None:
        """Offer an item under `<app label>.<name>`; lower orders come first.

        Raises ImproperlyConfigured for a key that is taken, one that does not begin
        with the label of the app the item comes from, and an item of another type.
        """
        label, _dot, name = key.partition(".")
        if not isinstance(item, self.item_type):
            self._refuse(key, f"is no {self.item_type.__name__}")
        if not name or label not in {app.label for app in apps.get_app_configs()}:
            self._refuse(key, "must begin with the label of an app and a dot")
        if (owner := _label_of(item)) not in {None, "lms", label}:
            self._refuse(key, f"comes from the app {owner!r}")
        if key in self._extensions:
            self._refuse(key, "is there already")
        added = self._extensions | {key: Extension(key, label, order, item)}
        in_order = sorted(added.values(), key=lambda each: (each.order, each.key))
        self._extensions = {each.key: each for each in in_order}

    def unregister(self, key: str) -> None:
        """Take an item away; unknown keys are ignored."""
        self._extensions.pop(key, None)

    def enabled(self) -> Sequence[Extension[T]]:
        """Return those of apps that are switched on, by order and key."""
        return self._gate.through(self._extensions.values())

    def get(self, key: str) -> T | None:
        """Return the item of this key, if its app is switched on."""
        found = self._extensions.get(key)
        return found.item if found and is_enabled(found.app_label) else None

    def guarded(
        self, extension: Extension[T], call: Callable[[T], R], *, otherwise: R
    ) -> R:
        """Return what `call` makes of the item; if it raises, log that.

        Where DEBUG is on it raises, and what steers a request (Http404,
        PermissionDenied) it raises everywhere.
        """
        try:
            return call(extension.item)
        except PASSED_ON:
            raise
        except Exception as error:
            if settings.DEBUG:
                raise
            logger.exception("%s of %s failed.", extension.key, self.name)
            keep_raised(extension.app_label, f"{extension.key} of {self.name}", error)
            return otherwise

    def _refuse(self, key: str, reason: str) -> None:
        message = f"The item {key!r} for the extension point {self.name!r} {reason}."
        raise ImproperlyConfigured(message)


def _label_of(item: object) -> str | None:
    app = apps.get_containing_app_config(type(item).__module__)
    return app.label if app else None
