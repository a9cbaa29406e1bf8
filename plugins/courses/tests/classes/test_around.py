"""Around classes: the calendar, the report, reminders, the demo, the home page."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from lms.personal_data import data_of
from plugins.courses.models import (
    ActivityProgress,
    Attendance,
    CalendarFeed,
    Cohort,
    MakeUpOrder,
    Result,
)
from plugins.courses.services.classes.calendar_feed import fold, renew_feed
from plugins.courses.services.classes.figures import figures_of, make_up_plans
from plugins.courses.services.classes.notices import remind_of_classes
from plugins.courses.services.demo.classes import add_demo_classes
from plugins.courses.tests.classes.factories import (
    DAY,
    HOUR,
    make_cohort,
    make_mark,
    make_session,
)
from plugins.courses.tests.factories import make_course
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"lms_courses:class_{name}", args=args)


def test_the_feed_tells_titles_and_times_to_whoever_knows_the_secret():
    person = UserFactory()
    session = make_session(
        make_cohort(person), title="先安抚,再处理；" * 6, room="三楼", notes="秘密"
    )
    feed = renew_feed(person=person, now=timezone.now())

    answer = Client().get(url("feed", feed.token))

    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"UID:{session.key}@lms-courses" in lines
    assert "SUMMARY:" + ("先安抚\\,再处理；" * 6) in lines
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert "三楼" not in "".join(lines)
    assert "秘密" not in "".join(lines)


def test_the_feed_is_not_sent_again_while_nothing_changes():
    person = UserFactory()
    session = make_session(make_cohort(person))
    feed = renew_feed(person=person, now=timezone.now())
    etag = Client().get(url("feed", feed.token))["ETag"]
    known = {"If-None-Match": etag}

    assert Client().get(url("feed", feed.token), headers=known).status_code == 304

    session.title = "换了题目"
    session.save()

    assert Client().get(url("feed", feed.token), headers=known).status_code == 200


def test_a_new_secret_ends_the_old_one_and_leavers_have_none(client_as):
    client = client_as(Role.AGENT)
    old = renew_feed(person=client.user, now=timezone.now()).token

    client.post(url("calendar"))

    new = CalendarFeed.objects.get().token
    assert Client().get(url("feed", old)).status_code == 404
    assert Client().get(url("feed", new)).status_code == 200
    client.user.is_active = False
    client.user.save()
    assert Client().get(url("feed", new)).status_code == 404


@pytest.mark.parametrize("text", ["a" * 200, "安抚" * 60, "", "x" * 75])
def test_folding_tears_no_character_and_loses_none(text):
    folded = fold(text)

    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))
    assert folded.decode().removesuffix("\r\n").replace("\r\n ", "") == text


def test_people_are_reminded_once_a_day_before():
    person = UserFactory()
    cohort = make_cohort(person)
    make_session(cohort, starts_at=timezone.now() + 20 * HOUR)
    make_session(cohort, starts_at=timezone.now() + 2 * DAY)

    remind_of_classes(timezone.now())
    remind_of_classes(timezone.now() + HOUR)

    assert Notification.objects.of(person).count() == 1


def result(person, course, key, *, is_passed):
    return Result.objects.create(
        key=f"{person.pk}:{key}", person=person, kind="exam", title="笔试",
        activity_key=course.key, course_key=course.key, score=90 if is_passed else 40,
        is_passed=is_passed, decided_at=timezone.now(),
    )  # fmt: skip


def test_targets_missed_three_months_later_make_a_plan_that_names_who_is_missing():
    there, never = UserFactory(), UserFactory()
    course, today = make_course(), timezone.localdate()
    late = {"begins_on": today - 140 * DAY, "ends_on": today - 91 * DAY}
    cohort = make_cohort(there, never, course=course, **late)
    make_mark(make_session(cohort, starts_at=timezone.now() - 100 * DAY), there)
    result(there, course, 1, is_passed=True)

    (figures,) = figures_of([cohort], timezone.localdate())
    (plan,) = make_up_plans([figures], timezone.now())

    assert (figures.coverage, figures.pass_rate) == (50, 100)
    assert (plan.misses_coverage, plan.misses_pass_rate) == (True, False)
    assert [*plan.figures.missing] == [never]
    cohort.ends_on = today - 60 * DAY
    assert (
        make_up_plans(figures_of([cohort], timezone.localdate()), timezone.now()) == []
    )


def test_what_reaches_all_targets_makes_no_plan():
    person, course = UserFactory(), make_course()
    today = timezone.localdate()
    cohort = make_cohort(
        person, course=course, begins_on=today - 200 * DAY, ends_on=today - 120 * DAY
    )
    make_mark(make_session(cohort, starts_at=timezone.now() - 150 * DAY), person)
    result(person, course, 1, is_passed=True)

    assert (
        make_up_plans(figures_of([cohort], timezone.localdate()), timezone.now()) == []
    )


def test_the_report_is_handed_out(trainer):
    make_cohort(UserFactory(), title="交付训练营")

    answer = trainer.get(url("report"), {"export": "csv"})

    assert "交付训练营" in b"".join(answer.streaming_content).decode()


def test_the_demo_shows_a_cohort_that_is_over_one_that_runs_and_an_order():
    UserFactory(role=Role.TRAINER)
    for _each in range(16):
        UserFactory(role=Role.AGENT)
    now = timezone.now()

    assert add_demo_classes(now)
    assert add_demo_classes(now) == ""

    today = timezone.localdate(now)
    assert Cohort.objects.filter(ends_on__lt=today).count() == 1
    assert Cohort.objects.filter(begins_on__lte=today, ends_on__gte=today).count() == 1
    assert MakeUpOrder.objects.waiting().count() == 2
    assert Attendance.objects.filter(state="late").exists()
    assert not ActivityProgress.objects.exists()


def test_the_demo_needs_nobody():
    assert add_demo_classes(timezone.now()) == ""


def test_what_is_held_about_somebody_is_handed_out():
    person = UserFactory()
    make_mark(make_session(make_cohort(person)), person)

    found = data_of(person)

    assert len(found["lms_courses.cohorts"]) == 1
    assert found["lms_courses.attendances"][0]["state"] == "present"


def test_the_jobs_of_classes_are_due():
    out = StringIO()
    make_session(
        make_cohort(UserFactory()), starts_at=timezone.now() + timedelta(hours=2)
    )

    call_command("run_due", stdout=out)

    assert "Reminders of classes: 1" in out.getvalue()
    assert "Make-up orders opened: 0" in out.getvalue()
