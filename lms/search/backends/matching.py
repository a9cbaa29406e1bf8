"""Wagtail's query objects and querysets, answered by our index.

The hits are joined to the queryset as one table, `key` and `score`, worked out once;
the stock back end works out the score again for each row.
"""

from collections.abc import Callable
from typing import Any, Self

from django.db.models import FloatField, Model, QuerySet
from django.db.models.expressions import Col, OrderBy, RawSQL
from django.db.models.sql.constants import INNER
from modelsearch.index import RelatedFields
from modelsearch.query import (
    And,
    Boost,
    Fuzzy,
    MatchAll,
    Not,
    Or,
    PlainText,
    SearchQuery,
)
from modelsearch.query import Phrase as PhraseQuery
from modelsearch.utils import get_descendants_content_types_pks

from lms.search.analysis import runs
from lms.search.entries import TITLE_BOOST
from lms.search.expressions import (
    Column,
    Expression,
    Without,
    all_of,
    any_of,
    within,
)
from lms.search.parsing import clean
from lms.search.plan import QueryPlan, literal, plan_search, plan_typing
from lms.search.sql import Dialect, Sql, fill, key_of_entry
from lms.search.tag_tokens import tagged

Plan = Callable[[str], QueryPlan]


def expression_of(query: SearchQuery, plan: Plan) -> Expression | None:
    """Return what a query object asks for; None if it asks for nothing.

    `Fuzzy` finds any of its words, and `Boost` is left out of account.
    """
    match query:
        case PlainText():
            return _plain(query.query_string, query.operator, plan)
        case Fuzzy():
            return _plain(query.query_string, "or", plan)
        case PhraseQuery():
            text = clean(query.query_string)
            return literal(text) if any(runs(text)) else None
        case Boost():
            return expression_of(query.subquery, plan)
        case Or():
            parts = [expression_of(part, plan) for part in query.subqueries]
            return any_of(found) if (found := [p for p in parts if p]) else None
        case And():
            return _and(query.subqueries, plan)
    raise NotImplementedError(f"{query!r} cannot be searched for by this back end.")


def _plain(text: str, operator: str, plan: Plan) -> Expression | None:
    planned = plan(text)
    tags = tagged(planned.parsed.tags)
    found = [planned.matched] if planned.matched else []
    if operator == "or" and planned.related:
        found.append(planned.related)
    parts = [*([any_of(found)] if found else []), *tags]
    return planned.wanted(all_of(parts)) if parts else None


def _and(queries: list[SearchQuery], plan: Plan) -> Expression | None:
    wanted = [q for q in queries if not isinstance(q, Not | MatchAll)]
    parts = [expression_of(query, plan) for query in wanted]
    unwanted = [expression_of(q.subquery, plan) for q in queries if isinstance(q, Not)]
    found = [part for part in parts if part]
    if not found or len(found) < len(parts):
        return None
    refused = [part for part in unwanted if part]
    return Without(all_of(found), any_of(refused)) if refused else all_of(found)


class MatchJoin:
    """A join of a queryset with a query for `object_key` and `score`."""

    table_name = "search_matches"
    join_type = INNER
    filtered_relation = None
    nullable = False

    def __init__(self, matches: Sql, key: str, parent_alias: str) -> None:
        self.matches, self.key, self.parent_alias = matches, key, parent_alias
        self.table_alias: str | None = None

    def as_sql(self, compiler: Any, _connection: Any) -> tuple[str, list[Any]]:
        """Return the JOIN clause."""
        quote = compiler.quote_name_unless_alias
        alias, parent = quote(self.table_alias), quote(self.parent_alias)
        condition = f"{alias}.object_key = {parent}.{quote(self.key)}"
        text = f"{self.join_type} ({self.matches.text}) {alias} ON ({condition})"
        return text, [*self.matches.params]

    def relabeled_clone(self, change_map: dict[str, str]) -> Self:
        """Return the same join between tables of other names."""
        parent = change_map.get(self.parent_alias, self.parent_alias)
        clone = type(self)(self.matches, self.key, parent)
        clone.table_alias = change_map.get(self.table_alias or "", self.table_alias)
        return clone

    def demote(self) -> Self:
        """Return an inner join, which it is."""
        return self


class MatchingCompiler:
    """Mixed into the stock compilers: `search` joins the hits of our index."""

    dialect: Dialect
    plan: Plan = staticmethod(plan_search)
    queryset: QuerySet[Model]
    query: SearchQuery
    fields: list[str] | None
    order_by_relevance: bool

    def search(
        self,
        config: object,
        start: int | None,
        stop: int | None,
        score_field: str | None = None,
        backend: object = None,
    ) -> QuerySet[Model]:
        """Return what was found, ordered and cut."""
        del config, backend
        query = self.query
        if isinstance(query, MatchAll):
            return self.queryset[start:stop]
        if isinstance(query, Not):
            return self._ordered(self._without(query.subquery))[start:stop]
        expression = self._expression(query)
        if expression is None:
            return self.queryset.none()
        return self._matching(expression, score_field)[start:stop]

    def _expression(self, query: SearchQuery) -> Expression | None:
        expression = expression_of(query, self.plan)
        if expression is None or not self.fields:
            return expression
        return within(expression, self._columns(self.fields))

    def _columns(self, names: list[str]) -> tuple[Column, ...]:
        fields = self.queryset.model.get_search_fields()  # type: ignore[attr-defined] # Indexed
        columns = {_column(field) for field in fields if field.field_name in names}
        return tuple(column for column in Column if column in columns)

    def _without(self, unwanted: SearchQuery) -> QuerySet[Model]:
        if isinstance(unwanted, MatchAll):
            return self.queryset.none()
        expression = self._expression(unwanted)
        if expression is None:
            return self.queryset
        keys = self._keys(self.dialect.members(expression), "0.0")
        sql = fill("SELECT object_key FROM ({keys}) found", keys=keys)
        return self.queryset.exclude(pk__in=RawSQL(sql.text, sql.params))

    def _matching(
        self, expression: Expression, score_field: str | None
    ) -> QuerySet[Model]:
        if not self.order_by_relevance and score_field is None:
            keys = self._keys(self.dialect.members(expression), "0.0")
        else:
            keys = self._keys(self.dialect.matches(expression, [expression]), "score")
        queryset = self.queryset.all()
        score = _join(queryset, keys)
        if score_field is not None:
            queryset = queryset.annotate(**{score_field: score})
        if self.order_by_relevance:
            return queryset.order_by(OrderBy(score), "-pk")
        return self._ordered(queryset)

    def _ordered(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        """Keep the results in one order from page to page."""
        return queryset if queryset.query.order_by else queryset.order_by("-pk")

    def _keys(self, entries: Sql, score: str) -> Sql:
        """Return one row for each object: entries of several types may stand for it."""
        model = self.queryset.model
        types = ", ".join(map(str, get_descendants_content_types_pks(model)))
        key = key_of_entry(model, types, using=self.queryset.db)
        return fill(
            f"WITH found AS MATERIALIZED ({{entries}}) SELECT {key} AS object_key,"
            f" min({score}) AS score FROM found"
            f" JOIN {self.dialect.entries} ON entry.id = found.id"
            f" WHERE entry.content_type_id IN ({types}) GROUP BY object_key",
            entries=entries,
        )


class TypingCompiler(MatchingCompiler):
    """The same for `autocomplete`: the last word may go on."""

    plan: Plan = staticmethod(plan_typing)


def _column(field: Any) -> Column:
    if isinstance(field, RelatedFields):
        return Column.LABELS
    is_title = (
        field.field_name == "title" or (getattr(field, "boost", 0) or 0) >= TITLE_BOOST
    )
    return Column.TITLE if is_title else Column.BODY


def _join(queryset: QuerySet[Model], keys: Sql) -> Col:
    """Join the hits to the queryset, in place, and return their score."""
    parent = queryset.query.get_initial_alias()
    key = str(queryset.model._meta.pk.column)
    alias = queryset.query.join(MatchJoin(keys, key, parent))  # type: ignore[arg-type] # it does what a Join does
    score: FloatField[float, float] = FloatField()
    score.set_attributes_from_name("score")
    score.model = queryset.model
    return Col(alias, score)
