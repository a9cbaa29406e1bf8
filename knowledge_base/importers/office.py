"""DOCX and XLSX files: looked at by the gate, read in a child process."""

from pathlib import Path
from typing import Any, cast

from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge_base.exceptions import UnreadableFileError
from knowledge_base.importers.sheets import MOST_ROWS, SheetRows
from lms.files import gate
from lms.files.child import Limits, in_child
from lms.files.exceptions import (
    ChildError,
    ChildFailedError,
    ChildLimitError,
    FileRefusedError,
)

WORD = frozenset({".docx"})
SHEETS = frozenset({".xlsx"})
_LIMITS = Limits(output=48 * 1024 * 1024)
_ROOM = "knowledge_base.importers"


def read_word(path: Path) -> tuple[str, list[str]]:
    """Return the text as Markdown, and what was left out; raises UnreadableFileError."""
    found = _read(path, f"{_ROOM}.word.read")
    if not found["text"].strip():
        raise UnreadableFileError(_("There is no text in the file."))
    return found["text"], [*_left_out(found)]


def read_sheets(path: Path) -> list[SheetRows]:
    """Return the rows of each sheet; raises UnreadableFileError."""
    found = _read(path, f"{_ROOM}.sheets.read")
    return [sheet for sheet in cast("list[SheetRows]", found) if sheet["rows"]]


def _read(path: Path, function: str) -> Any:
    try:
        with path.open("rb") as file:
            gate.inspect(File(file, name=path.name))
        return in_child(function, path, _LIMITS)
    except FileRefusedError as error:
        raise UnreadableFileError(str(error)) from error
    except OSError as error:
        reason = _("The file cannot be opened: %(reason)s.")
        raise UnreadableFileError(reason % {"reason": error.strerror}) from error
    except ChildLimitError as error:
        reason = _("Reading the file takes too much time or memory.")
        raise UnreadableFileError(reason) from error
    except ChildError as error:
        raise UnreadableFileError(_reason(error)) from error


def _reason(error: ChildError) -> str:
    if isinstance(error, ChildFailedError) and error.name == "TooManyRowsError":
        reason = _("The file has more than %(most)s rows; divide it.")
        return reason % {"most": MOST_ROWS}
    return _("The file is damaged: nothing can be read from it.")


def _left_out(found: Any) -> list[str]:
    pictures, notes = found["pictures"], found["notes"]
    remarks = []
    if pictures:
        text = ngettext(
            "%(count)d picture was left out.",
            "%(count)d pictures were left out.",
            pictures,
        )
        remarks.append(text % {"count": pictures})
    if notes:
        text = ngettext(
            "%(count)d footnote was left out.",
            "%(count)d footnotes were left out.",
            notes,
        )
        remarks.append(text % {"count": notes})
    if found["margins"]:
        said = _("Headers and footers were left out: “%(text)s”.")
        remarks.append(said % {"text": found["margins"]})
    return remarks
