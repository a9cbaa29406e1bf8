import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from knowledge_base.importers.drafts import Report
from knowledge_base.importers.run import Import
from knowledge_base.management.printing import ProgressPrinter, failures, remarks
from knowledge_base.services.demo_digest import digest_of, is_loaded, remember
from knowledge_base.services.demo_documents import add_demo_documents
from knowledge_base.services.demo_history import tell_history
from knowledge_base.services.demo_people import (
    ADMIN,
    DemoPeople,
    add_people,
    has_others,
    read_list,
    read_people,
)
from knowledge_base.services.demo_proposals import (
    add_demo_contributions,
    add_demo_proposals,
)
from knowledge_base.services.demo_reviews import add_demo_reviews
from knowledge_base.services.demo_searches import add_demo_searches
from knowledge_base.services.demo_states import put_in_states
from knowledge_base.services.demo_uses import add_demo_uses
from knowledge_base.services.library import prepare_library
from lms.extensions import DemoContent, demo_content

DEMO = Path(__file__).parents[2] / "demo"
PASSWORD = "shifu-demo"  # noqa: S105 (for demonstration only, and printed)

# Scripts need placeholders, and translations what they translate.
_STEPS = {
    "placeholders.csv": "Placeholders",
    "zh": "Chinese content",
    "en": "English content",
}


class Command(BaseCommand):
    """Loads the demo."""

    help = (
        "Load the demo: content, teams and people, all with one password, which is for "
        "demonstration only. Safe to repeat: what was changed on the site stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is seldom needed."""
        parser.add_argument(
            "--force",
            action="store_true",
            help="Load it beside people who are not of the demo.",
        )
        parser.add_argument(
            "--folder", type=Path, default=DEMO, help="Another demo than ours."
        )

    def handle(self, *, folder: Path, force: bool, **options: Any) -> None:
        """Load it step by step, then say who can sign in."""
        start = time.monotonic()
        people = read_people(folder)
        if has_others(people) and not force:
            raise CommandError(
                "There are people in this database who are not of the demo. The demo "
                "brings accounts with a known password, so nothing was loaded. Use "
                "--force if this is not a site that anybody works with."
            )
        self.stdout.write("Preparing the library")
        library = next(iter(prepare_library().values()))
        count = add_people(people, PASSWORD)
        self.stdout.write(f"People: {count} added")
        digest = digest_of(folder)
        if not is_loaded(library, digest):
            self._refuse_failures(self._load(folder, options["verbosity"]))
            rows = read_list(folder / "proposals.csv")
            count = add_demo_proposals(rows, now=timezone.now())
            self.stdout.write(f"Proposals: {count} added")
            count = add_demo_documents(folder / "documents", now=timezone.now())
            self.stdout.write(f"Documents: {count} added")
            rows = read_list(folder / "searches.csv")
            count = add_demo_searches(rows, people=people, now=timezone.now())
            self.stdout.write(f"Searches: {count} added")
            add_demo_uses(people=people, now=timezone.now())
            remember(library, digest)
            done = "is loaded"
        else:
            done = "was loaded already"
        if folder == DEMO:  # another demo than ours has other people
            self._load_plugins()
        seconds = f"{time.monotonic() - start:.0f} seconds"
        self.stdout.write(self.style.SUCCESS(f"The demo {done} ({seconds})."))
        self.stdout.write("\n".join(_table(people)))

    def _load_plugins(self) -> None:
        for each in demo_content.enabled():
            line = demo_content.guarded(each, _load_part, otherwise=None)
            if line is None:
                self.stderr.write(f"{each.key} was not loaded; see the log.")
            elif line:
                self.stdout.write(line)

    @transaction.atomic  # the index is written once, at its end
    def _load(self, folder: Path, verbosity: int) -> list[Report]:
        now = timezone.now()
        reports = [*self._import(folder, verbosity)]
        told = tell_history(since=now, now=now)
        self.stdout.write(f"History: {len(told)} items")
        states = read_list(folder / "states.csv")
        add_demo_contributions(among=told)
        self.stdout.write(f"States: {put_in_states(states, among=told, now=now)} items")
        self.stdout.write(f"Checks: {add_demo_reviews(among=told, now=now)} items")
        self.stdout.write("Writing the search index")
        return reports

    def _import(self, folder: Path, verbosity: int) -> Iterator[Report]:
        for name, title in _STEPS.items():
            if (folder / name).exists():
                printer = ProgressPrinter(self.stdout, verbosity, title)
                step = Import(path=folder / name, root=folder, publish=True)
                yield step.run(printer)

    def _refuse_failures(self, reports: list[Report]) -> None:
        for report in reports:
            for line in remarks(report):
                self.stdout.write(self.style.WARNING(line))
            for line in failures(report):
                self.stderr.write(line)
        if any(report.failures for report in reports):
            raise CommandError("The demo could not be loaded completely; see above.")


@transaction.atomic
def _load_part(content: DemoContent) -> str:
    return content.load(timezone.now())


def _table(demo: DemoPeople) -> list[str]:
    rows = [("role", "username", "password"), ("superuser", ADMIN, PASSWORD)]
    for person in demo.people:
        roles = ", ".join(person["roles"].split("|"))
        rows.append((roles, person["username"], PASSWORD))
    widths = [max(len(row[column]) for row in rows) + 2 for column in (0, 1)]
    return [
        f"{role:<{widths[0]}}{username:<{widths[1]}}{password}"
        for role, username, password in rows
    ]
