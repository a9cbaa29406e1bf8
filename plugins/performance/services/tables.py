"""Tables are written and changed; what was worked out by them stays."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from lms.models import Team
from plugins.performance.models import Part, PerformanceTable, Sheet, TableVersion


def was_used(version: TableVersion) -> bool:
    """Tell whether a sheet has this version."""
    return Sheet.objects.filter(version=version).exists()


@transaction.atomic
def save_table(
    *,
    table: PerformanceTable,
    teams: Collection[Team],
    sides: Mapping[str, int],
    parts: Sequence[Part],
    user: Any,
    now: datetime,
) -> TableVersion:
    """Save a table, and return its version.

    The newest is changed as long as no sheet has it; then there is another one.
    Indicators without a key get one that no version had.
    """
    table.save()
    PerformanceTable.objects.select_for_update().get(pk=table.pk)
    table.teams.set(teams)
    versions = [*table.versions.all()]
    rows = _with_keys(parts, versions)
    newest = versions[0] if versions else None
    if newest and (newest.rows, newest.sides) == (rows, dict(sides)):
        return newest
    if newest is None or was_used(newest):
        number = newest.number + 1 if newest else 1
        newest = TableVersion(table=table, number=number)
    newest.rows, newest.sides = rows, dict(sides)
    newest.written_at, newest.written_by = now, user
    newest.save()
    return newest


def _with_keys(
    parts: Sequence[Part], versions: Sequence[TableVersion]
) -> list[dict[str, Any]]:
    used = {part.key for version in versions for part in version.parts}
    number = max((int(key[1:]) for key in used), default=0)
    found, taken = [], set()
    for part in parts:
        row = asdict(part)
        if part.key not in used or part.key in taken:
            number += 1
            row["key"] = f"i{number}"
        taken.add(row["key"])
        found.append(row)
    return found
