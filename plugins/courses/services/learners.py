"""Those to whom a course may be given."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from lms.models import Team

MOST = 200


def people() -> QuerySet[Any]:
    """Return everybody who works here, by name."""
    found = get_user_model()._default_manager.filter(is_active=True)
    ordered = found.order_by(
        "staff_profile__team__name", "last_name", "first_name", "pk"
    )
    return ordered.select_related("staff_profile__team")


def people_of(team: Team | None, words: str = "") -> QuerySet[Any]:
    """Return those of a team and the teams below it, whose names hold the words."""
    found = people()
    if team is not None:
        found = found.filter(staff_profile__team__in=team.with_descendants())
    for word in words.split():
        found = found.filter(
            Q(last_name__icontains=word)
            | Q(first_name__icontains=word)
            | Q(username__icontains=word)
            | Q(staff_profile__staff_number__icontains=word)
        )
    return found
