"""What somebody may open of courses and lessons."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from plugins.courses.models import CoursePage, Enrollment, LessonPage
from plugins.courses.services.locks import missing_before

TEACH = "lms_courses.teach_courserelease"
SEE = "lms_courses.report_enrollment"
REVIEW = "lms_courses.review_handin"


def find_course(user: Any, pk: int) -> CoursePage:
    """Return a course: one that is offered, or taken; any live one for who teaches."""
    visible = CoursePage.objects.visible_for(user)
    course: CoursePage = get_object_or_404(visible, pk=pk)
    if user.has_perm(TEACH) or course.releases.exists():
        return course
    raise Http404


def enrollment_in(course: CoursePage, user: Any) -> Enrollment | None:
    """Return the last time that somebody took a course, unless it was given up."""
    rows = Enrollment.objects.of(user).filter(course_key=course.key, withdrawn_at=None)
    found: Enrollment | None = (
        rows.select_related("release__course", "person").order_by("-cycle").first()
    )
    return found


def find_lesson(user: Any, pk: int) -> tuple[LessonPage, CoursePage, Enrollment | None]:
    """Return a lesson with its course and the own enrollment.

    Of a course that is assigned, it is there for those who have it and who teach.
    """
    lesson: LessonPage = get_object_or_404(LessonPage.objects.visible_for(user), pk=pk)
    course = find_course(user, lesson.get_parent().pk)
    enrollment = enrollment_in(course, user)
    if course.is_open or enrollment is not None or user.has_perm(TEACH):
        return lesson, course, enrollment
    raise Http404


def is_locked(course: CoursePage, enrollment: Enrollment | None, user: Any) -> bool:
    """Tell whether other courses come first; what is begun goes on, who teaches reads."""
    if user.has_perm(TEACH) or (enrollment and enrollment.begun_at):
        return False
    return bool(missing_before(course, user))


def find_own_lesson(user: Any, pk: int) -> tuple[LessonPage, CoursePage, Enrollment]:
    """Return a lesson of a course that one takes; raises Http404 for any other."""
    lesson, course, enrollment = find_lesson(user, pk)
    if enrollment is None:
        raise Http404
    return lesson, course, enrollment
