"""Promises about what a plugin does while it is on, off and gone."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision

from lms.events.listening import enabled_listeners
from lms.extension_points import ExtensionPoint
from lms.extensions import (
    Candidate,
    Parameter,
    RequirementKind,
    indicators,
    requirement_kinds,
)
from lms.plugins.models import PluginState
from lms.plugins.registry import plugins
from lms.plugins.removing import purge
from lms.plugins.running import is_enabled, running
from lms.plugins.switching import counts, disable, enable
from lms.search.engine import search, suggest
from lms.testing.cases import PluginCase
from lms.testing.samples import make_person
from lms.testing.watching import functions_run

MANY = 30
GONE = 404
REDIRECTED = 300
REFUSED = 400
NOT_FOR_GET = 405


class RunningPromises(PluginCase):
    """The plugin stands alone, asks little, and is silent when told so."""

    # On

    @pytest.mark.pages
    def test_it_works_with_all_others_off(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """It needs nothing but what it requires."""
        needed = {self.label, *_required(self.label)}
        for other in [*running()]:
            if other not in needed:
                disable(other, cascade=True)

        assert is_enabled(self.label)
        for path in self.paths(samples):
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
        paths = [path for path in self.paths(samples) if not _is_admin(path)]
        before = {path: _queries(admin, path) for path in paths}
        for number in range(2, MANY + 1):
            self.make_samples(number)

        after = {path: _queries(admin, path) for path in paths}
        assert {path: n for path, n in after.items() if n > before[path]} == {}

    def test_its_requirements_ask_as_much_for_many_people_as_for_one(
        self, switched_on: None
    ) -> None:
        """What levels ask for and indicators tell is asked of all people at once."""
        people = [make_person() for _number in range(MANY)]
        today = timezone.localdate()

        costs = {
            each.key: _costs(_asking(each.item, today), people)
            for point in (requirement_kinds, indicators)
            for each in point.enabled()
            if each.app_label == self.label
        }

        assert {key: asked for key, asked in costs.items() if asked[0] < asked[1]} == {}

    # Off

    @pytest.mark.pages
    def test_off_it_has_no_addresses(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """Neither views, nor pages, nor what it has in the admin."""
        paths = [each.path for each in self.own_addresses()] + self.paths(samples)
        disable(self.label, cascade=True)

        found = {path: admin.get(path).status_code for path in paths}
        assert {path: code for path, code in found.items() if code != GONE} == {}

    @pytest.mark.pages
    def test_off_it_is_in_no_menu(
        self, samples: Sequence[Model], admin: Client
    ) -> None:
        """The first page of the admin, which holds all menus, names none of its own."""
        home = reverse("wagtailadmin_home")
        own = [each.path for each in self.own_addresses() if each.is_admin]
        admin.get(home)
        disable(self.label, cascade=True)

        shown = admin.get(home).content.decode()
        assert [path for path in own if f'"{path}"' in shown] == []

    @pytest.mark.pages
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
            assert admin.get(history).status_code < REDIRECTED
            admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
            assert not Page.objects.filter(pk=page.pk).exists()

    @pytest.mark.pages
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
        disable(self.label, cascade=True)

        offered = [
            found.key
            for point in ExtensionPoint.known.values()
            for found in point.enabled()
            if found.app_label == self.label
        ]
        heard = [
            each.name for each in enabled_listeners() if each.app_label == self.label
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
            assert obj.pk in _found(title), f"{obj!r} is not found by {title!r}"
        disable(self.label, cascade=True)

        for obj, title in titles.items():
            assert obj.pk not in _found(title)
            assert title not in [each.title for each in suggest(title, user=None)]
        home = admin.get(reverse("lms:home")).content.decode()
        kinds = [source.kind for source in wanted.values()]
        assert [kind for kind in kinds if f"kind={kind}" in home] == []

    # Gone

    def test_purged_it_leaves_nothing(self, changing_tables: None) -> None:
        """Neither tables, nor types, nor rights, nor pages, nor what was logged."""
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
                purge(label, now=timezone.now(), with_backup=False)

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


def _required(label: str) -> set[str]:
    direct = {*plugins[label].requires}
    return direct.union(*map(_required, direct))


def _is_admin(path: str) -> bool:
    return path.startswith(reverse("wagtailadmin_home"))


def _queries(client: Client, path: str) -> int:
    client.get(path)  # what is read once and kept
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def _asking(item: Any, day: date) -> Callable[[Sequence[Any]], object]:
    """Return what asks a requirement, or an indicator, about people."""
    if not isinstance(item, RequirementKind):
        return lambda people: item.of_people([each.pk for each in people], day, day)
    values = {each.name: _some_value(each) for each in item.parameters}
    return lambda people: item.evaluate([Candidate(p, day) for p in people], values)


def _costs(
    ask: Callable[[Sequence[Any]], object], people: Sequence[Any]
) -> tuple[int, int]:
    """Return how many queries it takes for one person, and for all."""
    asked = []
    for some in (people[:1], people):
        with CaptureQueriesContext(connection) as captured:
            ask(some)
        asked.append(len(captured))
    return asked[0], asked[1]


def _some_value(parameter: Parameter) -> object:
    choices = parameter.choices() if parameter.choices else ()
    return choices[0][0] if choices else parameter.default


def _found(title: str) -> list[object]:
    return [hit.pk for hit in search(title, user=None).hits]
