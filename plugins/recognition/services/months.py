"""The star of a month: opened, counted, decided, announced, withdrawn."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from wagtail.log_actions import log

from lms.events import Target, tell
from lms.events.host import revoke_activity, tell_activity
from lms.models import StaffProfile
from plugins.recognition.enums import MonthState, StarState
from plugins.recognition.events import STAR, StarAwarded, StarWithdrawn
from plugins.recognition.exceptions import (
    BallotRunsError,
    DecidedError,
    EmptyError,
    InARowError,
    NobodyError,
    OwnPraiseError,
    PersonalDataError,
    SecondPersonError,
    WrongStateError,
)
from plugins.recognition.models import DECIDE, Candidate, Star, StarMonth
from plugins.recognition.services.counting import candidates_of
from plugins.recognition.services.giving import limit
from plugins.recognition.services.scheme import add_first_version, version_of
from plugins.recognition.services.streaks import streaks_before
from plugins.recognition.validators import refuse_personal_data

WITHDRAWN = "lms_recognition.withdraw_star"
"""Action in the log of the site."""


@transaction.atomic
def open_month(month: date) -> StarMonth:
    """Open a month with its ballot and today's criteria; it is opened once."""
    first = month.replace(day=1)
    opens = first.replace(day=limit("ballot_opens_day"))
    days = max(1, limit("ballot_days"))
    row, _is_new = StarMonth.objects.get_or_create(
        month=first,
        defaults={
            "version": version_of(first) or add_first_version(),
            "opens_on": opens,
            "closes_on": opens + timedelta(days=days - 1),
        },
    )
    return row


@transaction.atomic
def count_month(*, month: StarMonth, user: Any, now: datetime) -> int:
    """Work out who might be the star; again works it out anew. Return how many.

    Raises PermissionDenied, BallotRunsError, WrongStateError, and DecidedError where a
    decision rests on the figures.
    """
    row = _locked(month, user)
    if not row.is_pending or row.announced_at is not None:
        raise WrongStateError  # who voted is forgotten since
    if not row.may_be_counted(localdate(now)):
        raise BallotRunsError
    if row.stars.filter(state=StarState.DECIDED).exists():
        raise DecidedError
    found = candidates_of(row, localdate(now))
    row.candidates.all().delete()
    Candidate.objects.bulk_create(found)
    row.state, row.counted_at = MonthState.COUNTED, now
    row.save(update_fields=["state", "counted_at"])
    return len(found)


@transaction.atomic
def decide(*, candidate: Candidate, reason: str, user: Any, now: datetime) -> Star:
    """Choose a candidate as the star; the same one again changes nothing.

    Raises PermissionDenied, EmptyError, OwnPraiseError, InARowError, WrongStateError.
    """
    row = _counted(candidate.month, user, reason)
    if candidate.person_id == user.pk:
        raise OwnPraiseError
    most = limit("most_in_a_row")
    if 0 < most <= streaks_before(row.month).get(candidate.person_id, 0):
        raise InARowError
    star, _is_new = Star.objects.standing().get_or_create(
        month=row,
        person=candidate.person,
        is_of_team=False,
        defaults={
            "team": candidate.team,
            "total": candidate.total,
            "parts": candidate.parts,
            **_decision(reason, user, now),
            "bonus": row.version.bonus,
            "bonus_en": row.version.bonus_en,
        },
    )
    return star


@transaction.atomic
def decide_team(
    *, month: StarMonth, team: Any, reason: str, user: Any, now: datetime
) -> Star:
    """Choose a team as the star; nobody chooses the own team."""
    row = _counted(month, user, reason)
    if StaffProfile.objects.filter(user=user, team=team).exists():
        raise OwnPraiseError
    star, _is_new = Star.objects.standing().get_or_create(
        month=row, team=team, is_of_team=True, defaults=_decision(reason, user, now)
    )  # fmt: skip
    return star


def _decision(reason: str, user: Any, now: datetime) -> dict[str, Any]:
    return {"reason": reason.strip(), "decided_by": user, "decided_at": now}


@transaction.atomic
def take_back(*, star: Star, user: Any) -> None:
    """Take a decision back that nobody knows of yet."""
    row = _locked(star.month, user)
    found = row.stars.filter(pk=star.pk).first()
    if found is None or found.state != StarState.DECIDED:
        raise WrongStateError
    found.delete()


@transaction.atomic
def announce(*, month: StarMonth, user: Any, now: datetime) -> list[Star]:
    """Announce who was chosen; a second person does. Who voted is forgotten then.

    Raises PermissionDenied, WrongStateError, NobodyError, OwnPraiseError for a star,
    and SecondPersonError for whoever decided.
    """
    row = _locked(month, user)
    if row.state != MonthState.COUNTED:
        raise WrongStateError
    stars = [*row.stars.filter(state=StarState.DECIDED).named()]
    if not any(not star.is_of_team for star in stars):
        raise NobodyError
    if any(star.person_id == user.pk for star in stars):
        raise OwnPraiseError
    if any(star.decided_by_id == user.pk for star in stars):
        raise SecondPersonError
    for star in stars:
        _award(star, user, now)
    _finish(row, MonthState.ANNOUNCED, user, now)
    return stars


def _award(star: Star, user: Any, now: datetime) -> None:
    star.state = StarState.AWARDED
    star.save(update_fields=["state"])
    tell(
        StarAwarded,
        star,
        actor=user.pk,
        now=now,
        person=star.person_id,
        team=star.team_id if star.is_of_team else None,
        month=f"{star.month.month:%Y-%m}",
    )
    if star.person_id is not None:
        tell_activity(
            STAR, Target.of(star), person=star.person_id, now=now, key=str(star.pk)
        )


@transaction.atomic
def close_without(*, month: StarMonth, reason: str, user: Any, now: datetime) -> None:
    """Say that a month has no star, and why; again changes nothing."""
    _check_reason(reason)
    row = _locked(month, user)
    if row.state == MonthState.EMPTY:
        return
    if row.state != MonthState.COUNTED:
        raise WrongStateError
    if row.stars.filter(state=StarState.DECIDED).exists():
        raise DecidedError
    row.words = reason.strip()
    _finish(row, MonthState.EMPTY, user, now)


def _finish(row: StarMonth, state: MonthState, user: Any, now: datetime) -> None:
    row.state, row.announced_by, row.announced_at = state, user, now
    row.save(update_fields=["state", "announced_by", "announced_at", "words"])
    row.papers.all().delete()


@transaction.atomic
def withdraw_star(*, star: Star, reason: str, user: Any, now: datetime) -> None:
    """Let a star count no more: it stays, with the reason. Again changes nothing.

    A month without another person's star can be decided anew. Raises PermissionDenied,
    EmptyError, OwnPraiseError and WrongStateError.
    """
    _check_reason(reason)
    month = _locked(star.month, user)
    row = month.stars.get(pk=star.pk)
    if row.person_id is not None and row.person_id == user.pk:
        raise OwnPraiseError
    if row.state == StarState.WITHDRAWN:
        return
    if row.state != StarState.AWARDED:
        raise WrongStateError
    row.state, row.withdrawal = StarState.WITHDRAWN, reason.strip()
    row.withdrawn_by, row.withdrawn_at = user, now
    row.save(update_fields=["state", "withdrawal", "withdrawn_by", "withdrawn_at"])
    log(instance=row, action=WITHDRAWN, user=user, data={"reason": reason.strip()})
    tell(StarWithdrawn, row, actor=user.pk, now=now, person=row.person_id)
    revoke_activity(STAR, Target.of(row), actor=user.pk, now=now)
    if not month.stars.awarded().filter(is_of_team=False).exists():
        month.state = MonthState.COUNTED
        month.save(update_fields=["state"])


def _locked(month: StarMonth, user: Any) -> StarMonth:
    if not user.has_perm(DECIDE):
        raise PermissionDenied
    rows = StarMonth.objects.select_related("version")
    return rows.select_for_update(of=("self",)).get(pk=month.pk)


def _counted(month: StarMonth, user: Any, reason: str) -> StarMonth:
    row = _locked(month, user)
    _check_reason(reason)
    if row.state != MonthState.COUNTED:
        raise WrongStateError
    return row


def _check_reason(text: str) -> None:
    """Refuse an empty reason, and one that must not be read by everybody."""
    if not text.strip():
        raise EmptyError
    try:
        refuse_personal_data(text)
    except ValidationError as error:
        raise PersonalDataError(error.message) from error
