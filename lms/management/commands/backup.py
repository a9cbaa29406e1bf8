"""`backup`: the whole site into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.backup import back_up, default_file
from lms.plugins.dumps import DumpError


class Command(BaseCommand):
    """Copies database, uploads and keys while the site runs."""

    help = "Copy database, uploads and keys into one file; the site may run on."
    requires_system_checks: list[str] = []  # also when something is wrong

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            help="A new file, such as site.tar.gz; otherwise one in DATA_DIR/backups.",
        )

    def handle(self, *, file: Path | None, **_options: Any) -> None:
        """Write it and say where it is; what is refused exits with 2."""
        now = timezone.now()
        target = file or default_file(now)
        try:
            back_up(target, now=now, tell=self._tell)
        except DumpError as error:
            raise CommandError(str(error), returncode=2) from error
        size = target.stat().st_size / 1_000_000
        self.stdout.write(f"{target} ({size:.1f} MB)")

    def _tell(self, progress: str) -> None:
        self.stderr.write(f"{progress} ...", self.style.HTTP_INFO)
