"""The list of a class, signing in by code, and what follows from absences."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.events.host import ActivityDone
from lms.models import PublishedEvent
from plugins.courses.exceptions import (
    CancelledError,
    NotInClassError,
    NotOpenError,
    ReasonNeededError,
    TooManyCodesError,
    WrongCodeError,
)
from plugins.courses.models import (
    Attendance,
    AttendanceChange,
)
from plugins.courses.services.classes.attendance import (
    Stroke,
    mark,
    mark_rest,
    undo,
)
from plugins.courses.services.classes.codes import code_of, is_right
from plugins.courses.services.classes.signing_in import (
    FORGOTTEN_AFTER,
    apologize,
    decide_apology,
    sign_in,
)
from plugins.courses.services.classes.timetable import cancel_class
from plugins.courses.tests.classes.factories import (
    DAY,
    HOUR,
    make_cohort,
    make_mark,
    make_session,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 8, 6, 0, 10, tzinfo=UTC)  # two in the afternoon in Shanghai
MINUTE, STEP = timedelta(minutes=1), timedelta(seconds=30)


def url(name, *args):
    return reverse(f"lms_courses:class_{name}", args=args)


def class_at(moment=NOW, *people, **fields):
    cohort = make_cohort(
        *people, begins_on=(moment - DAY).date(), ends_on=(moment + 50 * DAY).date()
    )
    return make_session(cohort, starts_at=moment, **fields)


def marked(session, person, state, now=NOW):
    stroke = Stroke(by=None, now=now)
    return mark(session=session, states={person.pk: state}, stroke=stroke)


# Codes


def test_the_code_of_now_and_of_one_step_before_is_taken():
    session = class_at()

    assert is_right(session, code_of(session, NOW), NOW)
    assert is_right(session, code_of(session, NOW), NOW + STEP)
    assert not is_right(session, code_of(session, NOW), NOW + 2 * STEP)
    assert not is_right(session, code_of(session, NOW + STEP), NOW)


def test_the_code_of_another_class_is_wrong():
    one, other = class_at(), class_at()

    assert not is_right(other, code_of(one, NOW), NOW)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(-15, "present"), (0, "present"), (5, "present"), (6, "late"), (30, "late")],
)
def test_who_signs_in_in_the_window_is_present_or_late(minutes, state):
    person = UserFactory()
    now = NOW + minutes * MINUTE
    session = class_at(NOW, person)

    row = sign_in(session=session, person=person, code=code_of(session, now), now=now)

    assert (row.state, row.method, row.by) == (state, "code", person)


@pytest.mark.parametrize(
    ("minutes", "early"), [(-16, True), (31, False), (60 * 24, False)]
)
def test_outside_the_window_nobody_signs_in(minutes, early):
    person = UserFactory()
    now = NOW + minutes * MINUTE
    session = class_at(NOW, person)

    with pytest.raises(NotOpenError) as refused:
        sign_in(session=session, person=person, code=code_of(session, now), now=now)

    assert refused.value.is_early is early
    assert not Attendance.objects.exists()


def test_wrong_codes_count_and_are_forgotten_after_a_while():
    person = UserFactory()
    session = class_at(NOW, person)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(WrongCodeError) as refused:
            sign_in(session=session, person=person, code="x", now=NOW)
        assert refused.value.left == left
    with pytest.raises(TooManyCodesError):
        sign_in(session=session, person=person, code=code_of(session, NOW), now=NOW)

    later = NOW + FORGOTTEN_AFTER
    sign_in(session=session, person=person, code=code_of(session, later), now=later)


def test_signing_in_twice_changes_nothing():
    person = UserFactory()
    session = class_at(NOW, person)
    first = sign_in(session=session, person=person, code=code_of(session, NOW), now=NOW)

    again = sign_in(session=session, person=person, code="", now=NOW + 20 * MINUTE)

    assert again.at == first.at
    assert AttendanceChange.objects.count() == 1


def test_strangers_and_cancelled_classes_are_refused():
    person = UserFactory()
    session = class_at(NOW, person)
    with pytest.raises(NotInClassError):
        sign_in(session=session, person=UserFactory(), code="1", now=NOW)
    cancel_class(session=session, reason="", now=NOW)
    session.refresh_from_db()
    with pytest.raises(CancelledError):
        sign_in(session=session, person=person, code="1", now=NOW)
    with pytest.raises(CancelledError):
        marked(session, person, "present")


def test_a_wrong_code_is_said_on_the_page_and_success_after_it_is_stored(client_as):
    client = client_as(Role.AGENT)
    session = make_session(make_cohort(client.user), starts_at=timezone.now())
    path = url("sign_in", session.pk)

    client.post(path, {"code": "nonsense"}, headers={"accept-language": "en"})
    assert not Attendance.objects.exists()

    answer = client.post(path, {"code": code_of(session, timezone.now())})

    assert "class-done" in answer.content.decode()
    assert Attendance.objects.get().person == client.user


# The list


def test_each_change_is_kept_with_who_and_from_what():
    person, trainer = UserFactory(), UserFactory()
    session = class_at(NOW, person)
    marked(session, person, "absent")
    stroke = Stroke(by=trainer, now=NOW, reason="看错了")

    mark(session=session, states={person.pk: "late"}, stroke=stroke)

    last = AttendanceChange.objects.first()
    assert (last.before, last.after, last.by, last.reason) == (
        "absent",
        "late",
        trainer,
        "看错了",
    )
    assert Attendance.objects.get().state == "late"


def test_all_present_leaves_marks_that_are_there_and_is_undone_as_one(trainer):
    people = [UserFactory() for _ in range(3)]
    session = class_at(NOW, *people)
    stroke = Stroke(by=trainer.user, now=NOW)
    marked(session, people[0], "absent")

    assert mark_rest(session=session, state="present", stroke=stroke) == 2
    assert undo(session=session, user=trainer.user, now=NOW) == 2

    assert Attendance.objects.filter(state="absent").count() == 1
    assert Attendance.objects.filter(state="").count() == 2


def test_undoing_leaves_what_somebody_else_changed_since(trainer):
    people = [UserFactory(), UserFactory()]
    session = class_at(NOW, *people)
    mark_rest(session=session, state="present", stroke=Stroke(by=trainer.user, now=NOW))
    marked(session, people[0], "late")

    undo(session=session, user=trainer.user, now=NOW)

    assert Attendance.objects.get(person=people[0]).state == "late"
    assert Attendance.objects.get(person=people[1]).state == ""


def test_nobody_outside_the_list_is_marked():
    session = class_at(NOW, UserFactory())

    with pytest.raises(NotInClassError):
        marked(session, UserFactory(), "present")


def test_the_list_takes_a_mark_by_a_button(trainer):
    person = UserFactory()
    session = make_session(make_cohort(person, trainers=[trainer.user]))
    path = url("list", session.pk)

    trainer.post(path, {"mark": f"{person.pk}:late"})
    part = trainer.post(path, {"rest": "absent"}, headers={"X-Part": "yes"})

    assert Attendance.objects.get().state == "late"
    assert part.content.decode().lstrip().startswith("<form")


def test_a_table_is_taken_and_its_faults_are_named(trainer):
    people = [StaffProfileFactory(staff_number=f"N{n}").user for n in range(3)]
    session = make_session(make_cohort(*people, trainers=[trainer.user]))
    text = "工号,考勤\nN0,出席\nN1,absent\nN9,late\nN2,vielleicht\n"
    file = SimpleUploadedFile("marks.csv", text.encode(), content_type="text/csv")

    answer = trainer.post(url("import", session.pk), {"file": file})

    body = answer.content.decode()
    assert "N9" in body
    assert "vielleicht" in body
    assert Attendance.objects.get(person=people[1]).state == "absent"


def test_the_marks_of_a_cohort_are_handed_out(trainer):
    person = UserFactory(first_name="=1+1")
    session = make_session(make_cohort(person, trainers=[trainer.user]))
    make_mark(session, person)

    answer = trainer.get(url("matrix", session.cohort_id), {"export": "csv"})

    assert session.title in b"".join(answer.streaming_content).decode()


def test_an_apology_excuses_once_it_is_accepted(trainer):
    person = UserFactory()
    session = class_at(NOW, person)
    before = NOW - HOUR
    apology = apologize(session=session, person=person, reason="看牙", now=before)
    assert not Attendance.objects.exists()

    decide_apology(apology=apology, is_accepted=True, user=trainer.user, now=before)

    assert Attendance.objects.get().state == "excused"
    with pytest.raises(NotOpenError):
        apologize(session=session, person=person, reason="x", now=NOW)
    with pytest.raises(ReasonNeededError):
        apologize(session=session, person=person, reason=" ", now=before)


def test_whoever_attends_a_class_is_told_to_rewards_once():
    person = UserFactory()
    session = class_at(NOW, person)

    for state in ("present", "absent", "late"):
        marked(session, person, state)

    assert PublishedEvent.objects.filter(kind=ActivityDone.name).count() == 1
