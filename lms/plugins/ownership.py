"""To which plugin something belongs: a hook, a view, a list, a listener."""

from functools import partial
from typing import Any

from lms.plugins.registry import plugins
from lms.plugins.running import is_enabled

_known: dict[Any, str | None] = {}


def owner_of(found: Any) -> str | None:
    """Return the label of the plugin behind a function, view or class, if it is one's.

    Wagtail makes views and menu items of a model in modules of its own, so the model is
    asked first, the module last.
    """
    try:
        return _known[found]
    except KeyError:
        _known[found] = label = _owner(found)
        return label
    except TypeError:  # cannot be a key
        return _owner(found)


def is_owner_enabled(found: Any) -> bool:
    """Tell whether something may act now: what belongs to no plugin always may."""
    label = owner_of(found)
    return label is None or is_enabled(label)


def claim(found: Any, label: str) -> None:
    """Say whose this is, whatever its module."""
    _known[found] = label


def forget_owners() -> None:
    """Look again, after plugins were found anew."""
    _known.clear()


def _owner(found: Any) -> str | None:
    while isinstance(found, partial):
        found = found.func
    for holder in (found, getattr(found, "__self__", None)):
        options = getattr(holder, "view_initkwargs", None) or {}
        model = options.get("model") or getattr(holder, "model", None) or holder
        label = getattr(getattr(model, "_meta", None), "app_label", None)
        if label in plugins:
            return label
    owner = getattr(found, "__self__", None)
    made_by = getattr(found, "view_class", None) or found
    module = getattr(made_by if owner is None else type(owner), "__module__", None)
    return _owner_of_module(module or "")


def _owner_of_module(module: str) -> str | None:
    for label, plugin in plugins.items():
        name = plugin.config.name if plugin.config else ""
        if name and (module == name or module.startswith(f"{name}.")):
            return label
    return None
