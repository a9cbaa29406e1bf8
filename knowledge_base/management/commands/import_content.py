from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from knowledge_base.importers.drafts import Report
from knowledge_base.importers.run import Import, rehearsal
from knowledge_base.management.printing import (
    ProgressPrinter,
    failures,
    remarks,
    summary,
)
from knowledge_base.services.library import TITLES, find_libraries, prepare_library


class Command(BaseCommand):
    """Imports files."""

    help = (
        "Take in a file, or a folder with everything below it: Markdown, plain text "
        "and DOCX become articles, CSV and XLSX FAQ entries, scripts, placeholders or "
        "phrases. "
        "docs/reference/import-format.md describes the format."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a path and how to treat what lies there."""
        parser.add_argument("path", type=Path, help="A file or a folder.")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Say what would happen, and leave the database as it is.",
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="Publish what was imported; otherwise it is a draft.",
        )
        parser.add_argument(
            "--language",
            choices=[*TITLES],
            help="The language of texts that do not state theirs.",
        )
        parser.add_argument(
            "--simplified",
            action="store_true",
            help="Write traditional characters in simplified ones.",
        )

    def handle(self, *, path: Path, dry_run: bool, **options: Any) -> None:
        """Import, show what happened, and fail when something was left out."""
        if not path.exists():
            raise CommandError(f"There is no file or folder {path}.")
        printer = ProgressPrinter(self.stdout, options["verbosity"])
        with rehearsal() if dry_run else nullcontext():
            if find_libraries().keys() != TITLES.keys():
                prepare_library()
            report = Import(
                path=path,
                language=options["language"],
                publish=options["publish"],
                simplifies=options["simplified"],
            ).run(printer)
        self._show(report, is_dry_run=dry_run)

    def _show(self, report: Report, *, is_dry_run: bool) -> None:
        if not report.outcomes:
            raise CommandError(
                "There is nothing to import: no .md, .txt, .docx, .csv or .xlsx file."
            )
        self.stdout.write("\n".join(summary(report, is_dry_run=is_dry_run)))
        for remark in remarks(report):
            self.stdout.write(self.style.WARNING(remark))
        for failure in failures(report):
            self.stderr.write(failure)
        if report.failures:
            count = len(report.failures)
            raise CommandError(f"{count} could not be imported; the rest was.")
