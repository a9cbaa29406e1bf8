"""A process that begins an attempt as soon as it is told to.

Run by a test as `python -m plugins.courses.tests.starters`, several at once,
on a database of their own: the first to come makes an exam and somebody to sit it.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")


def main():
    django.setup()

    from django.utils import timezone

    from plugins.courses.services.exams.sitting import start_attempt

    found, user = made()
    print("ready", flush=True)
    sys.stdin.readline()
    attempt = start_attempt(exam=found, user=user, now=timezone.now())
    print(attempt.key, flush=True)


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
            make_exam(*(make_question() for _each in range(20)))
    return Exam.objects.get(), user


if __name__ == "__main__":
    main()
