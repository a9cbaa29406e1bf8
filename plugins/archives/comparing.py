"""Compares figures: what changed, what got worse, what missed its goal; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_PERCENT = 100
_PLACES = Decimal("0.01")
Content = Mapping[str, Sequence[Mapping[str, Any]]]
"""`figures` and `tables` of a month, as JSON keeps them."""


@dataclass(frozen=True)
class Change:
    """From one figure to another."""

    before: Decimal | None
    after: Decimal | None
    more_is_better: bool = True

    @property
    def absolute(self) -> Decimal | None:
        """How much it changed; None where one of the two is missing."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def relative(self) -> Decimal | None:
        """The same in percent of what it was; None where that was nothing."""
        if not self.before or self.absolute is None:
            return None
        return (self.absolute * _PERCENT / abs(self.before)).quantize(_PLACES)

    @property
    def is_better(self) -> bool:
        """Whether it went where it should go."""
        return self._direction > 0

    @property
    def is_worse(self) -> bool:
        """Whether it went the other way."""
        return self._direction < 0

    @property
    def loss(self) -> Decimal:
        """How much worse it got, to be put in order: in percent where there is one."""
        if not self.is_worse:
            return Decimal(0)
        if self.relative is not None:
            return abs(self.relative)
        return abs(self.absolute or Decimal(0))

    @property
    def _direction(self) -> int:
        change = self.absolute or 0
        return (change > 0) - (change < 0) if self.more_is_better else (change < 0) - (change > 0)  # fmt: skip


def misses(value: Decimal | None, goal: Decimal | None, *, more_is_better: bool) -> bool:  # fmt: skip
    """Tell whether a figure is not as good as it should be; what is missing misses nothing."""
    if value is None or goal is None:
        return False
    return value < goal if more_is_better else value > goal


def number(text: str | None) -> Decimal | None:
    """Return a figure that JSON keeps as text."""
    return None if text is None else Decimal(text)


def written(value: Decimal | None) -> str | None:
    """Return a figure as JSON keeps it: the same value is the same text.

    Raises ValueError for what is no number.
    """
    if value is None:
        return None
    if not Decimal(value).is_finite():
        raise ValueError(value)
    return f"{Decimal(value).quantize(_PLACES) + 0:f}"  # + 0: no minus before zero


def differences(old: Content, new: Content) -> list[dict[str, Any]]:
    """Return what is another: each figure with both values, each table with its rows.

    Nothing is returned exactly if both are equal, whatever order keys have.
    """
    return [
        *_differences(old["figures"], new["figures"], "value"),
        *_differences(old["tables"], new["tables"], "rows"),
    ]


def _differences(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], name: str
) -> list[dict[str, Any]]:
    before = {row["key"]: row for row in old}
    after = {row["key"]: row for row in new}
    return [
        {
            "label": (after.get(key) or before[key])["label"],
            "kind": name,
            "unit": (after.get(key) or before[key]).get("unit", ""),
            "before": _shown(before.get(key), name),
            "after": _shown(after.get(key), name),
        }
        for key in [*before, *(key for key in after if key not in before)]
        if before.get(key) != after.get(key)
    ]


def _shown(row: Mapping[str, Any] | None, name: str) -> str | None:
    """Return the figure, or how many rows a table has."""
    if row is None:
        return None
    value = row[name]
    return str(len(value)) if isinstance(value, list) else value
