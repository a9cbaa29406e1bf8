"""Cohorts: made, changed, filled."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from plugins.courses.exceptions import FullError
from plugins.courses.models import Cohort, CohortMember, CohortPhase
from plugins.courses.services.classes.make_up import review_orders
from plugins.courses.services.classes.notices import tell_invited

ADD = "lms_courses.add_cohort"
Span = tuple[str, int, int]
FIRST_PHASES: Sequence[tuple[Any, int, int]] = (
    (_("Survey of needs"), 1, 1),
    (_("Development"), 2, 3),
    (_("Delivery"), 4, 6),
    (_("Evaluation"), 7, 7),
)
"""What a new cohort begins with; each one is changed freely."""
_LINE = re.compile(
    r"(?P<title>.+?)\s+(?P<first>\d{1,2})(?:\s*[-\u2013\u2014~]\s*(?P<last>\d{1,2}))?"
)


def phases_of(text: str) -> list[Span]:
    """Return the spans of lines such as `Delivery 4-6`; raises ValueError with the line."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _LINE.fullmatch(line)
        first = int(match["first"]) if match else 0
        last = int((match and match["last"]) or first)
        if match is None or not 1 <= first <= last:
            raise ValueError(line)
        found.append((match["title"][:60], first, last))
    return found


def as_lines(spans: Iterable[tuple[Any, int, int]]) -> str:
    """Return spans as they are typed."""
    return "\n".join(
        f"{title} {first}" if first == last else f"{title} {first}-{last}"
        for title, first, last in spans
    )


@transaction.atomic
def keep_cohort(
    *, cohort: Cohort, trainers: Iterable[Any], spans: Sequence[Span], user: Any,
    now: datetime,
) -> Cohort:  # fmt: skip
    """Save a new or changed cohort with its trainers and phases.

    Whoever makes one leads it. Raises PermissionDenied.
    """
    leads = [*trainers]
    if not cohort.pk:
        if not user.has_perm(ADD):
            raise PermissionDenied
        cohort.created_by, cohort.created_at = user, now
        leads = leads or [user]
    elif not Cohort.objects.run_by(user).filter(pk=cohort.pk).exists():
        raise PermissionDenied
    cohort.save()
    cohort.trainers.set(leads)
    cohort.phases.all().delete()
    CohortPhase.objects.bulk_create(
        CohortPhase(cohort=cohort, title=title, first_week=first, last_week=last)
        for title, first, last in spans
    )
    _move_up(cohort, now)
    return cohort


@transaction.atomic
def add_members(
    *, cohort: Cohort, people: Iterable[Any], now: datetime
) -> list[CohortMember]:
    """Give people a place, or one on the waiting list; return whoever is new.

    Those with a place are told. Raises FullError, and adds nobody, when there are not
    enough places and no waiting list.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    known = {row.person_id: row for row in cohort.members.all()}
    free = _free(cohort)
    added: list[CohortMember] = []
    for person in people:
        row = known.get(person.pk) or CohortMember(cohort=cohort, person=person)
        if row.pk and row.left_at is None:
            continue
        row.is_waiting = free is not None and free <= len(added)
        if row.is_waiting and not cohort.has_waiting_list:
            raise FullError
        row.joined_at, row.left_at, row.person = now, None, person
        added.append(row)
    again = [row for row in added if row.pk]
    CohortMember.objects.bulk_update(again, ["is_waiting", "joined_at", "left_at"])
    CohortMember.objects.bulk_create([row for row in added if not row.pk])
    tell_invited(cohort, [row.person for row in added if not row.is_waiting], now)
    review_orders(added, now=now)
    return added


@transaction.atomic
def remove_member(*, member: CohortMember, now: datetime) -> None:
    """Take somebody out; the marks stay, and whoever waits longest moves up."""
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=member.cohort_id)
    row = CohortMember.objects.get(pk=member.pk)
    if row.left_at is not None:
        return
    row.left_at, row.is_waiting = now, False
    row.save(update_fields=["left_at", "is_waiting"])
    review_orders([row], now=now)
    _move_up(cohort, now)


def _free(cohort: Cohort) -> int | None:
    if cohort.capacity is None:
        return None
    return cohort.capacity - cohort.members.learning().count()


def _move_up(cohort: Cohort, now: datetime) -> None:
    waiting = cohort.members.present().filter(is_waiting=True).select_related("person")
    moved = [*waiting[: _free(cohort)]] if (_free(cohort) or 1) > 0 else []
    CohortMember.objects.filter(pk__in=[row.pk for row in moved]).update(
        is_waiting=False
    )
    tell_invited(cohort, [row.person for row in moved], now)
