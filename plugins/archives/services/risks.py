"""The register of risks: every change is written down."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from lms.events import tell
from plugins.archives.enums import RiskState
from plugins.archives.events import RiskGiven
from plugins.archives.exceptions import ChangedMeanwhileError
from plugins.archives.models import Measure, Post, Risk, RiskChange

FIELDS = ("title", "kind", "text", "likelihood", "effect", "owner", "look_on", "state")
MEASURE, TICKED, REOPENED = "measure", "ticked", "reopened"
"""What a change names beside fields."""


@transaction.atomic
def add_risk(*, risk: Risk, user: Any, now: datetime) -> Risk:
    """Write down a risk; its owner is told."""
    risk.save()
    _write(risk, [], "", user, now)
    _tell(risk, user, now)
    return risk


@transaction.atomic
def change_risk(
    *,
    risk: Risk,
    values: Mapping[str, Any],
    words: str,
    seen: int,
    user: Any,
    now: datetime,
) -> None:
    """Change a risk, or say that it was looked at; raises ChangedMeanwhileError."""
    row = Risk.objects.select_for_update().get(pk=risk.pk)
    if row.version != seen:
        raise ChangedMeanwhileError
    owner = row.owner_id
    before = {name: _plain(getattr(row, _stored(name))) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    changed = [
        {"name": name, "before": before[name], "after": after}
        for name in values
        if (after := _plain(getattr(row, _stored(name)))) != before[name]
    ]
    if not changed and not words:
        return
    row.version += 1
    row.save()
    _write(row, changed, words, user, now)
    if row.owner_id != owner and row.state != RiskState.CLOSED:
        _tell(row, user, now)


def _stored(name: str) -> str:
    return "owner_id" if name == "owner" else name


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def add_measure(*, risk: Risk, what: str, due_on: date, user: Any, now: datetime) -> None:  # fmt: skip
    """Add something that is done against it; the same one sent twice is added once."""
    row = Risk.objects.select_for_update().get(pk=risk.pk)
    if row.measures.filter(what=what, due_on=due_on).exists():
        return
    Measure.objects.create(risk=row, what=what, due_on=due_on)
    _count(row, MEASURE, what, user, now)


@transaction.atomic
def tick(*, measure: Measure, is_done: bool, user: Any, now: datetime) -> None:
    """Tick a measure off, or take that back."""
    row = Risk.objects.select_for_update().get(pk=measure.risk_id)
    fresh = Measure.objects.select_for_update().get(pk=measure.pk)
    if (fresh.done_at is not None) == is_done:
        return
    fresh.done_at, fresh.done_by = (now, user) if is_done else (None, None)
    fresh.save(update_fields=["done_at", "done_by"])
    _count(row, TICKED if is_done else REOPENED, fresh.what, user, now)


def _count(row: Risk, name: str, what: str, user: Any, now: datetime) -> None:
    row.version += 1
    row.save(update_fields=["version"])
    _write(row, [{"name": name, "before": None, "after": what}], "", user, now)


def _write(row: Risk, fields: list[Any], words: str, user: Any, now: datetime) -> None:
    RiskChange.objects.create(
        risk=row, number=row.version, at=now, by=user, fields=fields, words=words
    )


def _tell(row: Risk, user: Any, now: datetime) -> None:
    key = f"{row.pk}:{row.version}"
    tell(RiskGiven, row, actor=user.pk, now=now, key=key, owner=row.owner_id)


@transaction.atomic
def fill_post(*, person: Any, duties: str, user: Any, now: datetime) -> Post:
    """Name who supervises quality; whoever held the post is relieved.

    Raises ChangedMeanwhileError where somebody else has just filled it.
    """
    today = localdate(now)
    held = Post.objects.select_for_update().filter(is_held=True)
    current = held.first()
    if current and current.person_id == person.pk:
        current.duties = duties
        current.save(update_fields=["duties"])
        return current
    held.update(is_held=False, ends_on=today)
    try:
        with transaction.atomic():
            return Post.objects.create(
                person=person, duties=duties, begins_on=today, named_by=user
            )
    except IntegrityError:  # of two who fill an empty post at once
        raise ChangedMeanwhileError from None


def supervisor() -> Any:
    """Return who holds the post; None for nobody."""
    post = Post.objects.filter(is_held=True).select_related("person__staff_profile").first()  # fmt: skip
    return post and post.person
