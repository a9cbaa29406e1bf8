"""Complaints, made the way that people make them."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from plugins.complaints.models import Area, Category, Complaint
from plugins.complaints.services.closing import close
from plugins.complaints.services.handling import Act, give, register
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

_numbers = count(1)


def make_kind():
    number = next(_numbers)
    return Category.objects.create(name=f"种类{number}", name_en=f"Kind {number}")


def make_area():
    number = next(_numbers)
    return Area.objects.create(name=f"地区{number}", name_en=f"Area {number}")


def make_complaint(*, ago=timedelta(0), by=None, is_answered=True, handler=None, **fields):  # fmt: skip
    """Return one that came in so long ago; with a handler it is given at once."""
    came = timezone.now() - ago
    by = by or UserFactory()
    values = {
        "received_at": came,
        "happened": f"第{next(_numbers)}次没有人来",
        "wanted": "今天来",
        **fields,
    }
    if "team" not in values:
        values["team"] = TeamFactory()
    row = register(
        complaint=Complaint(**values), is_answered=is_answered, act=Act(by, came)
    )
    if handler:
        # whoever leads the department may name somebody
        give(complaint=row, handler=handler, act=Act(leader_of(row.team), came))
        row.refresh_from_db()
    return row


def leader_of(team):
    """Return who leads a team; somebody new where nobody does."""
    if team.manager is None:
        team.manager = UserFactory()
        team.save()
    return team.manager


def make_closed(*, ago=timedelta(0), handler=None, cause="delay", **fields):
    """Return one that was closed as soon as it came in."""
    handler = handler or UserFactory()
    row = make_complaint(ago=ago, handler=handler, **fields)
    act = Act(handler, timezone.now() - ago)
    close(complaint=row, result="已上门", cause=cause, act=act)
    row.refresh_from_db()
    return row


def make_tree():
    """Return a department, who leads it, and who leads the unit above."""
    head, supervisor = UserFactory(), UserFactory()
    above = TeamFactory(manager=head)
    return TeamFactory(parent=above, manager=supervisor), supervisor, head


def make_member(team):
    return StaffProfileFactory(team=team).user
