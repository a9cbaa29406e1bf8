"""Proposing a change, and taking it back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Locale

from knowledge_base.enums import ProposalState
from knowledge_base.events import ProposalMade
from knowledge_base.exceptions import DecidedAlreadyError, NothingProposedError
from knowledge_base.models import KnowledgeItem, Proposal
from knowledge_base.models.hashing import text_hash
from knowledge_base.models.parts import clean_text
from lms.events import Target, publish
from lms.notifications import settle


@dataclass(frozen=True)
class Subject:
    """What a proposal is about: an item, or a kind of one that is to be."""

    kind: str
    locale: Locale
    item: KnowledgeItem | None = None


@transaction.atomic
def propose(
    *,
    subject: Subject,
    user: Any,
    base: Mapping[str, str],
    texts: Mapping[str, str],
    reason: str,
    now: datetime,
) -> tuple[Proposal, bool]:
    """Keep a proposal; return it, and whether it is new.

    `base` is what the person saw. The same proposal of the same person stays one as
    long as it is open. Raises NothingProposedError when nothing differs.
    """
    proposed = {
        name: clean_text(text)
        for name, text in texts.items()
        if clean_text(text) != base.get(name, "")
    }
    if not proposed:
        raise NothingProposedError
    item = subject.item
    said = [subject.kind, subject.locale.pk, item and item.pk, sorted(proposed.items())]
    row, is_new = Proposal.objects.get_or_create(
        proposer=user,
        fingerprint=text_hash(json.dumps(said)),
        state=ProposalState.SUBMITTED,
        defaults={
            "kind": subject.kind,
            "is_new": item is None,
            "item": item,
            "locale": subject.locale,
            "base": dict(base),
            "proposed": proposed,
            "text_hash": text_hash(json.dumps(sorted(base.items()))),
            "reason": reason,
            "created_at": now,
        },
    )
    if is_new:
        _tell(row, user, now)
    return row, is_new


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, user: Any, now: datetime) -> None:
    """Take one's own proposal back; safe to repeat.

    Raises PermissionDenied for somebody else's, and DecidedAlreadyError.
    """
    row = Proposal.objects.of(user).select_for_update().filter(pk=proposal.pk).first()
    if row is None:
        raise PermissionDenied
    if row.state == ProposalState.WITHDRAWN:
        return
    if not row.is_open:
        raise DecidedAlreadyError
    row.state, row.decided_at = ProposalState.WITHDRAWN, now
    row.save()
    settle(kind=ProposalMade.name, key=f"{ProposalMade.name}:{row.pk}", now=now)


def _tell(row: Proposal, user: Any, now: datetime) -> None:
    publish(
        ProposalMade(
            actor_id=user.pk,
            target=Target.of(row),
            occurred_at=now,
            key=f"{ProposalMade.name}:{row.pk}",
        )
    )
