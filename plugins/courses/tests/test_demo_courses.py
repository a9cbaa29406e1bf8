"""What the plugin adds to the demo."""

import csv

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lms.enums import Role
from plugins.courses.models import (
    CheckAnswer,
    CoursePage,
    Enrollment,
    HandIn,
    LessonPage,
)
from plugins.courses.models.content import checks_of
from plugins.courses.services.coverage import counted, rows_by_course
from plugins.courses.services.demo.courses import FOLDER, add_demo_courses
from plugins.courses.services.demo.hand_ins import add_demo_hand_ins
from plugins.courses.services.standings import standings_of
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def demo():
    with (FOLDER / "people.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    for name in {row["person"] for row in rows} | {row["by"] for row in rows} - {""}:
        UserFactory(username=name)
    return add_demo_courses(timezone.now())


def test_the_demo_has_eight_courses_of_three_levels_and_only_once(demo):
    assert demo.startswith("Courses: 8, lessons: 33")
    assert add_demo_courses(timezone.now()) == ""
    levels = {*CoursePage.objects.values_list("level", flat=True)}
    assert levels == {"junior", "intermediate", "senior"}
    assert CoursePage.objects.filter(locale__language_code="en").count() == 2


def test_every_lesson_of_the_demo_is_one_that_the_editor_would_take(demo):
    faults = []
    for lesson in LessonPage.objects.all():
        for block in lesson.body:
            try:
                block.block.clean(block.value)
            except ValidationError as error:
                faults.append((lesson.title, block.block_type, error))
        assert lesson.minutes in range(5, 11)
        assert all(check.right for check in checks_of(lesson))
    assert faults == []


def test_the_demo_has_people_in_all_states_so_that_the_report_shows_something(demo):
    today = timezone.localdate()
    rows = [*Enrollment.objects.select_related("release__course")]
    states = {row.state_on(today) for row in rows}

    assert {"overdue", "running", "new", "completed"} == {*states}
    standings = standings_of(rows)
    for row in rows:
        assert standings[row.pk].is_whole == (row.completed_at is not None), row
    assert CheckAnswer.objects.filter(tries=2).exists()
    assert any(row.overdue for row in rows_by_course(counted(None), today))


def test_the_demo_is_read_by_a_learner(demo, client_as):
    learner = client_as(Role.AGENT)
    for page in [*CoursePage.objects.all(), *LessonPage.objects.all()]:
        status = learner.get(page.get_absolute_url()).status_code
        assert status == _expected(page), page.title


def _expected(page):
    """A lesson of a course that waits for others leads to the course, which says so."""
    if isinstance(page, CoursePage):
        return 200
    if not page.course.is_open:
        return 404
    return 302 if page.course.prerequisites.all() else 200


def test_in_the_demo_one_hand_in_waits_and_one_came_back(demo):
    assert add_demo_hand_ins(timezone.now()) == "Hand-ins: 2 added"
    assert add_demo_hand_ins(timezone.now()) == ""
    states = {row.state: row for row in HandIn.objects.all()}
    assert {*states} == {"waiting", "sent_back"}
    assert [p["is_met"] for p in states["sent_back"].points] == [True, False, False]
