"""Those who work here."""

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet


def by_name(people: QuerySet[Any]) -> QuerySet[Any]:
    """Return people as they are listed: by name, with their teams."""
    ordered = people.order_by("last_name", "first_name", "pk")
    return ordered.select_related("staff_profile__team")


def people_here(day: date) -> QuerySet[Any]:
    """Return those who work here on a day, by name."""
    left = Q(staff_profile__leaves_date__lt=day)
    people = get_user_model()._default_manager.filter(is_active=True)
    return by_name(people.exclude(left))
