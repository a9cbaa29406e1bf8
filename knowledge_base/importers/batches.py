"""Drafts stored many at a time, in one transaction; one that fails is told apart."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from knowledge_base.exceptions import UnimportableError
from knowledge_base.importers.drafts import (
    ArticleDraft,
    Draft,
    FaqDraft,
    ItemDraft,
    Outcome,
    PhraseDraft,
    PlaceholderDraft,
    Refusal,
    RewritingDraft,
    ScriptDraft,
    State,
)
from knowledge_base.importers.items import Stored
from knowledge_base.importers.phrases import store_phrase, store_rewriting
from knowledge_base.importers.placeholders import store_placeholder
from knowledge_base.importers.store_articles import ArticleStore
from knowledge_base.importers.store_entries import FaqStore, ScriptStore

Found = Draft | Refusal

MOST, HEAVIEST = 200, 2_000_000
"""How many items share a transaction, and about how many characters of them."""

# What others refer to comes first: scripts need placeholders, FAQ entries scripts.
# Phrases watch over what comes after them.
_ORDER: Mapping[type[Found], str] = {
    Refusal: "file",
    PlaceholderDraft: "placeholder",
    PhraseDraft: "phrase",
    RewritingDraft: "rewriting",
    ScriptDraft: "script",
    FaqDraft: "faq",
    ArticleDraft: "article",
}
_STORES: Mapping[type[Draft], Callable[..., list[Stored]]] = {
    ScriptDraft: ScriptStore.store,
    FaqDraft: FaqStore.store,
    ArticleDraft: ArticleStore.store,
}
_ROWS: Mapping[type[Draft], Callable[[Any], Stored]] = {
    PlaceholderDraft: store_placeholder,
    PhraseDraft: store_phrase,
    RewritingDraft: store_rewriting,
}


def turn(found: Found) -> tuple[int, bool, str]:
    """Return when something's turn comes: translations after what they translate.

    A script is the translation of one with its short code: a language comes at a time.
    """
    language = found.language if isinstance(found, FaqDraft | ScriptDraft) else ""
    return [*_ORDER].index(type(found)), is_translation(found), language


def is_translation(found: Found) -> bool:
    """Tell whether a draft names what it translates."""
    return isinstance(found, ItemDraft) and bool(found.translation_of)


def batches(found: Iterable[Found]) -> Iterator[Sequence[Any]]:
    """Yield what follows one another and has the same turn, so many at a time."""
    for _turn, same in groupby(found, key=turn):
        batch: list[Found] = []
        weight = 0
        for each in same:
            batch.append(each)
            weight += _weight(each)
            if len(batch) == MOST or weight > HEAVIEST:
                yield batch
                batch, weight = [], 0
        if batch:
            yield batch


def _weight(found: Found) -> int:
    body = found.body if isinstance(found, ArticleDraft) else ()
    return sum(len(str(block["value"])) for block in body)


def settle(batch: Sequence[Any], *, publish: bool) -> list[Outcome]:
    """Store drafts of one kind together, or in halves when one of them is refused."""
    if isinstance(batch[0], Refusal):
        return [_failed(found, found.kind, found.error) for found in batch]
    kind = _ORDER[type(batch[0])]
    try:
        with transaction.atomic():
            stored = _store(batch, publish=publish)
    except (UnimportableError, ValidationError, DatabaseError) as error:
        if len(batch) == 1:
            return [_failed(batch[0], kind, error)]
        middle = len(batch) // 2
        halves = batch[:middle], batch[middle:]
        return [o for half in halves for o in settle(half, publish=publish)]
    return [
        Outcome(draft.place, kind, done.state, remarks=done.remarks)
        for draft, done in zip(batch, stored, strict=True)
    ]


def _store(batch: Sequence[Any], *, publish: bool) -> list[Stored]:
    kind = type(batch[0])
    if kind in _ROWS:
        return [*map(_ROWS[kind], batch)]
    return _STORES[kind](batch, publish=publish)


def _failed(found: Found, kind: str, error: Exception) -> Outcome:
    return Outcome(found.place, kind, State.FAILED, reason_of(error))


def reason_of(error: Exception) -> str:
    """Return in one line why something was refused."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return " ".join(str(error).split())
