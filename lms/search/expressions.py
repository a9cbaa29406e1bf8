"""What is to be found, in words that every database's search language can say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Column(StrEnum):
    """The three columns of Wagtail's index table, by what we keep in them."""

    TITLE = "title"
    LABELS = "autocomplete"  # tags, codes, sounds of the title, unstemmed words
    BODY = "body"


EVERYWHERE = (Column.TITLE, Column.LABELS, Column.BODY)
TYPED = (Column.TITLE, Column.LABELS)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Index tokens in a row; with `prefix` the last one may go on."""

    tokens: tuple[str, ...]
    prefix: bool = False
    columns: tuple[Column, ...] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class AllOf:
    """What matches all parts."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What matches one part or more."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Without:
    """What matches the first and not the second."""

    wanted: "Expression"
    unwanted: "Expression"


Expression = Phrase | AllOf | AnyOf | Without


def all_of(parts: Sequence[Expression]) -> Expression:
    """Join by AND; one part stands for itself."""
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else AllOf(unique)


def any_of(parts: Sequence[Expression]) -> Expression:
    """Join by OR; one part stands for itself."""
    unique = tuple(dict.fromkeys(parts))
    return unique[0] if len(unique) == 1 else AnyOf(unique)


def within(expression: Expression, columns: tuple[Column, ...]) -> Expression:
    """Look in these columns only."""
    match expression:
        case Phrase():
            return replace(expression, columns=columns)
        case AllOf(parts) | AnyOf(parts):
            return type(expression)(tuple(within(part, columns) for part in parts))
        case Without(wanted, unwanted):
            return Without(within(wanted, columns), within(unwanted, columns))


def columns_of(expression: Expression) -> frozenset[Column]:
    """Return every column that the expression looks into."""
    match expression:
        case Phrase():
            return frozenset(expression.columns)
        case AllOf(parts) | AnyOf(parts):
            return frozenset().union(*map(columns_of, parts))
        case Without(wanted, unwanted):
            return columns_of(wanted) | columns_of(unwanted)


def wanted_of(expression: Expression) -> Expression:
    """Return what is to match, without regard to what is not."""
    return expression.wanted if isinstance(expression, Without) else expression
