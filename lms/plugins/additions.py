"""What a plugin adds to the site, as far as it can be known from outside."""

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import isclass, isfunction

from django.apps import apps
from django.urls import get_resolver
from wagtail import hooks
from wagtail.models import Page

from lms.plugins.guard import guarded
from lms.plugins.ownership import owner_of
from lms.plugins.registry import plugins
from lms.plugins.switching import counts


@dataclass(frozen=True, slots=True)
class Contents:
    """How many rows there are, by the name of the kind."""

    pages: Mapping[str, int]
    others: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Additions:
    """All that can be known."""

    contents: Contents
    prefix: str  # of its own addresses, without a slash before it
    addresses: int
    menu_items: int
    admin_lists: int
    other_hooks: int
    listeners: tuple[str, ...]
    extensions: tuple[str, ...]

    @property
    def are_missed(self) -> bool:
        """Whether people would see that it is gone."""
        kept = {**self.contents.pages, **self.contents.others}
        return bool(any(kept.values()) or self.addresses or self.menu_items)

    @property
    def is_known(self) -> bool:
        """Whether there is anything to tell."""
        counted = self.contents.pages or self.contents.others or self.addresses
        hung = self.menu_items or self.admin_lists or self.other_hooks
        return bool(counted or hung or self.listeners or self.extensions)


def contents_of(label: str) -> Contents:
    """Count what a plugin's tables hold; nothing if that raises."""
    counted: Mapping[str, int] = guarded(label, counts, label, default={})
    pages = _page_types(label)
    return Contents(
        {name: number for name, number in counted.items() if name in pages},
        {name: number for name, number in counted.items() if name not in pages},
    )


def _page_types(label: str) -> set[str]:
    if label not in apps.app_configs:
        return set()
    return {
        str(model._meta.verbose_name_plural)
        for model in apps.get_app_config(label).get_models()
        if issubclass(model, Page)
    }


def additions_of(label: str) -> Additions:
    """Return what a plugin adds, whether it is on or off."""
    prefix, resolver = get_resolver().namespace_dict.get(label, ("", None))
    used = _hooks(label)
    items = sum(number for name, number in used.items() if name.endswith("_menu_item"))
    lists = used["register_admin_viewset"] + used["register_admin_urls"]
    return Additions(
        contents_of(label),
        prefix,
        len(resolver.url_patterns) if resolver else 0,
        items,
        lists,
        used.total() - items - lists,
        _defined_in(label, "listeners"),
        _defined_in(label, "extensions"),
    )


def _hooks(label: str) -> Counter[str]:
    """Count the functions that a plugin hung into Wagtail, by hook."""
    return Counter(
        name
        for name, registered in hooks._hooks.items()  # noqa: SLF001 (get_hooks hides what is off)
        for function, _order in registered
        if owner_of(function) == label
    )


def _defined_in(label: str, module: str) -> tuple[str, ...]:
    """Return the names of what one of its modules defines."""
    config = plugins[label].config if label in plugins else None
    path = f"{config.name}.{module}" if config else ""
    found = vars(sys.modules[path]) if path in sys.modules else {}
    return tuple(
        name
        for name, value in found.items()
        if (isfunction(value) or isclass(value))
        and value.__module__ == path
        and not name.startswith("_")
    )
