"""Whatever is due."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms import due
from lms.models import DueJob


class Command(BaseCommand):
    """Does what is due; to be called every minute."""

    help = (
        "Do whatever is due: hand on events, send mails, publish what is scheduled, "
        "forget what is old. Safe to repeat and in parallel."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--list", action="store_true", help="show the jobs, do none"
        )
        parser.add_argument("--json", action="store_true", help="print JSON lines")

    def handle(self, **options: Any) -> None:
        """Do what is due, a line for each job; leave with 1 if one failed."""
        if options["list"]:
            for row in _known_jobs():
                self._print(row, "{key}  {interval}  {next_at}  {message}", **options)
            return
        has_failed = False
        for outcome in due.run_due_jobs(clock=timezone.now):
            has_failed |= not outcome.succeeded
            state = "ok" if outcome.succeeded else "FAILED"
            row = {"job": outcome.key, "state": state, "message": outcome.message}
            self._print(row, "{job}  {state}  {message}", **options)
        if has_failed:
            sys.exit(1)

    def _print(self, row: dict[str, str], line: str, **options: Any) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(row, ensure_ascii=False))
        elif options["verbosity"]:
            self.stdout.write(line.format(**row).rstrip())
        self.stdout.flush()


def _known_jobs() -> list[dict[str, str]]:
    rows = {row.key: row for row in DueJob.objects.all()}
    return [
        {
            "key": each.key,
            "interval": str(each.item.interval or "each time"),
            "next_at": _moment(rows.get(each.key)),
            "message": _last_line(rows.get(each.key)),
        }
        for each in due.due_jobs.enabled()
    ]


def _moment(row: DueJob | None) -> str:
    return row.next_at.isoformat() if row and row.next_at else "now"


def _last_line(row: DueJob | None) -> str:
    return row.message.strip().rpartition("\n")[2] if row else "never run"
