"""What an app may supply to the host: typed extension points.

A plugin registers its items in its `extensions.py`; those of a plugin that is switched
off are not offered. docs/reference/extensions.md lists the points.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db.models import Model
from django.db.models.expressions import Combinable
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lms.enums import NotificationChannel
from lms.plugins import is_enabled
from lms.plugins.raising import keep_raised
from lms.plugins.registry import Gate

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

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


class HomeWidget(ABC):
    """A section of the first page, below the search box.

    What it shows a person is kept for a minute, or until the person sends something, and
    must not hold a form.
    """

    template: str
    is_kept = True
    """False for one that shows at once what others do."""

    @abstractmethod
    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return what the template needs; None if there is nothing to show."""

    def render(self, request: HttpRequest) -> SafeString:
        """Return the markup."""
        context = self.context(request)
        if context is None:
            return SafeString()
        return render_to_string(self.template, dict(context), request=request)


class ItemPanel(ABC):
    """A part of the page of an article, FAQ entry or script, below its text."""

    template: str

    @abstractmethod
    def context(self, request: HttpRequest, item: Any) -> Mapping[str, Any] | None:
        """Return what the template needs; None if there is nothing to show.

        `item` is the row that the page shows; its anchor, `item.item`, is loaded. It
        asks the database once at most.
        """

    def concerns(self, model: type[Model]) -> Combinable | None:  # noqa: ARG002 (for those that do)
        """Return a condition on rows of a model: whether there may be something to show.

        The page asks it with its item, and the panel only where it holds; None: always.
        It need not know who reads: the panel itself shows nobody what is closed.
        """
        return None

    def render(self, request: HttpRequest, item: Any) -> SafeString:
        """Return the markup."""
        context = self.context(request, item)
        if context is None:
            return SafeString()
        return render_to_string(self.template, dict(context), request=request)


@dataclass(frozen=True)
class NotificationType:
    """A kind of notification: what it says, where it leads."""

    label: "_StrOrPromise"
    """What stands in the preferences."""
    describe: Callable[[Mapping[str, Any], str], str]
    """Parameters and title to a sentence, made when it is read; the title is "" for
    whoever may not read what it is about (any more)."""
    address: Callable[[Any, Mapping[str, Any], Any], str]
    """What it is about, parameters and reader to where it leads."""
    default: NotificationChannel = NotificationChannel.SITE
    shows_drafts: bool = False
    """Whether those whom it reaches may read what is not published."""


@dataclass(frozen=True)
class MenuItem:
    """An entry in the menu of the person who is signed in."""

    label: "_StrOrPromise"
    url_name: str
    permission: str = ""
    """What somebody must be granted to see it; everybody sees it if empty."""

    def is_for(self, user: Any) -> bool:
        """Tell whether the person sees it."""
        return not self.permission or user.has_perm(self.permission)


home_widgets = ExtensionPoint("home_widgets", HomeWidget)  # type: ignore[type-abstract] # only compared with
"""Sections of the first page: each asks the database a fixed number of times at most."""

item_panels = ExtensionPoint("item_panels", ItemPanel)  # type: ignore[type-abstract] # only compared with
"""Parts of the pages of items: one query each at most."""

notification_types = ExtensionPoint("notification_types", NotificationType)
"""Kinds of notifications: a person chooses for each how it arrives."""


menu_items = ExtensionPoint("menu_items", MenuItem)
"""Pages that people open by themselves, in the menu with their name."""


@dataclass(frozen=True)
class DemoContent:
    """What an app adds to the demo, after people and library are there."""

    load: Callable[[datetime], str]
    """Takes the time, adds what is missing and says in a line what that was; "" when
    it was there already. People and items are named as in the demo, and whatever
    depends on one that is not there is passed over."""


demo_content = ExtensionPoint("demo_content", DemoContent)
"""Parts of the demo: each is loaded in one transaction, and fails without the others."""


@dataclass(frozen=True)
class ActivityType:
    """Something that people do and that points may be given for.

    Its key is the `activity` of `lms.events.host.ActivityDone`, which the app publishes
    whenever somebody has done it.
    """

    label: "_StrOrPromise"


activity_types = ExtensionPoint("activity_types", ActivityType)
"""What rules of points can name."""
