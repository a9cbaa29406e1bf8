"""`plugins`: what there is to do with plugins at the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from lms.plugins.exceptions import PluginError
from lms.plugins.scaffolding import KINDS, scaffold

REFUSED = 2


class Command(BaseCommand):
    """Writes the folder of a new plugin."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the subcommand."""
        actions = parser.add_subparsers(dest="action", required=True)
        one = actions.add_parser("scaffold", help="write the folder of a new plugin")
        one.add_argument("name")
        one.add_argument("--kind", choices=KINDS, default="minimal")
        one.add_argument("--dest", type=Path, default=Path(), metavar="DIR")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it; what is refused is one sentence, and exit code 2."""
        try:
            folder = scaffold(options["name"], options["kind"], options["dest"])
        except PluginError as error:
            raise CommandError(str(error), returncode=REFUSED) from error
        self.stdout.write(f"{folder} is written; `make test` there tries it.")
