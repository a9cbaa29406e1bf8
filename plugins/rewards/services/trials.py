"""Trying a rule on the past before it counts: nothing is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from knowledge_base.events import ContributionRecorded
from lms.events.host import ActivityDone
from lms.models import PublishedEvent
from lms.targets import Target
from plugins.rewards.enums import MONTH_ACTIVITY, Choice, MeritLevel, MeritState
from plugins.rewards.models import (
    LedgerEvent,
    Merit,
    MonthCandidate,
    Rule,
    RuleVersion,
)
from plugins.rewards.services.awards import caps_of
from plugins.rewards.services.months import bounds, last_day

MOST_SHOWN = 20
LIBRARY = "lms_knowledge_base."


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

    person: int
    day: date
    about: str


Found = tuple[tuple[object, ...], PastDeed]
"""A deed, and what makes it one: the person and the thing."""


def try_rule(version: RuleVersion, deeds: Iterable[PastDeed]) -> Trial:
    """Return what a version would have given for these deeds; nothing is written."""
    used: dict[tuple[int, str], int] = defaultdict(int)
    totals: dict[int, int] = defaultdict(int)
    times = limited = 0
    for deed in sorted(deeds, key=lambda each: (each.day, each.about)):
        points = _given(version, deed, used)
        times += 1
        limited += points < version.points
        totals[deed.person] += points
    return Trial(times, sum(totals.values()), limited, _names(totals))


def past_deeds(rule: Rule, since: date, until: date) -> list[PastDeed]:
    """Return what was done between two days that a rule is for, each once.

    It is what points were given for, and what was told or decided while there was no
    such rule: so one that is new can be tried too. Who has gone is left out.
    """
    found = {
        **dict(_told(rule.activity, since, until)),
        **dict(_decided(rule.activity, since, until)),
        **dict(_confirmed(rule.activity, since, until)),
        **dict(_rewarded(rule, since, until)),
    }
    return [*found.values()]


def _rewarded(rule: Rule, since: date, until: date) -> Iterator[Found]:
    rows = LedgerEvent.objects.given().filter(
        rule_version__rule=rule.pk, effective_on__range=(since, until)
    )
    names = ("holder__user", "subject_model", "subject_key", "effective_on", "about")
    for person, model, key, day, about in rows.exclude(holder__user=None).values_list(
        *names
    ):
        yield (person, model, key), PastDeed(person, day, about)


def _told(activity: str, since: date, until: date) -> Iterator[Found]:
    """Yield what the library and other plugins have told of."""
    begin, end = bounds(since.replace(day=1))[0], bounds(until.replace(day=1))[1]
    rows = PublishedEvent.objects.filter(occurred_at__gte=begin, occurred_at__lt=end)
    if activity.startswith(LIBRARY):
        kind = activity.removeprefix(LIBRARY)
        wanted = {"kind": ContributionRecorded.name, "payload__contribution_kind": kind}
    else:
        wanted = {"kind": ActivityDone.name, "payload__activity": activity}
    for row in rows.filter(**wanted).exclude(actor=None):
        target = Target(row.target_model, row.target_key)
        item = row.payload.get("item")
        about = f"item:{item}" if item else ""
        day = timezone.localdate(row.occurred_at)
        if since <= day <= until:
            yield _found(row.actor_id, target, day, about)


def _decided(activity: str, since: date, until: date) -> Iterator[Found]:
    levels = [level for level in MeritLevel if level.activity == activity]
    rows = Merit.objects.filter(
        level__in=levels, state=MeritState.ACCEPTED, happened_on__range=(since, until)
    )
    for row in rows.exclude(holder__user=None).select_related("holder"):
        yield _found(row.holder.user_id, Target.of(row), row.happened_on)


def _confirmed(activity: str, since: date, until: date) -> Iterator[Found]:
    if activity != MONTH_ACTIVITY:
        return
    rows = MonthCandidate.objects.filter(
        choice=Choice.CONFIRMED, close__month__range=(since, until)
    )
    for row in rows.exclude(holder__user=None).select_related("holder", "close"):
        day = last_day(row.close.month)
        yield _found(row.holder.user_id, Target.of(row.close), day)


def _found(person: Any, target: Target, day: date, about: str = "") -> Found:
    thing = about or f"{target.model}:{target.key}"
    return (person, target.model, target.key), PastDeed(person, day, thing)


def _given(
    version: RuleVersion, deed: PastDeed, used: dict[tuple[int, str], int]
) -> int:
    caps = caps_of(version, deed.day, deed.about)
    left = [most - used[deed.person, period] for period, most in caps]
    points = max(min([version.points, *left]), 0)
    for period, _most in caps:
        used[deed.person, period] += points
    return points


def _names(totals: Mapping[int, int]) -> list[tuple[str, int]]:
    best = sorted(totals.items(), key=lambda each: (-each[1], each[0]))[:MOST_SHOWN]
    people = get_user_model()._default_manager.in_bulk([key for key, _number in best])
    return [
        (people[key].get_full_name() or people[key].get_username(), number)
        for key, number in best
        if number and key in people
    ]
