"""What the importing commands show."""

from collections.abc import Sequence

from django.core.management.base import OutputWrapper

from knowledge_base.importers.drafts import Outcome, Report, State

_NAMES = {
    "placeholder": "Placeholders",
    "phrase": "Phrases",
    "rewriting": "Rewrites",
    "script": "Scripts",
    "faq": "FAQ entries",
    "article": "Articles",
    "file": "Files",
}
_STEP = 25
"""Where no line can be written over, one in so many is shown."""


class ProgressPrinter:
    """Counts what is done: on one line of a terminal, else now and then."""

    def __init__(self, stdout: OutputWrapper, verbosity: int, title: str = "") -> None:
        self.stdout = stdout
        self.verbosity = verbosity
        self.title = title or "Importing"

    def __call__(self, outcome: Outcome, count: int, total: int) -> None:
        """Show an outcome."""
        line = f"{self.title}: {count} of {total}"
        if self.verbosity > 1:
            self.stdout.write(f"{line}  {outcome.state:9}  {outcome.place}")
        elif self.verbosity and self.stdout.isatty():
            self.stdout.write(f"\r{line}", ending="\n" if count == total else "")
            self.stdout.flush()
        elif self.verbosity and (count % _STEP == 0 or count == total):
            self.stdout.write(line)


def summary(report: Report, *, is_dry_run: bool = False) -> list[str]:
    """Return the table of what became of everything, and what was noticed."""
    lines = [_row("Would be:" if is_dry_run else "", [str(state) for state in State])]
    for kind, name in _NAMES.items():
        counts = [report.count(kind, state) for state in State]
        if any(counts):
            lines.append(_row(name, [str(count) for count in counts]))
    noticed = {
        "Pinyin notes taken out": report.notes_stripped,
        "Lines taken out by a cleaning rule": report.lines_dropped,
        "Places with lost characters": report.lost,
        "Files of other kinds, left aside": report.left_aside,
    }
    return lines + [f"{what}: {number}" for what, number in noticed.items() if number]


def remarks(report: Report) -> list[str]:
    """Return what people should look at, the same thing said once."""
    places: dict[str, list[str]] = {}
    for outcome in report.outcomes:
        for remark in outcome.remarks:
            places.setdefault(remark, []).append(outcome.place)
    return [f"{_few(found)}: {remark}" for remark, found in places.items()]


def failures(report: Report) -> list[str]:
    """Return what could not be taken in, and why."""
    return [f"{outcome.place}: {outcome.reason}" for outcome in report.failures]


def _few(places: Sequence[str]) -> str:
    more = len(places) - 1
    return places[0] if not more else f"{places[0]} and {more} more"


def _row(name: str, cells: Sequence[str]) -> str:
    return f"{name:<14}" + "".join(f"{cell:>11}" for cell in cells)
