"""Suggestions, meetings and funds, made without the way there."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

from plugins.community.enums import Area, EntryKind
from plugins.community.models import (
    Application,
    Fund,
    Item,
    Meeting,
    Suggestion,
    Talk,
)
from plugins.community.services.ledger import Move, post
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


def make_meeting(**fields):
    return Meeting.objects.create(
        **{
            "title": f"服务分享会 {next(_numbers)}",
            "starts_at": NOW + timedelta(days=7),
            "place": "三楼茶水间",
            "state": "announced",
            **fields,
        }
    )


def make_talk(meeting=None, speaker=None, **fields):
    return Talk.objects.create(
        meeting=meeting or make_meeting(),
        speaker=speaker or UserFactory(),
        **{
            "title": f"三句话接住情绪 {next(_numbers)}",
            "kind": "case",
            "proposed_at": NOW,
            **fields,
        },
    )


def make_item(meeting=None, owner=None, **fields):
    return Item.objects.create(
        meeting=meeting or make_meeting(),
        owner=owner or UserFactory(),
        **{"title": f"把三问法写成一页 {next(_numbers)}", **fields},
    )


def make_fund(balance=0, **fields):
    """Return a fund that holds so much."""
    number = next(_numbers)
    values = {"kind": "mutual", "name": f"互助基金 {number}", **fields}
    fund = Fund.objects.create(**values)
    if balance:
        move = Move(EntryKind.GRANT, Decimal(balance), None, NOW, "年初拨入")
        post(fund, move)
    return fund


def make_application(fund=None, applicant=None, **fields):
    return Application.objects.create(
        fund=fund or make_fund(5000),
        applicant=applicant or UserFactory(),
        **{
            "amount": Decimal(800),
            "purpose": f"家人住院 {next(_numbers)}",
            "applied_at": NOW,
            **fields,
        },
    )
