"""Courses and whoever takes them, made without the way there."""

from itertools import count
from uuid import uuid4

from django.utils import timezone
from wagtail.models import Locale

from plugins.courses.enums import EnrollmentAct
from plugins.courses.models import (
    CatalogPage,
    CoursePage,
    Enrollment,
    LessonPage,
    LostPass,
    Result,
)
from plugins.courses.services.assignments import Change, change_enrollments
from plugins.courses.services.catalog import main_catalog
from plugins.courses.services.releasing import release_course
from tests.factories.people import UserFactory

_numbers = count(1)


def make_catalog(title="内部课程"):
    """Return another catalog beside the first."""
    catalog = CatalogPage(title=title, slug=f"catalog-{next(_numbers)}")
    main_catalog().get_parent().add_child(instance=catalog)
    return catalog


def make_course(*, lessons=2, catalog=None, **fields):
    """Return a live course with live lessons, not released yet."""
    number = next(_numbers)
    values = {
        "title": f"课程{number}",
        "area": "communication",
        "summary": "学会先安抚情绪，再处理问题。",
        **fields,
    }
    course = CoursePage(slug=f"course-{number}", locale=Locale.get_default(), **values)
    catalog = catalog or main_catalog()
    CatalogPage.objects.get(pk=catalog.pk).add_child(instance=course)
    course.save_revision().publish()
    for _each in range(lessons):
        make_lesson(course)
    return CoursePage.objects.get(pk=course.pk)


def make_lesson(course, **fields):
    """Return a live lesson at the end of a course."""
    number = next(_numbers)
    values = {
        "title": f"第{number}课",
        "body": [("text", "<p>先听完，再复述一遍顾客的意思。</p>")],
        **fields,
    }
    lesson = LessonPage(slug=f"lesson-{number}", **values)
    CoursePage.objects.get(pk=course.pk).add_child(instance=lesson)
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def make_lost_pass(enrollment, **fields):
    """Return a pass that a correction took away, as trainers find it."""
    mark = {
        "person": enrollment.person,
        "kind": "exam",
        "activity_key": uuid4(),
        "title": "结业考试",
        "decided_at": timezone.now(),
        **fields,
    }
    number = next(_numbers)
    passed = Result.objects.create(
        key=f"lost:{number}:1", score=80, is_passed=True, **mark
    )
    failed = Result.objects.create(
        key=f"lost:{number}:2", score=50, is_passed=False, replaces=passed, **mark
    )
    return LostPass.objects.create(enrollment=enrollment, result=failed)


def make_enrollment(course=None, *, person=None, **fields):
    """Return somebody in the newest release of a course."""
    now = timezone.now()
    release = release_course(course=course or make_course(), user=None, now=now)
    return Enrollment.objects.create(
        person=person or UserFactory(),
        release=release,
        course_key=release.course_key,
        enrolled_at=now,
        **fields,
    )


def take_back(row, user):
    """Take a course from somebody, as a trainer does."""
    change = Change(EnrollmentAct.TAKEN_BACK, by=user, at=timezone.now())
    rows = Enrollment.objects.filter(pk=row.pk)
    return change_enrollments(rows=rows, change=change)
