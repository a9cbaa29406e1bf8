"""`plugins`: see, install, switch, examine, remove and write plugins."""

import sys
from argparse import SUPPRESS
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import override

from lms.plugins import installing, removing, switching
from lms.plugins.doctor import examine
from lms.plugins.exceptions import PluginError
from lms.plugins.management.printing import (
    as_json,
    as_row,
    describe_finding,
    describe_installation,
    describe_removal,
    table,
)
from lms.plugins.probing import probe
from lms.plugins.scaffolding import KINDS, scaffold
from lms.plugins.status import report, reports
from lms.plugins.turns import one_at_a_time

PROBLEM, REFUSED = 1, 2


class Command(BaseCommand):
    """Exits with 0 when all is well, 1 on a problem found, 2 when it refuses."""

    help = "See, install, switch on and off, examine, remove and write plugins."
    requires_system_checks: list[str] = []  # it is here to find out what is wrong

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare a subcommand for each thing that can be done."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        self._add_looking(actions)
        self._add_switching(actions)
        self._add_packages(actions)
        self._add_writing(actions)

    def _add_looking(self, actions: Any) -> None:
        self._add(actions, "list", self._list, "all plugins and what they are now")
        one = self._add(actions, "doctor", self._doctor, "everything that is wrong")
        one.add_argument("label", nargs="?", default="", help="look at this one only")
        one.add_argument("--strict", action="store_true", help="remarks are wrong too")
        hidden = self._add(actions, "probe", self._probe, SUPPRESS)
        hidden.add_argument("labels", nargs="+")

    def _add_switching(self, actions: Any) -> None:
        one = self._add(actions, "enable", self._enable, "switch a plugin on")
        one.add_argument("label")
        one.add_argument(
            "--with-required", action="store_true", help="what it requires as well"
        )
        one = self._add(actions, "disable", self._disable, "switch off; data stays")
        one.add_argument("label")
        one.add_argument(
            "--cascade", action="store_true", help="what requires it as well"
        )

    def _add_packages(self, actions: Any) -> None:
        one = self._add(actions, "install", self._install, "install with pip, migrate")
        one.add_argument(
            "spec", help="a name, with a version or not; a wheel; a folder"
        )
        one.add_argument("--enable", action="store_true", help="switch it on as well")
        one.add_argument("--dry-run", action="store_true", help="try, change nothing")
        _add_backup(one)
        one = self._add(actions, "remove", self._remove, "say what purging would take")
        one.add_argument("label")
        one.add_argument("--purge", action="store_true", help="take all its data away")
        one.add_argument("--yes", action="store_true", help="yes, really")
        one.add_argument("--in-turn", action="store_true", help=SUPPRESS)
        _add_backup(one)

    def _add_writing(self, actions: Any) -> None:
        one = self._add(actions, "scaffold", self._scaffold, "write a new plugin")
        one.add_argument("name")
        one.add_argument("--kind", choices=KINDS, default="minimal")
        one.add_argument("--dest", type=Path, default=Path(), metavar="DIR")

    def _add(
        self, actions: Any, name: str, run: Callable[..., None], text: str
    ) -> CommandParser:
        described = {} if text is SUPPRESS else {"help": text}
        parser: CommandParser = actions.add_parser(name, description=text, **described)
        parser.add_argument("--json", action="store_true", help="for programs")
        parser.set_defaults(run=run)
        return parser

    def handle(self, **options: Any) -> None:
        """Do it; what is refused is one sentence, and exit code 2."""
        try:
            options["run"](**options)
        except (PluginError, DatabaseError) as error:
            with override("en"):  # as all that the command says
                sentence = str(error)
            if isinstance(error, DatabaseError):
                sentence = f"The database does not answer as it should: {sentence}"
            if options["json"]:
                self.stdout.write(as_json({"error": sentence}))
            raise CommandError(sentence, returncode=REFUSED) from error

    def _show(self, found: Any, text: str, options: dict[str, Any]) -> None:
        self.stdout.write(as_json(found) if options["json"] else text)

    def _tell(self, progress: str) -> None:
        self.stderr.write(f"{progress} ...", self.style.HTTP_INFO)

    def _list(self, **options: Any) -> None:
        rows = [as_row(each) for each in reports()]
        empty = "There are no plugins. Install one: manage.py plugins install NAME"
        self._show(rows, table(rows) if rows else empty, options)

    def _doctor(self, *, label: str, strict: bool, **options: Any) -> None:
        if label:
            report(label)
        found = examine(label)
        text = "\n".join(map(describe_finding, found)) or "Nothing is wrong."
        self._show(found, text, options)
        if any(strict or not each.is_remark for each in found):
            sys.exit(PROBLEM)

    def _probe(self, *, labels: list[str], **_options: Any) -> None:
        self.stdout.write(probe(labels))

    def _enable(self, *, label: str, with_required: bool, **options: Any) -> None:
        switched = switching.enable(label, with_required=with_required)
        text = "\n".join(f"{each} is on." for each in switched)
        self._show({"enabled": switched}, text or f"{label} is on already.", options)

    def _disable(self, *, label: str, cascade: bool, **options: Any) -> None:
        switched = switching.disable(label, cascade=cascade)
        hidden = {
            each: {"pages": switching.pages(each), **switching.counts(each)}
            for each in switched
        }
        text = "\n".join(f"{each} is off. {_hidden(hidden[each])}" for each in switched)
        self._show(
            {"disabled": switched, "hidden": hidden},
            text or f"{label} is off already.",
            options,
        )

    def _install(self, *, spec: str, **options: Any) -> None:
        wishes = installing.Wishes(
            options["enable"], options["dry_run"], not options["no_backup"]
        )
        with one_at_a_time():
            done = installing.install(spec, wishes, now=timezone.now(), tell=self._tell)
        self._show(done, describe_installation(done), options)

    def _remove(self, *, label: str, purge: bool, yes: bool, **options: Any) -> None:
        if purge and not yes:
            raise PluginError(
                f"To take the data of {label} away for good, give --yes as well; without "
                "--purge the command only says what would go."
            )
        if purge:
            # An installation that is undone has its turn already.
            with nullcontext() if options["in_turn"] else one_at_a_time():
                self._tell(f"Removing {label}")
                done = removing.purge(
                    label, now=timezone.now(), with_backup=not options["no_backup"]
                )
        else:
            done = removing.plan_removal(label)
        self._show(done, describe_removal(done, is_done=purge), options)

    def _scaffold(self, *, name: str, kind: str, dest: Path, **options: Any) -> None:
        folder = scaffold(name, kind, dest)
        text = f"{folder} is written; `make test` there tries it."
        self._show({"folder": str(folder)}, text, options)


def _add_backup(parser: CommandParser) -> None:
    parser.add_argument(
        "--no-backup", action="store_true", help="do not copy the database first"
    )


def _hidden(counts: dict[str, int]) -> str:
    named = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"Hidden, and kept: {named}." if named else "It had nothing to hide."
