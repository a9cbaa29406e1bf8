"""What customers say, in numbers: by time, by team, and how fast they were called."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from plugins.surveys.models import Voice
from plugins.surveys.services.trends import (
    answered,
    first_day,
    lines_by_team,
    lines_by_time,
    trends_of,
)
from plugins.surveys.tests.factories import make_follow_up, make_voice
from tests.factories.people import TeamFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/surveys"


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 10)), max_size=15))
def test_figures_by_month_are_those_of_the_months(said):
    Voice.objects.all().delete()
    now = timezone.now()
    for place, nps in said:
        make_voice(nps=nps, csat=None, said_at=now - timedelta(days=40 * place))

    lines = lines_by_time(Voice.objects.all(), "month")

    expected = {}
    for place, nps in said:
        moment = timezone.localtime(now - timedelta(days=40 * place))
        expected.setdefault((moment.year, moment.month), []).append(nps)
    names = {f"{year}年{month}月": key for key in expected for year, month in [key]}
    assert [names[line.name] for line in lines] == sorted(expected)
    for line in lines:
        marks = expected[names[line.name]]
        above = sum(mark > 8 for mark in marks) - sum(mark < 7 for mark in marks)
        assert line.figures["nps"].value == pytest.approx(100 * above / len(marks))
        assert line.voices == len(marks)
    for trend in trends_of(lines):
        assert all(0 <= y <= 40 for _name, _figure, _x, y in trend.points)


def test_quarters_teams_and_call_backs_are_counted():
    team = TeamFactory(name="甲组")
    voice = make_voice(csat=1, team=team, words="慢")
    called = voice.said_at + timedelta(hours=6)
    make_follow_up(voice, call_note="打过", called_at=called)
    make_follow_up(make_voice(hours=60, csat=2))
    rows = Voice.objects.all()

    assert [line.name for line in lines_by_team(rows)] == ["甲组"]
    with override("en"):
        assert " Q" in lines_by_time(rows, "quarter")[0].name
    found = answered(rows, timezone.now())
    assert (found.total, found.overdue, found.hours) == (2, 1, 6)


@given(st.dates(), st.integers(1, 24))
def test_a_span_of_months_ends_with_this_one(today, months):
    if today.year < 5:
        return
    first = first_day(months, today)

    between = (today.year - first.year) * 12 + today.month - first.month
    assert (first.day, between) == (1, months - 1)


def test_the_report_is_shown_narrowed_and_handed_out(manager):
    team = TeamFactory(name="乙组")
    for days in (1, 35, 70):
        make_voice(hours=24 * days, nps=9, csat=5, ces=6, team=team)

    page = manager.get(f"{ROOT}/report/?by=month").content.decode()

    assert "polyline" in page
    assert "乙组" in page
    table = manager.get(f"{ROOT}/report/?export=csv&team={team.pk}").getvalue().decode()
    assert "100" in table
