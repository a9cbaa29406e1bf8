from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.files.exceptions import FileRefusedError
from lms.files.tables import read_rows
from lms.models import ImportedRow, PeopleImport, RowKind
from lms.people.importing import apply_import, keep_table
from lms.people.planning import RowPlan, content_of, plan
from lms.people.undoing import NotUndoableError, undo_import


class Command(BaseCommand):
    """Takes in people and teams from a table, or takes a batch back."""

    help = "Add and change people and teams as a CSV or XLSX file says."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, or the batch to undo."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("path", nargs="?", type=Path)
        what.add_argument("--undo", type=int, metavar="BATCH")
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")
        parser.add_argument(
            "--invite", action="store_true", help="Mail new people a first password."
        )

    def handle(self, **options: Any) -> None:
        """Do it, and print a line for each row that does something."""
        if options["undo"] is not None:
            return self._undo(options["undo"])
        try:
            with Path(options["path"]).open("rb") as opened:
                file = File(opened, name=Path(options["path"]).name)
                if options["dry_run"]:
                    content = content_of(read_rows(file), str(file.name))
                    return self._print(plan(content, None))
                batch = keep_table(file=file, user=None, now=timezone.now())
        except OSError as error:
            raise CommandError(str(error), returncode=2) from error
        except FileRefusedError as error:
            raise CommandError(str(error), returncode=2) from error
        apply_import(
            batch=batch, user=None, now=timezone.now(), invites=options["invite"]
        )
        self._print(batch.outcomes.all())
        self.stdout.write(f"Batch {batch.pk}: undo it with --undo {batch.pk}")
        return None

    def _undo(self, key: int) -> None:
        batch = PeopleImport.objects.filter(pk=key).first()
        if batch is None:
            raise CommandError(f"There is no batch {key}.", returncode=2)
        try:
            undo_import(batch=batch, user=None, now=timezone.now())
        except NotUndoableError as error:
            raise CommandError(
                f"Batch {key} is undone already.", returncode=2
            ) from error
        for row in batch.outcomes.exclude(undoing=""):
            said = f" {row.left_because}" if row.left_because else ""
            self.stdout.write(f"{row.number}: {row.label}: {row.undoing}{said}")

    def _print(self, rows: Iterable[RowPlan | ImportedRow]) -> None:
        """Print what is new, changed or refused, and how many there are of each."""
        counted = dict.fromkeys(RowKind, 0)
        for row in rows:
            kind = RowKind(row.kind)
            counted[kind] += 1
            if kind is not RowKind.UNCHANGED:
                self.stdout.write(f"{row.number}: {kind.value}: {_told(row)}")
        numbers = [f"{number} {kind.value}" for kind, number in counted.items()]
        self.stdout.write(", ".join(numbers))
        if counted[RowKind.REFUSED]:
            raise CommandError("Some rows were refused.", returncode=1)


def _told(row: RowPlan | ImportedRow) -> str:
    names = ", ".join(row.changes) if row.kind == RowKind.CHANGED else ""
    return " ".join(filter(None, [row.staff_number, row.label, names, row.reason]))
