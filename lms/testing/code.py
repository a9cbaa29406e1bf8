"""Promises that are kept or broken in the code, whatever runs."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation
from django.utils.functional import Promise
from packaging.specifiers import SpecifierSet
from packaging.version import Version

import lms
from lms.events import known_kinds
from lms.extension_points import ExtensionPoint
from lms.plugins.checks import find_mistakes
from lms.plugins.enums import Category
from lms.plugins.ownership import owner_of
from lms.plugins.registry import plugins
from lms.testing.cases import PluginCase
from lms.testing.catalogues import missing_translations
from lms.testing.manifests import forbidden_imports


class CodePromises(PluginCase):
    """The plugin is whole, says all in Chinese, and keeps to the rules."""

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
        keys = [
            key
            for point in ExtensionPoint.known.values()
            for key, found in point._extensions.items()  # noqa: SLF001 (those of all, on or off)
            if self.label in {found.app_label, owner_of(type(found.item))}
        ]
        names = [
            name for name, each in known_kinds().items() if owner_of(each) == self.label
        ]

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
