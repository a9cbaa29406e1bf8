"""Somebody in a course: begun, further, done, and never less."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from lms.events import dispatch
from lms.models import PublishedEvent
from plugins.courses.enums import StepState
from plugins.courses.exceptions import (
    ChecksOpenError,
    NotInReleaseError,
    NotRunningError,
    TooSoonError,
)
from plugins.courses.models import (
    ActivityProgress,
    CoursePage,
    CourseRelease,
    Enrollment,
    Exam,
    LessonPage,
    Result,
)
from plugins.courses.models.content import check_of, checks_of
from plugins.courses.services.answering import answer_check
from plugins.courses.services.enrolling import (
    switch_release,
)
from plugins.courses.services.progress import finish_lesson, settle
from plugins.courses.services.releasing import difference_of, release_course
from plugins.courses.services.results import give_result
from plugins.courses.services.settling import settle_all
from plugins.courses.services.standings import standing_of
from plugins.courses.tests.builders import question
from plugins.courses.tests.factories import (
    make_course,
    make_enrollment,
    make_lesson,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(minutes=5)


def lessons_of(course):
    return [*LessonPage.objects.child_of(course).order_by("path")]


def finish(row, lesson, now=LATER):
    return finish_lesson(enrollment=row, lesson=lesson, opened_at=NOW, now=now)


def again(row):
    return Enrollment.objects.select_related("release__course").get(pk=row.pk)


def percent(row):
    return standing_of(again(row)).percent


def release(course):
    return release_course(course=course, user=None, now=NOW)


def test_a_course_is_completed_with_its_last_required_lesson_and_told_once():
    course = make_course(lessons=2)
    make_lesson(course, is_required=False)
    row = make_enrollment(course)
    first, second, _optional = lessons_of(course)

    assert finish(row, first) is False
    assert percent(row) == 50
    assert finish(row, first) is False
    assert finish(row, second) is True
    assert finish(row, second) is False

    assert (again(row).completed_at, percent(row)) == (LATER, 100)
    names = ("lms_courses.course_completed", "lms.activity_done")
    told = PublishedEvent.objects.filter(kind__in=names)
    assert sorted(told.values_list("kind", flat=True)) == sorted(names)


def test_done_counts_only_after_the_lesson_was_open_long_enough():
    course = make_course(lessons=1)
    row = make_enrollment(course)
    (lesson,) = lessons_of(course)

    with pytest.raises(TooSoonError) as raised:
        finish(row, lesson, now=NOW + timedelta(seconds=5))

    assert raised.value.seconds == 16
    assert not ActivityProgress.objects.exists()
    assert finish(row, lesson, now=NOW + timedelta(seconds=20)) is True


def test_a_lesson_with_checks_is_done_when_all_are_right():
    course = make_course(lessons=0)
    part = question()
    lesson = make_lesson(course, rule="checks", body=[part])
    row = make_enrollment(course)
    (check,) = checks_of(lesson)
    right, wrong, _other = (option.key for option in check.options)

    def answer(*keys):
        known = {"enrollment": row, "lesson": lesson, "check": check, "now": NOW}
        return answer_check(**known, chosen=keys)

    answer(wrong)
    with pytest.raises(ChecksOpenError):
        finish(row, lesson)
    assert answer(right).is_right
    assert answer(wrong).is_right  # what is right once stays so
    assert finish(row, lesson) is True


def test_a_check_with_several_right_answers_wants_them_all():
    body = [question(is_multiple=True, right=("先听完", "请对方冷静"))]
    lesson = make_lesson(make_course(lessons=0), body=body)
    check = check_of(lesson.body[0])

    assert len(check.right) == 2
    assert not check.right & {o.key for o in check.options if o.text == "先解释规定"}


def test_a_lesson_added_later_takes_no_percent_and_no_completion_away():
    course = make_course(lessons=1)
    done, running = make_enrollment(course), make_enrollment(course)
    finish(done, lessons_of(course)[0])

    new = make_lesson(course)
    release(course)

    assert (percent(done), percent(running)) == (100, 0)
    with pytest.raises(NotInReleaseError):
        finish(running, new)
    with pytest.raises(NotRunningError):
        switch_release(enrollment=done, now=LATER)


def test_the_newer_edition_keeps_what_is_done():
    course = make_course(lessons=2)
    row = make_enrollment(course)
    first, second = lessons_of(course)
    finish(row, first)
    make_lesson(course)
    release(course)

    switch_release(enrollment=row, now=LATER)
    assert percent(row) == 33

    second.delete()
    lessons_of(course)[-1].delete()
    assert release(course).number == 3
    switch_release(enrollment=row, now=LATER)
    assert again(row).completed_at == LATER


@pytest.mark.parametrize("gone", ["deleted", "unpublished"])
def test_a_required_lesson_that_is_gone_is_waived_and_blocks_nobody(gone):
    course = make_course(lessons=2)
    row, idle = make_enrollment(course), make_enrollment(course)
    first, second = lessons_of(course)
    finish(row, first)

    second.delete() if gone == "deleted" else second.unpublish()

    standing = standing_of(again(row))
    assert [step.state for step in standing.steps] == [StepState.DONE, StepState.WAIVED]
    assert standing.percent == 100
    assert settle_all(LATER) == "Courses completed: 1"
    assert again(row).completed_at == LATER
    assert settle(enrollment=idle, now=LATER) is False  # it has done nothing


def test_when_the_course_is_deleted_every_record_stays():
    course = make_course(lessons=2)
    row = make_enrollment(course)
    finish(row, lessons_of(course)[0])
    title = course.title

    CoursePage.objects.get(pk=course.pk).delete()

    kept = again(row)
    assert (kept.release.title, kept.release.course) == (title, None)
    assert standing_of(kept).percent == 50
    assert settle(enrollment=kept, now=LATER) is False


def test_a_passed_exam_is_done_in_each_running_course_that_asks_for_it():
    row = make_enrollment()
    exam = {**row.release.outline[0], "key": "7" * 8 + "-0000-4000-8000-" + "7" * 12}
    exam["kind"] = "exam"
    Exam.objects.create(key=exam["key"], title="考试", course=row.release.course)
    both = CourseRelease.objects.create(
        course=row.release.course,
        course_key=row.course_key,
        title="有考试",
        number=2,
        outline=[*row.release.outline, exam],
        digest="x",
        released_at=NOW,
    )
    Enrollment.objects.filter(pk=row.pk).update(release=both)

    def mark(key, *, is_passed, replaces=None):
        give_result(
            Result(
                key=key,
                person=row.person,
                kind="exam",
                activity_key=exam["key"],
                title="考试",
                score=80 if is_passed else 40,
                is_passed=is_passed,
                decided_at=NOW,
                replaces=replaces,
            )
        )
        dispatch(now=NOW)

    mark("attempt:1", is_passed=False)
    assert percent(row) == 0
    mark("attempt:2", is_passed=True)
    mark("attempt:2", is_passed=True)
    assert percent(row) == 33
    states = [step.state for step in standing_of(again(row)).steps]
    assert states == [StepState.NEW, StepState.NEW, StepState.DONE]


def test_the_difference_to_the_last_release_names_what_is_new_gone_and_changed():
    course = make_course(lessons=2)
    release(course)
    assert not difference_of(course)
    first, second = lessons_of(course)
    first.delete()
    second.title = "新的名字"
    second.save_revision().publish()
    new = make_lesson(course)

    found = difference_of(course)

    assert [each.title for each in found.added] == [new.title]
    assert [each.title for each in found.removed] == [first.title]
    assert [now.title for _was, now in found.changed] == ["新的名字"]


@pytest.mark.parametrize(
    ("nodes", "fault"),
    [
        ([("A", ["B"], ""), ("B", [], "好")], ""),
        ([("A", ["B"], ""), ("B", ["A"], "")], "circle"),
        ([("A", [], "好"), ("B", [], "好")], "Nothing leads"),
        ([("A", ["C"], ""), ("B", [], "好")], "not there"),
        ([("A", ["B"], ""), ("B", [], "")], "either ways on or an outcome"),
        ([("A", ["B"], ""), ("B", [], "好"), ("B", [], "坏")], "same name"),
    ],
)
def test_a_decision_tree_is_walked_to_an_outcome_by_every_way(nodes, fault):
    block = LessonPage._meta.get_field("body").stream_block.child_blocks["tree"]
    value = block.to_python(
        {
            "title": "投诉处理路径",
            "nodes": [
                {
                    "name": name,
                    "text": name,
                    "outcome": outcome,
                    "branches": [{"label": each, "target": each} for each in ways],
                }
                for name, ways, outcome in nodes
            ],
        }
    )
    if not fault:
        block.clean(value)
        return
    with translation.override("en"), pytest.raises(ValidationError) as raised:
        block.clean(value)
    assert fault in str(raised.value.as_json_data())
