"""`take_in_past`: what happened before a plugin was switched on."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from lms.events import dispatch
from lms.plugin_past import Past, past_of, take_in
from lms.plugins.exceptions import PluginError
from lms.plugins.status import report


class Command(BaseCommand):
    """Counts what is past, and hands it to the listeners of a plugin."""

    help = "Hand a plugin what happened before it was switched on. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("label", help="of the plugin, such as lms_rewards")
        parser.add_argument("--since", default="", metavar="YYYY-MM-DD")
        parser.add_argument(
            "--dry-run", action="store_true", help="count only, change nothing"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, label: str, dry_run: bool, **options: Any) -> None:
        """Do it; what is refused is one sentence, and exit code 2."""
        try:
            since = _day(options["since"])
            report(label)  # refuses one that is not there
            if dry_run:
                past = past_of(label, since)
            else:
                past = take_in(label=label, since=since)
                dispatch(now=timezone.now(), kinds=past.kinds)
        except PluginError as error:
            with override("en"):  # as all that the command says
                sentence = str(error)
            if options["json"]:
                self.stdout.write(json.dumps({"error": sentence}))
            raise CommandError(sentence, returncode=2) from error
        self._show(past, is_done=not dry_run, as_json=options["json"])

    def _show(self, past: Past, *, is_done: bool, as_json: bool) -> None:
        if as_json:
            counts = [asdict(each) for each in past.counts]
            found = {"past": counts, "total": past.total, "taken_in": is_done}
            self.stdout.write(json.dumps(found, indent=2))
            return
        for each in past.counts:
            self.stdout.write(f"{each.count:>8}  {each.kind}  {each.listener}")
        self.stdout.write(_sentence(past, is_done=is_done))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise PluginError(f"Write --since as 2026-01-31, not {text!r}.") from error


def _sentence(past: Past, *, is_done: bool) -> str:
    if not past.listens:
        return "It listens to nothing: there is nothing to take in."
    if not past.total:
        return "Nothing has happened that it listens to."
    if not is_done:
        return f"{past.total} would be handed over. Nothing was changed."
    return f"{past.total} taken in; what fails is tried again by `run_due`."
