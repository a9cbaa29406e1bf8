"""Plugins made up for a test, and gone after it."""

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from wagtail.admin.menu import admin_menu

import tests.plugins
from lms.plugins import PluginConfig, ownership
from lms.plugins.models import PluginState
from lms.plugins.registry import Plugin, plugins
from lms.plugins.running import forget_answer

BUNDLED = [line.partition(" = ")[0] for line in settings.BUNDLED_PLUGINS]


@pytest.fixture(autouse=True)
def _only_the_sample(request, monkeypatch):
    """Leave out the plugins that come with the host: what is tested here is the host.

    Wagtail makes its menu once in a process, after its addresses: it is made before, of
    all plugins.
    """
    assert reverse("wagtailadmin_home")
    assert admin_menu.registered_menu_items
    # What seems to be nobody's meanwhile must not seem so to the tests after this one.
    monkeypatch.setattr(ownership, "_known", {**ownership._known})  # noqa: SLF001 (put back after the test)
    for label in BUNDLED:
        monkeypatch.delitem(plugins, label, raising=False)
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        first = "changing_tables" if "changing_tables" in request.fixturenames else "db"
        request.getfixturevalue(first)
        PluginState.objects.filter(label__in=BUNDLED).delete()
        forget_answer()


@pytest.fixture
def make_plugin(db, monkeypatch):
    """Return a function that puts a plugin into the registry; it has no code of its own.

    `attributes` are those of the manifest class, such as `settings` or `on_enable`.
    """

    def make(label, *, on=True, requires=(), problem=None, row=True, **attributes):
        known = {
            "name": f"tests.plugins.{label}",
            "label": label,
            "version": "1.0",
            "verbose_name": label.removeprefix("lms_").title(),
            "description": f"What {label} does.",
        }
        config = type("MadeUp", (PluginConfig,), {**known, **attributes})
        plugin = Plugin(label, "", config=config, version="1.0", problem=problem)
        plugin.requires = tuple(requires)
        monkeypatch.setitem(plugins, label, plugin)
        if problem is None:
            app = config(config.name, tests.plugins)
            app.apps, app.models = apps, apps.all_models[label]
            monkeypatch.setitem(apps.app_configs, label, app)
        if row:
            PluginState.objects.create(
                label=label, name=config.verbose_name, version="1.0", enabled=on
            )
        forget_answer()
        return plugin

    return make
