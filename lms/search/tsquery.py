"""What to find, in the words of PostgreSQL's text search.

The vectors are written by ourselves, so no parser and no configuration is involved:
`body` holds title (weight A), labels (B) and body (D) and answers searches, and
`autocomplete` holds title (A), labels (B) and aids (C) and answers typing.

PostgreSQL ranks without regard to how rare a word is. We weigh each word's `ts_rank`
by its inverse document frequency, as BM25 does: ln(1 + (N - n + 0.5) / (n + 0.5)).
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
    columns_of,
)
from lms.search.sql import Sql, fill, joined

TABLE = "wagtailsearch_indexentry"
WEIGHTS = "ARRAY[0.15, 0.4, 0.5, 1.0]::real[]"  # body, aids, labels, title
_BY_LENGTH = 1  # divided by 1 + ln(length)
_LABELS = {Column.TITLE: "A", Column.LABELS: "BC", Column.BODY: "D"}


class Tsquery:
    """Entries of the index in PostgreSQL."""

    entries = f"{TABLE} entry"
    all_tags = "string_agg(entry.tags, chr(10))"

    def matches(self, expression: Expression, words: Sequence[Expression]) -> Sql:
        """Return a query for `id` and `score` of entries; the lowest score is best."""
        vector = vector_of(expression)
        counts = joined(", ", [_count(i, word) for i, word in enumerate(words)])
        ranks = joined(" + ", [_rank(i, word, vector) for i, word in enumerate(words)])
        return fill(
            "SELECT e.id, -({ranks}) AS score"
            f" FROM {TABLE} e,"
            f" (SELECT {{counts}}, (SELECT count(*) FROM {TABLE}) AS n) d"
            f" WHERE e.{vector} @@ {{query}}",
            ranks=ranks,
            counts=counts,
            query=query_of(expression, vector),
        )

    def members(self, expression: Expression) -> Sql:
        """Return a query for the `id` of entries."""
        return fill(
            f"SELECT id FROM {TABLE} WHERE {vector_of(expression)} @@ {{query}}",
            query=query_of(expression, vector_of(expression)),
        )


def _count(number: int, word: Expression) -> Sql:
    return fill(
        f"(SELECT count(*) FROM {TABLE} WHERE {vector_of(word)} @@ {{query}})"
        f" AS n{number}",
        query=query_of(word, vector_of(word)),
    )


def _rank(number: int, word: Expression, vector: str) -> Sql:
    return fill(
        f"ln(1 + (d.n - d.n{number} + 0.5) / (d.n{number} + 0.5))"
        f" * ts_rank({WEIGHTS}, e.{vector}, {{query}}, {_BY_LENGTH})",
        query=query_of(word, vector),
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
            return "(" + " & ".join(query_text(part, whole) for part in parts) + ")"
        case AnyOf(parts):
            return "(" + " | ".join(query_text(part, whole) for part in parts) + ")"
        case Without(wanted, unwanted):
            return f"({query_text(wanted, whole)} & !{query_text(unwanted, whole)})"


def _phrase_text(phrase: Phrase, whole: tuple[Column, ...]) -> str:
    everywhere = phrase.columns in (whole, EVERYWHERE)
    weights = "" if everywhere else "".join(_LABELS[name] for name in phrase.columns)
    lexemes = [f"'{token}':{weights}" for token in phrase.tokens]
    if phrase.prefix:
        lexemes[-1] += "*"
    return "(" + " <-> ".join(lexeme.removesuffix(":") for lexeme in lexemes) + ")"
