"""What searches say about the library, without saying who asked."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.enums import Role, SearchEnd
from lms.models import SearchLog
from lms.search_reports import days
from tests.factories.people import UserFactory
from tests.pages import HOSTILE

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def people(db):
    return [UserFactory(last_name="欧阳", first_name=f"独{n}") for n in range(3)]


def searched(user, query, total=0, *, ago=1, **values):
    return SearchLog.objects.create(
        user=user,
        key=uuid4().hex,
        query=query,
        total=total,
        searched_at=timezone.now() - timedelta(days=ago),
        **values,
    )


def lines(client, report, **asked):
    response = client.get(f"/admin/reports/searches/{report}/", asked)
    return [
        (line.query, line.figure, line.people) for line in response.context["lines"]
    ]


def test_each_report_lists_its_searches_and_never_who_asked(editor, people):
    for person in people:
        searched(person, "退宽")
    searched(people[0], "星际运费")
    searched(people[0], "老问题", ago=60)
    searched(people[0], "退款", 4, end=SearchEnd.NOTHING)
    searched(people[0], "发票", 4, end=SearchEnd.UNSEEN)
    for seconds in (20, 41):
        searched(people[1], "投诉", 4, end=SearchEnd.COPIED, seconds=seconds)

    assert lines(editor, "in-vain") == [("退宽", 3, "3"), ("星际运费", 1, "< 3")]
    assert lines(editor, "in-vain", days="90")[1:] == [
        ("星际运费", 1, "< 3"),
        ("老问题", 1, "< 3"),
    ]
    assert lines(editor, "unopened") == [("退款", 1, "< 3")]
    assert lines(editor, "slow") == [("投诉", 30.5, "< 3")]
    page = editor.get("/admin/reports/searches/in-vain/").content.decode()
    assert "独0" not in page
    assert people[0].username not in page


def test_what_rises_is_more_this_week_than_in_a_week_of_the_four_before(editor, people):
    for ago in (1, 2, 10):
        searched(people[0], "新活动", 1, ago=ago)
    for ago in (1, 8, 9, 15, 20):
        searched(people[0], "老活动", 1, ago=ago)

    assert lines(editor, "rising") == [("新活动", 2, "< 3")]


def test_a_report_is_exported_and_holds_no_formula(editor, people):
    searched(people[0], "=1+1")
    searched(people[0], HOSTILE)

    page = editor.get("/admin/reports/searches/in-vain/").content.decode()
    assert HOSTILE not in page
    sent = editor.get("/admin/reports/searches/in-vain/", {"export": "csv"})
    rows = [*csv.reader(io.StringIO(b"".join(sent).decode()))]
    assert rows[1][0] in {"'=1+1", HOSTILE}
    assert {row[0] for row in rows[1:]} == {"'=1+1", HOSTILE}
    book = editor.get("/admin/reports/searches/in-vain/", {"export": "xlsx"})
    assert b"".join(book)[:2] == b"PK"


@pytest.mark.parametrize("report", ["in-vain", "unopened", "slow", "rising"])
def test_an_empty_report_says_so(editor, report):
    page = editor.get(f"/admin/reports/searches/{report}/", {"days": "no"})

    assert "searches__empty" in page.content.decode()


def test_the_plot_has_no_more_bars_than_a_month_has_days(people):
    today = timezone.localdate()
    searched(people[0], "退款", 3, ago=0)
    searched(people[0], "退宽", ago=0)

    plot = days(today - timedelta(days=179), today)

    assert len(plot) <= 31
    assert (plot[-1].total, plot[-1].part) == (2, 1)
    assert (plot[-1].height, plot[-1].part_height) == (100, 50)


@pytest.mark.once
@pytest.mark.parametrize("report", ["in-vain", "rising"])
def test_more_searches_take_no_more_queries(editor, people, report):
    def number():
        with CaptureQueriesContext(connection) as queries:
            editor.get(f"/admin/reports/searches/{report}/")
        return len(queries)

    searched(people[0], "第 0 问")
    number()
    few = number()
    for n in range(1, 30):
        searched(people[n % 3], f"第 {n} 问")
    assert number() == few


def test_managers_see_the_reports_and_write_no_faq(client_as, people):
    searched(people[0], "星际运费")

    page = client_as(Role.MANAGER).get("/admin/reports/searches/in-vain/")

    assert "星际运费" in page.content.decode()
    assert "?answers=" not in page.content.decode()
