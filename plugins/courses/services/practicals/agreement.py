"""How judges agree: by how much each differs from the mean of the panel.

For judge j: the mean, over the decided sittings that j scored with others, of j's total
less the mean total of all judges of that sitting; and the mean of its absolute value.
This is the mean signed difference (bias) and the mean absolute deviation of Bland and
Altman, "Statistical methods for assessing agreement between two methods of clinical
measurement", The Lancet 327 (1986) 307-310, with the panel's mean as the reference.
Above 0: milder than the panel.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model

from plugins.courses.enums import SittingState
from plugins.courses.models import ScoreSheet
from plugins.courses.services.practicals.scoring import half_up, mean_of

_ENOUGH = 2


@dataclass(frozen=True)
class Agreement:
    """How one judge scores beside others."""

    judge: Any
    sittings: int
    difference: Decimal
    """Signed: above 0 is milder than the panel."""
    distance: Decimal


def differences(panels: Sequence[Sequence[tuple[int, Decimal]]]) -> dict[int, list[Fraction]]:  # fmt: skip
    """Return, by judge, the difference from the mean of each panel of several."""
    found: dict[int, list[Fraction]] = defaultdict(list)
    for panel in panels:
        if len(panel) < _ENOUGH:
            continue
        middle = mean_of([total for _judge, total in panel])
        for judge, total in panel:
            found[judge].append(Fraction(total) - middle)
    return found


def agreement_of_judges() -> list[Agreement]:
    """Return how each judge agrees with the others, in sittings that have a mark."""
    rows = ScoreSheet.objects.filter(
        sitting__state=SittingState.DECIDED, total__isnull=False
    )
    panels: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    for sitting, judge, total in rows.values_list("sitting", "judge", "total"):
        panels[sitting].append((judge, total or Decimal()))
    by_judge = differences([*panels.values()])
    people = get_user_model()._default_manager.in_bulk([*by_judge])
    found = [
        Agreement(people[key], len(values), _signed(mean_of(values)), half_up(mean_of([*map(abs, values)])))
        for key, values in by_judge.items()
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each.distance, each.judge.pk))


def _signed(value: Fraction) -> Decimal:
    return half_up(value) if value >= 0 else -half_up(-value)
