"""Deciding on a proposal: texts go into a draft, or it is declined."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Collection

from knowledge_base.comparing import changed_characters
from knowledge_base.enums import ContributionKind, ProposalState
from knowledge_base.events import ProposalDecided
from knowledge_base.exceptions import (
    ChangedMeanwhileError,
    DecidedAlreadyError,
    LockedItemError,
    NothingProposedError,
)
from knowledge_base.models import KnowledgeItem, Proposal
from knowledge_base.models.hashing import text_hash
from knowledge_base.models.parts import clean_text, put_texts, texts_of
from knowledge_base.services.contributions import Credit, record_contribution
from lms.access import hidden_collections
from lms.events import Target, publish

TAKEN_IN = "lms_knowledge_base.take_in_proposal"


@dataclass(frozen=True, kw_only=True)
class Acceptance:
    """The texts that an editor takes in, by names of parts, and what goes with them."""

    texts: Mapping[str, str]
    seen: str
    """`state_of` the text beside which the person decided."""
    answer: str = ""
    collection: Collection | None = None


@transaction.atomic
def reject_proposal(
    *, proposal: Proposal, user: Any, reason: str, now: datetime
) -> Proposal:
    """Decline a proposal, with a reason that the proposer reads.

    Raises PermissionDenied, DecidedAlreadyError, and ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("A proposal is rejected with a reason.")
    row = _open_for(proposal, user)
    return _decide(row, user, ProposalState.REJECTED, reason, now)


@transaction.atomic
def accept_proposal(
    *, proposal: Proposal, user: Any, acceptance: Acceptance, now: datetime
) -> Proposal:
    """Put texts into a draft of the item, or into a new draft.

    Nothing is published: the draft goes the ordinary way. Raises PermissionDenied,
    DecidedAlreadyError, ChangedMeanwhileError when the text is not as it was seen,
    LockedItemError, NothingProposedError when no text is taken, and ValidationError for
    a draft that cannot be saved.
    """
    row = _open_for(proposal, user)
    draft = row.draft()
    if state_of(draft) != acceptance.seen:
        raise ChangedMeanwhileError
    changes = {c.name: c for c in row.changes(draft) if not c.is_gone}
    taken = {
        name: clean_text(text)
        for name, text in acceptance.texts.items()
        if name in changes
    }
    if not taken:
        raise NothingProposedError
    is_whole = len(taken) == len(row.proposed) and all(
        text == changes[name].offered for name, text in taken.items()
    )
    put_texts(draft, taken)
    row.revision = _save_draft(row, draft, user, acceptance.collection)
    row.accepted = taken
    state = ProposalState.ACCEPTED if is_whole else ProposalState.PARTLY
    _decide(row, user, state, acceptance.answer, now)
    _credit(row, {name: changes[name].now for name in taken}, user, now)
    return row


def state_of(draft: Any) -> str:
    """Return what stands for all texts of a draft."""
    return text_hash(json.dumps(sorted(texts_of(draft).items())))


def _open_for(proposal: Proposal, user: Any) -> Proposal:
    """Return the row, locked; so is its item, so that two decide one after the other."""
    rows = Proposal.objects.decidable_by(user).filter(pk=proposal.pk)
    row = rows.select_for_update(of=("self",)).first()
    if row is None or row.proposer_id == user.pk:
        raise PermissionDenied
    if not row.is_open:
        raise DecidedAlreadyError
    if row.item_id:
        KnowledgeItem.objects.select_for_update().get(pk=row.item_id)
    return row


def _save_draft(
    row: Proposal, draft: Any, user: Any, collection: Collection | None
) -> Any:
    if row.item is None:
        return _add_draft(row, draft, user, collection)
    lock = row.content.get_lock()
    if lock and lock.for_user(user):
        raise LockedItemError(lock.get_message(user) or _("It is locked."))
    revision = draft.save_revision(user=user, log_action=True)
    log(
        instance=row.content,
        action=TAKEN_IN,
        user=user,
        revision=revision,
        data={"proposal": row.pk},
    )
    return revision


def _add_draft(
    row: Proposal, draft: Any, user: Any, collection: Collection | None
) -> Any:
    """Make the item that was proposed; whoever takes it in answers for it at first."""
    draft.live = False
    draft.collection = collection or Collection.get_first_root_node()
    if draft.collection.pk in hidden_collections(user):
        raise PermissionDenied
    draft.full_clean(exclude=["latest_revision", "live_revision"])
    draft.save()
    log(instance=draft, action="wagtail.create", user=user, data={"proposal": row.pk})
    draft.items.filter(owner=None).update(owner=user)
    row.item = draft.item
    return draft.save_revision(user=user)


def _decide(
    row: Proposal, user: Any, state: ProposalState, answer: str, now: datetime
) -> Proposal:
    row.state, row.answer = state, answer.strip()
    row.decider, row.decided_at = user, now
    row.save()
    publish(
        ProposalDecided(
            actor_id=user.pk,
            target=Target.of(row),
            occurred_at=now,
            key=f"{ProposalDecided.name}:{row.pk}",
            state=str(state),
        )
    )
    return row


def _credit(row: Proposal, before: Mapping[str, str], user: Any, now: datetime) -> None:
    sizes = [
        changed_characters(before[name], text) for name, text in row.accepted.items()
    ]
    credit = Credit(
        actor=row.proposer,
        kind=ContributionKind.SUGGESTION_ACCEPTED,
        key=str(row.pk),
        size=sum(sizes),
        item=row.item,
        recorded_by=user,
    )
    record_contribution(credit, now=now)
