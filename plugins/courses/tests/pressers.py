"""Processes that all press “Done” at once, against a database that is there."""

from tests.at_once import obey

PEOPLE = 8


def prepare():
    """Put people into a course of one lesson; another waits for them, with a task."""
    from django.utils import timezone

    from lms.plugins.switching import enable
    from plugins.courses.services.releasing import release_course
    from plugins.courses.tests.builders import task
    from plugins.courses.tests.factories import (
        make_course,
        make_enrollment,
        make_lesson,
    )

    enable("lms_courses")
    course = make_course(lessons=1)
    for _each in range(PEOPLE):
        make_enrollment(course)
    other = make_course(lessons=0)
    make_lesson(other, body=[task()])
    release_course(course=other, user=None, now=timezone.now())
    return "prepared"


def press():
    """Open the lesson for everybody and press “Done”; return how many it completed."""
    from datetime import timedelta

    from django.utils import timezone

    from plugins.courses.models import Enrollment, LessonPage
    from plugins.courses.services.progress import finish_lesson, open_lesson

    now = timezone.now()
    lesson = LessonPage.objects.earliest("pk")
    rows = Enrollment.objects.order_by("pk").select_related("release__course")
    known = {"lesson": lesson, "opened_at": now - timedelta(hours=1), "now": now}
    completed = 0
    for row in rows:
        open_lesson(enrollment=row, lesson=lesson, now=now)
        completed += finish_lesson(enrollment=row, **known)
    return completed


def assign_all():
    """Assign a course to everybody; return to how many."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from plugins.courses.models import CoursePage, Enrollment
    from plugins.courses.services.enrolling import assign

    people = get_user_model().objects.filter(pk__in=Enrollment.objects.values("person"))
    return assign(
        course=CoursePage.objects.earliest("pk"),
        people=people,
        user=people[0],
        now=timezone.now(),
        is_again=True,
    ).added


def begin():
    """Let everybody begin the other course; return how many enrollments there are."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from plugins.courses.models import CoursePage, Enrollment
    from plugins.courses.services.enrolling import enroll

    course = CoursePage.objects.latest("pk")
    people = Enrollment.objects.values("person")
    for person in get_user_model().objects.filter(pk__in=people).order_by("pk"):
        enroll(course=course, user=person, now=timezone.now())
    return Enrollment.objects.filter(course_key=course.key).count()


def hand():
    """Hand in what the other course asks for; return for how many it was taken."""
    from django.utils import timezone

    from plugins.courses.exceptions import HandInChangedError
    from plugins.courses.models import Enrollment, LessonPage
    from plugins.courses.services.handing_in import Handed, hand_in

    lesson = LessonPage.objects.latest("pk")
    rows = Enrollment.objects.filter(course_key=lesson.course.key).order_by("pk")
    taken = 0
    for row in rows.select_related("release__course", "person"):
        try:
            hand_in(
                enrollment=row,
                lesson=lesson,
                block=lesson.body[0],
                handed=Handed("您好"),
                now=timezone.now(),
            )
        except HandInChangedError:
            continue
        taken += 1
    return taken


def look():
    """Accept all that was handed in; return how many it were."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from plugins.courses.exceptions import HandInDecidedError
    from plugins.courses.models import HandIn
    from plugins.courses.services.handing_in import decide

    user, _is_new = get_user_model().objects.get_or_create(username="looking")
    known = {"user": user, "feedback": "", "points": [], "now": timezone.now()}
    decided = 0
    for row in HandIn.objects.order_by("pk"):
        try:
            decide(row=row, is_accepted=True, **known)
        except HandInDecidedError:
            continue
        decided += 1
    return decided


def count():
    """Return how many are completed, and how many completions were told."""
    from lms.models import PublishedEvent
    from plugins.courses.models import Enrollment

    told = PublishedEvent.objects.filter(kind="lms_courses.course_completed").count()
    return f"{Enrollment.objects.exclude(completed_at=None).count()} {told}"


ORDERS = {
    "prepare": prepare,
    "press": press,
    "assign": assign_all,
    "count": count,
    "begin": begin,
    "hand": hand,
    "look": look,
}

if __name__ == "__main__":
    obey(ORDERS)
