"""Pages of cohorts and classes: what is shown to whom, in few queries."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from plugins.courses.models import ClassSession, Cohort
from plugins.courses.services.classes.timetable import version_of
from plugins.courses.tests.classes.factories import (
    DAY,
    HOUR,
    make_cohort,
    make_make_up_class,
    make_mark,
    make_order,
    make_session,
)
from tests.factories.knowledge_base import FaqFactory
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"lms_courses:class_{name}", args=args)


def told(person):
    return Notification.objects.of(person).count()


@pytest.fixture
def led(trainer):
    """A cohort that the trainer leads."""
    return make_cohort(UserFactory(), trainers=[trainer.user])


def filled(trainer, people, classes):
    """Return a cohort with marks, apologies and orders of so many people."""
    members = [StaffProfileFactory().user for _ in range(people)]
    cohort = make_cohort(*members, trainers=[trainer.user])
    now = timezone.now()
    for n in range(classes):
        session = make_session(
            cohort,
            starts_at=now - (n + 1) * DAY,
            trainer=UserFactory(role=Role.TRAINER),
        )
        for person in members:
            make_mark(session, person, "absent")
    extra = make_make_up_class(cohort)
    for person in members:
        make_order(cohort, person=person, booked=extra, state="booked")
    return cohort


PAGES = ("mine", "today", "cohorts", "make_up", "report", "calendar")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_open_empty_and_filled(trainer, name, language):
    headers = {"accept-language": language}
    assert trainer.get(url(name), headers=headers).status_code == 200

    filled(trainer, 2, 2)

    assert trainer.get(url(name), headers=headers).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["mine", "today", "cohorts", "make_up", "report", "matrix", "cohort", "list"],
)
def test_pages_ask_as_much_for_thirty_as_for_one(trainer, name):
    def count(people, classes):
        cohort = filled(trainer, people, classes)
        key = cohort.pk if name != "list" else cohort.sessions.first().pk
        path = url(name, key) if name in {"matrix", "cohort", "list"} else url(name)
        trainer.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert trainer.get(path).status_code == 200
        return len(asked)

    one = count(1, 1)

    assert count(30, 4) <= one


def test_the_week_shows_a_class_on_its_day(client_as):
    client = client_as(Role.AGENT)
    now = timezone.now()  # an hour later it may be Monday
    session = make_session(
        make_cohort(client.user), title="先安抚再处理", starts_at=now
    )

    answer = client.get(url("mine"), {"show": "week"})

    assert "先安抚再处理" in answer.content.decode()
    assert session.title in client.get(url("mine")).content.decode()


def test_a_class_to_which_one_can_sign_in_stands_on_top(client_as):
    client = client_as(Role.AGENT)
    session = make_session(make_cohort(client.user), starts_at=timezone.now())

    body = client.get(url("mine")).content.decode()

    assert url("sign_in", session.pk) in body
    assert (
        url("sign_in", session.pk) in client.get(reverse("lms:home")).content.decode()
    )


def test_materials_are_shown_to_those_who_may_read_them_alone(trainer, led):
    faq = FaqFactory()
    session = make_session(led, materials=[f"lms_knowledge_base.faq:{faq.pk}"])

    assert (
        faq.get_absolute_url()
        in trainer.get(url("session", session.pk)).content.decode()
    )

    faq.live = False
    faq.save()

    assert (
        faq.get_absolute_url()
        not in trainer.get(url("session", session.pk)).content.decode()
    )


def test_a_timetable_is_looked_at_first_and_saved_then(trainer, led):
    data = {
        "title": "安抚话术",
        "kind": "practice",
        "weekdays": ["1", "3"],
        "at": "14:00",
        "minutes": "120",
        "first_day": "2026-09-07",
        "weeks": "3",
        "skipped": "2026-09-10",
        "room": "三楼",
    }

    looked = trainer.post(url("plan", led.pk), data)

    assert looked.status_code == 200
    assert ClassSession.objects.count() == 0

    trainer.post(url("plan", led.pk), {**data, "save": "yes"})

    found = led.sessions.values_list("starts_at", flat=True)
    assert [f"{each:%m-%d %H:%M}" for each in found] == [
        *("09-08 06:00", "09-15 06:00", "09-17 06:00", "09-22 06:00", "09-24 06:00")
    ]


def test_nothing_is_saved_while_the_trainer_is_elsewhere(trainer, led):
    make_session(
        starts_at=datetime(2026, 9, 8, 7, tzinfo=UTC),
        trainer=trainer.user,
        title="别的课",
    )
    data = {
        "title": "安抚话术", "kind": "practice", "weekdays": ["1"], "at": "14:00",
        "minutes": "120", "first_day": "2026-09-07", "weeks": "1",
        "trainer": trainer.user.pk, "save": "yes",
    }  # fmt: skip

    answer = trainer.post(url("plan", led.pk), data)

    assert "别的课" in answer.content.decode()
    assert led.sessions.count() == 0


def test_a_cohort_is_planned_with_its_phases(trainer):
    data = {
        "title": "新人营", "begins_on": "2026-09-01", "ends_on": "2026-10-20",
        "phases": "调研 1\n授课 4-6", "trainers": [trainer.user.pk],
    }  # fmt: skip

    answer = trainer.post(url("new_cohort"), data)

    cohort = Cohort.objects.get()
    assert answer.url == cohort.get_absolute_url()
    assert [*cohort.phases.values_list("title", "first_week", "last_week")] == [
        ("调研", 1, 1),
        ("授课", 4, 6),
    ]


def test_people_and_teams_join_and_are_told(trainer, led):
    person, team = UserFactory(), TeamFactory()
    StaffProfileFactory(team=team)

    trainer.post(url("people", led.pk), {"names": person.username, "teams": [team.pk]})

    assert led.members.count() == 3
    assert told(person) == 1


def test_whoever_nobody_knows_is_named_and_nobody_joins(trainer, led):
    answer = trainer.post(url("people", led.pk), {"names": "nobody-here"})

    assert "nobody-here" in answer.content.decode()
    assert led.members.count() == 1


def test_a_class_moves_with_all_later_ones_and_its_people_are_told(trainer, led):
    first = make_session(led, starts_at=timezone.now() + DAY)
    second = make_session(led, starts_at=timezone.now() + 3 * DAY)
    later = timezone.localtime(first.starts_at + 2 * HOUR)
    data = {
        "title": first.title, "kind": "theory", "minutes": 120, "is_rest": "on",
        "starts_at": f"{later:%Y-%m-%dT%H:%M}", "seen": version_of(first),
    }  # fmt: skip

    answer = trainer.post(url("edit", first.pk), data)

    assert answer.status_code == 302
    moved = ClassSession.objects.get(pk=second.pk).starts_at - second.starts_at
    assert abs(moved - 2 * HOUR) < timedelta(minutes=1)
    assert told(led.members.get().person) == 1


def test_a_cancelled_class_tells_its_people_and_comes_back(trainer, led):
    session = make_session(led)

    trainer.post(url("step", session.pk, "cancel"), {"reason": "培训师生病"})

    assert "培训师生病" in trainer.get(url("session", session.pk)).content.decode()
    assert told(led.members.get().person) == 1

    trainer.post(url("step", session.pk, "restore"))

    session.refresh_from_db()
    assert session.cancelled_at is None


# Who may do what with whose


def test_whoever_leads_a_cohort_runs_it_and_others_only_look(trainer, led, client_as):
    session = make_session(led)
    pages = [("edit_cohort", led.pk), ("plan", led.pk), ("list", session.pk)]
    other = client_as(Role.TRAINER)

    assert [trainer.get(url(*each)).status_code for each in pages] == [200] * 3
    assert [other.get(url(*each)).status_code for each in pages] == [403] * 3
    assert other.get(url("cohort", led.pk)).status_code == 200


def test_whoever_holds_one_class_keeps_its_list_and_plans_nothing(trainer):
    session = make_session(trainer=trainer.user)

    assert trainer.get(url("list", session.pk)).status_code == 200
    assert trainer.get(url("code", session.pk)).status_code == 200
    assert trainer.get(url("edit", session.pk)).status_code == 403
    assert trainer.get(url("list", make_session(session.cohort).pk)).status_code == 403


def test_learners_see_their_classes_and_nobody_elses_marks(client_as):
    client = client_as(Role.AGENT)
    other = UserFactory(last_name="欧阳", first_name="听雪")
    session = make_session(make_cohort(client.user, other))
    make_mark(session, other, "absent")

    body = client.get(url("cohort", session.cohort_id)).content.decode()

    assert session.title in body
    assert "听雪" not in body
    assert client.get(url("matrix", session.cohort_id)).status_code == 403
    assert client.get(url("session", make_session().pk)).status_code == 404


def test_nobody_settles_what_is_ones_own(client_as):
    manager = client_as(Role.MANAGER)
    order = make_order(make_cohort(manager.user), person=manager.user)

    answer = manager.post(url("order_step", order.pk, "waive"), {"reason": "忙"})

    assert answer.status_code == 403


def test_an_apology_reaches_the_trainers_and_its_answer_the_learner(client_as, trainer):
    learner = client_as(Role.AGENT)
    session = make_session(make_cohort(learner.user, trainers=[trainer.user]))

    learner.post(url("apology", session.pk), {"reason": "看牙"})

    assert told(trainer.user) == 1
    assert "看牙" in trainer.get(url("today")).content.decode()

    trainer.post(url("decide", session.apologies.get().pk), {"answer": "accept"})

    assert told(learner.user) == 1
    assert session.attendances.get().state == "excused"


def test_a_shift_that_meets_another_class_of_the_trainer_is_refused(trainer, led):
    session = make_session(led, trainer=trainer.user, starts_at=timezone.now() + DAY)
    other = make_session(trainer=trainer.user, starts_at=timezone.now() + 3 * DAY)
    wanted = timezone.localtime(other.starts_at + HOUR)
    data = {
        "title": session.title, "kind": "theory", "minutes": 120,
        "trainer": trainer.user.pk, "starts_at": f"{wanted:%Y-%m-%dT%H:%M}",
        "seen": version_of(session),
    }  # fmt: skip

    answer = trainer.post(url("edit", session.pk), data)

    assert other.title in answer.content.decode()
    assert ClassSession.objects.get(pk=session.pk).starts_at == session.starts_at


def test_two_classes_in_one_room_are_a_warning(trainer, led):
    other = make_session(room="三楼", starts_at=timezone.now() + DAY)
    session = make_session(led, room="三楼", starts_at=timezone.now() + DAY + HOUR)

    assert other.title in trainer.get(url("session", session.pk)).content.decode()
