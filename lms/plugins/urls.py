"""Mounts the addresses of each plugin under its own prefix and namespace."""

from importlib import import_module

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule

from lms.plugins.ownership import claim
from lms.plugins.registry import Plugin, contained, plugins


def _mounted() -> list[URLResolver]:
    return [
        mounted
        for plugin in plugins.values()
        if plugin.is_loaded and (mounted := _mount(plugin)) is not None
    ]


def _mount(plugin: Plugin) -> URLResolver | None:
    config = apps.get_app_config(plugin.label)
    if plugin.config is None or not module_has_submodule(config.module, "urls"):
        return None
    with contained(plugin.label, "Its addresses cannot be imported"):
        urls = import_module(f"{config.name}.urls")
        patterns = (urls.urlpatterns, plugin.label)
        mounted = path(
            f"{plugin.config.url_prefix()}/", include(patterns, namespace=plugin.label)
        )
        _claim(mounted, plugin.label)
        return mounted
    return None


def _claim(mounted: URLPattern | URLResolver, label: str) -> None:
    if isinstance(mounted, URLPattern):
        claim(mounted.callback, label)
        return
    for pattern in mounted.url_patterns:
        _claim(pattern, label)


urlpatterns = _mounted()
