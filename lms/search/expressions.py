"""What is to be found, in words that every database's search language can say."""

from dataclasses import dataclass
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
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Without:
    """What matches the first and not the second."""

    wanted: "Expression"
    unwanted: "Expression"


Expression = Phrase | AllOf | AnyOf | Without


def all_of(parts: "list[Expression]") -> Expression:
    """Join by AND; one part stands for itself."""
    return parts[0] if len(parts) == 1 else AllOf(tuple(dict.fromkeys(parts)))


def any_of(parts: "list[Expression]") -> Expression:
    """Join by OR; one part stands for itself."""
    return parts[0] if len(parts) == 1 else AnyOf(tuple(dict.fromkeys(parts)))
