"""What the knowledge base does when something has happened: it tells people."""

from typing import Any

from django.contrib.auth import get_user_model

from knowledge_base.enums import ContributionKind
from knowledge_base.events import (
    ContentPublished,
    ContentUnpublished,
    CycleOpened,
    ProposalDecided,
    ProposalMade,
    ReportAnswered,
    ReportMade,
)
from knowledge_base.models import KnowledgeItem, Proposal, Report
from knowledge_base.models.proposal import DECIDE
from knowledge_base.services.contributions import Credit, record_contribution
from knowledge_base.services.review_cycles import tell_owners
from lms.enums import GapState
from lms.events import Event, listen
from lms.events.host import GapAnswered
from lms.models import SearchGap, SearchWish
from lms.notifications import holders_of, notify_of, settle
from lms.search_gaps import is_promised, settle_gaps


@listen(ReportMade)
def tell_owner_of_report(event: ReportMade) -> None:
    """Tell the owner that somebody reported a mistake, unless somebody was quicker."""
    if Report.objects.waiting().filter(pk=event.report_id).exists():
        _tell_owner(event, report=event.report_id)


@listen(ContentPublished)
def tell_owner_of_publication(event: ContentPublished) -> None:
    """Tell the owner that somebody else published the item."""
    _tell_owner(event)


@listen(ContentPublished)
def answer_what_it_was_written_for(event: ContentPublished) -> None:
    """Tell those who searched in vain, if it was written to answer them."""
    content = event.target.load() if is_promised(event.target) else None
    if content is not None and content.live:
        settle_gaps(
            target=event.target,
            actor_id=event.actor_id,
            address=content.get_absolute_url(),
            now=event.occurred_at,
        )


@listen(ContentUnpublished)
def tell_owner_of_withdrawal(event: ContentUnpublished) -> None:
    """Tell the owner that somebody else took the item off the site."""
    _tell_owner(event)


@listen(CycleOpened)
def tell_owners_of_review(event: CycleOpened) -> None:
    """Tell the owners how much there is to check."""
    cycle = event.target.load()
    if cycle is not None:
        now = event.occurred_at
        tell_owners(cycle=cycle, kind=event.name, moment="", now=now)


@listen(ReportAnswered)
def tell_reporter(event: ReportAnswered) -> None:
    """Tell the reporter what became of the report."""
    report = Report.objects.filter(pk=event.report_id).select_related("reporter")
    for found in report.exclude(reporter=None).exclude(reporter=event.actor_id):
        notify_of(event, [found.reporter], report=event.report_id)


@listen(ProposalMade)
def tell_editors_of_proposal(event: ProposalMade) -> None:
    """Tell everybody who may decide on it."""
    proposals = Proposal.objects.filter(pk=int(event.target.key))
    others = holders_of(DECIDE).exclude(pk=event.actor_id)
    notify_of(event, [one for one in others if proposals.decidable_by(one).exists()])


@listen(ProposalDecided)
def tell_proposer(event: ProposalDecided) -> None:
    """Tell the proposer what became of it, and nobody any more that it waits."""
    key = f"{ProposalMade.name}:{event.target.key}"
    settle(kind=ProposalMade.name, key=key, now=event.occurred_at)
    proposals = Proposal.objects.filter(pk=int(event.target.key))
    for found in proposals.exclude(proposer=None).select_related("proposer"):
        notify_of(event, [found.proposer], state=event.state)


@listen(GapAnswered)
def credit_answer(event: GapAnswered) -> None:
    """Credit whoever told others where the answer is; not for one's own search."""
    gap = SearchGap.objects.filter(pk=int(event.target.key)).first()
    if gap is None or event.state != GapState.ANSWERED or event.actor_id is None:
        return
    others = SearchWish.objects.filter(gap=gap).exclude(user=event.actor_id)
    people = get_user_model()._default_manager.filter(pk=event.actor_id)
    for person in people if others.exists() else []:
        credit = Credit(
            actor=person,
            kind=ContributionKind.GAP_ANSWERED,
            key=str(gap.pk),
        )
        record_contribution(credit, now=event.occurred_at)


def _tell_owner(event: Event, **parameters: Any) -> None:
    """Tell whoever answers for the item, unless nobody or the owner did it."""
    content = event.target.load() if event.actor_id is not None else None
    if content is None:
        return
    items = KnowledgeItem.objects.filter(pk=content.item.pk).select_related("owner")
    for item in items.exclude(owner=None).exclude(owner=event.actor_id):
        notify_of(event, [item.owner], **parameters)
