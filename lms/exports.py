"""What leaves the site as a table."""

from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """Return a cell with an apostrophe before what begins like a formula."""
    is_risky = isinstance(value, str) and value.startswith(_FORMULA)
    return f"'{value}" if is_risky else value


class SafeExportMixin:
    """Writes no cell that a spreadsheet would run as a formula.

    Wagtail sees to that in its workbooks, and not in CSV.
    """

    FORMAT_CSV: str

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Put an apostrophe before what begins like a formula."""
        cell = super().preprocess_field_value(field, value, export_format)  # type: ignore[misc] # a view's
        return safe_cell(cell) if export_format == self.FORMAT_CSV else cell
