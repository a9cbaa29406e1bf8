"""Processes that all press “Done” at once, against a database that is there.

Run by the test as `python -m plugins.courses.tests.pressers`: waits for a line of
input, so that all begin together.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")
PEOPLE = 8


def main():
    """Do what each line of the input names, and say what came of it."""
    django.setup()
    print("ready", flush=True)
    for ordered in sys.stdin:
        print(ORDERS[ordered.strip()](), flush=True)


def prepare():
    """Put people into a course of one lesson."""
    from lms.plugins.switching import enable
    from plugins.courses.tests.factories import make_course, make_enrollment

    enable("lms_courses")
    course = make_course(lessons=1)
    for _each in range(PEOPLE):
        make_enrollment(course)
    return "prepared"


def press():
    """Press “Done” for everybody; return for how many it completed the course."""
    from datetime import timedelta

    from django.utils import timezone

    from plugins.courses.models import Enrollment, LessonPage
    from plugins.courses.services.progress import finish_lesson

    now = timezone.now()
    lesson = LessonPage.objects.get()
    rows = Enrollment.objects.order_by("pk").select_related("release")
    known = {"lesson": lesson, "opened_at": now - timedelta(hours=1), "now": now}
    return sum(finish_lesson(enrollment=row, **known) for row in rows)


def assign_all():
    """Assign a course to everybody; return to how many."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from plugins.courses.models import CoursePage, Enrollment
    from plugins.courses.services.enrolling import assign

    people = get_user_model().objects.filter(pk__in=Enrollment.objects.values("person"))
    return assign(
        course=CoursePage.objects.get(),
        people=people,
        user=people[0],
        now=timezone.now(),
        is_again=True,
    ).added


def count():
    """Return how many are completed, and how many completions were told."""
    from lms.models import PublishedEvent
    from plugins.courses.models import Enrollment

    told = PublishedEvent.objects.filter(kind="lms_courses.course_completed").count()
    return f"{Enrollment.objects.exclude(completed_at=None).count()} {told}"


ORDERS = {"prepare": prepare, "press": press, "assign": assign_all, "count": count}

if __name__ == "__main__":
    main()
