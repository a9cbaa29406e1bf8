"""What happens at the edges: copies, moves, locks, odd ranges, and nothing is written by looking."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone

from knowledge_base.models import LibraryDocument
from lms.enums import Role
from lms.extensions import Candidate
from plugins.courses.enums import StepState
from plugins.courses.exceptions import LockedError
from plugins.courses.models import (
    CheckAnswer,
    CoursePage,
    Enrollment,
    LessonNote,
    LessonPage,
)
from plugins.courses.models.content import checks_of, find_block
from plugins.courses.services.answering import answer_check, write_note
from plugins.courses.services.enrolling import assign, enroll, leave_course, take_again
from plugins.courses.services.evidence import CoursesDone
from plugins.courses.services.handing_in import Handed, hand_in
from plugins.courses.services.progress import finish_lesson
from plugins.courses.services.standings import standing_of
from plugins.courses.tests.builders import key_of, question, reflection, task
from plugins.courses.tests.factories import (
    make_course,
    make_enrollment,
    make_lesson,
    take_back,
)
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ROOT = "/plugins/courses"


def copied(lesson):
    """Return a copy of a lesson beside it, as the admin makes one: blocks keep their keys."""
    twin = lesson.copy(update_attrs={"slug": f"{lesson.slug}-copy"})
    return LessonPage.objects.get(pk=twin.pk)


def test_a_copy_of_a_lesson_has_answers_and_notes_of_its_own():
    asked, thought = question(), reflection()
    course = make_course(lessons=0)
    lesson = make_lesson(course, rule="checks", body=[asked, thought], fewest_seconds=0)
    twin = copied(lesson)
    row = make_enrollment(course)
    (check,) = checks_of(twin)

    for each in (lesson, twin):
        answer_check(
            enrollment=row,
            lesson=each,
            check=check,
            chosen=[key_of(asked, "先听完")],
            now=NOW,
        )
        write_note(
            enrollment=row, lesson=each, block=thought["id"], text=each.slug, now=NOW
        )

    assert {note.text for note in LessonNote.objects.all()} == {lesson.slug, twin.slug}
    for each in (lesson, twin):
        finish_lesson(enrollment=row, lesson=each, opened_at=NOW, now=NOW)
    assert Enrollment.objects.get().completed_at == NOW


def test_whoever_never_completed_a_course_does_not_take_it_again_past_its_rules():
    basics, locked = make_course(), make_course()
    make_enrollment(basics)
    make_enrollment(locked)
    locked.prerequisites.add(basics)
    locked.save()
    person = UserFactory()

    with pytest.raises(LockedError):
        take_again(course=locked, user=person, now=NOW)

    assert not Enrollment.objects.of(person).exists()


def test_a_course_that_was_taken_back_is_not_begun_again_by_oneself(learner, trainer):
    course = make_course(is_open=False)
    row = make_enrollment(course, person=learner.user, source="assigned")
    take_back(row, trainer.user)

    learner.post(f"{course.get_absolute_url()}again/")

    assert Enrollment.objects.of(learner.user).get() == row


def test_a_course_given_up_and_completed_later_counts_once_for_a_level():
    course, person = make_course(level="junior"), UserFactory()
    first = enroll(course=_released(course), user=person, now=NOW)
    leave_course(enrollment=first, now=NOW)
    for _each in range(2):
        row = take_again(course=course, user=person, now=NOW)
        Enrollment.objects.filter(pk=row.pk).update(completed_at=NOW)

    candidate = Candidate(person, timezone.localdate())
    found = CoursesDone().evaluate([candidate], {"level": "junior", "number": 2})

    assert found[person.pk].value == 1


def _released(course):
    make_enrollment(course)
    return course


def test_a_lesson_moved_to_another_course_is_no_longer_needed_where_it_was():
    course, other = make_course(lessons=2), make_course(lessons=0)
    row = make_enrollment(course)
    first, second = LessonPage.objects.child_of(course).order_by("path")
    finish_lesson(
        enrollment=row,
        lesson=first,
        opened_at=NOW - timezone.timedelta(hours=1),
        now=NOW,
    )

    second.move(CoursePage.objects.get(pk=other.pk), "last-child")

    row = Enrollment.objects.select_related("release__course").get(pk=row.pk)
    states = [step.state for step in standing_of(row).steps]
    assert states == [StepState.DONE, StepState.WAIVED]
    beside = make_enrollment(other)
    assert standing_of(beside).steps[0].url == second.get_absolute_url()


def video(document):
    value = {"file": document, "captions": None, "language": "zh", "transcript": "您好"}
    return ("video", value)


@pytest.fixture
def film():
    content = b"\0\0\0\x18ftypmp42" + bytes(range(200))
    return LibraryDocument.objects.create(
        title="示范", file=ContentFile(content, name="demo.mp4")
    )


def test_lessons_and_films_of_a_locked_course_wait_for_what_comes_first(
    learner, trainer, film
):
    basics, course = make_course(), make_course(lessons=0)
    lesson = make_lesson(course, body=[video(film)])
    make_enrollment(basics)
    make_enrollment(course)
    course.prerequisites.add(basics)
    course.save()
    address = lesson.get_absolute_url()

    assert learner.get(address).url == course.get_absolute_url()
    assert learner.get(f"{address}files/{film.pk}/").status_code == 404
    assert trainer.get(address).status_code == 200
    make_enrollment(basics, person=learner.user, completed_at=NOW)
    assert learner.get(address).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("bytes=5-2", 200),
        ("bytes=0-1,4-5", 200),
        ("lines=0-1", 200),
        ("bytes=-", 200),
        ("bytes=-0", 416),
        ("bytes=212-", 416),
        ("bytes=999999999999-", 416),
        ("bytes=-999999999999", 206),
        ("bytes=211-900", 206),
    ],
)
def test_odd_ranges_of_a_film_are_answered_as_http_says(learner, film, asked, status):
    course = make_course(lessons=0)
    lesson = make_lesson(course, body=[video(film)])
    make_enrollment(course, person=learner.user)

    answer = learner.get(
        f"{lesson.get_absolute_url()}files/{film.pk}/", headers={"range": asked}
    )

    assert answer.status_code == status
    if answer.streaming:
        answer.close()


def test_a_film_that_was_replaced_meanwhile_is_sent_anew_as_a_whole(learner, film):
    course = make_course(lessons=0)
    lesson = make_lesson(course, body=[video(film)])
    make_enrollment(course, person=learner.user)
    address = f"{lesson.get_absolute_url()}files/{film.pk}/"

    def ask(**headers):
        answer = learner.get(address, headers=headers)
        answer.close()
        return answer.status_code, answer.headers["ETag"]

    _status, tag = ask()
    same = ask(range="bytes=0-3", **{"if-range": tag})
    other = ask(range="bytes=0-3", **{"if-range": '"older"'})
    assert (same, other) == ((206, tag), (200, tag))


def test_a_key_larger_than_any_reminds_nobody(trainer):
    make_enrollment()
    answer = trainer.post(f"{ROOT}/report/people/remind/", {"row": "9" * 30})
    assert answer.status_code == 302


def test_begun_twice_is_begun_once_and_assigned_twice_told_once(trainer):
    course = _released(make_course())
    person = UserFactory(role=Role.AGENT)

    rows = {enroll(course=course, user=person, now=NOW).pk for _each in range(2)}
    done = [
        assign(course=course, people=[person], user=trainer.user, now=NOW)
        for _each in range(2)
    ]

    assert len(rows) == 1
    assert [each.kept for each in done] == [1, 1]


@pytest.mark.parametrize("name", ["course", "lesson"])
def test_what_is_taken_off_the_site_is_neither_begun_nor_read(learner, name):
    course = _released(make_course(lessons=1))
    lesson = LessonPage.objects.child_of(course).get()
    (course if name == "course" else lesson).unpublish()

    begun = learner.post(f"{course.get_absolute_url()}begin/")

    assert begun.status_code == (404 if name == "course" else 302)
    assert learner.get(lesson.get_absolute_url()).status_code == 404
    done = learner.post(f"{lesson.get_absolute_url()}done/")
    assert done.status_code == 404


def test_a_course_taken_again_keeps_the_time_before():
    course = _released(make_course(lessons=1))
    person = UserFactory()
    before = make_enrollment(course, person=person, completed_at=NOW)

    again = take_again(course=course, user=person, now=NOW)
    leave_course(enrollment=again, now=NOW)

    before.refresh_from_db()
    assert before.completed_at == NOW
    assert Enrollment.objects.of(person).newest().get() == before


def test_every_record_outlives_its_course_and_stays_in_the_report(trainer, learner):
    course = make_course(lessons=1)
    make_enrollment(course, person=learner.user, completed_at=NOW)
    title = course.title

    CoursePage.objects.get(pk=course.pk).delete()

    assert title in trainer.get(f"{ROOT}/report/").content.decode()
    assert title in learner.get(f"{ROOT}/mine/").content.decode()


def test_links_and_forms_follow_the_prefix_below_which_the_site_is_mounted(learner):
    course = make_course(lessons=2)
    make_enrollment(course, person=learner.user)
    lesson = LessonPage.objects.child_of(course).first()
    addresses = [course.get_absolute_url(), lesson.get_absolute_url()]
    before = get_script_prefix()
    set_script_prefix("/training/")
    try:
        whole = [learner.get(address).content.decode() for address in addresses]
    finally:
        set_script_prefix(before)
    pages = [page.partition("<main")[2] for page in whole]

    for page in pages:
        assert f'"/training{ROOT}/' in page
        assert f'"{ROOT}/' not in page


class Writes(list):
    """The tables to which something is written."""

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.append(sql)
        return execute(sql, params, many, context)


def test_looking_at_any_page_of_the_room_writes_nothing(learner, trainer, film):
    course = make_course(lessons=0)
    part = question()
    script = {"type": "script", "value": ScriptFactory().pk}
    shown = {"type": "video", "value": {**video(film)[1], "file": film.pk}}
    wanted = task()
    body = [shown, part, reflection(), script, wanted]
    lesson = make_lesson(course, body=body)
    row = make_enrollment(course, person=learner.user)
    home, page = course.get_absolute_url(), lesson.get_absolute_url()
    shared = [f"{ROOT}/", home, page, f"{page}?again={part['id']}", f"{ROOT}/mine/"]
    shared += [f"{ROOT}/mine/wrong/", f"{page}files/{film.pk}/"]
    report = f"{ROOT}/report/"
    taught = [f"{home}{name}/" for name in ("release", "assign")]
    taught += [report, f"{report}people/", f"{report}enrollments/{row.pk}/"]
    handed = hand_in(
        enrollment=row,
        lesson=lesson,
        block=find_block(lesson, "hand_in", wanted["id"]),
        handed=Handed("您好", [ContentFile(b"A -> B", name="a.txt")]),
        now=NOW,
    )
    shared.append(f"{ROOT}/hand-ins/{handed.pk}/files/{handed.files.get().pk}/")
    taught += [f"{ROOT}/hand-ins/", f"{ROOT}/hand-ins/{handed.pk}/"]

    for client, addresses in ((learner, shared), (trainer, [*shared, *taught])):
        for address in addresses:
            writes = Writes()
            with connection.execute_wrapper(writes):
                answer = client.get(address)
            assert answer.status_code == 200, address
            if answer.streaming:
                answer.close()
            assert writes == [], address
    assert not CheckAnswer.objects.exists()
