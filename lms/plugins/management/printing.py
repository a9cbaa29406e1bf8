"""How the command shows plugins: as tables for people, as JSON for programs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from lms.plugins.informants import Finding
from lms.plugins.installing import Installation
from lms.plugins.removing import Removal
from lms.plugins.status import PluginReport

HEADINGS = ("label", "name", "version", "source", "status", "")


def as_json(found: Any) -> str:
    """Return data as JSON that people can read too."""
    return json.dumps(found, ensure_ascii=False, indent=2, default=_plain)


def _plain(found: Any) -> Any:
    if isinstance(found, Path):
        return str(found)
    if is_dataclass(found) and not isinstance(found, type):
        return asdict(found)
    return str(found)


def as_row(found: PluginReport) -> dict[str, str]:
    """Return one plugin as `list` shows it."""
    return {
        "label": found.label,
        "name": found.name,
        "version": found.version,
        "source": _source(found),
        "status": found.status.value,
        "sentence": found.sentence,
    }


def _source(found: PluginReport) -> str:
    row = found.row
    name = found.plugin.distribution or (row.distribution if row else "")
    return name or ("environment" if found.plugin.is_added else "bundled")


def table(rows: Iterable[dict[str, str]]) -> str:
    """Return rows under headings, in columns; Chinese is two columns wide."""
    lines = [HEADINGS, *(tuple(row.values()) for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        cell + " " * (width - _width(cell))
        for cell, width in zip(cells, widths, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def describe_removal(found: Removal, *, is_done: bool) -> str:
    """Say what was removed, or would be."""
    left = found.remains
    counted = {
        "pages": left.pages,
        **left.rows,
        **left.related,
        "content types": left.content_types,
        "recorded migrations": left.migrations,
        "tables": len(left.tables),
    }
    verb = "Removed" if is_done else "Would be removed"
    lines = [f"{verb} with {found.label}:"]
    lines += [f"  {count:>8}  {name}" for name, count in counted.items()]
    if left.tables:
        lines.append(f"            {', '.join(left.tables)}")
    return "\n".join([*lines, *_after_removal(found, is_done=is_done)])


def _after_removal(found: Removal, *, is_done: bool) -> list[str]:
    if not is_done:
        return [
            (
                "Nothing was changed. To remove all this, with a backup before: "
                f"manage.py plugins remove {found.label} --purge --yes"
            )
        ]
    lines = [f"The database as it was: {found.backup}"] if found.backup else []
    if found.distribution:
        lines.append(
            f"Now uninstall its code: pip uninstall {found.distribution}; then restart "
            "the server."
        )
    return lines


def describe_installation(found: Installation) -> str:
    """Say what was installed, or would be, and what comes next."""
    verb = "Would install" if found.is_dry_run else "Installed"
    lines = [f"{verb} {', '.join(found.packages)}."]
    for each in found.plugins:
        names = ", ".join(each.migrations) or "none"
        lines.append(f"{each.label}: {each.name} {each.version}; migrations: {names}.")
    if found.is_dry_run:
        return "\n".join([*lines, "Nothing was changed."])
    if found.backup:
        lines.append(f"The database as it was: {found.backup}")
    off = [each.label for each in found.plugins if each.label not in found.enabled]
    lines += [f"Switch it on: manage.py plugins enable {label}" for label in off]
    if found.has_static_files:
        lines.append("Where static files are collected: manage.py collectstatic")
    return "\n".join([*lines, "Restart the server."])


def describe_finding(found: Finding) -> str:
    """Say what is wrong, where it happened, and what to do."""
    lines = [f"{found.label}: {found.kind}. {found.sentence}"]
    lines += [f"    {line}" for line in found.traceback.splitlines()]
    return "\n".join([*lines, *([f"  -> {found.hint}"] if found.hint else [])])
