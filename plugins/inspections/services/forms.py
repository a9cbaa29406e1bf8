"""Scoring forms are written, changed and copied; what was scored by stays."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from plugins.inspections.models import Criterion, FormVersion, ScoringForm, Sheet


def was_used(version: FormVersion) -> bool:
    """Tell whether a sheet was drawn by this version."""
    return Sheet.objects.filter(version=version).exists()


@transaction.atomic
def save_form(
    *, form: ScoringForm, criteria: Sequence[Criterion], user: Any, now: datetime
) -> FormVersion:
    """Save a form with these criteria, and return their version.

    The newest version is changed as long as no sheet has it; then there is another one.
    Criteria without a key get one that no version had.
    """
    form.save()
    ScoringForm.objects.select_for_update().get(pk=form.pk)
    versions = [*form.versions.all()]
    rows = _with_keys(criteria, versions)
    newest = versions[0] if versions else None
    if newest and newest.criteria == rows:
        return newest
    if newest and not was_used(newest):
        newest.criteria, newest.written_at, newest.written_by = rows, now, user
        newest.save()
        return newest
    return FormVersion.objects.create(
        form=form,
        number=newest.number + 1 if newest else 1,
        criteria=rows,
        written_at=now,
        written_by=user,
    )


@transaction.atomic
def copy_form(*, form: ScoringForm, name: str, user: Any, now: datetime) -> ScoringForm:
    """Return another form with the same criteria; the same name once."""
    known = ScoringForm.objects.filter(name=name).first()
    if known is not None:
        return known
    newest = form.newest
    copy = ScoringForm(name=name, name_en=form.name_en)
    save_form(form=copy, criteria=newest.parts if newest else [], user=user, now=now)
    return copy


def _with_keys(
    criteria: Sequence[Criterion], versions: Sequence[FormVersion]
) -> list[dict[str, Any]]:
    used = {each.key for version in versions for each in version.parts}
    number = max((int(key[1:]) for key in used), default=0)
    found, taken = [], set()
    for each in criteria:
        row = asdict(each)
        if each.key not in used or each.key in taken:
            number += 1
            row["key"] = f"c{number}"
        taken.add(row["key"])
        found.append(row)
    return found
