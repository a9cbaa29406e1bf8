"""What to find, in the words of SQLite's FTS5.

Ranked by BM25 with a weight for each column; see https://sqlite.org/fts5.html.
"""

from collections.abc import Sequence

from lms.search.expressions import EVERYWHERE, AllOf, AnyOf, Expression, Phrase, Without
from lms.search.sql import Sql

TABLE = "wagtailsearch_indexentry_fts"
SCORE = f"bm25({TABLE}, 4.0, 1.0, 8.0)"
"""Weighs labels, body and title: the order of the table's columns."""


class Fts5:
    """Entries of the index in SQLite."""

    entries = "lms_search_keys entry"
    all_tags = "group_concat(entry.tags, char(10))"

    def matches(
        self,
        expression: Expression,
        words: Sequence[Expression],  # noqa: ARG002 (FTS5 ranks by itself)
    ) -> Sql:
        """Return a query for `id` and `score` of entries; the lowest score is best."""
        return Sql(
            f"SELECT rowid AS id, {SCORE} AS score FROM {TABLE} WHERE {TABLE} MATCH %s",
            (match_text(expression),),
        )

    def members(self, expression: Expression) -> Sql:
        """Return a query for the `id` of entries."""
        return Sql(
            f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s",
            (match_text(expression),),
        )


def match_text(expression: Expression) -> str:
    """Return the right side of MATCH; tokens are letters and digits alone."""
    match expression:
        case Phrase(tokens, prefix, columns):
            scope = "" if columns == EVERYWHERE else f"{{{' '.join(columns)}}} : "
            return f'{scope}"{" ".join(tokens)}"{" *" if prefix else ""}'
        case AllOf(parts):
            return "(" + " AND ".join(map(match_text, parts)) + ")"
        case AnyOf(parts):
            return "(" + " OR ".join(map(match_text, parts)) + ")"
        case Without(wanted, unwanted):
            return f"({match_text(wanted)} NOT {match_text(unwanted)})"
