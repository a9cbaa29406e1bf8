"""`restore`: puts a backup in the place of the site."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.backup import Manifest
from lms.plugins.dumps import DumpError
from lms.restore import restore


class Command(BaseCommand):
    """Keeps what was there, beside what is put in its place."""

    help = "Put a backup in the place of this site. Stop the server first."
    requires_system_checks: list[str] = []  # the site may be broken: hence the backup

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="What `backup` has written.")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *, file: Path, yes: bool, **_options: Any) -> None:
        """Check, ask, put in place; what is refused exits with 2."""
        confirm = partial(self._confirm, yes=yes)
        try:
            kept = restore(file, now=timezone.now(), tell=self._tell, confirm=confirm)
        except DumpError as error:
            raise CommandError(str(error), returncode=2) from error
        if kept is None:
            raise CommandError(
                "Nothing was changed: answer yes, or give --yes.", returncode=2
            )
        self.stdout.write(f"{file} is in place.")
        for path in kept:
            self.stdout.write(f"What was there before: {path}")
        self.stdout.write("Run `manage.py migrate`, then start the server.")

    def _confirm(self, manifest: Manifest, *, yes: bool) -> bool:
        versions = ", ".join(
            f"{name} {each}" for name, each in manifest.versions.items()
        )
        beside = "".join(f"; {name}" for name in manifest.kept)
        self.stderr.write(
            f"Made {manifest.made_at} with {versions}; {manifest.uploads} uploads{beside}."
        )
        if yes:
            return True
        self.stderr.write("Put it in the place of this site? [yes/no] ", ending="")
        try:
            return input().strip().lower() in {"yes", "y"}
        except EOFError:
            return False

    def _tell(self, progress: str) -> None:
        self.stderr.write(f"{progress} ...", self.style.HTTP_INFO)
