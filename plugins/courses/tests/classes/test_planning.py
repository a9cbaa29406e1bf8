"""Timetables: sent twice, far away, by the clock of another country, and for calendars."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from lms.notifications import shown
from plugins.courses.exceptions import AnsweredError, CancelledError, NoPlaceError
from plugins.courses.models import ClassSession
from plugins.courses.services.classes.attendance import settle_order
from plugins.courses.services.classes.booking import book_class
from plugins.courses.services.classes.calendar_feed import escaped, renew_feed
from plugins.courses.services.classes.cohorts import add_members
from plugins.courses.services.classes.notices import expected_at, remind_of_classes
from plugins.courses.services.classes.signing_in import apologize, decide_apology
from plugins.courses.services.classes.targets import tell_of_plans
from plugins.courses.services.classes.timetable import (
    cancel_class,
    change_class,
    moment_of,
    save_classes,
)
from plugins.courses.tests.classes.factories import (
    DAY,
    HOUR,
    make_cohort,
    make_make_up_class,
    make_mark,
    make_order,
    make_session,
)
from plugins.courses.tests.factories import make_course
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"lms_courses:class_{name}", args=args)


def queries(act):
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


@pytest.fixture
def led(trainer):
    """A cohort that the trainer leads."""
    return make_cohort(UserFactory(), trainers=[trainer.user])


def rhythm(**more):
    day = timezone.localdate() + 10 * DAY
    return {
        "title": "先安抚", "kind": "theory", "weekdays": [str(n) for n in range(7)],
        "at": "14:00", "minutes": "120", "first_day": day.isoformat(), "weeks": "1",
        **more,
    }  # fmt: skip


# The timetable


def test_a_timetable_that_is_sent_twice_is_saved_once(trainer, led):
    for _each in range(2):
        trainer.post(url("plan", led.pk), rhythm(save="yes"))

    assert led.sessions.count() == 7


def test_a_plan_of_a_year_asks_as_much_as_one_of_a_week(trainer, led):
    data = {"room": "三楼", "trainer": trainer.user.pk}
    trainer.post(url("plan", led.pk), rhythm(**data))

    def ask(weeks):
        return queries(lambda: trainer.post(url("plan", led.pk), rhythm(weeks=weeks, **data)))  # fmt: skip

    assert ask("50") == ask("1")


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_years_out_of_reach_are_refused_and_break_no_page(trainer, led, year):
    day = f"{year}-12-31"
    cohort = {"title": "营", "begins_on": day, "ends_on": day}

    assert trainer.post(url("plan", led.pk), rhythm(first_day=day)).status_code == 200
    assert trainer.post(url("new_cohort"), cohort).status_code == 200
    assert trainer.get(url("mine"), {"show": "week", "week": f"{year}-01-01"}).status_code == 200  # fmt: skip
    assert trainer.get(url("mine"), {"show": "week", "week": day}).status_code == 200


def test_time_and_trainer_change_together(trainer, led):
    busy = UserFactory(role=Role.TRAINER)
    session = make_session(led, trainer=busy, starts_at=timezone.now() + DAY)
    make_session(trainer=busy, starts_at=timezone.now() + 3 * DAY)
    session.starts_at, session.trainer = timezone.now() + 3 * DAY, trainer.user

    assert change_class(session=session, is_rest=False, now=timezone.now()) == 1


def test_a_class_that_is_cancelled_while_somebody_edits_it_stays_cancelled(led):
    session = make_session(led)
    edited = ClassSession.objects.get(pk=session.pk)
    cancel_class(session=session, reason="停电", now=timezone.now())

    change_class(session=edited, is_rest=False, now=timezone.now())

    session.refresh_from_db()
    assert (session.reason, bool(session.cancelled_at)) == ("停电", True)


def test_whoever_is_expected_is_told_once_however_many_classes_move(led):
    person = led.members.get().person
    first, *_rest = [
        make_session(led, starts_at=timezone.now() + n * DAY) for n in (1, 2, 3)
    ]
    first.starts_at += HOUR

    change_class(session=first, is_rest=True, now=timezone.now())

    (told,) = shown(Notification.objects.of(person), person)
    assert "2" in told.text


def test_a_class_lasts_as_long_as_it_says_when_clocks_are_set(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    with timezone.override(ZoneInfo("Europe/Berlin")):
        starts = datetime(2026, 3, 29, 1, 0, tzinfo=ZoneInfo("Europe/Berlin"))
        session = make_session(starts_at=starts, minutes=120)

    assert session.ends_at == datetime(2026, 3, 29, 2, 0, tzinfo=UTC)
    moments = (moment_of(date(2026, 3, day), time(14)) for day in (28, 30))
    before, after = (each.astimezone(UTC) for each in moments)
    assert after - before == timedelta(hours=47)


def test_reminding_again_asks_as_much_for_thirty_people_as_for_one():
    def ask(people):
        session = make_session(make_cohort(*[UserFactory() for _ in range(people)]))
        remind_of_classes(timezone.now())
        found = queries(lambda: remind_of_classes(timezone.now()))
        session.delete()
        return found

    assert ask(30) == ask(1)


def test_people_join_in_as_many_queries_for_thirty_as_for_one():
    def ask(people):
        found = [UserFactory(is_active=False) for _ in range(people)]
        cohort = make_cohort()
        return queries(lambda: add_members(cohort=cohort, people=found, now=timezone.now()))  # fmt: skip

    each = ask(2) - ask(1)  # the notice to each

    assert ask(30) == ask(1) + 29 * each
    assert each <= 8


# Places and apologies


def test_a_make_up_class_has_as_many_places_as_its_cohort(client_as):
    learner = client_as(Role.AGENT)
    cohort = make_cohort(capacity=1)
    extra = make_make_up_class(cohort)
    first = make_order(cohort)
    mine = make_order(cohort, person=learner.user)
    now = timezone.now()
    book_class(order=first, session=extra, user=None, now=now)

    with pytest.raises(NoPlaceError):
        book_class(order=mine, session=extra, user=learner.user, now=now)
    answer = learner.post(url("order_step", mine.pk, "book"), {"session": extra.pk}, follow=True)  # fmt: skip
    assert answer.status_code == 200
    mine.refresh_from_db()
    assert mine.booked is None


def test_whose_order_is_waived_is_not_expected_and_leaves_the_place(client_as):
    manager = client_as(Role.MANAGER)
    cohort = make_cohort(capacity=1)
    extra = make_make_up_class(cohort)
    order = make_order(cohort, booked=extra, state="booked")

    settle_order(order=order, state="waived", user=manager.user, reason="调岗", now=timezone.now())  # fmt: skip

    assert expected_at(extra) == []
    book_class(order=make_order(cohort), session=extra, user=None, now=timezone.now())


def test_an_apology_is_answered_once_and_never_by_its_sender():
    person, now = UserFactory(), timezone.now()
    session = make_session(make_cohort(person))
    known = {"session": session, "person": person}
    apology = apologize(**known, reason="看牙", now=now)

    with pytest.raises(PermissionDenied):
        decide_apology(apology=apology, is_accepted=True, user=person, now=now)
    decide_apology(apology=apology, is_accepted=True, user=UserFactory(), now=now)
    with pytest.raises(AnsweredError):
        decide_apology(apology=apology, is_accepted=False, user=UserFactory(), now=now)

    cancel_class(session=session, reason="", now=now)
    session.refresh_from_db()
    with pytest.raises(CancelledError):
        apologize(**known, reason="看牙", now=now)


# The feed


def unfolded(body):
    return body.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def event_of(body):
    """Return the names and values of the one event, each name once."""
    lines = unfolded(body)
    inside = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    pairs = [line.split(":", 1) for line in inside]
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_a_moved_or_cancelled_class_keeps_its_name_and_has_a_higher_number():
    person = UserFactory()
    session = make_session(make_cohort(person), changed_at=timezone.now() - DAY)
    path = url("feed", renew_feed(person=person, now=timezone.now()).token)
    first = event_of(Client().get(path).content)

    session.starts_at += DAY
    change_class(session=session, is_rest=False, now=timezone.now())
    moved = event_of(Client().get(path).content)
    cancel_class(session=session, reason="", now=timezone.now() + HOUR)
    cancelled = event_of(Client().get(path).content)

    found = [first, moved, cancelled]
    assert len({each["UID"] for each in found}) == 1
    numbers = [int(each["SEQUENCE"]) for each in found]
    assert sorted({*numbers}) == numbers
    assert [each["STATUS"] for each in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert first["DTSTART"] != moved["DTSTART"]
    assert moved["DTSTART"].endswith("Z")


def test_a_calendar_is_one_object_whose_lines_end_as_the_standard_says():
    person = UserFactory()
    save_classes(
        sessions=[
            ClassSession(cohort=make_cohort(person), title="安抚\x0b;,\\" * 9, starts_at=timezone.now())
        ],
        now=timezone.now(),
    )  # fmt: skip
    body = Client().get(url("feed", renew_feed(person=person, now=timezone.now()).token)).content  # fmt: skip

    lines = unfolded(body)
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= {*event_of(body)}
    assert event_of(body)["SUMMARY"] == "安抚\\;\\,\\\\" * 9
    assert escaped("一\n二\x00") == "一\\n二"


def test_a_feed_is_known_by_a_weakened_mark_as_well():
    feed = renew_feed(person=UserFactory(), now=timezone.now())
    etag = Client().get(url("feed", feed.token))["ETag"]

    answer = Client().get(url("feed", feed.token), headers={"If-None-Match": f"W/{etag}"})  # fmt: skip

    assert answer.status_code == 304


# What the plans ask for


def test_a_week_with_more_than_is_wanted_is_named_and_can_be_saved(trainer, led):
    answer = trainer.post(url("plan", led.pk), rhythm(weekdays=["1", "3"], weeks="2"))
    assert answer.context["heavy"] == []

    many = rhythm(weekdays=["1", "3", "4"], weeks="2")
    heavy = trainer.post(url("plan", led.pk), many).context["heavy"]

    assert {minutes for _monday, minutes in heavy} <= {360}
    assert heavy
    assert trainer.post(url("plan", led.pk), {**many, "save": "yes"}).status_code == 302


def test_the_turnout_of_each_class_is_drawn_as_far_as_it_is_marked(trainer, led):
    late = UserFactory()
    add_members(cohort=led, people=[late], now=timezone.now())
    first = led.members.exclude(person=late).get().person
    session = make_session(led, starts_at=timezone.now() - DAY)
    make_mark(session, first, "absent")
    make_mark(session, late, "late")
    make_session(led)

    (turnout,) = trainer.get(url("matrix", led.pk)).context["turnouts"]

    assert (turnout.session, turnout.attended, turnout.percent) == (session, 1, 50)
    assert turnout.parts == [("late", 0, 50), ("absent", 50, 50)]


def missed_targets(*people, trainers=(), **fields):
    """Return a cohort that is long over, and trained nobody."""
    today = timezone.localdate()
    dates = {"begins_on": today - 140 * DAY, "ends_on": today - 91 * DAY}
    return make_cohort(*people, trainers=trainers, **dates, **fields)


def test_targets_missed_are_told_once_and_begin_a_make_up_cohort(client_as):
    manager, person = client_as(Role.MANAGER), UserFactory()
    lead = UserFactory(role=Role.TRAINER)
    cohort = missed_targets(person, trainers=[lead], course=make_course())
    for _each in range(2):
        tell_of_plans(timezone.now())
    assert Notification.objects.of(lead).count() == 1
    assert Notification.objects.of(manager.user).count() == 1
    path = f"{url('new_cohort')}?after={cohort.pk}"
    assert path in manager.get(url("report")).content.decode()

    page = manager.get(path)
    filled = {name: page.context["form"][name].value() for name in ("title", "course", "begins_on", "ends_on", "trainers", "phases")}  # fmt: skip
    manager.post(path, filled)

    follow_up = cohort.course.cohorts.exclude(pk=cohort.pk).get()
    assert follow_up.members.get().person == person
    assert [*follow_up.trainers.all()] == [lead]
    assert follow_up.title in manager.get(url("report")).content.decode()
    assert path not in manager.get(url("report")).content.decode()


def test_a_cohort_after_one_that_is_closed_to_somebody_is_not_there(client_as):
    agent, trainer = client_as(Role.AGENT), client_as(Role.TRAINER)

    assert agent.get(f"{url('new_cohort')}?after={make_cohort().pk}").status_code == 403
    assert trainer.get(f"{url('new_cohort')}?after={'9' * 30}").status_code == 200
    assert trainer.get(f"{url('new_cohort')}?after=987654").status_code == 404


def test_the_sheet_for_signatures_names_all_who_are_expected(trainer, led):
    session = make_session(led)
    body = trainer.get(url("sheet", session.pk)).content.decode()

    assert str(led.members.get().person) in body or led.members.get().person.get_full_name() in body  # fmt: skip


@pytest.mark.parametrize(
    "turns", ["theory 3, practice 3", "理论3、实操3", "Theory 3\nPractice 3"]
)
def test_a_camp_is_planned_with_theory_first_and_practice_then(trainer, led, turns):
    trainer.post(url("plan", led.pk), rhythm(save="yes", kind="review", turns=turns))

    kinds = led.sessions.order_by("starts_at").values_list("kind", flat=True)
    assert [*kinds] == [*["theory"] * 3, *["practice"] * 3, "review"]


@pytest.mark.parametrize("turns", ["3", "dance 3", "theory", "make_up 2"])
def test_turns_that_say_nothing_clear_are_named(trainer, led, turns):
    answer = trainer.post(url("plan", led.pk), rhythm(save="yes", turns=turns))

    assert turns in str(answer.context["form"].errors["turns"])
    assert not led.sessions.exists()
