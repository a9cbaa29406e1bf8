"""Contests: written, opened, begun, called off; what has changed is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from wagtail.log_actions import log

from lms.events import tell
from lms.people.display import display_name
from plugins.contests.enums import (
    JUDGED,
    Answer,
    ContestState,
    EntryState,
    RoundState,
)
from plugins.contests.events import ContestCalledOff, ContestOpened
from plugins.contests.exceptions import (
    EmptyError,
    HasEntriesError,
    JudgesItError,
    NobodyEnteredError,
    NoJudgeError,
    NoRoundError,
    NothingToTakeBackError,
    RulesKeptError,
    StaleError,
    TooEarlyError,
)
from plugins.contests.models import Contest, Round, Standing
from plugins.contests.services.gates import check_keeper, locked, people_in
from plugins.contests.services.rounds import begin_round, is_untouched, tell_judges

CHANGED, STEPPED = "lms_contests.change", "lms_contests.step"
"""Actions in the history of a contest."""
_TEXTS = ("title", "title_en", "description", "description_en")
_DAYS = ("opens_on", "closes_on")
_OF_ROUND = ("kind", "weight", "goes_on", "criteria", "drops_extremes")
"""What of a round is a rule."""
_SOFT = ("name", "name_en", "day", "place")


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A round as somebody has written it."""

    kind: str
    weight: int
    name: str = ""
    name_en: str = ""
    goes_on: int | None = None
    day: date | None = None
    place: str = ""
    judges: Sequence[Any] = ()
    criteria: Sequence[Mapping[str, Any]] = field(default_factory=list)
    drops_extremes: bool = False


@transaction.atomic
def save_contest(
    *,
    contest: Contest,
    teams: Sequence[Any],
    rounds: Sequence[Planned],
    user: Any,
    now: datetime,
    seen: str = "",
) -> Contest:
    """Keep a contest as somebody has written it, and note what has changed.

    `seen` is the `version_of` the contest that was changed. Raises StaleError, PermissionDenied, NoRoundError, WrongStateError for one that is over,
    RulesKeptError where people have entered by other rules, and JudgesItError where
    a judge takes part.
    """
    check_keeper(user)
    if not rounds:
        raise NoRoundError
    old: dict[str, Any] = {}
    if contest.pk:
        row = locked(contest.pk, *_CHANGEABLE)
        old, is_kept = facts_of(row), row.entries.exists()
        if seen and seen != version_of(row):
            raise StaleError
        contest.state, contest.made_by_id = row.state, row.made_by_id
        contest.made_at = row.made_at
    else:
        contest.made_by, contest.made_at, is_kept = user, now, False
    contest.save()
    contest.teams.set(teams)
    if is_kept:
        _change_rounds(contest, rounds)
    else:
        contest.rounds.all().delete()
        for number, each in enumerate(rounds, 1):
            _add_round(contest, number, each)
    new = facts_of(contest)
    if is_kept and _rules(old) != _rules(new):
        raise RulesKeptError
    _note(contest, old, new, user)
    if contest.state != ContestState.DRAFT:
        tell_judges(contest, actor=user, now=now)
    return contest


_CHANGEABLE = (ContestState.DRAFT, ContestState.OPEN, ContestState.RUNNING)


def _add_round(contest: Contest, number: int, planned: Planned) -> None:
    values = {name: value for name, value in vars(planned).items() if name != "judges"}
    row = Round.objects.create(contest=contest, number=number, **values)
    row.judges.set(planned.judges if row.is_judged else ())


def _change_rounds(contest: Contest, rounds: Sequence[Planned]) -> None:
    """Change what is no rule; raise RulesKeptError for the rest."""
    rows = [*contest.rounds.all()]
    if len(rows) != len(rounds):
        raise RulesKeptError
    for row, planned in zip(rows, rounds, strict=True):
        if any(getattr(row, name) != getattr(planned, name) for name in _OF_ROUND):
            raise RulesKeptError
        if row.state == RoundState.PUBLISHED:
            continue
        for name in _SOFT:
            setattr(row, name, getattr(planned, name))
        row.save(update_fields=_SOFT)
        if row.is_judged:
            row.judges.set(planned.judges)
            _check_none_enters(row)


def _check_none_enters(row: Round) -> None:
    """Raise JudgesItError where a judge of a round takes part in its contest."""
    entrants = row.contest.members.filter(answer=Answer.AGREED).values("person")
    if judge := row.judges.filter(pk__in=entrants).first():
        raise JudgesItError(display_name(judge))


def facts_of(contest: Contest) -> dict[str, Any]:
    """Return all that is written about a contest, as the history keeps it."""
    rounds = []
    for row in contest.rounds.prefetch_related("judges"):
        facts = {name: _plain(getattr(row, name)) for name in (*_SOFT, *_OF_ROUND)}
        names = sorted(each.get_full_name() or each.get_username() for each in row.judges.all())  # fmt: skip
        rounds.append({**facts, "judges": names})
    return {
        **{name: _plain(getattr(contest, name)) for name in (*_TEXTS, *_DAYS)},
        "team_size": contest.team_size,
        "prizes": contest.prizes,
        "teams": sorted(contest.teams.values_list("name", flat=True)),
        "rounds": rounds,
    }


def version_of(contest: Contest) -> str:
    """Return what is another as soon as somebody has changed the contest."""
    facts = json.dumps(facts_of(contest), sort_keys=True)
    return sha256(facts.encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _rules(facts: Mapping[str, Any]) -> Any:
    rounds = [[row[name] for name in _OF_ROUND] for row in facts["rounds"]]
    return [facts[name] for name in ("team_size", "prizes", "teams")], rounds


def _note(
    contest: Contest, old: Mapping[str, Any], new: Mapping[str, Any], user: Any
) -> None:
    """Keep in the history what has changed: name, old and new value of each."""
    before, after = _flat(old), _flat(new)
    changes = [
        [name, before.get(name), after.get(name)]
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]
    if changes and old:
        log(instance=contest, action=CHANGED, user=user, data={"changes": changes})


def _flat(facts: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in facts.items() if name != "rounds"}
    for number, row in enumerate(facts.get("rounds", ()), 1):
        found |= {f"{number}.{name}": value for name, value in row.items()}
    return found


def note_step(contest: Contest, step: str, user: Any, **data: Any) -> None:
    """Keep in the history who took a step."""
    log(instance=contest, action=STEPPED, user=user, data={"step": step, **data})


@transaction.atomic
def open_contest(*, contest: Contest, user: Any, now: datetime) -> Contest:
    """Let everybody read a draft; people enter in its days."""
    check_keeper(user)
    row = locked(contest.pk, ContestState.DRAFT)
    _check_juries(row)
    row.state = ContestState.OPEN
    row.save(update_fields=["state"])
    note_step(row, "open", user)
    key = f"{row.pk}:{now.isoformat()}"
    tell(ContestOpened, row, actor=user.pk, now=now, key=key)
    tell_judges(row, actor=user, now=now)
    return row


def _check_juries(row: Contest) -> None:
    for each in row.rounds.prefetch_related("judges"):
        if each.kind in JUDGED and not each.judges.all():
            raise NoJudgeError(str(each))


@transaction.atomic
def back_to_draft(*, contest: Contest, user: Any) -> Contest:
    """Hide a contest again that nobody has entered."""
    check_keeper(user)
    row = locked(contest.pk, ContestState.OPEN)
    if row.entries.exists():
        raise HasEntriesError
    row.state = ContestState.DRAFT
    row.save(update_fields=["state"])
    note_step(row, "draft", user)
    return row


@transaction.atomic
def remove_draft(*, contest: Contest, user: Any) -> None:
    """Take away a draft; of what was open nothing is lost."""
    check_keeper(user)
    row = locked(contest.pk, ContestState.DRAFT)
    if row.entries.exists():
        raise HasEntriesError
    row.delete()


@transaction.atomic
def start_contest(*, contest: Contest, user: Any, now: datetime) -> Contest:
    """Begin the first round, once registration is over; `user` is None for the clock.

    Raises TooEarlyError, NobodyEnteredError, NoJudgeError.
    """
    if user is not None:
        check_keeper(user)
    row = locked(contest.pk, ContestState.OPEN)
    if localdate(now) <= row.closes_on:
        raise TooEarlyError
    entries = [*row.entries.filter(state=EntryState.ENTERED)]
    first = row.rounds.first()
    if not entries:
        raise NobodyEnteredError
    if first is None:
        raise NoRoundError
    _check_juries(row)
    row.state = ContestState.RUNNING
    row.save(update_fields=["state"])
    first.contest = row
    begin_round(first, entries, actor=user, now=now)
    note_step(row, "start", user)
    return row


@transaction.atomic
def unstart_contest(*, contest: Contest, user: Any) -> Contest:
    """Go back to registration while nothing of the first round is written."""
    check_keeper(user)
    row = locked(contest.pk, ContestState.RUNNING)
    first = row.rounds.first()
    if first is None or first.is_published or not is_untouched(first):
        raise NothingToTakeBackError
    Standing.objects.filter(round=first).delete()
    Round.objects.filter(pk=first.pk).update(state=RoundState.PLANNED)
    row.state = ContestState.OPEN
    row.save(update_fields=["state"])
    note_step(row, "unstart", user)
    return row


@transaction.atomic
def call_off(*, contest: Contest, reason: str, user: Any, now: datetime) -> Contest:
    """Let a contest not take place, with a reason that everybody reads."""
    check_keeper(user)
    if not reason.strip():
        raise EmptyError
    row = locked(contest.pk, ContestState.OPEN, ContestState.RUNNING)
    row.state, row.reason = ContestState.CALLED_OFF, reason.strip()
    row.save(update_fields=["state", "reason"])
    note_step(row, "call-off", user)
    people = people_in(row.entries.standing())
    row.members.filter(answer=Answer.ASKED).update(answer=Answer.GONE)
    tell(ContestCalledOff, row, actor=user.pk, now=now, people=people)
    return row
