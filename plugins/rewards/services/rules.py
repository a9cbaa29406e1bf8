"""Changing what earns points; trying a rule on the past before it counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import reversion
from django.db import transaction
from django.db.models import Q

from plugins.rewards.exceptions import OverlapError, UsedVersionError
from plugins.rewards.models import Holder, LedgerEvent, Rule, RuleVersion
from plugins.rewards.services.awards import caps_of

MOST_SHOWN = 20


@transaction.atomic
def keep_rule(*, rule: Rule, user: Any) -> Rule:
    """Save a rule; its history is kept by django-reversion."""
    with reversion.create_revision():
        _sign(user)
        rule.save()
    return rule


@transaction.atomic
def add_version(*, version: RuleVersion, user: Any = None) -> RuleVersion:
    """Let a rule say something else from a day on; what counted until then ends before.

    Raises OverlapError when a later version counts on some of these days, and
    UsedVersionError when points were given on such a day already.
    """
    Rule.objects.select_for_update().get(pk=version.rule_id)
    _end_before(version)
    if _overlapping(version).exists():
        raise OverlapError
    with reversion.create_revision():
        _sign(user)
        version.save()
    return version


def _end_before(version: RuleVersion) -> None:
    earlier = RuleVersion.objects.filter(
        rule=version.rule_id, effective_from__lt=version.effective_from
    )
    last = earlier.valid_on(version.effective_from).first()
    if last is None or last.effective_to is not None:
        return
    if last.events.filter(effective_on__gte=version.effective_from).exists():
        raise UsedVersionError
    last.effective_to = version.effective_from - timedelta(days=1)
    with reversion.create_revision():
        last.save(update_fields=["effective_to"])


def _overlapping(version: RuleVersion) -> Any:
    others = RuleVersion.objects.filter(rule=version.rule_id).exclude(pk=version.pk)
    if version.effective_to is not None:
        others = others.filter(effective_from__lte=version.effective_to)
    ends = Q(effective_to=None) | Q(effective_to__gte=version.effective_from)
    return others.filter(ends)


def _sign(user: Any) -> None:
    if user is not None:
        reversion.set_user(user)


@dataclass(frozen=True)
class Trial:
    """What a rule would have given."""

    times: int
    total: int
    limited: int
    people: Sequence[tuple[str, int]]
    """The twenty who would have got most."""


@dataclass(frozen=True)
class PastDeed:
    """Something in the past that a rule may give points for."""

    holder: int
    day: date
    about: str


def try_rule(version: RuleVersion, deeds: Iterable[PastDeed]) -> Trial:
    """Return what a version would have given for these deeds; nothing is written."""
    used: dict[tuple[int, str], int] = defaultdict(int)
    totals: dict[int, int] = defaultdict(int)
    times = limited = 0
    for deed in sorted(deeds, key=lambda each: (each.day, each.about)):
        points = _given(version, deed, used)
        times += 1
        limited += points < version.points
        totals[deed.holder] += points
    return Trial(times, sum(totals.values()), limited, _names(totals))


def past_awards(rule: Rule, since: date, until: date) -> list[PastDeed]:
    """Return for what a rule has given points between two days."""
    rows = LedgerEvent.objects.given().filter(
        rule_version__rule=rule, effective_on__range=(since, until)
    )
    values = rows.values_list("holder", "effective_on", "about")
    return [PastDeed(*row) for row in values]


def _given(
    version: RuleVersion, deed: PastDeed, used: dict[tuple[int, str], int]
) -> int:
    caps = caps_of(version, deed.day, deed.about)
    left = [most - used[deed.holder, period] for period, most in caps]
    points = max(min([version.points, *left]), 0)
    for period, _most in caps:
        used[deed.holder, period] += points
    return points


def _names(totals: Mapping[int, int]) -> list[tuple[str, int]]:
    best = sorted(totals.items(), key=lambda each: (-each[1], each[0]))[:MOST_SHOWN]
    holders = Holder.objects.select_related("user").in_bulk([key for key, _n in best])
    return [(str(holders[key]), number) for key, number in best if number]
