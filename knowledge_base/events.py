"""What the knowledge base tells."""

from dataclasses import dataclass

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
