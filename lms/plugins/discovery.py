"""Finds plugins and puts them in order, while settings are read; never raises."""

import re
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import EntryPoint, entry_points

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

import lms
from lms.plugins.config import PluginConfig
from lms.plugins.enums import Status
from lms.plugins.registry import Plugin, Problem, contained, fail, plugins, strict

GROUP = "lms.plugins"
LABEL = re.compile(r"lms_[a-z][a-z0-9_]*")
OURS = {"lms_knowledge_base", "lms_plugins"}


def load_plugins(
    bundled: Sequence[str] = (),
    *,
    added: Sequence[str] = (),
    exclude: Iterable[str] = (),
    safe_mode: bool = False,
    is_strict: bool = False,
) -> list[str]:
    """Return what is to be added at the end of INSTALLED_APPS.

    `bundled`, and `added` for those that only the environment of this process brings,
    name plugins in the notation of entry points, `label = module:Class`; all others are
    found by their entry points in the group `lms.plugins`. In safe mode these are left
    out, and always what `exclude` names. What is wrong with a plugin is kept in
    `lms.plugins.registry`. In strict mode a broken one raises ImproperlyConfigured
    instead.
    """
    plugins.clear()
    strict.is_on = is_strict
    for plugin, entry in _found(bundled, added):
        if plugin.label in plugins:
            continue  # the first one keeps the name; `plugins install` refuses others
        plugins[plugin.label] = plugin
        if plugin.label in exclude:
            plugin.problem = Problem(Status.EXCLUDED, EXCLUDED)
        elif safe_mode and plugin.distribution:
            plugin.problem = Problem(Status.EXCLUDED, SAFE_MODE)
        else:
            _import_manifest(plugin, entry)
    _block_unmet()
    _sort()
    return [_path(plugin) for plugin in plugins.values() if plugin.is_loaded]


EXCLUDED = "LMS_PLUGINS_EXCLUDE of this process leaves it out."
SAFE_MODE = "This process is in safe mode, which leaves out what packages bring."


def installed_entries() -> dict[str, EntryPoint]:
    """Return the entry points of plugins that are on disk now, by label."""
    return {entry.name: entry for entry in entry_points(group=GROUP)}


def _found(
    bundled: Sequence[str], added: Sequence[str]
) -> Iterator[tuple[Plugin, EntryPoint]]:
    for number, line in enumerate([*bundled, *added]):
        label, _equals, value = (part.strip() for part in line.partition("="))
        plugin = Plugin(label, value, is_added=number >= len(bundled))
        yield plugin, EntryPoint(label, value, GROUP)
    for label, entry in sorted(installed_entries().items()):
        dist = entry.dist
        name, version = (dist.name, dist.version) if dist else ("unknown", "")
        yield Plugin(label, entry.value, name, version=version), entry


def _import_manifest(plugin: Plugin, entry: EntryPoint) -> None:
    with contained(plugin.label, "Its manifest cannot be read"):
        config = entry.load()
        _check_manifest(plugin, config)
        plugin.config = config
        plugin.version = config.version
        plugin.after = tuple(config.after)


def _check_manifest(plugin: Plugin, config: object) -> None:
    if not (isinstance(config, type) and issubclass(config, PluginConfig)):
        raise TypeError(f"{plugin.entry} is no subclass of lms.plugins.PluginConfig.")
    _check_label(plugin.label, config.label)
    if not getattr(config, "version", ""):
        raise ValueError("it has no version")
    for other in plugins.values():
        if other.config is not None and other.config.name == config.name:
            raise ValueError(f"{other.label} is in the package {config.name} already")
    if plugin.distribution and canonicalize_name(plugin.version) != canonicalize_name(
        config.version
    ):
        raise ValueError(
            f"its manifest says version {config.version}, its package {plugin.version}"
        )


def _check_label(entry: str, label: str) -> None:
    if label != entry:
        raise ValueError(f"its label is {label!r}, its entry point is called {entry!r}")
    if not LABEL.fullmatch(label) or label in OURS:
        raise ValueError(f"a plugin cannot be called {label!r}; try lms_<word>")


def _block_unmet() -> None:
    """Hold back what requires something that is not there, until nothing changes."""
    changed = True
    while changed:
        changed = False
        for plugin in plugins.values():
            if plugin.is_loaded and (sentence := _unmet(plugin)):
                plugin.problem = Problem(Status.BLOCKED, sentence)
                changed = True


def _unmet(plugin: Plugin) -> str:
    config = plugin.config
    if config is None:
        return ""  # says so itself
    try:
        if lms.__version__ not in SpecifierSet(config.requires_lms, prereleases=True):
            return (
                f"It runs on {config.requires_lms} of the host; this is "
                f"{lms.__version__}."
            )
        wanted = [Requirement(each) for each in config.requires]
    except (InvalidRequirement, InvalidSpecifier) as error:
        return f"It requires what cannot be read: {error}."
    plugin.requires = tuple(_label(each) for each in wanted)
    return next(filter(None, map(_unmet_requirement, wanted)), "")


def _label(requirement: Requirement) -> str:
    return requirement.name.replace("-", "_")


def _unmet_requirement(wanted: Requirement) -> str:
    other = plugins.get(_label(wanted))
    if other is None:
        return f"It requires {wanted}, which is not installed."
    if not other.is_loaded:
        return f"It requires {wanted}, which cannot be loaded."
    if other.version not in wanted.specifier:
        return f"It requires {wanted}; installed is {other.version}."
    return ""


def _sort() -> None:
    """Put what is required before what requires it, otherwise by label."""
    before = {
        label: [*plugin.requires, *plugin.after] for label, plugin in plugins.items()
    }
    try:
        order = [*TopologicalSorter(before).static_order()]
    except CycleError as error:
        for label in {*error.args[1]} & plugins.keys():
            fail(label, "Plugins stand before each other in a circle", error)
            plugins[label].requires = plugins[label].after = ()
        _block_unmet()
        _sort()
        return
    known = {label: plugins[label] for label in order if label in plugins}
    plugins.clear()
    plugins.update(known)


def _path(plugin: Plugin) -> str:
    config = plugin.config
    assert config is not None  # noqa: S101 (loaded ones have their manifest)
    return f"{config.__module__}.{config.__qualname__}"
