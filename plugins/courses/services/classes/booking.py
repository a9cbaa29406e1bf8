"""Make-up classes, and who books which."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from plugins.courses.enums import ClassKind, OrderState
from plugins.courses.exceptions import NoPlaceError, NotInClassError
from plugins.courses.models import ClassSession, Cohort, MakeUpOrder
from plugins.courses.services.classes.make_up import locked_order, take_step


def fitting(cohorts: Collection[Cohort], now: datetime) -> Any:
    """Return the make-up classes to come for people of these cohorts, full ones too."""
    courses = {each.course_id for each in cohorts if each.course_id is not None}
    same = Q(cohort__in=cohorts) | Q(cohort__course__in=courses)
    rows = ClassSession.objects.held().filter(same, kind=ClassKind.MAKE_UP)
    return rows.filter(starts_at__gt=now)


def with_places(rows: Any) -> Any:
    """Return those with a place left: a make-up class has as many as its cohort."""
    booked = Count("make_up_orders", filter=Q(make_up_orders__state=OrderState.BOOKED))
    is_free = Q(cohort__capacity=None) | Q(taken__lt=F("cohort__capacity"))
    return rows.annotate(taken=booked).filter(is_free)


def classes_for(order: MakeUpOrder, now: datetime) -> Any:
    """Return the make-up classes that somebody with this order may book."""
    return with_places(fitting([order.member.cohort], now))


@transaction.atomic
def book_class(
    *, order: MakeUpOrder, session: ClassSession, user: Any, now: datetime
) -> None:
    """Book a make-up class, or another one in its place.

    Raises OrderStateError, NotInClassError for a class that does not fit, and
    NoPlaceError for one that is full.
    """
    ClassSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    row = locked_order(order, OrderState.REQUIRED, OrderState.BOOKED)
    if row.booked_id == session.pk and row.state == OrderState.BOOKED:
        return
    rows = fitting([row.member.cohort], now).filter(pk=session.pk)
    if not rows.exists():
        raise NotInClassError
    if not with_places(rows).exists():
        raise NoPlaceError
    row.booked = session
    take_step(row, OrderState.BOOKED, by=user, now=now)
