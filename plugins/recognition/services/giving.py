"""Thanks between colleagues: given, and taken back."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from knowledge_base.models.spoken import SpokenText
from knowledge_base.services.phrase_checks import Check, find_phrases
from lms.day_plots import moments
from lms.events import Target, tell
from lms.events.host import revoke_activity, tell_activity
from lms.models import StaffProfile
from lms.notifications import is_here, settle
from lms.plugins import plugin_settings
from lms.search.analysis import HAN
from plugins.recognition.enums import PraiseState, Reason, Source
from plugins.recognition.events import THANKED, PraiseRegistered, ThanksGiven
from plugins.recognition.exceptions import (
    LeftError,
    OwnPraiseError,
    SamePersonError,
    TooLateError,
    WeekFullError,
    WordingError,
    WrongStateError,
)
from plugins.recognition.models import Praise

MOST = 36_500
"""No setting says more, a hundred years of days: dates would not reach that far."""


def limit(name: str) -> int:
    """Return what a setting of this plugin says, within what can be counted with."""
    return max(0, min(int(plugin_settings("lms_recognition")[name]), MOST))


def check_wording(text: str, *, user: Any) -> None:
    """Raise WordingError for a phrase that must not go out."""
    language = "zh-hans" if HAN.search(text) else "en"
    check = Check([SpokenText("words", text)], language=language)
    refused = [each for each in find_phrases(check, user=user) if each["blocks"]]
    if refused:
        raise WordingError([each["phrase"] for each in refused])


def team_of(person: Any) -> Any:
    """Return the key of somebody's team."""
    profiles = StaffProfile.objects.filter(user=person)
    return profiles.values_list("team", flat=True).first()


@transaction.atomic
def give_thanks(
    *, person: Any, reason: Reason | str, words: str, user: Any, now: datetime
) -> Praise:
    """Thank a colleague, on the wall for all to read; the same words once a week.

    Raises OwnPraiseError, LeftError, WordingError, SamePersonError, WeekFullError.
    """
    if person.pk == user.pk:
        raise OwnPraiseError
    if not is_here(person, now):
        raise LeftError
    check_wording(words, user=user)
    given = _given_this_week(user, now)
    same = given.filter(person=person).exclude(state=PraiseState.WITHDRAWN)
    known = same.filter(reason=reason, words=words.strip()).first()
    if known is not None:
        return known
    _check_limits(given.count(), same.count())
    row = Praise.objects.create(
        person=person,
        team_id=team_of(person),
        source=Source.COLLEAGUE,
        reason=reason,
        words=words.strip(),
        happened_on=localdate(now),
        given_by=user,
        given_at=now,
        state=PraiseState.SHOWN,
    )
    tell(ThanksGiven, row, actor=user.pk, now=now, person=person.pk)
    tell_activity(THANKED, Target.of(row), person=person.pk, now=now, key=str(row.pk))
    return row


def left_this_week(user: Any, now: datetime) -> int:
    """Return how many thanks somebody may still give this week."""
    given = Praise.objects.from_colleagues().filter(
        given_by=user, given_at__gte=_week_of(now)
    )
    return max(0, limit("thanks_per_week") - given.count())


def _week_of(now: datetime) -> datetime:
    today = localdate(now)
    monday = today - timedelta(days=today.weekday())
    return moments(monday, today)[0]


def lock_writer(user: Any) -> None:
    """Let whoever writes twice at once be looked at in turn."""
    people = get_user_model()._default_manager.select_for_update()
    people.only("pk").get(pk=user.pk)


def _given_this_week(user: Any, now: datetime) -> Any:
    """Return what somebody gave, under a lock."""
    lock_writer(user)
    rows = Praise.objects.from_colleagues()
    return rows.filter(given_by=user, given_at__gte=_week_of(now))


def _check_limits(given: int, to_same: int) -> None:
    most = limit("thanks_per_week")
    if given >= most:
        raise WeekFullError(most)
    if to_same >= limit("same_person_per_week"):
        raise SamePersonError


@transaction.atomic
def withdraw(*, praise: Praise, user: Any, now: datetime) -> None:
    """Take back thanks within a day, or praise that waits; again changes nothing.

    Raises PermissionDenied, TooLateError, and WrongStateError for what was decided.
    """
    row = locked(praise)
    if row.given_by_id is None or row.given_by_id != user.pk:
        raise PermissionDenied
    if row.state == PraiseState.WITHDRAWN:
        return
    if not row.may_be_withdrawn(user, now, limit("withdraw_hours")):
        raise TooLateError if row.is_thanks and row.is_shown else WrongStateError
    move(row, PraiseState.WITHDRAWN, user=user, now=now)
    revoke_activity(THANKED, Target.of(row), actor=user.pk, now=now)
    settle_waiting(row, now)


def settle_waiting(row: Praise, now: datetime) -> None:
    """Let nobody be asked any more to confirm it."""
    kind = PraiseRegistered.name
    settle(kind=kind, key=f"{kind}:{row.pk}", now=now)


def locked(praise: Praise) -> Praise:
    """Return the row as it is now; others wait for it."""
    return Praise.objects.select_for_update(of=("self",)).get(pk=praise.pk)


def move(
    row: Praise, state: PraiseState, *, user: Any, now: datetime, reason: str = ""
) -> None:
    """Let praise be in another state, and say who decided it."""
    row.state, row.decided_by, row.decided_at = state, user, now
    row.decision = reason.strip()
    row.save(update_fields=["state", "decided_by", "decided_at", "decision", "bonus"])
