"""`plugins`: what there is to do with plugins at the command line."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand

from lms.plugins.exceptions import PluginError
from lms.plugins.scaffolding import KINDS, scaffold

UNUSABLE = 2


class Command(BaseCommand):
    """Writes the folder of a new plugin."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the subcommands."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("scaffold", help="write the folder of a new plugin")
        new.add_argument("name")
        new.add_argument("--kind", choices=KINDS, default="minimal")
        new.add_argument("--dest", type=Path, default=Path())

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it; exit with 2 and one sentence when that cannot be."""
        try:
            folder = scaffold(options["name"], options["kind"], options["dest"])
        except PluginError as error:
            self.stderr.write(str(error))
            sys.exit(UNUSABLE)
        self.stdout.write(f"{folder} is written; `make test` there tries it.")
