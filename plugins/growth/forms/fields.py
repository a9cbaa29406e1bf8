"""Fields that several forms have."""

from typing import Any

from django import forms


def lines_input(rows: int) -> forms.Textarea:
    """Return a field for several lines."""
    return forms.Textarea(attrs={"rows": rows})


def all_lines(text: str, most: int) -> list[str]:
    """Return the lines that are not empty, each cut to what a row holds."""
    return [line[:most] for line in map(str.strip, text.splitlines()) if line]


def with_blank(label: Any, choices: Any) -> list[tuple[Any, Any]]:
    """Return choices with one for nothing before them."""
    return [("", label), *choices]
