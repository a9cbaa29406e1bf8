"""What every plugin promises, bundled or foreign, as tests to inherit.

    class TestContract(PluginContract):
        label = "lms_badges"

        def make_samples(self, number):
            return [publish_below_root(BadgePage(title=f"Badge {number}"))]

docs/tutorial/plugin.md leads there step by step.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision

import lms
from lms.plugins.checks import find_mistakes
from lms.plugins.config import PluginConfig
from lms.plugins.enums import Category
from lms.plugins.models import PluginState
from lms.plugins.ownership import owner_of
from lms.plugins.registry import is_enabled, plugins, running
from lms.plugins.switching import counts, disable, enable
from lms.search.engine import search, suggest
from lms.search.sources import SearchSource, registered_sources
from lms.testing.addresses import Address, addresses_of
from lms.testing.catalogues import missing_translations
from lms.testing.manifests import forbidden_imports
from lms.testing.watching import functions_run

MANY = 30
GONE = 404
REFUSED = 400
NOT_FOR_GET = 405


class PluginContract:
    """Inherit it, name the label, and say how to make what the plugin is about."""

    label: ClassVar[str]
    addresses: ClassVar[Sequence[str]] = ()
    """Addresses to try beside those of `urls` that have no gaps, and of the samples."""

    def make_samples(self, number: int) -> Sequence[Model]:
        """Save one object of each kind, told apart by the number, and return them.

        Pages are published; `lms.testing.samples.publish_below_root` does that.
        """
        return []

    # What the tests stand on

    @property
    def config(self) -> PluginConfig:
        """The manifest."""
        found = apps.get_app_config(self.label)
        assert isinstance(found, PluginConfig), plugins[self.label].problem
        return found

    @property
    def package(self) -> Path:
        """The folder of the code."""
        return Path(self.config.path)

    @property
    def page_types(self) -> list[type[Page]]:
        """The page types of the plugin."""
        return [each for each in self.config.get_models() if issubclass(each, Page)]

    @property
    def sources(self) -> dict[type[Model], SearchSource[Any]]:
        """What the plugin has in search now, by model."""
        return {
            each.model: each
            for each in registered_sources()
            if owner_of(each) == self.label
        }

    @pytest.fixture
    def admin(self, client_as: Callable[..., Client]) -> Client:
        """Somebody who may do everything."""
        return client_as("admin")

    @pytest.fixture
    def switched_on(self, db: None) -> None:
        """Switch the plugin on, and what it requires."""
        enable(self.label, with_required=True)

    @pytest.fixture
    def samples(
        self, switched_on: None, django_capture_on_commit_callbacks: Any
    ) -> Sequence[Model]:
        """One object of each kind, in the index of search."""
        with django_capture_on_commit_callbacks(execute=True):
            return self.make_samples(1)

    def pages_in(self, samples: Sequence[Model]) -> list[Page]:
        """Return the pages; there must be one of each type."""
        pages = [each for each in samples if isinstance(each, Page)]
        missing = {*self.page_types} - {type(each) for each in pages}
        assert not missing, "make_samples() must return a page of each type"
        return pages

    # Read from the code

    def test_it_is_loaded(self) -> None:
        """Nothing raised while it was imported."""
        assert self.label in plugins
        problem = plugins[self.label].problem
        assert problem is None, "\n".join(map(str, problem))

    def test_its_manifest_is_complete(self) -> None:
        """People and the host find in it what they have to know."""
        config = self.config
        assert isinstance(config.verbose_name, Promise), (
            "verbose_name: use gettext_lazy"
        )
        assert isinstance(config.description, Promise), "description: use gettext_lazy"
        assert str(config.description)
        assert str(Version(config.version)) == config.version
        assert config.category in Category.values
        assert config.requires_lms, 'requires_lms: such as ">=0.1,<1"'
        assert SpecifierSet(config.requires_lms).contains(lms.__version__, True)  # noqa: FBT003 (its signature)
        assert config.default_auto_field == "django.db.models.BigAutoField"
        for name, setting in config.settings.items():
            assert isinstance(setting.label, Promise), (
                f"setting {name}: use gettext_lazy"
            )
        assert (self.package / "README.md").exists()

    def test_its_manifest_imports_only_what_may_be_imported_early(self) -> None:
        """It is imported while settings are read."""
        assert forbidden_imports(self.package, self.config.name) == []

    def test_check_finds_no_mistake(self) -> None:
        """Page types, policies, templates, keys and migrations keep to the rules."""
        assert [str(each) for each in find_mistakes() if each.obj == self.label] == []

    def test_all_it_says_is_said_in_chinese(self) -> None:
        """Both catalogues hold each text, and are compiled."""
        assert missing_translations(self.package) == []

    def test_its_keys_begin_with_its_label(self) -> None:
        """Extensions and kinds of events cannot be mistaken for another's."""
        points = pytest.importorskip("lms.extensions").ExtensionPoint.known
        kinds = pytest.importorskip("lms.events").known_kinds()
        keys = [
            key
            for point in points.values()
            for key, found in point._extensions.items()  # noqa: SLF001 (those of all, on or off)
            if self.label in {found.app_label, owner_of(type(found.item))}
        ]
        names = [name for name, each in kinds.items() if owner_of(each) == self.label]

        assert [k for k in [*keys, *names] if not k.startswith(f"{self.label}.")] == []

    def test_its_models_and_migrations_agree(self) -> None:
        """Nothing would be written by makemigrations."""
        loader = MigrationLoader(None)
        with translation.override(None):
            changes = MigrationAutodetector(
                loader.project_state(), ProjectState.from_apps(apps)
            ).changes(
                loader.graph, trim_to_apps={self.label}, convert_apps={self.label}
            )
        missing = [
            operation.describe()
            for migration in changes.get(self.label, [])
            for operation in migration.operations
        ]
        assert missing == []

    # On

    def test_it_works_with_all_others_off(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """It needs nothing but what it requires."""
        needed = {self.label, *_required(self.label)}
        for other in [*running()]:
            if other not in needed:
                disable(other, cascade=True)

        assert is_enabled(self.label)
        for path in self._paths(samples):
            status = admin.get(path).status_code
            assert status < REFUSED or status == NOT_FOR_GET, f"{path}: {status}"

    def test_switching_twice_changes_nothing_more(self, db: None) -> None:
        """`on_enable` and `on_disable` may run again."""
        disable(self.label, cascade=True)
        assert enable(self.label, with_required=True)[-1] == self.label
        first = counts(self.label)
        assert enable(self.label) == []
        self.config.on_enable()
        assert counts(self.label) == first

        assert self.label in disable(self.label, cascade=True)
        assert disable(self.label) == []
        self.config.on_disable()
        assert counts(self.label) == first, "on_disable() must leave the rows"

    def test_its_pages_ask_as_much_for_many_as_for_one(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """The number of queries does not grow with the number of objects."""
        if not samples:
            pytest.skip("make_samples() makes nothing")
        paths = [path for path in self._paths(samples) if not _is_admin(path)]
        before = {path: _queries(admin, path) for path in paths}
        for number in range(2, MANY + 1):
            self.make_samples(number)

        after = {path: _queries(admin, path) for path in paths}
        assert {path: n for path, n in after.items() if n > before[path]} == {}

    # Off

    def test_off_it_has_no_addresses(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """Neither views, nor pages, nor what it has in the admin."""
        paths = [each.path for each in self._addresses()] + self._paths(samples)
        disable(self.label, cascade=True)

        found = {path: admin.get(path).status_code for path in paths}
        assert {path: code for path, code in found.items() if code != GONE} == {}

    def test_off_it_is_in_no_menu(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """The first page of the admin, which holds all menus, names none of its own."""
        home = reverse("wagtailadmin_home")
        own = [each.path for each in self._addresses() if each.is_admin]
        admin.get(home)
        disable(self.label, cascade=True)

        shown = admin.get(home).content.decode()
        assert [path for path in own if f'"{path}"' in shown] == []

    def test_off_its_page_types_cannot_be_created(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """Neither offered, nor made by those who know the address."""
        pages = self.pages_in(samples)
        disable(self.label, cascade=True)

        for page in pages:
            parent = page.get_parent()
            assert not type(page).can_create_at(parent.specific)
            options = page._meta
            kind = (options.app_label, options.model_name)
            address = reverse("wagtailadmin_pages:add", args=[*kind, parent.pk])
            assert admin.get(address).status_code in {302, 403, 404}
            offered = admin.get(
                reverse("wagtailadmin_pages:add_subpage", args=[parent.pk])
            )
            assert address not in offered.content.decode()

    def test_off_its_pages_can_be_seen_and_deleted(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """Whoever looks after pages is not left with what cannot be opened."""
        pages = self.pages_in(samples)
        disable(self.label, cascade=True)

        for page in pages:
            listed = admin.get(
                reverse("wagtailadmin_explore", args=[page.get_parent().pk])
            )
            assert page.get_admin_display_title() in listed.content.decode()
            history = reverse("wagtailadmin_pages:history", args=[page.pk])
            assert admin.get(history).status_code < REFUSED - 100
            admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
            assert not Page.objects.filter(pk=page.pk).exists()

    def test_off_it_is_silent(self, samples: Sequence[Model], admin: Client) -> None:
        """No hook, listener, extension, view or source of it runs."""
        word = str(samples[0]) if samples else "shifu"
        paths = [
            reverse("lms:home"),
            f"{reverse('lms:search')}?q={word}",
            reverse("wagtailadmin_home"),
            reverse("wagtailadmin_explore_root"),
        ]
        for path in paths:
            admin.get(path)  # what is asked once and kept
        disable(self.label, cascade=True)

        with functions_run(self.package) as called:
            for path in paths:
                admin.get(path)
        assert sorted({*called}) == []

    def test_off_its_listeners_and_extensions_are_silent(self, db: None) -> None:
        """They are not even offered."""
        points = pytest.importorskip("lms.extensions").ExtensionPoint.known
        listening = pytest.importorskip("lms.events.listening")
        disable(self.label, cascade=True)

        offered = [
            found.key
            for point in points.values()
            for found in point.enabled()
            if found.app_label == self.label
        ]
        heard = [
            each.name
            for each in listening.enabled_listeners()
            if each.app_label == self.label
        ]
        assert [*offered, *heard] == []

    def test_off_it_is_in_no_search(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """Neither found, nor suggested, nor counted."""
        wanted = {
            obj: source
            for obj in samples
            if (source := self.sources.get(type(obj))) is not None
        }
        titles = {obj: source.brief(obj).title for obj, source in wanted.items()}
        for obj, title in titles.items():
            assert obj in _found(title), f"{obj!r} is not found by {title!r}"
        disable(self.label, cascade=True)

        for obj, title in titles.items():
            assert obj not in _found(title)
            assert title not in [each.title for each in suggest(title, user=None)]
        home = admin.get(reverse("lms:home")).content.decode()
        kinds = [source.kind for source in wanted.values()]
        assert [kind for kind in kinds if f"kind={kind}" in home] == []

    # Gone

    def test_purged_it_leaves_nothing(self, changing_tables: None) -> None:
        """Neither tables, nor types, nor rights, nor pages, nor what was logged."""
        removing = pytest.importorskip("lms.plugins.removing")
        enable(self.label, with_required=True)
        types = [*ContentType.objects.filter(app_label=self.label)]
        tables = {
            model._meta.db_table
            for model in self.config.get_models(include_auto_created=True)
        }
        pages = {*Page.objects.values_list("pk", flat=True)}
        self.make_samples(1)
        disable(self.label, cascade=True)

        for label in [*reversed(plugins)]:
            if self.label in {label, *_required(label)}:
                removing.purge(label, now=timezone.now(), with_backup=False)

        ContentType.objects.clear_cache()
        assert {*Page.objects.values_list("pk", flat=True)} == pages
        assert tables & {*connection.introspection.table_names()} == set()
        left = {name: rows for name, rows in self._left(types) if rows}
        assert left == {}

    def _left(self, types: Sequence[ContentType]) -> Iterator[tuple[str, int]]:
        keys = [each.pk for each in types]
        yield "type", ContentType.objects.filter(app_label=self.label).count()
        for model in (
            Permission,
            Revision,
            ModelLogEntry,
            PageLogEntry,
            ReferenceIndex,
        ):
            rows = model._default_manager.filter(content_type__in=keys)
            yield model.__name__, rows.count()
        yield (
            "state",
            PluginState.objects.filter(label=self.label, enabled=True).count(),
        )

    # What is asked

    def _addresses(self) -> list[Address]:
        return addresses_of(self.label)

    def _paths(self, samples: Sequence[Model]) -> list[str]:
        """Return the addresses that answer while it is on."""
        plain = [each.path for each in self._addresses() if not each.has_gaps]
        own = [_address(each) for each in samples]
        return [*plain, *self.addresses, *filter(None, own)]


def _required(label: str) -> set[str]:
    direct = {*plugins[label].requires}
    return direct.union(*map(_required, direct))


def _is_admin(path: str) -> bool:
    return path.startswith(reverse("wagtailadmin_home"))


def _address(obj: Model) -> str:
    if isinstance(obj, Page):
        return obj.get_url() or ""
    get_absolute_url = getattr(obj, "get_absolute_url", None)
    return get_absolute_url() if get_absolute_url else ""


def _queries(client: Client, path: str) -> int:
    client.get(path)  # what is read once and kept
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def _found(title: str) -> list[Model]:
    return [hit.obj for hit in search(title, user=None).hits]
