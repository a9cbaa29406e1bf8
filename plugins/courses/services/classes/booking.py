"""Make-up classes, and who books which."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from plugins.courses.enums import ClassKind, OrderState
from plugins.courses.exceptions import NotInClassError
from plugins.courses.models import ClassSession, MakeUpOrder
from plugins.courses.services.classes.make_up import locked_order, take_step


def classes_for(order: MakeUpOrder, now: datetime) -> Any:
    """Return the make-up classes to come that somebody with this order may book."""
    cohort = order.member.cohort
    same = Q(cohort=cohort)
    if cohort.course_id is not None:
        same |= Q(cohort__course=cohort.course_id)
    rows = ClassSession.objects.held().filter(same, kind=ClassKind.MAKE_UP)
    return rows.filter(starts_at__gt=now)


@transaction.atomic
def book_class(
    *, order: MakeUpOrder, session: ClassSession, user: Any, now: datetime
) -> None:
    """Book a make-up class, or another one in its place.

    Raises OrderStateError, and NotInClassError for a class that does not fit.
    """
    row = locked_order(order, OrderState.REQUIRED, OrderState.BOOKED)
    if not classes_for(row, now).filter(pk=session.pk).exists():
        raise NotInClassError
    if row.booked_id == session.pk and row.state == OrderState.BOOKED:
        return
    row.booked = session
    take_step(row, OrderState.BOOKED, by=user, now=now)
