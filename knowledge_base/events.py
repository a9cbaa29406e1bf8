"""What the knowledge base tells."""

from dataclasses import dataclass
from datetime import date

from lms.events import Event, kind


@kind("lms_knowledge_base.content_published")
@dataclass(frozen=True, kw_only=True)
class ContentPublished(Event):
    """An article, FAQ entry or script was published, for the first time or again.

    The target is the content. Key: the content and the moment it went live.
    """


@kind("lms_knowledge_base.content_unpublished")
@dataclass(frozen=True, kw_only=True)
class ContentUnpublished(Event):
    """An article, FAQ entry or script was taken off the site.

    The target is the content. Key: the content and the moment.
    """


@kind("lms_knowledge_base.helpful_vote_given")
@dataclass(frozen=True, kw_only=True)
class HelpfulVoteGiven(Event):
    """A reader found an item helpful.

    The target is the content. Key: item, reader and the text that was read: who takes
    the vote back and gives it again tells nothing new.
    """

    text_hash: str


@kind("lms_knowledge_base.report_made")
@dataclass(frozen=True, kw_only=True)
class ReportMade(Event):
    """A reader reported a mistake.

    The target is the content. Key: the report.
    """

    report_id: int


@kind("lms_knowledge_base.report_answered")
@dataclass(frozen=True, kw_only=True)
class ReportAnswered(Event):
    """An editor closed a report, or corrected what was said.

    The target is the content. Key: the report and what was said.
    """

    report_id: int
    state: str


@kind("lms_knowledge_base.proposal_made")
@dataclass(frozen=True, kw_only=True)
class ProposalMade(Event):
    """Somebody proposed a change, or a new script or FAQ entry.

    The target is the proposal. Key: the proposal.
    """


@kind("lms_knowledge_base.proposal_decided")
@dataclass(frozen=True, kw_only=True)
class ProposalDecided(Event):
    """An editor accepted a proposal, in whole or in part, or rejected it.

    The target is the proposal. Key: the proposal: it is decided once.
    """

    state: str


@kind("lms_knowledge_base.contribution_recorded")
@dataclass(frozen=True, kw_only=True)
class ContributionRecorded(Event):
    """Somebody added to the library; `actor_id` is who is credited.

    The target is the contribution. Key: that of the contribution.
    """

    contribution_kind: str
    size: int
    item: str


@kind("lms_knowledge_base.contribution_countered")
@dataclass(frozen=True, kw_only=True)
class ContributionCountered(Event):
    """A contribution does not count any more; `actor_id` is who was credited.

    The target is the contribution that is taken back. Key: that of the contribution.
    """

    contribution_kind: str
    size: int
    item: str


@kind("lms_knowledge_base.item_verified")
@dataclass(frozen=True, kw_only=True)
class ItemVerified(Event):
    """Somebody checked an item and found it still right.

    The target is the content. Key: item, person, text, and by when it is to be checked
    again: who presses twice in a quarter tells nothing new.
    """

    text_hash: str
    next_due_on: date | None


@kind("lms_knowledge_base.cycle_opened")
@dataclass(frozen=True, kw_only=True)
class CycleOpened(Event):
    """A review of a month, quarter or year has begun.

    The target is the review. Key: the review.
    """


@kind("lms_knowledge_base.cycle_closed")
@dataclass(frozen=True, kw_only=True)
class CycleClosed(Event):
    """A review is over; nobody is the actor when it ended by itself.

    The target is the review. Key: the review.
    """
