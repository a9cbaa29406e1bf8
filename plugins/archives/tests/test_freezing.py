"""Months are frozen: in versions, without names, whatever becomes of plugins."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from lms.models import PublishedEvent
from lms.models.append_only import RowsStayError
from lms.personal_data import personal_data
from plugins.archives.exceptions import NotOverError
from plugins.archives.models import Edition, Goal, Month
from plugins.archives.services.freezing import freeze, freeze_due
from plugins.archives.tests.factories import (
    AUGUST,
    Kept,
    Told,
    kept,
    last_month,
    make_edition,
    make_keeper,
    make_team,
    told,
)
from plugins.archives.views.reading import lines_of, tables_of
from plugins.archives.weeks import shifted
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 3, 4, tzinfo=UTC)


def frozen(first=AUGUST, now=NOW):
    return freeze(first=first, user=None, now=now)


def figure_of(edition, key="lms_archives.told"):
    return next(row for row in edition.figures if row["key"] == key)


def test_a_month_is_frozen_with_figures_of_teams_and_no_names_of_learners():
    people = [UserFactory(last_name="独孤") for _n in range(3)]
    team = make_team(*people[:2])
    make_team(people[2])  # the mean of one would be that person's figure
    figures = {people[0].pk: Decimal(80), people[1].pk: Decimal(91), people[2].pk: Decimal(10)}  # fmt: skip
    Goal.objects.create(indicator="lms_archives.told", value=90, set_at=NOW)

    with told(Told(Decimal("85.5"), figures)):
        edition = frozen()

    row = figure_of(edition)
    assert (row["value"], row["goal"], row["people"]) == ("85.50", "90.00", 3)
    assert row["teams"] == [{"key": team.pk, "name": team.name, "value": "85.50", "people": 2}]  # fmt: skip
    assert "独孤" not in str(edition.figures)
    assert lines_of(edition)[0].is_missed


def test_frozen_again_it_has_a_new_version_only_where_something_is_another():
    with told(Told(Decimal(80))) as item:
        first = frozen()
        assert frozen() is None
        item.value = Decimal(82)
        second = frozen()

    assert (first.number, second.number) == (1, 2)
    assert second.changes == [{"label": "Pass rate", "kind": "value", "unit": "percent", "before": "80.00", "after": "82.00"}]  # fmt: skip
    assert Month.objects.get().newest == 2
    assert PublishedEvent.objects.filter(kind="lms_archives.month_frozen").count() == 2
    with pytest.raises(RowsStayError):
        first.delete()
    with pytest.raises(RowsStayError):
        Edition.objects.all().delete()


def test_what_a_plugin_says_no_more_stays_as_it_was():
    with told(Told(Decimal(80))), kept(Kept([["晨训", "外聘讲师"]])):
        frozen()

    assert frozen() is None
    assert figure_of(Edition.objects.get())["value"] == "80.00"
    assert tables_of(Edition.objects.get())[0].rows == [["晨训", "外聘讲师"]]


def ask_a_table_that_is_not_there(first, last):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM lms_no_such_table")


@pytest.mark.parametrize("value", [ask_a_table_that_is_not_there, Decimal("NaN"), "x", 10**40])  # fmt: skip
def test_an_indicator_that_fails_spoils_nothing(value):
    told_wrong = Told((lambda *_: value) if isinstance(value, int) else value)
    with told(told_wrong, "broken"), told(Told(Decimal(3))):
        edition = frozen()

    assert figure_of(edition)["value"] == "3.00"
    assert "lms_archives.broken" not in {row["key"] for row in edition.figures}


@pytest.mark.parametrize("rows", [[["晨训"]], [["晨训", "a", "b"]], [None], [["晨训", (None,)]]])  # fmt: skip
def test_a_table_that_is_torn_is_left_out(rows):
    with kept(Kept(rows)), told(Told(Decimal(3))):
        edition = frozen()

    assert figure_of(edition)["value"] == "3.00"
    assert "lms_archives.kept.classes" not in {row["key"] for row in edition.tables}


def test_what_json_refuses_is_left_out_of_a_text():
    with kept(Kept([["晨\x00训", "\ud800老师"]])):
        edition = frozen()

    assert tables_of(edition)[0].rows == [["晨训", "老师"]]


def test_names_of_trainers_are_kept_apart_and_can_be_forgotten():
    trainer = UserFactory(last_name="顾", first_name="春晓")
    with kept(Kept([["晨训", (trainer,)]])):
        edition = frozen()
    assert "春晓" not in str(edition.tables)
    assert tables_of(edition)[0].rows == [["晨训", "顾春晓"]]
    named = personal_data.get("lms_archives.named")
    assert named.collect(trainer) == [{"name": "顾春晓"}]

    named.forget(trainer)

    assert "顾春晓" not in str(tables_of(edition)[0].rows)
    assert named.collect(trainer) == []


def test_only_who_may_freezes_and_only_what_is_over():
    with pytest.raises(PermissionDenied):
        freeze(first=AUGUST, user=UserFactory(), now=NOW)
    with pytest.raises(NotOverError):
        freeze(first=shifted(AUGUST, 1), user=make_keeper(), now=NOW)


def test_the_job_makes_up_for_what_it_missed_and_freezes_anew_in_the_first_days():
    with told(Told(Decimal(80))) as item:
        freeze_due(NOW)
        assert [*Month.objects.values_list("first", flat=True)] == [AUGUST]
        freeze_due(datetime(2026, 12, 2, tzinfo=UTC))
        assert Month.objects.count() == 4
        item.value = Decimal(81)
        freeze_due(datetime(2026, 12, 4, tzinfo=UTC))
        item.value = Decimal(82)
        freeze_due(datetime(2026, 12, 9, tzinfo=UTC))

    newest = Month.objects.first()
    assert (newest.first, newest.newest) == (shifted(AUGUST, 3), 2)


def test_a_month_stands_beside_the_one_before_and_that_of_the_year_before():
    for back, value in ((12, "70.00"), (1, "80.00")):
        first = shifted(AUGUST, -back)
        with told(Told(Decimal(value))):
            frozen(first)
    with told(Told(Decimal(84))):
        line = lines_of(frozen())[0]

    assert line.to_month_before.absolute == 4
    assert line.to_year_before.relative == 20
    assert [dot.text for dot in line.plot.lines[0].dots][-1] == "84"


def test_the_plugin_courses_keeps_its_tables():
    edition = freeze(first=last_month(), user=None, now=timezone.now())

    keys = {table["key"] for table in edition.tables}
    assert {"lms_courses.month.cohorts", "lms_courses.month.classes"} <= keys
    assert make_edition(shifted(last_month(), -5)).number == 1
