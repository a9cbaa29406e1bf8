"""What readers say of an item, and what editors answer."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.log_actions import log

from knowledge_base.enums import Complaint, ContributionKind, MistakeKind, ReportState
from knowledge_base.events import HelpfulVoteGiven, ReportAnswered, ReportMade
from knowledge_base.models import Contribution, KnowledgeItem, Report, Vote
from knowledge_base.models.hashing import live_text_hash, text_hash
from knowledge_base.services.contributions import Credit, record_contribution, take_back
from lms.events import Target, publish
from lms.notifications import settle
from lms.search.analysis import fold

CHANGE = "lms_knowledge_base.change_report"


@transaction.atomic
def cast_vote(*, item: KnowledgeItem, user: Any, is_helpful: bool) -> None:
    """Keep what `user` thinks of the item as it is now, in place of an earlier vote.

    Saying the same again changes nothing.
    """
    text = live_text_hash(item.content)
    mine = Vote.objects.filter(item=item, user=user)
    if not mine.filter(text_hash=text, is_helpful=is_helpful).exists():
        vote = _keep_vote(item, user, text_hash=text, is_helpful=is_helpful)
        if is_helpful:
            _tell_of_vote(vote)


def _tell_of_vote(vote: Vote) -> None:
    publish(
        HelpfulVoteGiven(
            actor_id=vote.user_id,
            target=Target.of(vote.item.content),
            occurred_at=vote.updated_at,
            key=f"{HelpfulVoteGiven.name}:{vote.item_id}:{vote.user_id}:{vote.text_hash}",
            text_hash=vote.text_hash,
        )
    )


def explain_vote(
    *, item: KnowledgeItem, user: Any, complaint: Complaint | str, remark: str = ""
) -> None:
    """Keep that the item was of no help, and why."""
    text = live_text_hash(item.content)
    reason = {"complaint": complaint, "remark": remark}
    _keep_vote(item, user, text_hash=text, is_helpful=False, **reason)


def _keep_vote(item: KnowledgeItem, user: Any, **values: Any) -> Vote:
    kept = {"complaint": "", "remark": "", **values}
    return Vote.objects.update_or_create(item=item, user=user, defaults=kept)[0]


def withdraw_vote(*, item: KnowledgeItem, user: Any) -> None:
    """Forget what `user` thought of the item."""
    Vote.objects.filter(item=item, user=user).delete()


@transaction.atomic
def report_mistake(
    *,
    item: KnowledgeItem,
    user: Any,
    kind: MistakeKind | str,
    text: str,
    quote: str = "",
) -> tuple[Report, bool]:
    """Keep a report; return it, and whether it is new.

    The same report of the same person stays one as long as it is open.
    """
    said = [kind, *(" ".join(fold(part).split()) for part in (text, quote))]
    report, is_new = Report.objects.get_or_create(
        item=item,
        reporter=user,
        fingerprint=text_hash("\n".join(said)),
        state=ReportState.OPEN,
        defaults={
            "kind": kind,
            "text": text,
            "quote": quote,
            "text_hash": live_text_hash(item.content),
        },
    )
    if is_new:
        publish(
            ReportMade(
                actor_id=user.pk,
                target=Target.of(item.content),
                occurred_at=report.created_at,
                key=f"{ReportMade.name}:{report.pk}",
                report_id=report.pk,
            )
        )
    return report, is_new


@transaction.atomic
def answer_report(
    *,
    report: Report,
    user: Any,
    state: ReportState | str,
    answer: str,
    now: datetime,
) -> Report:
    """Put `user` beside the report, and close it unless `state` is open.

    The reporter sees state and answer. Raises PermissionDenied for somebody who may
    not answer it, and ValidationError when it would close without an answer, or open
    again.
    """
    if not user.has_perm(CHANGE):
        raise PermissionDenied
    row = Report.objects.readable_by(user).select_for_update().filter(pk=report.pk)
    kept = row.first()
    if kept is None:
        raise PermissionDenied
    kept.state, kept.answer, kept.handler = state, answer, user
    kept.closed_at = None if state == ReportState.OPEN else now
    kept.clean()
    kept.save()
    log(instance=kept, action="wagtail.edit", user=user)
    if state != ReportState.OPEN:
        settle(kind=ReportMade.name, key=f"{ReportMade.name}:{kept.pk}", now=now)
        _tell_of_answer(kept, user, now)
        _credit(kept, user, now)
    return kept


def _credit(report: Report, user: Any, now: datetime) -> None:
    """Credit the reporter for what somebody else accepted; take it back if declined."""
    kind, key = ContributionKind.REPORT_ACCEPTED, str(report.pk)
    given = Contribution.objects.filter(key=f"{kind}:{key}").first()
    if report.state == ReportState.ACCEPTED and report.reporter_id != user.pk:
        credit = Credit(
            actor=report.reporter,
            kind=kind,
            key=key,
            item=report.item,
            recorded_by=user,
        )
        record_contribution(credit, now=now)
    elif given and report.state == ReportState.DECLINED:
        take_back(contribution=given, user=user, reason=report.answer, now=now)


def _tell_of_answer(report: Report, user: Any, now: datetime) -> None:
    said = text_hash(f"{report.state}\n{report.answer}")
    publish(
        ReportAnswered(
            actor_id=user.pk,
            target=Target.of(report.item.content),
            occurred_at=now,
            key=f"{ReportAnswered.name}:{report.pk}:{user.pk}:{said}",
            report_id=report.pk,
            state=str(report.state),
        )
    )
