"""Fields that several forms of classes have."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from lms.people.here import by_name
from plugins.courses.services.classes.cohorts import (
    ADD,
)

_LONGEST_KEY = 18
"""Digits that a database takes."""


def teachers(besides: Any = ()) -> Any:
    """Return those who may plan classes, and some more."""
    able = ModelBackend().with_perm(ADD, include_superusers=False)
    people = get_user_model()._default_manager.filter(is_active=True)
    found = people.filter(Q(pk__in=able.values("pk")) | Q(pk__in=besides))
    return by_name(found)


def monday_of(day: date) -> date:
    """Return the first day of a week."""
    return day - timedelta(days=day.weekday())


def key_of(text: str) -> int:
    """Return a key that was sent; 0, which no row has, for what is none."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_KEY else 0
