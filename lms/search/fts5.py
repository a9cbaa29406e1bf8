"""What to find, in the words of SQLite's FTS5.

Ranked by BM25 with a weight for each column; see https://sqlite.org/fts5.html. What is
looked for in titles and labels alone is asked of the full text of those.
"""

from collections.abc import Sequence

from lms.search.expressions import (
    EVERYWHERE,
    TYPED,
    AllOf,
    AnyOf,
    Expression,
    Phrase,
    Without,
    columns_of,
)
from lms.search.sql import Sql

TABLE, NAMES = "wagtailsearch_indexentry_fts", "wagtailsearch_indexentry_names"
_WEIGHTS = {TABLE: "4.0, 1.0, 8.0", NAMES: "4.0, 8.0"}
"""Of labels, body and title: the order of the columns of each table."""


class Fts5:
    """Entries of the index in SQLite."""

    entries = "lms_search_keys entry"
    all_tags = "group_concat(entry.tags, '')"
    named_marks = "json_group_object(id, name)"

    def matches(
        self,
        expression: Expression,
        words: Sequence[Expression],  # noqa: ARG002 (FTS5 ranks by itself)
    ) -> Sql:
        """Return a query for `id` and `score` of entries; the lowest score is best."""
        table = table_of(expression)
        return Sql(
            f"SELECT rowid AS id, {score_in(table)} AS score FROM {table}"
            f" WHERE {table} MATCH %s",
            (match_text(expression),),
        )

    def members(self, expression: Expression) -> Sql:
        """Return a query for the `id` of entries."""
        table = table_of(expression)
        return Sql(
            f"SELECT rowid AS id FROM {table} WHERE {table} MATCH %s",
            (match_text(expression),),
        )


def table_of(expression: Expression) -> str:
    """Return the full text that answers: the small one, if it holds all that is asked."""
    return NAMES if columns_of(expression) <= frozenset(TYPED) else TABLE


def score_in(table: str) -> str:
    """Return the score of a hit; the lowest is best."""
    return f"bm25({table}, {_WEIGHTS[table]})"


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
