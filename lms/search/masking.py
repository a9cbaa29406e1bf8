"""What may be a customer's is taken out of a query before it is kept."""

import re

from lms.search.analysis import IGNORED, fold

MASK = "***"
_MOST_DIGITS = 4  # in a row: a year, the number of an error
_DIGITS = "0-9\u3007零一二三四五六七八九幺"
_ADDRESS = re.compile(r"[a-z0-9._%+-]+@[a-z0-9.-]*")
# Numbers of phones, cards, orders and identity papers, in groups or not.
_NUMBER = re.compile(
    rf"[a-z0-9_]*(?:[{_DIGITS}][ ()+./:_-]{{0,2}}){{{_MOST_DIGITS},}}[{_DIGITS}][a-z0-9_]*"
)


def comparable(text: str) -> str:
    """Return a query as it is compared: folded, with single spaces."""
    return " ".join(fold(text).replace(IGNORED, "").split())


def masked(query: str) -> str:
    """Return a query as it may be kept: comparable, without numbers and addresses."""
    return _NUMBER.sub(MASK, _ADDRESS.sub(MASK, comparable(query)))
