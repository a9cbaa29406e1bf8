"""The records of a CSV text, and the lines on which they begin."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from knowledge_base.exceptions import MalformedError

_MOST_UNCLOSED = 20
"""How often what follows a quote that is never closed is read again."""


@dataclass(frozen=True)
class BrokenRow:
    """A row whose cells cannot be told apart."""

    line: int
    error: MalformedError


@dataclass(frozen=True)
class Record:
    """The cells of one row, in their order."""

    line: int
    cells: Sequence[str]


def csv_records(text: str, delimiter: str) -> Iterator[Record | BrokenRow]:
    """Yield the records with the line on which each begins; go on after a broken one."""
    stripped = text.lstrip("\n")
    lines = [f"{line}\n" for line in stripped.split("\n")]
    offset, place = 1 + len(text) - len(stripped), 0
    patience = _MOST_UNCLOSED
    while place < len(lines):
        reader = csv.reader(
            islice(lines, place, None), delimiter=delimiter, strict=True
        )
        begun = place
        try:
            for cells in reader:
                yield Record(offset + begun, cells)
                begun = place + reader.line_num
            place = len(lines)
        except csv.Error as error:
            end = place + reader.line_num
            is_unclosed = end >= len(lines) and end > begun + 1 and patience > 0
            patience -= is_unclosed
            # A quote that is never closed swallows the rest: that begins a line later.
            place = begun + 1 if is_unclosed else end
            yield _broken(offset + begun, offset + place - 1, error)


def _broken(first: int, last: int, error: csv.Error) -> BrokenRow:
    if first == last:
        reason = _("It is not valid CSV: %(problem)s.") % {"problem": error}
    else:
        reason = _("It is not valid CSV up to line %(last)d: %(problem)s.") % {
            "last": last,
            "problem": error,
        }
    return BrokenRow(first, MalformedError(reason))
