"""What the people of the demo have proposed, and what they were credited for.

The rows are written in bulk and tell nothing: nobody is told of what never happened.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail.log_actions import registry
from wagtail.models import Locale

from knowledge_base.enums import Channel, ContributionKind, ProposalState
from knowledge_base.models import (
    ArticlePage,
    Contribution,
    Faq,
    KnowledgeItem,
    Proposal,
    Script,
)
from knowledge_base.models.parts import texts_of

_TITLES: Mapping[Any, str] = {ArticlePage: "title", Faq: "question", Script: "title"}
_TAKEN = {ProposalState.ACCEPTED, ProposalState.PARTLY}
_BATCH = 500


@transaction.atomic
def add_demo_proposals(rows: Sequence[Mapping[str, str]], *, now: datetime) -> int:
    """Add proposals in each state; return how many.

    Rows whose item or people are not there are passed over. Nothing is added where
    there are proposals already.
    """
    if Proposal.objects.exists():
        return 0
    people = {
        person.get_username(): person
        for person in get_user_model()._default_manager.all()
    }
    made = [_proposal(number, row, people, now) for number, row in enumerate(rows)]
    found = Proposal.objects.bulk_create(each for each in made if each is not None)
    credited = [_of_proposal(each) for each in found if each.state in _TAKEN]
    Contribution.objects.bulk_create(credited)
    return len(found)


@transaction.atomic
def add_demo_contributions(*, among: set[int]) -> int:
    """Credit the writers of the history to items with these anchors; return how often."""
    items = KnowledgeItem.objects.filter(pk__in=among)
    anchors = {(each.content_type_id, str(each.object_id)): each for each in items}
    rows = [
        row
        for model in _TITLES
        for row in _of_writers(registry.get_log_model_for_model(model), anchors)
    ]
    unique = {row.key: row for row in rows}
    Contribution.objects.bulk_create(
        unique.values(), batch_size=_BATCH, ignore_conflicts=True
    )
    return len(unique)


def _of_writers(
    log_model: Any, anchors: Mapping[tuple[int, str], KnowledgeItem]
) -> Iterator[Contribution]:
    written = log_model.objects.filter(action__in=["wagtail.create", "wagtail.edit"])
    for entry in written.exclude(user=None).order_by("timestamp"):
        key = str(getattr(entry, "page_id", None) or getattr(entry, "object_id", ""))
        item = anchors.get((entry.content_type_id, key))
        if item is None:
            continue
        is_first = entry.action == "wagtail.create"
        kind = ContributionKind.AUTHORED if is_first else ContributionKind.REVISED
        mark = "" if is_first else f":{entry.timestamp:%Y%m%d%H%M}"
        chance = Random(f"{item.source}{entry.timestamp}")  # noqa: S311 (nothing is secret here)
        yield Contribution(
            key=f"{kind}:{item.uuid}:{entry.user_id}{mark}",
            actor_id=entry.user_id,
            item=item,
            item_uuid=item.uuid,
            kind=kind,
            size=chance.randrange(12, 90) * (5 if is_first else 1),
            occurred_at=entry.timestamp,
        )


def _proposal(
    number: int, row: Mapping[str, str], people: Mapping[str, Any], now: datetime
) -> Proposal | None:
    person, decider = people.get(row["person"]), people.get(row["decider"])
    content: Any = None if row["kind"] else _find(row["title"])
    if person is None or (content is None and not row["kind"]):
        return None
    state = ProposalState(row["state"])
    made = now - timedelta(days=int(row["days"]), hours=5)
    texts = texts_of(content) if content else {}
    base, proposed, accepted = _texts(row, texts, state)
    is_open = state == ProposalState.SUBMITTED
    return Proposal(
        kind=row["kind"] or content._meta.model_name,
        **_about(content),
        proposer=person,
        base=base,
        proposed=proposed,
        accepted=accepted,
        text_hash="",
        fingerprint=f"demo-{number}",
        reason=row["reason"],
        state=state,
        answer=row["answer"],
        decider=decider,
        decided_at=None if is_open else made + timedelta(hours=4),
        revision=content.live_revision if state in _TAKEN and content else None,
        created_at=made,
    )


def _about(content: Any) -> dict[str, Any]:
    if content:
        return {"is_new": False, "item": content.item, "locale": content.locale}
    return {"is_new": True, "item": None, "locale": _locale()}


def _texts(
    row: Mapping[str, str], texts: Mapping[str, str], state: ProposalState
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return base, proposal, and what was taken of it, which stands in the text now."""
    part, said = row["part"], row["text"]
    if row["kind"]:
        name = "question" if row["kind"] == "faq" else "title"
        return {}, {name: row["title"], part: said}, {}
    now = texts.get(part, "")
    if state in _TAKEN:
        taken = {part: now}
        other = (
            {"title": f"{row['title']}（新）"} if state == ProposalState.PARTLY else {}
        )
        return {**texts, part: _shortened(now)}, {**taken, **other}, taken
    joint = "" if part in Channel.values else "\n"
    if part in {"summary", "short_answer"}:
        return dict(texts), {part: said}, {}
    return dict(texts), {part: f"{now}{joint}{said}".strip()}, {}


def _shortened(text: str) -> str:
    """Return a text without what stands last in it."""
    for mark in ("\n", "。", "，", ". "):
        head, found, _tail = text.rstrip("。\n").rpartition(mark)
        if found:
            return f"{head}。" if mark == "，" else f"{head}{mark.strip()}"
    return ""


def _of_proposal(proposal: Proposal) -> Contribution:
    kind, item = ContributionKind.SUGGESTION_ACCEPTED, proposal.item
    return Contribution(
        key=f"{kind}:{proposal.pk}",
        actor=proposal.proposer,
        item=item,
        item_uuid=item.uuid if item else None,
        kind=kind,
        size=sum(
            len(text) - len(proposal.base.get(name, ""))
            for name, text in proposal.accepted.items()
        ),
        recorded_by=proposal.decider,
        occurred_at=proposal.decided_at or proposal.created_at,
    )


def _find(title: str) -> Any:
    for model, name in _TITLES.items():
        found = model._default_manager.filter(**{name: title}).order_by("pk").first()
        if found is not None:
            return found
    return None


def _locale() -> Locale:
    return Locale.objects.order_by("pk")[0]
