"""A whole tag as a token of the index, and how it is looked for."""

from collections.abc import Iterable

from lms.search.analysis import fold, prefix_token, runs
from lms.search.expressions import Column, Expression, Phrase

_TAG = "0t"  # begins a token that is a whole tag


def tag_token(name: str) -> str:
    """Return the token that stands for a whole tag, however it is written."""
    return _TAG + prefix_token("".join(run.text for run in runs(fold(name))))


def tagged(names: Iterable[str]) -> list[Expression]:
    """Return what finds the entries that have all of these tags."""
    return [Phrase((tag_token(name),), columns=(Column.LABELS,)) for name in names]
