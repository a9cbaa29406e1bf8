"""The manifest: what a plugin says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SettingValue = bool | int | str


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that administrators may set; its type is that of the default."""

    default: SettingValue
    label: "_StrOrPromise"
    help: "_StrOrPromise" = ""
    choices: Sequence[tuple[SettingValue, "_StrOrPromise"]] = ()


class PluginConfig(AppConfig):
    """Base of the manifest class that a plugin has in its `apps.py`.

    `apps.py` is imported while settings are read: it may import this module, enums and
    gettext_lazy, nothing else. The host imports `policies`, `wagtail_hooks`, `listeners`,
    `extensions` and `urls` of the plugin by their names, each guarded; there is no
    `ready()` to write.
    """

    label: str
    """Begins with `lms_`, and is the name of the entry point too."""
    version: ClassVar[str]
    description: ClassVar["_StrOrPromise"] = ""
    category: ClassVar[str] = "content"
    requires_lms: ClassVar[str] = ""
    """Versions of the host that it runs on, such as ">=0.1,<1"."""
    requires: ClassVar[Sequence[str]] = ()
    """Plugins without which it cannot run, such as "lms_courses>=1.0"."""
    after: ClassVar[Sequence[str]] = ()
    """Plugins that are loaded before it where they are there."""
    base_url: ClassVar[str] = ""
    """Its `urls` answer under `/plugins/<base_url>/`; its label without `lms_` if empty."""
    settings: ClassVar[Mapping[str, Setting]] = {}

    def __init_subclass__(cls) -> None:
        """Refuse what the host does itself, with a TypeError."""
        super().__init_subclass__()
        for name in ("ready", "import_models"):
            if name in vars(cls):
                raise TypeError(
                    f"{cls.__name__} may not define {name}(): the host loads its "
                    "modules. Put what it did into wagtail_hooks.py, listeners.py or "
                    "extensions.py."
                )
        if not hasattr(cls, "verbose_name"):
            cls.verbose_name = getattr(cls, "label", cls.__name__)

    def import_models(self) -> None:
        """Import the models, unless the database has not got their tables."""
        from lms.plugins import loading

        loading.import_models(self, super().import_models)

    def on_enable(self) -> None:
        """Prepare what it needs, such as first rows; run again it changes nothing."""

    def on_disable(self) -> None:
        """Let go of what should not wait; data stays."""

    def on_purge(self) -> None:
        """Take away files and what stands elsewhere; tables are the host's to drop."""

    @classmethod
    def url_prefix(cls) -> str:
        """Return the part of addresses that is its own."""
        return cls.base_url or cls.label.removeprefix("lms_").replace("_", "-")
