"""What the archive of a month keeps of courses."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plugins.courses.models import Result
from plugins.courses.services.archiving import CoursesOfMonth
from plugins.courses.tests.classes.factories import (
    make_cohort,
    make_mark,
    make_session,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AUGUST = (date(2026, 8, 1), date(2026, 8, 31))
FIFTH = datetime(2026, 8, 5, 1, tzinfo=UTC)


def tables():
    return {table.key: table for table in CoursesOfMonth().tables(*AUGUST)}


def make_august(title="晨训"):
    came, absent, trainer = UserFactory(), UserFactory(), UserFactory()
    days = {"begins_on": AUGUST[0], "ends_on": date(2026, 9, 9)}
    cohort = make_cohort(came, absent, trainers=[trainer], title=title, **days)
    session = make_session(cohort, starts_at=FIFTH, trainer=trainer)
    make_session(cohort, starts_at=FIFTH.replace(month=9))
    make_mark(session, came)
    make_mark(session, absent, "absent")
    for person, score in ((came, 90), (absent, 50)):
        Result.objects.create(
            key=f"test:{person.pk}",
            person=person,
            kind="exam",
            activity_key="7f2c2d0e-0000-4000-8000-000000000001",
            title="结业考试",
            score=Decimal(score),
            is_passed=score > 60,
            decided_at=FIFTH,
        )
    return cohort, session, trainer, (came, absent)


def test_plan_trainers_turnout_and_results_are_kept_and_learners_are_counts():
    cohort, session, trainer, learners = make_august()
    make_cohort(begins_on=date(2026, 9, 1), ends_on=date(2026, 9, 30))

    found = tables()

    assert found["cohorts"].rows == [[cohort.title, "", "2026-08-01", "2026-09-09", (trainer,), "2"]]  # fmt: skip
    assert [row[:2] + row[4:] for row in found["classes"].rows] == [[session.title, cohort.title, (trainer,), "1", "2"]]  # fmt: skip
    assert found["results"].rows == [["结业考试", "2", "1", "50.0 %", "70.0"]]
    for person in learners:
        assert str(person) not in str([table.rows for table in found.values()])


def test_a_month_asks_as_much_for_many_cohorts_as_for_one():
    make_august()
    with CaptureQueriesContext(connection) as one:
        tables()
    for number in range(5):
        make_august(f"第{number}期")

    with CaptureQueriesContext(connection) as many:
        tables()
    assert len(many) == len(one)
