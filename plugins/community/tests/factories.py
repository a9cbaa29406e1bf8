"""Suggestions, made without the way there."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from plugins.community.enums import Area
from plugins.community.models import Suggestion
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 5, 20)
"""A Wednesday."""
_numbers = count(1)


def make_staff(team=None, **fields):
    """Return somebody who belongs to a team."""
    person = UserFactory(**fields)
    StaffProfileFactory(user=person, team=team or TeamFactory())
    return person


def make_suggestion(by=None, **fields):
    number = next(_numbers)
    return Suggestion.objects.create(
        suggested_by=by or UserFactory(),
        **{
            "title": f"退款进度写进短信 {number}",
            "problem": "客人每天问三遍退款到哪一步",
            "idea": "退款每过一步自动发短信",
            "area": Area.PROCESS,
            "suggested_at": NOW,
            "due_on": date(2026, 6, 3),
            **fields,
        },
    )
