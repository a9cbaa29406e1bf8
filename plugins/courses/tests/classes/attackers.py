"""Processes that all sign the same person in at once.

Run by the tests as `python -m plugins.courses.tests.classes.attackers NUMBER`: waits for
the name of an act on its input and prints what came of it, then `done`.
"""

import os
import sys
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")
NOW = datetime(2026, 9, 8, 6, 0, 10, tzinfo=UTC)


def main():
    """Do what each line of the input names, and say when it is done."""
    django.setup()
    print("ready", flush=True)
    for ordered in sys.stdin:
        for line in ACTS[ordered.strip()]():
            print(line, flush=True)
        print("done", flush=True)


def prepare():
    """One person in one class that begins now."""
    from lms.plugins.switching import enable
    from plugins.courses.tests.classes.factories import make_cohort, make_session
    from tests.factories.people import UserFactory

    enable("lms_courses")
    make_session(make_cohort(UserFactory(username="same")), starts_at=NOW)
    return []


def sign():
    """Sign the person in, as often as a nervous finger would."""
    from django.contrib.auth import get_user_model

    from plugins.courses.models import ClassSession
    from plugins.courses.services.classes.codes import code_of
    from plugins.courses.services.classes.signing_in import sign_in

    session = ClassSession.objects.get()
    person = get_user_model().objects.get(username="same")
    for _each in range(3):
        code = code_of(session, NOW)
        yield sign_in(session=session, person=person, code=code, now=NOW).state


def report():
    """Say how many rows there are."""
    from plugins.courses.models import Attendance, AttendanceChange

    return [Attendance.objects.count(), AttendanceChange.objects.count()]


ACTS = {"prepare": prepare, "sign": sign, "report": report}

if __name__ == "__main__":
    main()
