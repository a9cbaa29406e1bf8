"""Freezing a month: what plugins tell of it is kept, in versions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from lms.events import tell
from lms.extension_points import Extension, ExtensionPoint
from lms.extensions import ArchiveSource, Indicator, archive_sources, indicators
from lms.people.display import display_name
from lms.plugins import plugin_settings
from plugins.archives.comparing import Content, differences, written
from plugins.archives.events import MonthFrozen
from plugins.archives.exceptions import NotOverError
from plugins.archives.models import KEEP, Edition, Goal, KeptName, Month
from plugins.archives.services.figures import Teams, figure_of, staff_of, words_of
from plugins.archives.weeks import months_between, shifted

_MOST_MISSED = 12  # months that are made up for after a long pause
T = TypeVar("T")
PEOPLE = "people"
"""The only key of a cell that points at people."""


def freeze(*, first: date, user: Any, now: datetime) -> Edition | None:
    """Freeze a month that is over; None where nothing is another than before.

    `user` is nobody where it is done by itself. Raises PermissionDenied, NotOverError.
    """
    if user is not None and not user.has_perm(KEEP):
        raise PermissionDenied
    if first >= localdate(now).replace(day=1):
        raise NotOverError
    return keep(first=first, user=user, now=now)


@transaction.atomic
def keep(*, first: date, user: Any, now: datetime, is_told: bool = True) -> Edition | None:  # fmt: skip
    """Add a version if one is needed; of two at once the second finds the first's."""
    Month.objects.get_or_create(first=first.replace(day=1))
    month = Month.objects.select_for_update().get(first=first.replace(day=1))
    before = month.editions.filter(number=month.newest).first()
    old: Content = (
        {"figures": before.figures, "tables": before.tables}
        if before
        else {"figures": [], "tables": []}
    )
    names: dict[str, str] = {}
    new: Content = {
        "figures": _figures(month, old["figures"]),
        "tables": _tables(month, old["tables"], names),
    }
    changes = differences(old, new)
    if before and not changes:
        return None
    month.newest += 1
    month.save(update_fields=["newest"])
    for key, name in names.items():
        KeptName.objects.update_or_create(person_key=key, defaults={"name": name})
    edition = Edition.objects.create(
        month=month,
        number=month.newest,
        frozen_at=now,
        frozen_by=user,
        figures=new["figures"],
        tables=new["tables"],
        changes=changes if before else [],
    )
    if is_told:
        tell(
            MonthFrozen,
            month,
            actor=user.pk if user else None,
            now=now,
            key=f"{month.pk}:{month.newest}",
            version=month.newest,
        )
    return edition


def freeze_due(now: datetime) -> str:
    """Freeze what was missed, and last month anew as long as figures come in."""
    today = localdate(now)
    last = shifted(today.replace(day=1), -1)
    frozen = {*Month.objects.filter(newest__gt=0).values_list("first", flat=True)}
    begin = max(min(frozen, default=last), shifted(last, 1 - _MOST_MISSED))
    wanted = [month for month in months_between(begin, last) if month not in frozen]
    if last in frozen and today.day <= int(plugin_settings("lms_archives")["settle_days"]):  # fmt: skip
        wanted.append(last)
    made = [freeze(first=month, user=None, now=now) for month in wanted]
    return f"Versions of months: {sum(each is not None for each in made)}"


def _figures(month: Month, old: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what indicators say; of those that say nothing now, what they said."""
    earlier = {row["key"]: row for row in old}
    goals = {row.indicator: written(row.value) for row in Goal.objects.all()}
    goals |= {key: row["goal"] for key, row in earlier.items()}
    staff = staff_of(month.first, month.last)
    asked = (
        (each.key, _asked(indicators, each, partial(_figure, month, staff)))
        for each in indicators.enabled()
    )
    found = {
        key: {"key": key, "goal": goals.get(key), **figure}
        for key, figure in asked
        if figure
    }
    return [found.pop(key, row) for key, row in earlier.items()] + [*found.values()]


def _asked(
    point: ExtensionPoint[T],
    extension: Extension[T],
    call: Callable[[T], Mapping[str, Any]],
) -> Mapping[str, Any]:
    """Ask a plugin; nothing where it fails, be it in the database, and the rest goes on."""

    def apart(item: T) -> Mapping[str, Any]:
        with transaction.atomic():
            return call(item)

    return point.guarded(extension, apart, otherwise={})


def _figure(month: Month, staff: Teams, item: Indicator) -> dict[str, Any]:
    figure = figure_of(item, month.first, month.last, staff)
    return {
        "label": words_of(item.label),
        "unit": str(item.unit),
        "more": bool(item.more_is_better),
        "value": written(figure.value),
        PEOPLE: figure.people,
        "teams": [
            {"key": each.key, "name": each.name, "value": written(each.value), PEOPLE: each.people}
            for each in figure.teams
        ],
    }  # fmt: skip


def _tables(
    month: Month, old: Sequence[Mapping[str, Any]], names: dict[str, str]
) -> list[Mapping[str, Any]]:
    """Return the tables of plugins; of those that fail or are off, the earlier ones."""
    found = {
        key: table
        for each in archive_sources.enabled()
        for key, table in _asked(
            archive_sources, each, partial(_kept, month, each.key, names)
        ).items()
    }
    earlier = {row["key"]: row for row in old}
    return [found.pop(key, row) for key, row in earlier.items()] + [*found.values()]


def _kept(
    month: Month, source: str, names: dict[str, str], item: ArchiveSource
) -> dict[str, Any]:
    """Return the tables of a source, by their keys; raises ValueError for a torn one."""
    found = {}
    for table in item.tables(month.first, month.last):
        key = f"{source}.{table.key}"
        rows = [[_cell(cell, names) for cell in row] for row in table.rows]
        if any(len(row) != len(table.columns) for row in rows):
            raise ValueError(f"A row of {key} has not one cell for each column.")
        found[key] = {
            "key": key,
            "label": words_of(table.title),
            "columns": [words_of(column) for column in table.columns],
            "rows": rows,
        }
    return found


def _cell(cell: Any, names: dict[str, str]) -> Any:
    """Return a text, or keys of people whose names are kept apart."""
    if not isinstance(cell, tuple):
        return words_of(cell)
    for person in cell:
        names[str(person.pk)] = display_name(person)[: KeptName.LONGEST]
    return {PEOPLE: [str(person.pk) for person in cell]}


def forget_name(person: Any) -> None:
    """Let no frozen table name somebody any more."""
    KeptName.objects.filter(person_key=str(person.pk)).delete()
