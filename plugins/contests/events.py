"""What the plugin tells; nobody need know it to listen to the names."""

from dataclasses import dataclass

from lms.events import Event, kind

TOOK_PART = "lms_contests.took_part"
WON = "lms_contests.won"
"""Activities for which rules of points may give something."""


@kind("lms_contests.contest_opened")
@dataclass(frozen=True, kw_only=True)
class ContestOpened(Event):
    """People may read of a contest. The target is the contest. Key: the contest and when."""


@kind("lms_contests.contest_called_off")
@dataclass(frozen=True, kw_only=True)
class ContestCalledOff(Event):
    """A contest does not take place. The target is the contest. Key: the contest.

    `people` are those who had entered.
    """

    people: tuple[int, ...]


@kind("lms_contests.teammate_asked")
@dataclass(frozen=True, kw_only=True)
class TeammateAsked(Event):
    """A captain asks somebody. The target is the entry. Key: entry, person and when."""

    person: int


@kind("lms_contests.teammate_answered")
@dataclass(frozen=True, kw_only=True)
class TeammateAnswered(Event):
    """Somebody agreed to be in a team, or declined. The target is the entry.

    Key: entry, person and when.
    """

    captain: int | None
    agreed: bool


@kind("lms_contests.entry_complete")
@dataclass(frozen=True, kw_only=True)
class EntryComplete(Event):
    """All of a team agreed: it is entered. The target is the entry. Key: entry and when."""

    people: tuple[int, ...]


@kind("lms_contests.entry_withdrawn")
@dataclass(frozen=True, kw_only=True)
class EntryWithdrawn(Event):
    """A captain withdrew, or an organizer took an entry out. The target is the entry.

    Key: the entry. `people` were in it.
    """

    people: tuple[int, ...]


@kind("lms_contests.judge_appointed")
@dataclass(frozen=True, kw_only=True)
class JudgeAppointed(Event):
    """Somebody is to judge a round. The target is the round. Key: round and judge."""

    judge: int


@kind("lms_contests.round_begun")
@dataclass(frozen=True, kw_only=True)
class RoundBegun(Event):
    """A round begins. The target is the round. Key: the round and when.

    `people` are in it; of a later round they are those who go on.
    """

    people: tuple[int, ...]


@kind("lms_contests.round_published")
@dataclass(frozen=True, kw_only=True)
class RoundPublished(Event):
    """Marks of a round may be read. The target is the round. Key: the round and when.

    `people` were in it and do not go on.
    """

    people: tuple[int, ...]


@kind("lms_contests.contest_announced")
@dataclass(frozen=True, kw_only=True)
class ContestAnnounced(Event):
    """The ranking may be read by all. The target is the contest. Key: the contest."""

    people: tuple[int, ...]
