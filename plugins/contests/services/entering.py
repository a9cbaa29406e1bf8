"""Entering a contest, alone or as a team, and withdrawing from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from lms.events import tell
from lms.people.display import display_name
from lms.people.here import people_here
from plugins.contests.enums import Answer, ContestState, EntryState
from plugins.contests.events import (
    EntryComplete,
    EntryWithdrawn,
    TeammateAnswered,
    TeammateAsked,
)
from plugins.contests.exceptions import (
    BegunError,
    EnteredAlreadyError,
    JudgesItError,
    NoNameError,
    NotForYouError,
    NotOpenError,
    TeamFullError,
    TeamSizeError,
    WrongStateError,
)
from plugins.contests.models import Contest, Entry, Member
from plugins.contests.services.gates import check_keeper, locked, people_in
from plugins.contests.services.planning import note_step

_IN = (Answer.ASKED, Answer.AGREED)


def people_for(contest: Contest, now: datetime) -> Any:
    """Return those who may enter: all, or those of its teams and the ones below."""
    people = people_here(localdate(now))
    teams = [each.pk for team in contest.teams.all() for each in team.with_descendants()]  # fmt: skip
    return people.filter(staff_profile__team__in=teams) if teams else people


def may_enter(contest: Contest, person: Any, now: datetime) -> bool:
    """Tell whether a contest is for somebody, whenever that is: no judge enters."""
    fits = people_for(contest, now).filter(pk=person.pk).exists()
    return bool(fits and not judges(contest, person))


def judges(contest: Contest, person: Any) -> bool:
    """Tell whether somebody is in a jury of a contest."""
    return bool(contest.rounds.filter(judges=person).exists())


@transaction.atomic
def enter(
    *,
    contest: Contest,
    user: Any,
    now: datetime,
    name: str = "",
    teammates: Sequence[Any] = (),
) -> Entry:
    """Enter, alone or as the captain of a team whose members are asked.

    Raises NotOpenError, NotForYouError, JudgesItError, EnteredAlreadyError,
    TeamSizeError, NoNameError.
    """
    row = _open(contest.pk, now)
    people = {each.pk: each for each in (user, *teammates)}
    if len(people) != row.team_size:
        raise TeamSizeError(row.team_size - 1)
    _check_people(row, [*people.values()], now)
    name = name.strip() if row.is_for_teams else ""
    if row.is_for_teams:
        _check_name(row, name)
    entry = Entry.objects.create(
        contest=row,
        name=name,
        captain=user,
        state=EntryState.FORMING if row.is_for_teams else EntryState.ENTERED,
        entered_at=now,
    )
    _leave_invitations(row, user, now)
    _add(entry, user, Answer.AGREED, now)
    for person in people.values():
        if person.pk != user.pk:
            _ask(entry, person, user, now)
    return entry


def _open(key: int, now: datetime) -> Contest:
    try:
        row = locked(key, ContestState.OPEN)
    except WrongStateError as error:
        raise NotOpenError from error
    if not row.takes_entries_on(localdate(now)):
        raise NotOpenError
    return row


def _check_people(row: Contest, people: Sequence[Any], now: datetime) -> None:
    keys = {each.pk for each in people}
    fit = {*people_for(row, now).filter(pk__in=keys).values_list("pk", flat=True)}
    jury = {*row.rounds.filter(judges__in=keys).values_list("judges", flat=True)}
    taken = {*row.members.filter(answer=Answer.AGREED, person__in=keys).values_list("person", flat=True)}  # fmt: skip
    for each in people:
        if each.pk not in fit:
            raise NotForYouError(display_name(each))
        if each.pk in jury:
            raise JudgesItError(display_name(each))
        if each.pk in taken:
            raise EnteredAlreadyError(display_name(each))


def _check_name(row: Contest, name: str) -> None:
    if not name or row.entries.standing().filter(name__iexact=name).exists():
        raise NoNameError


def _add(entry: Entry, person: Any, answer: Answer, now: datetime) -> None:
    Member.objects.update_or_create(
        entry=entry,
        person=person,
        defaults={
            "contest_id": entry.contest_id,
            "answer": answer,
            "asked_at": now,
            "answered_at": now if answer == Answer.AGREED else None,
        },
    )


def _ask(entry: Entry, person: Any, user: Any, now: datetime) -> None:
    _add(entry, person, Answer.ASKED, now)
    key = f"{entry.pk}:{person.pk}:{now.isoformat()}"
    tell(TeammateAsked, entry, actor=user.pk, now=now, key=key, person=person.pk)


def _leave_invitations(row: Contest, person: Any, now: datetime) -> None:
    """Decline what else somebody was asked: nobody is in two entries."""
    asked = row.members.filter(person=person, answer=Answer.ASKED)
    for each in asked.select_related("entry"):
        _settle(each, Answer.DECLINED, now)


def _settle(member: Member, answer: Answer, now: datetime) -> None:
    member.answer, member.answered_at = answer, now
    member.save(update_fields=["answer", "answered_at"])
    entry = member.entry
    key = f"{entry.pk}:{member.person_id}:{now.isoformat()}"
    agreed = answer == Answer.AGREED
    tell(TeammateAnswered, entry, actor=member.person_id, now=now, key=key, captain=entry.captain_id, agreed=agreed)  # fmt: skip


@transaction.atomic
def answer(*, entry: Entry, agrees: bool, user: Any, now: datetime) -> Entry:
    """Agree to be in a team, or decline; the same answer again changes nothing.

    Raises PermissionDenied for who was not asked, and as `enter`.
    """
    row = _open(entry.contest_id, now)
    member = Member.objects.filter(entry=entry, person=user).select_related("entry").first()  # fmt: skip
    wanted = Answer.AGREED if agrees else Answer.DECLINED
    if member is None:
        raise PermissionDenied
    if member.answer == wanted:
        return member.entry
    if member.answer != Answer.ASKED or member.entry.state != EntryState.FORMING:
        raise WrongStateError
    if agrees:
        _check_people(row, [user], now)
        others = row.members.filter(person=user, answer=Answer.ASKED)
        for each in others.exclude(pk=member.pk).select_related("entry"):
            _settle(each, Answer.DECLINED, now)
    _settle(member, wanted, now)
    _complete(member.entry, row, user, now)
    return member.entry


def _complete(entry: Entry, row: Contest, user: Any, now: datetime) -> None:
    people = people_in([entry])
    if len(people) < row.team_size:
        return
    entry.state, entry.entered_at = EntryState.ENTERED, now
    entry.save(update_fields=["state", "entered_at"])
    key = f"{entry.pk}:{now.isoformat()}"
    tell(EntryComplete, entry, actor=user.pk, now=now, key=key, people=people)


@transaction.atomic
def ask_teammate(*, entry: Entry, person: Any, user: Any, now: datetime) -> Entry:
    """Ask somebody else in place of who declined; asking twice changes nothing."""
    row = _open(entry.contest_id, now)
    found = _own(entry, user)
    members = found.members.filter(answer__in=_IN)
    if members.filter(person=person).exists():
        return found
    if members.count() >= row.team_size:
        raise TeamFullError
    _check_people(row, [person], now)
    _ask(found, person, user, now)
    return found


@transaction.atomic
def drop_teammate(*, entry: Entry, person: Any, user: Any, now: datetime) -> Entry:
    """Ask somebody no more who has not answered."""
    _open(entry.contest_id, now)
    found = _own(entry, user)
    found.members.filter(person=person, answer=Answer.ASKED).update(answer=Answer.GONE)
    return found


def _own(entry: Entry, user: Any) -> Entry:
    found = Entry.objects.standing().filter(pk=entry.pk).first()
    if found is None:
        raise WrongStateError
    if found.captain_id != user.pk:
        raise PermissionDenied
    return found


@transaction.atomic
def withdraw(*, entry: Entry, user: Any, now: datetime) -> Entry:
    """Withdraw before the contest begins; a team goes when its captain does.

    A teammate leaves alone, and the team waits for another. Raises PermissionDenied for
    who is not in it, BegunError.
    """
    row = locked(entry.contest_id)
    member = Member.objects.filter(entry=entry, person=user, answer__in=[Answer.AGREED, Answer.GONE]).select_related("entry").first()  # fmt: skip
    if member is None:
        raise PermissionDenied
    found = member.entry
    if member.answer == Answer.GONE or found.state == EntryState.WITHDRAWN:
        return found
    if row.state != ContestState.OPEN:
        raise BegunError
    if found.captain_id == user.pk:
        _dissolve(found, user, now)
        return found
    _settle(member, Answer.GONE, now)
    found.state = EntryState.FORMING
    found.save(update_fields=["state"])
    return found


@transaction.atomic
def strike_out(*, entry: Entry, user: Any, now: datetime) -> Entry:
    """Take an entry out before the contest begins, as its organizer."""
    check_keeper(user)
    row = locked(entry.contest_id, ContestState.OPEN)
    found = Entry.objects.with_people().get(pk=entry.pk)
    if found.state != EntryState.WITHDRAWN:
        note_step(row, "strike", user, entry=found.called)
        _dissolve(found, user, now)
    return found


def _dissolve(entry: Entry, user: Any, now: datetime) -> None:
    tell(EntryWithdrawn, entry, actor=user.pk, now=now, people=people_in([entry]))
    entry.state = EntryState.WITHDRAWN
    entry.save(update_fields=["state"])
    entry.members.filter(answer__in=_IN).update(answer=Answer.GONE)


def invitations(person: Any) -> Any:
    """Return what somebody is asked and has not answered."""
    asked = Member.objects.filter(person=person, answer=Answer.ASKED)
    return asked.filter(entry__state=EntryState.FORMING, contest__state=ContestState.OPEN)  # fmt: skip


def with_entries(contests: Any) -> Any:
    """Bring how many have entered each contest."""
    is_in = Q(entries__state=EntryState.ENTERED)
    counted = contests.annotate(entered=Count("entries", filter=is_in))
    return counted.order_by("-opens_on", "-pk")
