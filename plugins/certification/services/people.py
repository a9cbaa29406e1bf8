"""Who may do what about whom."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied

from lms.notifications import is_here
from plugins.certification.exceptions import (
    LeftError,
    OwnCaseError,
    ReasonMissingError,
)

SIGN_OFF = "lms_certification.add_signoff"
PROPOSE = "lms_certification.propose_candidacy"
DECIDE = "lms_certification.decide_candidacy"
SEE = "lms_certification.view_award"
CHANGE = "lms_certification.change_award"
DESK = (SIGN_OFF, PROPOSE, DECIDE)
"""Whoever has one of these works at the desk."""


def works_at_desk(user: Any) -> bool:
    """Tell whether somebody signs off, proposes or decides."""
    return any(map(user.has_perm, DESK))


def check_about_another(*, user: Any, right: str, person: Any) -> None:
    """Raise PermissionDenied without the right, and OwnCaseError about oneself."""
    if not user.has_perm(right):
        raise PermissionDenied
    if person is not None and person.pk == user.pk:
        raise OwnCaseError


def check_is_here(person: Any, now: Any) -> None:
    """Raise LeftError for somebody who has left, or is gone."""
    if person is None or not is_here(person, now):
        raise LeftError


def reason_of(text: str) -> str:
    """Return a reason; raises ReasonMissingError for none."""
    if not text.strip():
        raise ReasonMissingError
    return text.strip()


def who_may(right: str) -> Any:
    """Return those whose role lets them do something; one query."""
    people = ModelBackend().with_perm(right, include_superusers=False)
    return people.select_related("staff_profile")
