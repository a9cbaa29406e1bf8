"""Sheets: written draft by draft, handed in, handed to others, released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.people.here import people_here
from plugins.inspections.enums import Channel, Level, SheetState, Source
from plugins.inspections.events import INSPECTED, SheetReleased
from plugins.inspections.exceptions import (
    HandedInError,
    NoReferenceError,
    NotHandedInError,
    NothingRatedError,
    OwnSheetError,
    StaleError,
    UnfinishedError,
    UnknownMarkError,
    WrongInspectorError,
)
from plugins.inspections.models import Criterion, Plan, Sheet
from plugins.inspections.services.drawing import locked, may_inspect, tell_assigned
from plugins.inspections.services.plans import check_keeper, inspectors
from plugins.inspections.services.scoring import lost_of, score_sheet


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an inspector has written; the reference of a second rating is given."""

    marks: Mapping[str, str] = field(default_factory=dict)
    knocked: Sequence[str] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    lines: str = ""
    strengths: str = ""
    to_do: str = ""
    reference: str = ""
    channel: str = Channel.PHONE
    happened_on: date | None = None


_GIVEN = ("reference", "channel", "happened_on")


@transaction.atomic
def save_sheet(
    *, sheet: Sheet, user: Any, written: Written, revision: int, window: str
) -> Sheet:
    """Keep a draft; what is kept already changes nothing.

    `revision` is that of the sheet when the window was opened. Raises PermissionDenied
    for all but its inspector, HandedInError, ClosedError, UnknownMarkError, and
    StaleError where another window has saved since.
    """
    locked(sheet.plan)
    row = _mine(sheet, user)
    check_marks(row.version.parts, written)
    values = {**vars(written), "knocked": sorted({*written.knocked})}
    if row.second_of_id:
        values = {name: v for name, v in values.items() if name not in _GIVEN}
    if all(getattr(row, name) == value for name, value in values.items()):
        return row
    if row.revision != revision and row.window != window:
        raise StaleError
    for name, value in values.items():
        setattr(row, name, value)
    row.state, row.window = SheetState.DRAFT, window
    row.revision += 1
    row.save()
    return row


def submit_sheet(
    *, sheet: Sheet, user: Any, written: Written, revision: int, window: str, now: datetime
) -> Sheet:  # fmt: skip
    """Hand a sheet in; what cannot be handed in yet is kept as a draft.

    Raises as `save_sheet`, and UnfinishedError and NothingRatedError.
    """
    with transaction.atomic():
        row = save_sheet(sheet=sheet, user=user, written=written, revision=revision, window=window)  # fmt: skip
        missing = missing_of(row)
        score = score_sheet(row.version.parts, row.marks, row.knocked).score
        if score is not None and not missing:
            row.score, row.state, row.submitted_at = score, SheetState.SUBMITTED, now
            row.save(update_fields=["score", "state", "submitted_at"])
            tell_activity(INSPECTED, Target.of(row), person=user.pk, now=now)
            return row
    raise UnfinishedError(" · ".join(missing)) if missing else NothingRatedError


def missing_of(sheet: Sheet) -> list[str]:
    """Return what a sheet still needs before it is handed in."""
    found = [
        each.label
        for each in sheet.version.parts
        if not each.is_knockout and each.key not in sheet.marks
    ]
    if sheet.needs_reference and not sheet.reference:
        found.insert(0, _("number of the call or chat"))
    if sheet.happened_on is None:
        found.insert(0, _("day"))
    return found


def _mine(sheet: Sheet, user: Any) -> Sheet:
    rows = Sheet.objects.select_for_update(of=("self",))
    row = rows.select_related("version", "plan").get(pk=sheet.pk)
    if user.pk != row.inspector_id or user.pk == row.person_id:
        raise PermissionDenied
    if not row.is_open:
        raise HandedInError
    return row


def check_marks(criteria: Sequence[Criterion], written: Written) -> None:
    """Raise UnknownMarkError for what the form does not have."""
    rated = {each.key for each in criteria if not each.is_knockout}
    knockouts = {each.key for each in criteria if each.is_knockout}
    is_known = (
        {*written.marks} <= rated
        and {*written.marks.values()} <= {*Level.values}
        and {*written.knocked} <= knockouts
        and {*written.comments} <= rated | knockouts
    )
    if not is_known:
        raise UnknownMarkError


@transaction.atomic
def assign_sheet(*, sheet: Sheet, inspector: Any, user: Any, now: datetime) -> Sheet:
    """Give an open sheet to another inspector; what was written goes along."""
    check_keeper(user)
    locked(sheet.plan)
    row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    _check_not_own(row, user)
    if not row.is_open:
        raise HandedInError
    if row.inspector_id == inspector.pk:
        return row
    _check_may(row, inspector, now)
    row.inspector, row.window = inspector, ""
    row.save(update_fields=["inspector", "window"])
    tell_assigned(row, user, now)
    return row


@transaction.atomic
def ask_second(*, sheet: Sheet, inspector: Any, user: Any, now: datetime) -> Sheet:
    """Let somebody else rate the same once more, blind; asking again changes nothing."""
    check_keeper(user)
    locked(sheet.plan)
    row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    _check_not_own(row, user)
    if row.state == SheetState.VOID or row.second_of_id:
        raise HandedInError
    known = row.seconds.filter(inspector=inspector).first()
    if known is not None:
        return known
    if row.happened_on is None or (row.needs_reference and not row.reference):
        raise NoReferenceError
    _check_may(row, inspector, now)
    given = ("plan", "member", "person", "source", "version", "due_on", "shift")
    second = Sheet.objects.create(
        second_of=row,
        inspector=inspector,
        **{name: getattr(row, name) for name in (*given, *_GIVEN)},
    )
    tell_assigned(second, user, now)
    return second


def offered_inspectors(row: Sheet, today: date) -> list[Any]:
    """Return who else may rate a sheet: inspectors, or colleagues where peers do."""
    pool = inspectors(today)
    if row.source == Source.PEER:
        pool = people_here(today).filter(pk__in=row.plan.members.values("person"))
    first = row.second_of_id or row.pk
    same = Sheet.objects.filter(Q(pk=first) | Q(second_of=first))
    rates = {*same.values_list("inspector", flat=True)}
    return [
        each
        for each in pool
        if each.pk not in rates and may_inspect(each, row.member, row.source)
    ]


def _check_may(row: Sheet, inspector: Any, now: datetime) -> None:
    """Raise WrongInspectorError for the inspected one, who rates already, and who may not."""
    if inspector not in offered_inspectors(row, localdate(now)):
        raise WrongInspectorError


def _check_not_own(row: Sheet, user: Any) -> None:
    if user.pk == row.person_id:
        raise OwnSheetError


@transaction.atomic
def release_sheet(*, sheet: Sheet, user: Any, now: datetime) -> Sheet:
    """Let the inspected person read a sheet; again changes nothing."""
    check_keeper(user)
    locked(sheet.plan)
    row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    _check_not_own(row, user)
    if row.state == SheetState.RELEASED:
        return row
    if row.state != SheetState.SUBMITTED or row.second_of_id:
        raise NotHandedInError
    row.state, row.released_at, row.released_by = SheetState.RELEASED, now, user
    row.save(update_fields=["state", "released_at", "released_by"])
    tell(SheetReleased, row, actor=user.pk, now=now, person=row.person_id)
    return row


@transaction.atomic
def give_back(*, sheet: Sheet, user: Any, now: datetime) -> Sheet:
    """Let the inspector go on with a sheet that was handed in and nobody else has used.

    Raises NotHandedInError once it is released, or was rated by two.
    """
    check_keeper(user)
    locked(sheet.plan)
    row = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    _check_not_own(row, user)
    is_free = row.second_of_id is None and not row.seconds.exists()
    if row.state != SheetState.SUBMITTED or not is_free:
        raise NotHandedInError
    row.state, row.score, row.submitted_at = SheetState.DRAFT, None, None
    row.save(update_fields=["state", "score", "submitted_at"])
    tell_assigned(row, user, now, again=row.revision)
    return row


@transaction.atomic
def release_all(*, plan: Plan, user: Any, now: datetime) -> int:
    """Release what is handed in of a plan, but nothing about oneself; return how many."""
    check_keeper(user)
    locked(plan)
    waiting = plan.sheets.filter(state=SheetState.SUBMITTED, second_of=None)
    rows = [*waiting.exclude(person=user).select_related("plan")]
    for row in rows:
        release_sheet(sheet=row, user=user, now=now)
    return len(rows)


@dataclass(frozen=True)
class Difference:
    """How two inspectors rated one criterion."""

    criterion: Criterion
    first: str
    second: str
    points: Decimal
    """By how many points they differ."""

    @property
    def is_different(self) -> bool:
        """Whether they do not agree."""
        return self.first != self.second


def compare(first: Sheet, second: Sheet) -> list[Difference]:
    """Return each criterion as both rated it."""
    return [
        Difference(each, _said(first, each), _said(second, each), _apart(each, first, second))
        for each in first.version.parts
    ]  # fmt: skip


def _said(sheet: Sheet, criterion: Criterion) -> str:
    if criterion.is_knockout:
        has_happened = criterion.key in sheet.knocked
        return pgettext("inspection", "happened") if has_happened else "—"
    level = sheet.marks.get(criterion.key)
    return str(Level(level).label) if level else "—"


def _apart(criterion: Criterion, first: Sheet, second: Sheet) -> Decimal:
    one, two = (lost_of(criterion, each.marks.get(criterion.key)) for each in (first, second))  # fmt: skip
    return abs(one - two)
