"""Wagtail's hooks: those of a plugin that is off are silent, those that raise are kept.

Most hooks are asked for at each request and are simply left out. What Wagtail asks for
once and keeps is registered always, and shown only while the plugin is on.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from lms.menus import EDITORIAL
from lms.plugins.guard import contained, guarded
from lms.plugins.ownership import claim, owner_of
from lms.plugins.registry import fail, plugins
from lms.plugins.running import is_enabled

Hook = Callable[..., Any]

_SHOWN = {
    "register_admin_menu_item",
    EDITORIAL,
    "register_settings_menu_item",
    "register_reports_menu_item",
    "register_help_menu_item",
    "register_admin_search_area",
}
_KEPT = {
    "register_actions",
    "register_bulk_action",
    "register_icons",
    "register_image_operations",
    "register_log_actions",
    "register_rich_text_features",
    "construct_admin_api",
}
_READING = ("construct_", "insert_", "register_")
"""How hooks begin that put a page together; the others tell what was done."""
_get_hooks = hooks.get_hooks


def install() -> None:
    """Let Wagtail ask here for its hooks: it has no other door."""
    hooks.get_hooks = get_hooks


def get_hooks(name: str) -> list[Hook]:
    """Return the functions of a hook that may be called now, in their order."""
    found: list[Hook] = _get_hooks(name)
    return [*_callable_now(name, found)] if plugins else found


def _callable_now(name: str, found: Sequence[Hook]) -> Iterator[Hook]:
    for function in found:
        label = owner_of(function)
        if label is None:
            yield function
        elif name in _SHOWN:
            yield from _made(label, function, _gate_item)
        elif name == "register_admin_viewset":
            yield from _made(label, function, _gate_viewset)
        elif name == "register_admin_urls":
            yield from _made(label, function, _claim_patterns)
        elif name in _KEPT or is_enabled(label):
            yield _guarded(label, name, function)


def _made(
    label: str, function: Hook, gate: Callable[[str, Any], Any]
) -> Iterator[Hook]:
    """Call a hook at once, and yield what gives its result; nothing if it raises."""
    try:
        result = gate(label, function())
    except Exception as error:  # noqa: BLE001 (whatever a plugin raises is contained)
        fail(label, f"Its hook {function.__qualname__} raised", error)
        return
    yield lambda: result


def _gate_item(label: str, item: Any) -> Any:
    """Show the item of a menu only while the plugin is on."""
    is_shown = item.is_shown

    def shown(request: HttpRequest) -> bool:
        return is_enabled(label) and contained(label, is_shown, request, default=False)

    item.is_shown = shown
    return item


def _gate_viewset(label: str, made: Any) -> Any:
    for viewset in made if isinstance(made, list | tuple) else [made]:
        _gate_menu(label, viewset)
    return made


def _gate_menu(label: str, viewset: Any) -> None:
    if isinstance(viewset, ViewSetGroup):
        for inner in viewset.registerables:
            _gate_menu(label, inner)
    else:
        _claim_patterns(label, viewset.get_urlpatterns())
    get_menu_item = viewset.get_menu_item

    @wraps(get_menu_item)
    def gated(*args: Any, **kwargs: Any) -> Any:
        return _gate_item(label, get_menu_item(*args, **kwargs))

    viewset.get_menu_item = gated


def _claim_patterns(label: str, patterns: Any) -> Any:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            _claim_patterns(label, pattern.url_patterns)
        else:
            claim(pattern.callback, label)
    return patterns


def _guarded(label: str, name: str, function: Hook) -> Hook:
    keep = contained if name.startswith(_READING) else guarded

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        # An empty list is what every hook takes for "nothing".
        return keep(label, function, *args, default=[], **kwargs)

    return call
