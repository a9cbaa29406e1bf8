"""What to find, in the words of Elasticsearch.

Ranked by BM25 of each field with a weight; a word counts by the field where it says
most, and a little by the others.
"""

from collections.abc import Iterator, Sequence

from elasticsearch_dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    MatchPhrase,
    MatchPhrasePrefix,
    Prefix,
    Query,
    Term,
)

from lms.search.expressions import AllOf, AnyOf, Column, Expression, Phrase, Without

TOP = 1_000.0  # more than any text gets for its words
_WEIGHTS = {Column.TITLE: 1.0, Column.LABELS: 0.5, Column.BODY: 0.125}
_OTHERS = 0.3  # what a field counts that is not the best one
_MOST_ENDINGS = 1_000


def ranked(
    expression: Expression,
    words: Sequence[Expression],
    filters: Sequence[Query],
    *,
    top: Expression | None = None,
    never: Expression | None = None,
) -> Query:
    """Return what matches and passes the filters, scored by the words.

    What matches `top` comes before all others, and what matches `never` not at all.
    """
    first = [ConstantScore(filter=condition(top), boost=TOP)] if top else []
    return Bool(
        filter=[condition(expression), *filters],
        should=[*first, *(score(word) for word in words)],
        must_not=[condition(never)] if never else [],
    )


def condition(expression: Expression) -> Query:
    """Return whether a document matches, without a score."""
    match expression:
        case Phrase(columns=columns):
            return any_query([_in_field(expression, column) for column in columns])
        case AllOf(parts):
            return Bool(filter=[condition(part) for part in parts])
        case AnyOf():
            return any_query([*_each(expression)])
        case Without(wanted, unwanted):
            return Bool(filter=[condition(wanted)], must_not=[condition(unwanted)])


def _each(expression: Expression) -> Iterator[Query]:
    """Yield what any of is enough, each once: a word comes with its own synonyms."""
    told = set[Expression]()
    waiting = [expression]
    while waiting:
        one = waiting.pop(0)
        if one in told:
            continue
        told.add(one)
        match one:
            case AnyOf(parts):
                waiting[:0] = parts
            case Phrase(columns=columns):
                yield from (_in_field(one, column) for column in columns)
            case _:
                yield condition(one)


def score(expression: Expression) -> Query:
    """Return how well a document answers."""
    match expression:
        case Phrase(columns=columns):
            return _best([_in_field(expression, column) for column in columns])
        case AllOf(parts):
            return Bool(must=[score(part) for part in parts])
        case AnyOf(parts):
            return _best([score(part) for part in parts])
        case Without(wanted, _unwanted):
            return score(wanted)


def any_query(parts: Sequence[Query]) -> Query:
    """Join by OR; one part stands for itself."""
    if len(parts) == 1:
        return parts[0]
    return Bool(should=[*parts], minimum_should_match=1)


def _best(parts: Sequence[Query]) -> Query:
    if len(parts) == 1:
        return parts[0]
    return DisMax(queries=[*parts], tie_breaker=_OTHERS)


def _in_field(phrase: Phrase, column: Column) -> Query:
    field, weight, text = str(column), _WEIGHTS[column], " ".join(phrase.tokens)
    if len(phrase.tokens) == 1:
        one = {field: {"value": text, "boost": weight}}
        return Prefix(**one) if phrase.prefix else Term(**one)
    several = {"query": text, "boost": weight}
    if phrase.prefix:
        return MatchPhrasePrefix(
            **{field: {**several, "max_expansions": _MOST_ENDINGS}}
        )
    return MatchPhrase(**{field: several})
