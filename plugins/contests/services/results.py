"""Results: rounds worked out and published, the ranking in the end, prizes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from lms.events import Target, tell
from lms.events.host import tell_activity
from plugins.contests.enums import ContestState, EntryState, RoundState
from plugins.contests.events import (
    TOOK_PART,
    WON,
    ContestAnnounced,
    RoundPublished,
)
from plugins.contests.exceptions import (
    NothingToTakeBackError,
    OwnTieError,
    StillWritingError,
    UnfinishedError,
    WrongChoiceError,
)
from plugins.contests.models import Contest, Entry, Round, Standing
from plugins.contests.services.gates import (
    check_keeper,
    locked,
    locked_round,
    people_in,
)
from plugins.contests.services.judging import missing_of, to_score
from plugins.contests.services.planning import note_step
from plugins.contests.services.ranking import (
    Cut,
    cut,
    judged,
    prizes_of,
    ranks_of,
    weighted,
)
from plugins.contests.services.rounds import (
    begin_round,
    expected,
    is_untouched,
    standings_of,
    with_all,
)

_NOTHING = Decimal(0)


@dataclass
class Result:
    """What a round comes to, as far as its marks are there."""

    standings: list[Standing]
    missing: int
    totals: dict[int, Decimal] = field(default_factory=dict)
    cut: Cut | None = None
    """Who goes on by the figures; None in the last round, or while marks are missing."""


def work_out(row: Round) -> Result:
    """Return the marks, totals and ranks of a round, saving nothing: load its contest.

    They are set on the standings only when nothing is missing.
    """
    standings = standings_of(row)
    result = Result(standings, missing_of(row, standings))
    if result.missing:
        return result
    weights = {each.pk: each.weight for each in row.contest.rounds.filter(number__lte=row.number)}  # fmt: skip
    earlier = _marks_before(row)
    wanted = expected(row, standings) if row.is_judged else {}
    for each in standings:
        each.mark = _mark(row, each, wanted.get(each.pk, set()))
        parts = [*earlier.get(each.entry_id, ()), (row.pk, each.mark)]
        each.total = weighted([(weights[key], mark) for key, mark in parts])
        result.totals[each.pk] = each.total
    for key, rank in ranks_of(result.totals).items():
        next(each for each in standings if each.pk == key).rank = rank
    standings.sort(key=lambda each: (each.rank or 0, each.pk))
    if row.goes_on is not None:
        there = {each.pk: each.total for each in standings if to_score(row, each) and each.total is not None}  # fmt: skip
        result.cut = cut(there, row.goes_on)
    return result


def _marks_before(row: Round) -> dict[int, list[tuple[int, Decimal]]]:
    """Return round and mark of the rounds before, by the key of the entry."""
    rows = Standing.objects.filter(round__contest=row.contest_id, round__number__lt=row.number)  # fmt: skip
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for entry, key, mark in rows.values_list("entry", "round", "mark"):
        found.setdefault(entry, []).append((key, mark or _NOTHING))
    return found


def _mark(row: Round, standing: Standing, jury: Collection[int]) -> Decimal:
    if not to_score(row, standing):
        return _NOTHING
    if not row.is_judged:
        return standing.mark or _NOTHING
    scores = [
        sheet.score
        for sheet in standing.sheets.all()
        if sheet.is_in and sheet.judge_id in jury and sheet.score is not None
    ]
    return judged(scores, drops_extremes=row.drops_extremes)


@transaction.atomic
def publish_round(
    *, row: Round, chosen: Collection[int], user: Any, now: datetime
) -> Round:
    """Let entrants read their marks; those who are chosen go on to the next round.

    `chosen` are keys of standings: all who are in by the figures, and of those who
    share the last places as many as one likes. Raises WrongStateError, UnfinishedError,
    StillWritingError, WrongChoiceError, OwnTieError.
    """
    check_keeper(user)
    found = locked_round(row, RoundState.RUNNING)
    locked(found.contest_id, ContestState.RUNNING)
    if found.takes_proposals_on(localdate(now)):
        raise StillWritingError
    result = work_out(found)
    if result.missing:
        raise UnfinishedError(result.missing)
    going = {*chosen} if result.cut else set()
    _check_choice(result, going, user)
    for each in result.standings:
        each.is_absent = each.is_absent or not to_score(found, each)
        each.goes_on = each.pk in going
    Standing.objects.bulk_update(
        result.standings, ["mark", "total", "rank", "goes_on", "is_absent"]
    )
    found.state, found.published_at = RoundState.PUBLISHED, now
    found.save(update_fields=["state", "published_at"])
    note_step(found.contest, "publish", user, round=found.number)
    left = [each.entry for each in result.standings if not each.goes_on]
    key = f"{found.pk}:{now.isoformat()}"
    tell(RoundPublished, found, actor=user.pk, now=now, key=key, people=people_in(left))
    _go_on(found, [each.entry for each in result.standings if each.goes_on], user, now)
    return found


def _check_choice(result: Result, going: set[int], user: Any) -> None:
    limits = result.cut
    if limits is None:
        return
    if not going or not limits.through <= going <= limits.through | limits.tied:
        raise WrongChoiceError
    tied = [each.entry for each in result.standings if each.pk in limits.tied]
    if user.pk in people_in(tied):
        raise OwnTieError


def _go_on(row: Round, entries: Sequence[Entry], user: Any, now: datetime) -> None:
    following = _after(row)
    if following is not None:
        following.contest = row.contest
        begin_round(following, entries, actor=user, now=now)
        return
    row.contest.state = ContestState.CLOSED
    row.contest.save(update_fields=["state"])


def _after(row: Round) -> Round | None:
    return Round.objects.filter(contest=row.contest_id, number__gt=row.number).first()


@transaction.atomic
def take_back_round(*, row: Round, user: Any) -> Round:
    """Let a round not be published any more, while the next has nothing written."""
    check_keeper(user)
    found = locked_round(row, RoundState.PUBLISHED)
    contest = locked(found.contest_id, ContestState.RUNNING, ContestState.CLOSED)
    following = _after(found)
    if following is not None:
        if not following.is_running or not is_untouched(following):
            raise NothingToTakeBackError
        following.standings.all().delete()
        Round.objects.filter(pk=following.pk).update(state=RoundState.PLANNED)
    found.standings.update(total=None, rank=None, goes_on=False)
    if found.is_judged:
        found.standings.update(mark=None)
    found.state, found.published_at = RoundState.RUNNING, None
    found.save(update_fields=["state", "published_at"])
    contest.state = ContestState.RUNNING
    contest.save(update_fields=["state"])
    note_step(contest, "take-back", user, round=found.number)
    return found


@dataclass(frozen=True)
class Place:
    """An entry in the end."""

    entry: Entry
    rank: int
    total: Decimal
    last: Standing
    marks: Sequence[Standing]
    """Of each round that it was in."""


def ranking_of(contest: Contest) -> list[Place]:
    """Return all who took part: who came further is before who left earlier.

    Among those who left in the same round, the total up to it counts.
    """
    rows = Standing.objects.filter(round__contest=contest, round__state=RoundState.PUBLISHED)  # fmt: skip
    of_entry: dict[int, list[Standing]] = {}
    for each in rows.select_related("round").with_people().order_by("round__number"):
        of_entry.setdefault(each.entry_id, []).append(each)
    there = [marks for marks in of_entry.values() if not marks[0].is_absent]
    found: list[Place] = []
    for number in sorted({marks[-1].round.number for marks in there}, reverse=True):
        group = [marks for marks in there if marks[-1].round.number == number]
        totals = {marks[0].entry_id: marks[-1].total or _NOTHING for marks in group}
        ranks = ranks_of(totals)
        before = len(found)
        group.sort(key=lambda marks: (ranks[marks[0].entry_id], marks[0].pk))
        found += [_place(marks, before + ranks[marks[0].entry_id]) for marks in group]
    return found


def _place(marks: Sequence[Standing], rank: int) -> Place:
    last = marks[-1]
    return Place(last.entry, rank, last.total or _NOTHING, last, marks)


@transaction.atomic
def announce(*, contest: Contest, user: Any, now: datetime) -> Contest:
    """Let everybody read the ranking; places and prizes are kept as they are now."""
    check_keeper(user)
    row = locked(contest.pk, ContestState.CLOSED)
    places = ranking_of(row)
    prizes = prizes_of({each.entry.pk: each.rank for each in places}, row.amounts)
    for each in places:
        each.entry.rank, each.entry.prize = each.rank, prizes.get(each.entry.pk)
    entries = [each.entry for each in places]
    Entry.objects.bulk_update(entries, ["rank", "prize"])
    row.state, row.announced_at, row.announced_by = ContestState.ANNOUNCED, now, user
    row.save(update_fields=["state", "announced_at", "announced_by"])
    note_step(row, "announce", user)
    _tell(row, entries, user, now)
    return row


def _tell(row: Contest, entries: Sequence[Entry], user: Any, now: datetime) -> None:
    about = Target.of(row)
    for person in people_in(entries):
        tell_activity(TOOK_PART, about, person=person, now=now)
    for person in people_in([each for each in entries if each.prize]):
        tell_activity(WON, about, person=person, now=now)
    everybody = row.entries.filter(state=EntryState.ENTERED)
    tell(ContestAnnounced, row, actor=user.pk, now=now, people=people_in(everybody))


def ready_rounds() -> list[Round]:
    """Return the rounds that go on and of which nothing is missing."""
    rows = Round.objects.filter(
        state=RoundState.RUNNING, contest__state=ContestState.RUNNING
    )
    today = localdate()
    return [
        row
        for row in with_all(rows)
        if not row.takes_proposals_on(today) and not missing_of(row, standings_of(row))
    ]
