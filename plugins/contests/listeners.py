from lms.events import Event, listen
from lms.notifications import notify_of, people_of
from plugins.contests.enums import Answer, ContestState
from plugins.contests.events import (
    ContestAnnounced,
    ContestCalledOff,
    ContestOpened,
    EntryComplete,
    EntryWithdrawn,
    JudgeAppointed,
    RoundBegun,
    RoundPublished,
    TeammateAnswered,
    TeammateAsked,
)
from plugins.contests.models import Contest, Member, Round
from plugins.contests.services.entering import people_for


@listen(ContestOpened)
def tell_of_contest(event: ContestOpened) -> None:
    """Tell those who may enter, unless it is a draft again."""
    row = Contest.objects.filter(pk=event.target.key, state=ContestState.OPEN).first()
    if row is not None:
        notify_of(event, people_for(row, event.occurred_at).exclude(pk=event.actor_id))


@listen(ContestCalledOff)
def tell_of_end(event: ContestCalledOff) -> None:
    """Tell those who had entered."""
    _tell(event, *event.people)


@listen(TeammateAsked)
def ask_teammate(event: TeammateAsked) -> None:
    """Ask somebody to be in a team, unless that is settled meanwhile."""
    asked = Member.objects.filter(entry__pk=event.target.key, person=event.person)
    if asked.filter(answer=Answer.ASKED).exists():
        _tell(event, event.person)


@listen(TeammateAnswered)
def tell_captain(event: TeammateAnswered) -> None:
    """Tell the captain what somebody said."""
    people = people_of(event.captain).exclude(pk=event.actor_id)
    notify_of(event, people, agreed=event.agreed)


@listen(EntryComplete)
def tell_team(event: EntryComplete) -> None:
    """Tell all of a team that it is entered."""
    _tell(event, *event.people)


@listen(EntryWithdrawn)
def tell_of_withdrawal(event: EntryWithdrawn) -> None:
    """Tell those who were in an entry that it is withdrawn."""
    _tell(event, *event.people)


@listen(JudgeAppointed)
def tell_judge(event: JudgeAppointed) -> None:
    """Tell a judge, unless somebody else judges now."""
    if Round.objects.filter(pk=event.target.key, judges=event.judge).exists():
        _tell(event, event.judge)


@listen(RoundBegun)
def tell_entrants(event: RoundBegun) -> None:
    """Tell those who are in a round."""
    _tell(event, *event.people)


@listen(RoundPublished)
def tell_of_marks(event: RoundPublished) -> None:
    """Tell those who do not go on that their marks can be read."""
    _tell(event, *event.people)


@listen(ContestAnnounced)
def tell_of_ranking(event: ContestAnnounced) -> None:
    """Tell all who had entered."""
    _tell(event, *event.people)


def _tell(event: Event, *keys: int | None) -> None:
    """Tell these people, but not whoever did it."""
    notify_of(event, people_of(*keys).exclude(pk=event.actor_id))
