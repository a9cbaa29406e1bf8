"""Plugins as the admin shows them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import Resolver404, get_resolver, get_script_prefix, resolve, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.plugins.discovery import EXCLUDED, SAFE_MODE
from lms.plugins.enums import Status
from lms.plugins.exceptions import PluginError
from lms.plugins.registry import Plugin
from lms.plugins.status import PluginReport, reports

ICONS: Mapping[Status, str] = {
    Status.ENABLED: "circle-check",
    Status.DISABLED: "minus",
    Status.NEEDS_MIGRATION: "table",
    Status.NEEDS_RESTART: "rotate",
    Status.BLOCKED: "lock",
    Status.FAILED: "warning",
    Status.MISSING: "help",
    Status.EXCLUDED: "no-view",
}

# In the language of the reader; what a plugin raised is shown as it was said.
_SENTENCES = {
    Status.NEEDS_MIGRATION: gettext_lazy(
        "Its tables are not up to date: run “manage.py migrate”, then restart the "
        "server."
    ),
    Status.NEEDS_RESTART: gettext_lazy(
        "It was installed, changed or migrated since the server started: restart the "
        "server."
    ),
    Status.MISSING: gettext_lazy(
        "Its code is not installed, but its data is still here."
    ),
}
_LEFT_OUT = {
    EXCLUDED: gettext_lazy("LMS_PLUGINS_EXCLUDE of the server leaves it out."),
    SAFE_MODE: gettext_lazy(
        "The server is in safe mode, which leaves out what packages bring."
    ),
}
_IN_ADDRESSES = re.compile(r"[-\w]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class ShownPlugin:
    """One plugin, which knows of the others."""

    report: PluginReport
    others: Mapping[str, PluginReport]

    @property
    def label(self) -> str:
        """The name in code and commands."""
        return self.report.label

    @property
    def name(self) -> str:
        """The name for people."""
        return self.report.name

    @property
    def description(self) -> str:
        """What it is for, in a sentence of its author."""
        config = self.report.plugin.config
        return str(config.description) if config else ""

    @property
    def version(self) -> str:
        """The version of its code."""
        return self.report.version

    @property
    def source(self) -> str:
        """Where it came from."""
        row = self.report.row
        package = self.report.plugin.distribution or (row.distribution if row else "")
        if package or not self.report.plugin.is_bundled:
            return package
        is_added = self.report.plugin.is_added
        return _("Added by the environment") if is_added else _("Bundled")

    @property
    def status(self) -> Status:
        """What it is now."""
        return self.report.status

    @property
    def icon(self) -> str:
        """The sign beside the word."""
        return ICONS[self.status]

    @property
    def sentence(self) -> str:
        """Why it does not run, if it should or could."""
        if self.status is Status.BLOCKED:
            return self._what_is_missing() or self.report.sentence
        if self.status is Status.EXCLUDED:
            return str(_LEFT_OUT.get(self.report.sentence, self.report.sentence))
        return str(_SENTENCES.get(self.status, self.report.sentence))

    @property
    def is_left_by_safe_mode(self) -> bool:
        """Whether it would be here were the server not in safe mode."""
        return self.report.sentence == SAFE_MODE

    @property
    def runs(self) -> bool:
        """Whether people have it now."""
        return self.status is Status.ENABLED

    @property
    def has_problem(self) -> bool:
        """Whether somebody has to look after it, though it may run."""
        return self.status.is_problem or (self.runs and bool(self.sentence))

    @property
    def is_on(self) -> bool:
        """Whether somebody switched it on, be it able to run or not."""
        return self.report.is_switched_on

    @property
    def can_enable(self) -> bool:
        """Whether it would run if it, and what it requires, were switched on."""
        is_ready = self.status in {Status.DISABLED, Status.BLOCKED}
        return is_ready and self.report.plugin.is_loaded

    @property
    def can_switch(self) -> bool:
        """Whether the switch may be moved from where it is."""
        return bool(self.url) and (self.is_on or self.can_enable)

    @property
    def requires(self) -> "list[ShownPlugin]":
        """What it requires itself, installed or not."""
        return [
            ShownPlugin(self.others.get(label) or _absent(label), self.others)
            for label in self.report.plugin.requires
        ]

    @property
    def required_by(self) -> "list[ShownPlugin]":
        """What requires it itself."""
        return [
            ShownPlugin(other, self.others)
            for other in self.others.values()
            if self.label in other.plugin.requires
        ]

    @property
    def url(self) -> str:
        """The page about it; empty where its label fits into no address."""
        return self._address("detail")

    @property
    def switch_url(self) -> str:
        """Where the switch leads."""
        return self._address("disable" if self.is_on else "enable")

    @property
    def front(self) -> str:
        """The address of its own first page; empty when it runs not, or has none."""
        mounted = get_resolver().namespace_dict.get(self.label)
        if not self.runs or mounted is None:
            return ""
        address = get_script_prefix() + mounted[0]
        try:
            resolve(f"/{mounted[0]}")
        except Resolver404:
            return ""
        return address

    def _what_is_missing(self) -> str:
        gone = [one.name for one in self.requires if one.label not in self.others]
        off = [one.name for one in self.requires if not one.runs]
        if gone:
            words = _("It requires %(plugins)s, which is not installed.")
        else:
            words = _("It requires %(plugins)s, which does not run.")
        return words % {"plugins": enumerated(gone or off)} if off else ""

    def _address(self, view: str) -> str:
        if self.label not in self.others or not _IN_ADDRESSES.fullmatch(self.label):
            return ""
        return reverse(f"lms_plugins:{view}", args=[self.label])

    def answers_to(self, query: str) -> bool:
        """Tell whether its words contain what somebody looks for."""
        words = f"{self.name} {self.label} {self.description} {self.source}"
        return all(part in words.casefold() for part in query.casefold().split())


def enumerated(names: Iterable[str]) -> str:
    """Return names one after the other, as the language of the reader parts them."""
    return _(", ").join(names)


def shown_plugins() -> list[ShownPlugin]:
    """Return all plugins by name."""
    found = {report.label: report for report in reports()}
    shown = [ShownPlugin(report, found) for report in found.values()]
    return sorted(shown, key=lambda one: (capfirst(one.name), one.label))


def shown_plugin(label: str) -> ShownPlugin:
    """Return one plugin; raises PluginError when there is none of this label."""
    for shown in shown_plugins():
        if shown.label == label:
            return shown
    raise PluginError(f"There is no plugin {label!r}.")


def _absent(label: str) -> PluginReport:
    return PluginReport(Plugin(label, ""), None, Status.MISSING)
