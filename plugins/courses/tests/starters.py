"""A process that begins an attempt as soon as it is told to, then hands it in.

Run by a test as `python -m plugins.courses.tests.starters`, several at once,
on a database of their own: the first to come makes an exam and somebody to sit it.
With `late` it does at the end what the job does when time is up.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")


def main():
    django.setup()

    from datetime import timedelta

    from django.utils import timezone

    from plugins.courses.models import Marking, RemedialOrder, Result
    from plugins.courses.services.exams.sitting import (
        close_all_overdue,
        start_attempt,
        submit_attempt,
    )

    found, user = made()
    print("ready", flush=True)
    sys.stdin.readline()
    attempt = start_attempt(exam=found, user=user, now=timezone.now())
    print(attempt.key, flush=True)
    sys.stdin.readline()
    if "late" in sys.argv:
        close_all_overdue(timezone.now() + timedelta(days=1))
    else:
        submit_attempt(attempt=attempt, now=timezone.now())
    rows = (Marking.objects, Result.objects, RemedialOrder.objects)
    print(*(each.count() for each in rows), flush=True)


def made():
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from lms.plugins.switching import enable
    from plugins.courses.models import Exam
    from plugins.courses.tests.exams.factories import make_exam, make_question

    with transaction.atomic():
        people = get_user_model().objects
        user, is_new = people.get_or_create(username="starter")
        people.select_for_update().get(pk=user.pk)
        if is_new:
            enable("lms_courses")
            make_exam(*(make_question() for _each in range(20)), attempts_allowed=1)
    return Exam.objects.get(), user


if __name__ == "__main__":
    main()
