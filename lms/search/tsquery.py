"""What to find, in the words of PostgreSQL's text search.

The vectors are written by ourselves, so no parser and no configuration is involved:
`body` holds title (weight A), labels (B) and body (D) and answers searches, and
`autocomplete` holds title (A), labels (B) and aids (C) and answers typing.

PostgreSQL ranks without regard to how rare a word is. We weigh each word's `ts_rank`
by its inverse document frequency, as BM25 does: ln(1 + (N - n + 0.5) / (n + 0.5)).
It is not divided by the length of the text: a title of one line would stand before
every article, however well that answers.
"""

from collections import Counter
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
_FEW = 20_000
# Many need not be counted one by one for each search: the planner's number will do.
_TOTAL = (
    f"(SELECT CASE WHEN reltuples >= {_FEW} THEN reltuples::bigint"
    f" ELSE (SELECT count(*) FROM {TABLE}) END"
    f" FROM pg_class WHERE oid = '{TABLE}'::regclass)"
)
_LABELS = {Column.TITLE: "A", Column.LABELS: "BC", Column.BODY: "D"}


class Tsquery:
    """Entries of the index in PostgreSQL."""

    entries = f"{TABLE} entry"
    all_tags = "string_agg(entry.tags, chr(10))"

    def matches(self, expression: Expression, words: Sequence[Expression]) -> Sql:
        """Return a query for `id` and `score` of entries; the lowest score is best."""
        vector = vector_of(expression)
        times = Counter(query_text(word) for word in words)
        unique = list({query_text(word): word for word in words}.values())
        weights = _rarities(unique)
        ranks = joined(
            " + ",
            [
                _rank(word, vector, weight, times[query_text(word)])
                for word, weight in zip(unique, weights, strict=True)
            ],
        )
        return fill(
            f"SELECT e.id, -({{ranks}}) AS score FROM {TABLE} e{{counts}}"
            f" WHERE e.{vector} @@ {{query}}",
            ranks=ranks,
            counts=_counts(unique),
            query=query_of(expression, vector),
        )

    def members(self, expression: Expression) -> Sql:
        """Return a query for the `id` of entries."""
        return fill(
            f"SELECT id FROM {TABLE} WHERE {vector_of(expression)} @@ {{query}}",
            query=query_of(expression, vector_of(expression)),
        )


def _rarities(words: Sequence[Expression]) -> list[str]:
    """Return what each word counts; one alone counts the same in every entry."""
    if len(words) == 1:
        return ["1.0"]
    return [
        f"ln(1 + (d.n - d.n{i} + 0.5) / (d.n{i} + 0.5))"
        for i, _word in enumerate(words)
    ]


def _counts(words: Sequence[Expression]) -> Sql:
    """Return a table `d` of one row: how many entries there are, and have each word."""
    if len(words) == 1:
        return Sql("")
    counts = joined(", ", [_count(i, word) for i, word in enumerate(words)])
    return fill(", (SELECT {counts}, {total} AS n) d", counts=counts, total=Sql(_TOTAL))


def _count(number: int, word: Expression) -> Sql:
    return fill(
        f"(SELECT count(*) FROM {TABLE} WHERE {vector_of(word)} @@ {{query}})"
        f" AS n{number}",
        query=query_of(word, vector_of(word)),
    )


def _rank(word: Expression, vector: str, weight: str, times: int) -> Sql:
    return fill(
        f"{times} * {weight} * ts_rank({WEIGHTS}, e.{vector}, {{query}})",
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
