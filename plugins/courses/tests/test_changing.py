"""What trainers change about courses that people have: other days, taken back, given again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from plugins.courses.enums import EnrollmentAct
from plugins.courses.models import Enrollment, EnrollmentNote
from plugins.courses.services.enrolling import assign
from plugins.courses.services.telling import remind_of_due
from plugins.courses.tests.factories import make_course, make_enrollment, take_back
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
LATER = TODAY + timedelta(days=20)
LIST = "/plugins/courses/report/people/"


@pytest.fixture
def course():
    return make_course(title="处理投诉")


@pytest.fixture
def rows(course):
    """Three people who have it assigned, due today."""
    fields = {"source": "assigned", "due_on": TODAY}
    return [make_enrollment(course, **fields) for _each in range(3)]


def change(client, course, act, *rows, **fields):
    """Press a button of the list of a course."""
    state = "&state=withdrawn" if act == "given_back" else ""
    address = f"{LIST}change/?course={course.key}{state}"
    keys = {"row": [row.pk for row in rows]} if rows else {}
    return client.post(
        address, {"act": act, **keys, **fields}, headers={"accept-language": "en"}
    )


def said(answer):
    return [str(message) for message in answer.wsgi_request._messages]  # noqa: SLF001 (what is said next)


def told(kind):
    rows = Notification.objects.filter(kind=f"lms_courses.{kind}")
    return {*rows.values_list("recipient", flat=True)}


def days_of(rows):
    found = Enrollment.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return [row.due_on for row in found]


def test_those_who_are_ticked_get_another_day_and_hear_why(trainer, course, rows):
    first, second, third = rows
    reason = "双十一期间业务繁忙"

    answer = change(
        trainer, course, "due_moved", first, second, due_on=LATER, reason=reason
    )

    assert answer.url == f"{LIST}?course={course.key}"
    assert days_of(rows) == [LATER, LATER, TODAY]
    assert told("due_moved") == {first.person_id, second.person_id}
    notes = EnrollmentNote.objects.all()
    assert {note.enrollment for note in notes} == {first, second}
    assert {(note.before, note.after, note.by) for note in notes} == {
        (TODAY, LATER, trainer.user)
    }
    page = trainer.get(f"/plugins/courses/report/enrollments/{first.pk}/")
    assert reason in page.content.decode()
    assert not EnrollmentNote.objects.filter(enrollment=third).exists()


def test_what_is_due_later_is_reminded_of_anew(trainer, course, rows):
    own = Notification.objects.filter(recipient=rows[0].person, kind="lms_courses.due")
    remind_of_due(NOW)
    change(trainer, course, "due_moved", rows[0], due_on=TODAY + timedelta(days=5))

    remind_of_due(NOW)

    assert own.count() == 2


def test_a_second_press_changes_and_says_nothing_twice(trainer, course, rows):
    for _press in range(2):
        answer = change(trainer, course, "due_moved", rows[0], due_on=LATER)

    assert EnrollmentNote.objects.count() == 1
    assert Notification.objects.filter(kind="lms_courses.due_moved").count() == 1
    assert "stays as it is" in said(answer)[-1]


def test_a_course_is_taken_back_and_given_again_where_it_stopped(
    client_as, trainer, course
):
    learner = client_as(Role.AGENT)
    row = make_enrollment(course, person=learner.user, source="assigned")
    lesson = course.get_children().first()
    learner.post(f"/plugins/courses/lessons/{lesson.pk}/opened/")

    change(trainer, course, "taken_back", row, reason="换岗")

    gone = trainer.get(f"{LIST}?course={course.key}&state=withdrawn").context["entries"]
    assert [each.pk for each, _standing, _state in gone] == [row.pk]
    assert not trainer.get(f"{LIST}?course={course.key}").context["entries"]
    assert "换岗" in learner.get("/notifications/").content.decode()
    change(trainer, course, "given_back", row)

    row.refresh_from_db()
    assert row.is_running
    assert row.activities.exists()
    assert told("taken_back") == told("given_back") == {learner.user.pk}
    acts = row.history.values_list("act", flat=True)
    assert [*acts] == [EnrollmentAct.TAKEN_BACK, EnrollmentAct.GIVEN_BACK]


def test_one_person_is_changed_on_their_own_page(trainer, rows):
    address = f"/plugins/courses/report/enrollments/{rows[0].pk}/"
    assert (
        "Take the course back"
        in trainer.get(address, headers={"accept-language": "en"}).content.decode()
    )

    trainer.post(f"{address}change/", {"act": "due_moved", "due_on": LATER})
    trainer.post(f"{address}change/", {"act": "taken_back"})

    assert days_of(rows) == [LATER, TODAY, TODAY]
    assert (
        "Give the course again"
        in trainer.get(address, headers={"accept-language": "en"}).content.decode()
    )


def test_all_of_a_list_is_changed_at_once_and_nobody_else(trainer, course, rows):
    team = TeamFactory()
    own = make_enrollment(
        course, person=StaffProfileFactory(team=team).user, due_on=TODAY
    )

    trainer.post(
        f"{LIST}change/?team={team.pk}",
        {"act": "due_moved", "is_all": "on", "due_on": LATER},
    )

    assert days_of([own, *rows]) == [TODAY, TODAY, TODAY, LATER]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"act": "due_moved", "due_on": "", "row": "own"}, "Choose the new day."),
        ({"act": "due_moved", "due_on": "2020-01-01", "row": "own"}, "look at the year|This day is over"),
        ({"act": "due_moved", "due_on": "9" * 5000, "row": "own"}, "valid date"),
        ({"act": "due_moved", "due_on": f"{LATER}"}, "Tick at least one person."),
        ({"act": "taken_back", "row": "9" * 5000}, None),
        ({"act": "nonsense", "row": "own"}, "nonsense"),
        ({"act": "taken_back", "reason": "字" * 301, "row": "own"}, "300"),
    ],
)  # fmt: skip
def test_a_change_that_makes_no_sense_says_so_and_keeps_what_was_ticked(
    trainer, course, rows, fields, words
):
    fields = {"reason": "这是理由", **fields}
    is_own = fields.get("row") == "own"
    if is_own:
        fields["row"] = rows[0].pk
    address = f"{LIST}change/?course={course.key}"

    answer = trainer.post(address, fields, headers={"accept-language": "en"})

    assert not EnrollmentNote.objects.exists()
    if words is None:
        assert answer.status_code == 302
        return
    page = answer.content.decode()
    assert any(each in page for each in words.split("|"))
    assert fields["reason"] in page
    if is_own:
        assert f'value="{rows[0].pk}" form="change" checked' in page


def test_nobody_changes_what_is_assigned_to_oneself_nor_what_is_completed(
    trainer, course
):
    own = make_enrollment(course, person=trainer.user, source="assigned")
    done = make_enrollment(course, completed_at=NOW)

    for act in ("due_moved", "taken_back", "given_back"):
        change(trainer, course, act, own, done, due_on=LATER)

    assert not EnrollmentNote.objects.exists()
    assert not Enrollment.objects.exclude(withdrawn_at=None).exists()


def test_a_course_assigned_anew_meanwhile_is_not_given_again_besides(trainer, course):
    row = make_enrollment(course)
    take_back(row, trainer.user)
    person = [row.person]
    assign(course=course, people=person, user=trainer.user, now=NOW)

    change(trainer, course, "given_back", row)

    assert Enrollment.objects.running().of(row.person).get() != row


def test_rows_of_another_list_are_not_changed(trainer, course, rows):
    other = make_enrollment(make_course(), person=UserFactory())

    change(trainer, course, "taken_back", other)

    assert Enrollment.objects.get(pk=other.pk).is_running


def test_managers_see_the_list_and_change_nothing(client_as, course, rows):
    manager = client_as(Role.MANAGER)
    page = manager.get(f"{LIST}?course={course.key}").content.decode()
    assert 'id="change"' not in page
    assert change(manager, course, "taken_back", rows[0]).status_code == 403
