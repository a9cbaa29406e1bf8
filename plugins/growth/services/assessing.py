"""Rounds: opening them, rating, talking about what differs, agreeing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localdate

from lms.events import Target, tell
from lms.events.host import tell_activity
from lms.people.here import people_here
from lms.plugins import plugin_settings
from plugins.growth import events
from plugins.growth.enums import AssessmentState, Level
from plugins.growth.exceptions import (
    EndedError,
    MissingLevelError,
    MissingNoteError,
    MissingWordsError,
    NobodyError,
    OldRoundError,
    RoundOfTodayError,
    RoundRunsError,
    WrongAssessorError,
)
from plugins.growth.models import (
    READ,
    Assessment,
    Leaders,
    Mark,
    Round,
    SkillLevel,
    leads,
    led_by,
    posts_in_use,
)
from plugins.growth.services.skills import check_keeper
from plugins.growth.services.standing import needs_by_post


@dataclass(frozen=True)
class Said:
    """What somebody rated a skill with."""

    level: int | None
    words: str = ""


Rating = Mapping[int, Said]
"""By the key of the mark."""


_MOST = 3650
"""Days and months beyond it are as good as never; no setting makes a page fail."""


def setting(name: str) -> int:
    """Return a setting of the plugin, within bounds."""
    return min(max(int(plugin_settings("lms_growth")[name]), 0), _MOST)


def visible_assessments(user: Any) -> Any:
    """Return one's own, those that one rates, and those of people whose levels one may see."""
    rows = Assessment.objects.all()
    if user.has_perm(READ):
        return rows
    own = Q(person=user.pk) | Q(assessor=user.pk)
    return rows.filter(own | led_by(user, "person__"))


@transaction.atomic
def open_round(*, name: str, due_on: date, user: Any, now: datetime) -> Round:
    """Open a round for all who have a post with needs, and tell them.

    Raises PermissionDenied, RoundRunsError, RoundOfTodayError and NobodyError. `user` is None for a job.
    """
    if user is not None:
        check_keeper(user)
    if Round.objects.select_for_update().filter(closed_at=None).exists():
        raise RoundRunsError
    today = localdate(now)
    row, is_new = Round.objects.get_or_create(
        starts_on=today, defaults={"name": name, "due_on": due_on, "opened_by": user}
    )
    if not is_new:
        raise RoundOfTodayError
    if not add_missing(row, now):
        raise NobodyError
    return row


def add_missing(row: Round, now: datetime) -> int:
    """Assess whoever has a post and is not in the round yet; tell them all at once."""
    today = localdate(now)
    posts, needs, leaders = posts_in_use(), needs_by_post(), Leaders()
    known = {*row.assessments.values_list("person", flat=True)}
    made = []
    for person in people_here(today):
        post = posts.of(person)
        if person.pk in known or post is None or not needs.get(post.pk):
            continue
        assessor = leaders.nearest(person)
        made.append(Assessment(round=row, person=person, post=post, assessor_id=assessor))  # fmt: skip
    made = Assessment.objects.bulk_create(made)
    Mark.objects.bulk_create(
        Mark(assessment=each, skill=n.skill, needed=n.level, weight=n.weight)
        for each in made
        for n in needs[each.post_id]
    )
    told = {each.person_id for each in made} | {each.assessor_id for each in made}
    if made:
        key = f"{row.pk}:{now.isoformat()}"
        keys = tuple(sorted(key for key in told if key is not None))
        tell(events.RoundOpened, row, actor=None, now=now, key=key, people=keys)
    return len(made)


@transaction.atomic
def close_round(*, row: Round, user: Any, now: datetime) -> None:
    """Close a round: what is not agreed counts for nobody. Again changes nothing."""
    check_keeper(user)
    Round.objects.filter(pk=row.pk, closed_at=None).update(closed_at=now)


@transaction.atomic
def reopen_round(*, row: Round, user: Any) -> None:
    """Take the closing of the newest round back; nothing that was rated is lost."""
    check_keeper(user)
    newest = Round.objects.select_for_update().order_by("-starts_on").first()
    if newest != row:
        raise OldRoundError
    Round.objects.filter(pk=row.pk).update(closed_at=None)


@transaction.atomic
def assign(*, assessment: Assessment, assessor: Any, user: Any, now: datetime) -> None:
    """Let somebody else assess; what the one before had rated is forgotten."""
    check_keeper(user)
    row = _locked(assessment, AssessmentState.RATING, AssessmentState.TALK)
    if assessor.pk == row.person_id:
        raise WrongAssessorError
    if assessor.pk != row.assessor_id:
        _hand_to(row, assessor.pk, user.pk, now)


@transaction.atomic
def replace_leavers(now: datetime) -> None:
    """Let the superior of today assess where whoever was to do it has left, or nobody was."""
    leaders = Leaders()
    rows = Assessment.objects.waiting().without_assessor()
    for each in rows.select_related("person__staff_profile").select_for_update(of=("self",)):  # fmt: skip
        if (superior := leaders.nearest(each.person)) is not None:
            _hand_to(each, superior, None, now)


def _hand_to(row: Assessment, assessor: int, actor: int | None, now: datetime) -> None:
    row.assessor_id, row.rated_at = assessor, None
    row.state = AssessmentState.RATING
    row.save(update_fields=["assessor", "rated_at", "state"])
    row.marks.update(rated_level=None, rated_words="", settled_level=None)
    key = f"{row.pk}:{assessor}:{now.isoformat()}"
    tell(events.AssessorNamed, row, actor=actor, now=now, key=key, assessor=assessor)


def _locked(assessment: Assessment, *states: AssessmentState) -> Assessment:
    """Lock the row; raise EndedError if it is in none of the states, or closed."""
    rows = Assessment.objects.select_for_update(of=("self",))
    row = rows.select_related("round").get(pk=assessment.pk)
    if row.state not in states or row.round.is_closed:
        raise EndedError
    return row


@transaction.atomic
def save_rating(
    *, assessment: Assessment, rating: Rating, user: Any, now: datetime, is_done: bool
) -> Assessment:
    """Keep what one of the two rated; handed in, it stays.

    When both have handed in alike, the levels count at once; else they talk. Raises
    PermissionDenied for anybody else, EndedError and MissingLevelError.
    """
    row = _locked(assessment, AssessmentState.RATING)
    if user.pk not in (row.person_id, row.assessor_id):
        raise PermissionDenied
    own = user.pk == row.person_id
    who, done = ("self", "self_at") if own else ("rated", "rated_at")
    if getattr(row, done) is not None:
        raise EndedError
    marks = [*row.marks.all()]
    for mark in marks:
        said = rating.get(mark.pk, Said(None))
        setattr(mark, f"{who}_level", said.level if said.level in Level.values else None)  # fmt: skip
        setattr(mark, f"{who}_words", said.words[:300])
    Mark.objects.bulk_update(marks, [f"{who}_level", f"{who}_words"])
    if not is_done:
        return row
    if any(getattr(mark, f"{who}_level") is None for mark in marks):
        raise MissingLevelError
    setattr(row, done, now)
    row.save(update_fields=[done])
    if row.both_rated:
        _compare(row, marks, user, now)
    return row


def _compare(row: Assessment, marks: Iterable[Mark], user: Any, now: datetime) -> None:
    if any(mark.differs for mark in marks):
        row.state = AssessmentState.TALK
        row.save(update_fields=["state"])
        _tell_talk(row, user, now)
        return
    row.marks.update(settled_level=F("rated_level"))
    _count(row, user, now)


def _tell_talk(row: Assessment, user: Any, now: datetime) -> None:
    key = f"{row.pk}:{now.isoformat()}"
    tell(events.ToTalk, row, actor=user.pk, now=now, key=key, assessor=row.assessor_id)


@transaction.atomic
def settle(
    *,
    assessment: Assessment,
    levels: Mapping[int, int],
    note: str,
    user: Any,
    now: datetime,
) -> None:
    """Keep what the two came to; the person agrees, or says why not.

    Raises PermissionDenied, EndedError, MissingLevelError and MissingNoteError.
    """
    row = _locked(assessment, AssessmentState.TALK)
    if user.pk != row.assessor_id:
        raise PermissionDenied
    if not note.strip():
        raise MissingNoteError
    marks = [*row.marks.all()]
    for mark in marks:
        level = levels.get(mark.pk, mark.rated_level if not mark.differs else None)
        if level not in Level.values:
            raise MissingLevelError
        mark.settled_level = level
    Mark.objects.bulk_update(marks, ["settled_level"])
    row.note, row.state = note, AssessmentState.SETTLED
    row.save(update_fields=["note", "state"])
    key = f"{row.pk}:{now.isoformat()}"
    tell(events.Settled, row, actor=user.pk, now=now, key=key, person=row.person_id)


@transaction.atomic
def agree(*, assessment: Assessment, user: Any, now: datetime) -> None:
    """Agree to what was settled: from now on the levels count."""
    row = _locked(assessment, AssessmentState.SETTLED)
    if user.pk != row.person_id:
        raise PermissionDenied
    _count(row, user, now)


@transaction.atomic
def disagree(*, assessment: Assessment, words: str, user: Any, now: datetime) -> None:
    """Say why not: the two talk once more."""
    row = _locked(assessment, AssessmentState.SETTLED)
    if user.pk != row.person_id:
        raise PermissionDenied
    if not words.strip():
        raise MissingWordsError
    row.answer, row.state = words, AssessmentState.TALK
    row.save(update_fields=["answer", "state"])
    _tell_talk(row, user, now)


def _count(row: Assessment, user: Any, now: datetime) -> None:
    """Write the levels, once; tell both, and that the person was assessed."""
    row.state, row.agreed_at = AssessmentState.AGREED, now
    row.save(update_fields=["state", "agreed_at"])
    SkillLevel.objects.bulk_create(
        SkillLevel(
            person_id=row.person_id,
            skill_id=mark.skill_id,
            assessment=row,
            level=mark.settled_level,
            needed=mark.needed,
            at=now,
        )
        for mark in row.marks.all()
    )
    both: dict[str, Any] = {"person": row.person_id, "assessor": row.assessor_id}
    tell(events.LevelsAgreed, row, actor=user.pk, now=now, **both)
    tell_activity(events.ASSESSED, Target.of(row), person=row.person_id, now=now)


def may_see_levels(user: Any, person: Any) -> bool:
    """Tell whether somebody may see the levels of a person: one's own, a superior, who sees all."""
    return bool(
        user.pk == person.pk or user.has_perm(READ) or leads(user, person)
    )  # fmt: skip


def usual_end(today: date) -> date:
    """Return the day by which a round that begins today is to be finished."""
    return today + timedelta(days=max(setting("round_days"), 1))
