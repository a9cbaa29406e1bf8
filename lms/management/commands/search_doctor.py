"""Whether the search index is right."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from lms.management.progress import ProgressBar
from lms.search.exceptions import IndexUnavailable
from lms.search.upkeep import Findings, examine

_WORDS = {
    "missing": "without an entry",
    "stale": "with an entry of an older text",
    "old": "with an entry of another analyzer version",
    "orphaned": "entries of what is gone",
    "waiting": "changes still to be indexed",
}


class Command(BaseCommand):
    """Compares the index with what it is about, and mends it."""

    help = (
        "Compare the search index with the content. Exit code 0: it is right or was "
        "mended, 1: it differs, 2: there is no index to compare."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--mend",
            action="store_true",
            help="write what differs, delete what is gone",
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *, mend: bool, **options: Any) -> None:
        """Compare, and say what differs."""
        try:
            findings = examine(mend=mend, progress=ProgressBar(self.stderr))
        except (DatabaseError, IndexUnavailable) as error:
            if options["json"]:
                self.stdout.write(json.dumps({"error": str(error)}))
            message = f"The search index cannot be read: {error}"
            raise CommandError(message, returncode=2) from error
        if options["json"]:
            told = findings.as_dict() | {"mended": mend and not findings.is_right}
            self.stdout.write(json.dumps(told))
        elif options["verbosity"]:
            self._say(findings, is_mended=mend)
        if not (findings.is_right or mend):
            sys.exit(1)

    def _say(self, findings: Findings, *, is_mended: bool) -> None:
        numbers = findings.as_dict()
        self.stdout.write(f"{numbers['objects']:>8}  objects compared")
        for name, words in _WORDS.items():
            self.stdout.write(f"{numbers[name]:>8}  {words}")
        if findings.is_right:
            self.stdout.write("The index is right.")
        elif is_mended:
            self.stdout.write("Mended.")
        else:
            self.stdout.write("Run it with --mend.")
