"""What the knowledge base does when something has happened: it tells people."""

from typing import Any

from knowledge_base.events import (
    ContentPublished,
    ContentUnpublished,
    CycleOpened,
    ReportAnswered,
    ReportMade,
)
from knowledge_base.models import KnowledgeItem, Report
from knowledge_base.services.review_cycles import tell_owners
from lms.events import Event, listen
from lms.notifications import notify


@listen(ReportMade)
def tell_owner_of_report(event: ReportMade) -> None:
    """Tell the owner that somebody reported a mistake."""
    _tell_owner(event, {"report": event.report_id})


@listen(ContentPublished)
def tell_owner_of_publication(event: ContentPublished) -> None:
    """Tell the owner that somebody else published the item."""
    _tell_owner(event)


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
        _tell(found.reporter, event, {"report": event.report_id})


def _tell_owner(event: Event, parameters: dict[str, Any] | None = None) -> None:
    """Tell whoever answers for the item, unless nobody or the owner did it."""
    content = event.target.load()
    if content is None or event.actor_id is None:
        return
    items = KnowledgeItem.objects.filter(pk=content.item.pk).select_related("owner")
    for item in items.exclude(owner=None).exclude(owner=event.actor_id):
        _tell(item.owner, event, parameters)


def _tell(person: Any, event: Event, parameters: dict[str, Any] | None) -> None:
    notify(
        kind=event.name,
        recipient=person,
        target=event.target,
        key=event.key,
        now=event.occurred_at,
        parameters=parameters,
    )
