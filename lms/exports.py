"""What leaves the site as a table: the one writer of CSV and XLSX."""

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from functools import cached_property
from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import get_language, override
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.coreutils import multigetattr
from wagtail.snippets.views.snippets import IndexView as SnippetIndexView

from lms.people.display import display_name

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_TITLE = 31
"""Characters that Excel takes as the name of a sheet."""
Sheet = Iterable[Mapping[str, Any]]


class SafeExportMixin:
    """Lets a list be taken away as CSV and XLSX; belongs before Wagtail's view.

    No cell runs as a formula, people stand by their names, times are those of the
    reader's zone, and Excel knows the coding of CSV. Without a `list_export` the columns
    of the list are written; what it names of them is written as the list shows it.
    """

    FORMAT_CSV: str
    list_export: list[str]
    is_export: bool

    @cached_property
    def _columns(self) -> Mapping[str, Any]:
        shown = getattr(self, "columns", ())
        return {each.name: each for each in shown if isinstance(each, Column)}

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the columns that are shown, unless others are named."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc] # a view's
        if not self.list_export and request.user.is_authenticated:
            self.list_export = [*self._columns]

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return the cells of a row."""
        columns = self._columns
        return {
            name: columns[name].get_value(item)
            if name in columns
            else multigetattr(item, name)
            for name in self.list_export
        }

    def get_heading(self, queryset: Any, field: str) -> str:
        """Return what stands above a column."""
        if field in self._columns:
            return force_str(self._columns[field].label)
        return super().get_heading(queryset, field)  # type: ignore[misc] # a view's

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Return what is written, for CSV with an apostrophe before a formula."""
        cell = super().preprocess_field_value(  # type: ignore[misc] # a view's
            field, readable(value), export_format
        )
        if not isinstance(cell, str):
            return cell
        cell = ILLEGAL_CHARACTERS_RE.sub("", cell)
        return escaped(cell) if export_format == self.FORMAT_CSV else cell

    def generate_xlsx_row(
        self,
        worksheet: Any,
        row_dict: Mapping[str, Any],
        date_format: str | None = None,
    ) -> Iterator[Any]:
        """Yield the cells; what looks like a formula stays text when it is edited."""
        row = super().generate_xlsx_row(worksheet, row_dict, date_format=date_format)  # type: ignore[misc] # a view's
        yield from map(_as_text, row)

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        """Yield the lines after the mark by which Excel knows UTF-8.

        They are written after the view is done, when its time zone is forgotten.
        """
        lines = super().stream_csv(queryset)  # type: ignore[misc] # a view's
        zone, language = timezone.get_current_timezone(), get_language()
        return chain([codecs.BOM_UTF8], _each_in(lines, zone, language))


def _each_in(
    lines: Iterator[bytes], zone: tzinfo, language: str | None
) -> Iterator[bytes]:
    line: bytes | None = b""
    while line is not None:
        yield line
        with timezone.override(zone), override(language):
            line = next(lines, None)


def readable(value: Any) -> Any:
    """Return what a person reads: a name for somebody, the time of the own zone."""
    if isinstance(value, get_user_model()):
        return display_name(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.make_naive(value).replace(microsecond=0)
    return value


def escaped(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_text(cell: Any) -> Any:
    """Do for XLSX what the apostrophe does: Excel hides this one."""
    if isinstance(cell.value, str) and cell.value.startswith(_FORMULA):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


class ExportIndexView(SafeExportMixin, IndexView):
    """A list of rows in Wagtail's admin.

    `empty_text` says what would be here and how the first one comes; a list of a plugin
    has one. Below it whoever may add finds the button.
    """

    empty_text: Any = ""
    results_template_name = "lms/admin/list_results.html"


class ExportSnippetIndexView(SafeExportMixin, SnippetIndexView):
    """A list of snippets in Wagtail's admin."""


class _Table(SafeExportMixin, SpreadsheetExportMixin):
    """Rows of a page of the site, without a view of Wagtail's."""


def as_table(
    rows: Iterable[Any],
    *,
    columns: Mapping[str, Any],
    name: str,
    kind: str,
    accessors: Mapping[str, Callable[[Any], Any]] | None = None,
) -> HttpResponseBase:
    """Return a download: `kind` is csv or xlsx, `columns` maps dotted paths to headings.

    A path in `accessors` is not looked up: the function returns its cell.
    """
    table = _Table()
    table._columns = {  # noqa: SLF001 (of this module)
        path: Column(path, label=label, accessor=(accessors or {}).get(path))
        for path, label in columns.items()
    }
    table.list_export = [*columns]
    table.export_filename = name
    answer: HttpResponseBase = table.as_spreadsheet(rows, kind)
    return answer


def wanted_format(request: HttpRequest) -> str:
    """Return `csv` or `xlsx` if the page is asked for as one, else nothing."""
    kind = request.GET.get("export", "")
    return kind if kind in SpreadsheetExportMixin.FORMATS else ""


def write_workbook(sheets: Mapping[str, Sheet], out: Any) -> None:
    """Write sheets of rows, each with the names of the cells above them."""
    book = Workbook(write_only=True)
    table = _Table()
    for title, rows in sheets.items():
        sheet = book.create_sheet(INVALID_TITLE_REGEX.sub(" ", title)[-_LONGEST_TITLE:])
        for place, row in enumerate(rows):
            if not place:
                sheet.append([*row])
            cells = {key: _flat(value) for key, value in row.items()}
            sheet.append([*table.generate_xlsx_row(sheet, cells)])
    if not sheets:
        book.create_sheet()
    book.save(out)


def _flat(value: Any) -> Any:
    """Return what one cell holds: nested values as text."""
    kinds = (str, int, float, datetime, type(None))
    return value if isinstance(value, kinds) else force_str(value)
