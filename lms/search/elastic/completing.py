"""What is being typed, asked of the server's completion: the beginnings it keeps.

It knows neither who may read what nor words that stand apart; whoever asks looks after
both.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lms.search.entries import Entry
from lms.search.expressions import AnyOf, Expression, Phrase

FIELD = "typed"
LONGEST = 60  # characters of a beginning
_TOKENS = 6  # that are completed in a row
_MOST = 1_000  # beginnings of one document
_BEGINNING, _INSIDE, _LABEL = 30_000, 20_000, 10_000  # weights


@dataclass(frozen=True, slots=True)
class Completion:
    """Texts whose continuations are wanted; whether they are all that was asked for."""

    texts: tuple[str, ...]
    is_whole: bool


def completion_of(expression: Expression) -> Completion | None:
    """Return what to complete; None for what only a query can say."""
    parts = expression.parts if isinstance(expression, AnyOf) else (expression,)
    texts = [_text(part) for part in parts if isinstance(part, Phrase)]
    short = [text for text in texts if text]
    if not short:
        return None
    return Completion(tuple(dict.fromkeys(short)), len(short) == len(parts))


def inputs_of(entry: Entry) -> list[dict[str, Any]]:
    """Return the beginnings of an entry with their weights: shorter titles first."""
    shorter = _LABEL - min(len(entry.title), _LABEL - 1)
    begun, *inside = [*_beginnings(entry.title)] or [""]
    labels = [*_beginnings(entry.labels), *dict.fromkeys(entry.aids)]
    weighed = (([begun], _BEGINNING), (inside, _INSIDE), (labels, _LABEL))
    return [
        {"input": texts, "weight": weight - _LABEL + shorter}
        for texts, weight in weighed
        if any(texts)
    ]


def suggesters(completion: Completion, amount: int) -> dict[str, Any]:
    """Return the body of a request for the best few."""
    asked = {"field": FIELD, "size": amount}
    return {
        f"text{number}": {"prefix": text, "completion": asked}
        for number, text in enumerate(completion.texts)
    }


def _text(phrase: Phrase) -> str:
    text = " ".join(phrase.tokens)
    is_kept = len(phrase.tokens) <= _TOKENS and len(text) <= LONGEST
    return text if is_kept else ""


def _beginnings(tokens: tuple[str, ...]) -> Iterator[str]:
    for start in range(min(len(tokens), _MOST)):
        yield " ".join(tokens[start : start + _TOKENS])[:LONGEST]
