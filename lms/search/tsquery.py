"""What to find, in the words of PostgreSQL's text search.

The vectors are written by ourselves, so no parser and no configuration is involved:
`body` holds title (weight A), labels (B) and body (D) and answers searches, and
`autocomplete` holds title (A), labels (B) and aids (C) and answers typing.

PostgreSQL's rank of any of the words takes one look at a vector for all of them. How rare
each of them is would take counting it, and put the judged queries in no better order. It
is not divided by the length of the text: a title of one line would stand before every
article, however well that answers.
"""

from collections.abc import Sequence

from lms.search.expressions import (
    EVERYWHERE,
    TYPED,
    AllOf,
    AnyOf,
    Column,
    Expression,
    Phrase,
    Without,
    any_of,
    columns_of,
)
from lms.search.sql import Sql, fill

TABLE = "wagtailsearch_indexentry"
WEIGHTS = "ARRAY[0.15, 0.4, 0.5, 1.0]::real[]"  # body, aids, labels, title
_LABELS = {Column.TITLE: "A", Column.LABELS: "BC", Column.BODY: "D"}


class Tsquery:
    """Entries of the index in PostgreSQL."""

    entries = f"{TABLE} entry"
    all_tags = "string_agg(entry.tags, '')"
    named_marks = "json_object_agg(id, name)::text"

    def matches(self, expression: Expression, words: Sequence[Expression]) -> Sql:
        """Return a query for `id` and `score` of entries; the lowest score is best."""
        return fill(
            f"SELECT entry.id, {{score}} AS score FROM {self.entries} WHERE {{is_match}}",
            score=self.score(expression, words),
            is_match=self.is_match(expression),
        )

    def members(self, expression: Expression) -> Sql:
        """Return a query for the `id` of entries."""
        return fill(
            f"SELECT entry.id FROM {self.entries} WHERE {{is_match}}",
            is_match=self.is_match(expression),
        )

    def is_match(self, expression: Expression) -> Sql:
        """Return a condition on an `entry`."""
        vector = vector_of(expression)
        return fill(f"entry.{vector} @@ {{query}}", query=query_of(expression, vector))

    def score(self, expression: Expression, words: Sequence[Expression]) -> Sql:
        """Return the score of an `entry` that matches; the lowest is best."""
        vector = vector_of(expression)
        return fill(
            f"-ts_rank({WEIGHTS}, entry.{vector}, {{query}})",
            query=query_of(any_of(words), vector),
        )


def vector_of(expression: Expression) -> str:
    """Return the column that answers: the small one, if it holds all that is asked."""
    is_typing = columns_of(expression) <= frozenset(TYPED)
    return "autocomplete" if is_typing else "body"


def query_of(expression: Expression, vector: str) -> Sql:
    """Return the right side of `@@` after a vector."""
    whole = TYPED if vector == "autocomplete" else EVERYWHERE
    return Sql("%s::tsquery", (query_text(expression, whole),))


def query_text(expression: Expression, whole: tuple[Column, ...] = EVERYWHERE) -> str:
    """Return the text of a tsquery; tokens are letters and digits alone.

    A phrase in all the columns of a vector, the `whole`, says none of them: the index
    answers by itself then, and no vector is read to compare weights.
    """
    match expression:
        case Phrase():
            return _phrase_text(expression, whole)
        case AllOf(parts):
            return _all(" & ", [query_text(part, whole) for part in parts])
        case AnyOf(parts):
            return _all(" | ", [query_text(part, whole) for part in parts])
        case Without(wanted, unwanted):
            return f"({query_text(wanted, whole)} & !{query_text(unwanted, whole)})"


def _all(sign: str, texts: Sequence[str]) -> str:
    unique = list(dict.fromkeys(texts))
    return unique[0] if len(unique) == 1 else f"({sign.join(unique)})"


def _phrase_text(phrase: Phrase, whole: tuple[Column, ...]) -> str:
    everywhere = phrase.columns in (whole, EVERYWHERE)
    weights = "" if everywhere else "".join(_LABELS[name] for name in phrase.columns)
    lexemes = [f"'{token}':{weights}" for token in phrase.tokens]
    if phrase.prefix:
        lexemes[-1] += "*"
    return "(" + " <-> ".join(lexeme.removesuffix(":") for lexeme in lexemes) + ")"
