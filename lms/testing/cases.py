"""What the tests of the contract stand on: one plugin, and samples of it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from wagtail.models import Page, Site

from lms.plugins.config import PluginConfig
from lms.plugins.ownership import owner_of
from lms.plugins.registry import plugins
from lms.plugins.switching import enable
from lms.search.sources import SearchSource, registered_sources
from lms.testing.addresses import Address, addresses_of


class PluginCase:
    """A plugin under test."""

    label: ClassVar[str]
    addresses: ClassVar[Sequence[str]] = ()
    """Addresses to try beside those of `urls` that have no gaps, and of the samples."""

    def make_samples(self, number: int) -> Sequence[Model]:
        """Save one object of each kind, told apart by the number, and return them.

        Pages are published; `lms.testing.samples.publish_below_root` does that.
        """
        return []

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

    def own_addresses(self) -> list[Address]:
        """Return all its addresses, those in the admin too."""
        return addresses_of(self.label)

    def paths(self, samples: Sequence[Model]) -> list[str]:
        """Return the addresses that answer while it is on."""
        Site.clear_site_root_paths_cache()  # an earlier test may have had another root
        plain = [each.path for each in self.own_addresses() if not each.has_gaps]
        own = [_address(each) for each in samples]
        return [*plain, *self.addresses, *filter(None, own)]


def _address(obj: Model) -> str:
    if isinstance(obj, Page):
        return obj.get_url() or ""
    get_absolute_url = getattr(obj, "get_absolute_url", None)
    return get_absolute_url() if get_absolute_url else ""
