"""The monthly report, against complaints that are counted by hand."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lms.extensions import indicators
from plugins.complaints.clocks import ClockKey
from plugins.complaints.enums import Grade, Outcome
from plugins.complaints.models import Category, Complaint
from plugins.complaints.services.closing import call_back, close, reopen
from plugins.complaints.services.figures import (
    calls_by_grade,
    first_of,
    lines_by,
    months_until,
    of_month,
)
from plugins.complaints.services.handling import (
    Act,
    feed_back,
    give,
    pass_on,
    register,
    regrade,
)
from plugins.complaints.tests.factories import leader_of, make_kind
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MAY = datetime(2026, 5, 4, 10, tzinfo=timezone.get_fixed_timezone(480))
NOW = MAY + timedelta(days=45)


@pytest.fixture
def team():
    found = TeamFactory()
    leader_of(found)
    return found


def case(
    team, *, came=MAY, fed=None, closed=None, outcome=None, handler=None, **fields
):
    """Make one whose steps come so long after it came in."""
    handler, leader = handler or UserFactory(), team.manager
    new = Complaint(
        **{"received_at": came, "happened": "没有来", "wanted": "来", "team": team, "grade": "coordinate", **fields}
    )  # fmt: skip
    row = register(complaint=new, is_answered=True, act=Act(handler, came))
    give(complaint=row, handler=handler, act=Act(leader, came))
    if fed:
        feed_back(complaint=row, words="好", act=Act(handler, came + fed))
    if closed:
        close(complaint=row, result="好", cause="delay", act=Act(handler, came + closed))  # fmt: skip
    if outcome:
        act = Act(leader, came + closed + HOUR)
        call_back(complaint=row, outcome=outcome, words="好", act=act)
    return row


def test_a_month_is_counted(team):
    case(team, fed=HOUR, closed=5 * HOUR, outcome=Outcome.SATISFIED)
    case(
        team, fed=3 * HOUR, closed=8 * HOUR, outcome=Outcome.SATISFIED
    )  # feedback late
    case(team, fed=HOUR, closed=30 * HOUR)  # six hours over the closing
    case(team, grade="risk", fed=HOUR, closed=2 * HOUR, outcome=Outcome.UNSATISFIED)
    case(team)  # nothing was done
    case(team, came=MAY - timedelta(days=20), closed=HOUR)  # in April

    april, may = months_until(MAY.date().replace(day=1), 2, NOW)

    assert (april.received, april.late) == (1, 0)
    # the risk one was opened again, and has not been closed since
    assert (may.received, may.closed, may.reopened) == (5, 3, 1)
    assert {key: (s.part, s.whole) for key, s in may.limits.items()} == {
        ClockKey.ANSWER: (5, 5),
        ClockKey.FEEDBACK: (3, 5),
        ClockKey.CLOSE: (2, 5),
    }
    assert (may.late, may.to_head) == (4, 3)
    assert (may.called.part, may.called.whole) == (3, 4)
    assert (may.satisfied.part, may.satisfied.whole, may.satisfied.target) == (2, 3, 90)
    assert not may.satisfied.is_kept
    shares = {grade: (s.part, s.whole, s.target) for grade, s in calls_by_grade(may.month)}  # fmt: skip
    assert shares == {Grade.COORDINATE: (2, 3, 50), Grade.RISK: (1, 1, 100)}


def test_indicators_agree_with_the_report_and_tell_of_those_who_handled_it(team):
    kept, late = UserFactory(), UserFactory()
    case(team, handler=kept, closed=5 * HOUR, outcome=Outcome.SATISFIED)
    row = case(team, handler=late, closed=30 * HOUR, outcome=Outcome.UNSATISFIED)
    # another puts right what the first did not
    again = MAY + 32 * HOUR
    give(complaint=row, handler=kept, act=Act(team.manager, again))
    close(complaint=row, result="好", cause="delay", act=Act(kept, again))
    case(team, handler=kept, reference="7")  # nothing was done
    first, last = MAY.date(), MAY.date() + timedelta(days=2)
    told = {each.key: each.item for each in indicators.enabled()}
    found = {
        name: told[f"lms_complaints.{name}"]
        for name in ("received", "closed_in_time", "called_back", "satisfied")
    }

    of_all = {name: each.of_all(first, last) for name, each in found.items()}
    people = [kept.pk, late.pk, team.manager.pk]
    of_people = {name: each.of_people(people, first, last) for name, each in found.items()}  # fmt: skip

    assert of_all == {
        "received": 3,
        "closed_in_time": Decimal("33.33"),
        "called_back": Decimal("66.67"),
        "satisfied": 50,
    }
    # what was late once stays late, whoever has it now
    assert of_people == {
        "received": {},
        "closed_in_time": {kept.pk: Decimal("33.33")},
        "called_back": {},
        "satisfied": {kept.pk: 100, late.pk: 0},
    }


def test_without_complaints_there_is_a_number_and_no_rate():
    told = [e.item for e in indicators.enabled() if e.app_label == "lms_complaints"]

    found = [each.of_all(MAY.date(), MAY.date()) for each in told]

    assert sorted(found, key=str) == [0, None, None, None]


def test_what_still_runs_is_neither_kept_nor_missed(team):
    case(team)

    (may,) = months_until(MAY.date().replace(day=1), 1, MAY + 10 * MINUTE)

    assert may.limits[ClockKey.CLOSE].percent is None
    assert may.late == 0


def test_what_was_closed_late_stays_late_when_it_is_opened_again(team):
    row = case(team, fed=HOUR, closed=30 * HOUR)
    act = Act(row.registered_by, MAY + 31 * HOUR)
    reopen(complaint=row, why="又坏了", act=act)
    close(complaint=row, result="好", cause="delay", act=Act(row.registered_by, MAY + 32 * HOUR))  # fmt: skip

    (may,) = months_until(MAY.date().replace(day=1), 1, NOW)

    assert may.limits[ClockKey.CLOSE].percent == 0


@pytest.mark.parametrize("hours", [23, 30])
def test_nobody_makes_what_is_late_kept_by_passing_it_on_or_grading_it_anew(team, hours):  # fmt: skip
    for number in "12":
        row = case(team, fed=HOUR, reference=number)
        act = Act(row.registered_by, MAY + hours * HOUR)
        if number == "1":
            pass_on(complaint=row, team=TeamFactory(), why="请看", act=act)
        else:
            regrade(complaint=row, grade=Grade.RISK, why="媒体", act=act)

    (may,) = months_until(MAY.date().replace(day=1), 1, MAY + (hours + 0.5) * HOUR)

    assert may.late == (2 if hours > 24 else 0)


def test_lines_are_most_first_with_those_over_a_limit(team):
    often, rare = make_kind(), make_kind()
    for hours in (1, 30):
        case(team, category=often, fed=HOUR, closed=hours * HOUR)
    case(team, category=rare, fed=HOUR, closed=HOUR)
    case(team, fed=HOUR, closed=HOUR)
    names = {row.pk: row for row in Category.objects.all()}

    rows = Complaint.objects.filter(of_month(MAY.date().replace(day=1)))
    lines = lines_by(rows, "category", names, NOW)

    assert [(line.key, line.number, line.late) for line in lines] == [
        (str(often.pk), 2, 1),
        *sorted([("", 1, 0), (str(rare.pk), 1, 0)], key=lambda each: (names.get(int(each[0] or 0)) and names[int(each[0])].name) or "—"),
    ]  # fmt: skip
    assert (lines[0].width, lines[0].late_width) == (100, 50)


def test_months_come_one_after_the_other():
    assert first_of(datetime(2026, 1, 1).date(), 1) == datetime(2025, 12, 1).date()  # noqa: DTZ001 (days)
    assert first_of(datetime(2026, 12, 1).date(), -1) == datetime(2027, 1, 1).date()  # noqa: DTZ001 (days)


def test_the_report_shows_a_month_and_hands_it_out(manager, team):
    now = timezone.now()
    case(team, came=now - 40 * HOUR, closed=30 * HOUR, category=make_kind())
    month = timezone.localdate(now - 40 * HOUR)
    url = f"/plugins/complaints/report/?month={month:%Y-%m}"

    page = manager.get(url).content.decode()
    table = b"".join(manager.get(f"{url}&export=csv").streaming_content).decode()

    assert "kb/propose/faq/?q=" in page
    assert len(table.strip().splitlines()) == 13
    for query in ("?month=x", "?month=9999-99", "?month=%00", "?export=exe"):
        assert manager.get(f"/plugins/complaints/report/{query}").status_code == 200
