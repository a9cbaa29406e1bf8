"""Judges who hand in at the same moment, each in a process of its own.

Run by the test as `python -m plugins.courses.tests.practicals.judging_at_once`: waits for the keys of
sheets on its input, so that all begin together, and says when each line is done.
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")


def main():
    """Do what each line of the input names."""
    django.setup()
    print("ready", flush=True)
    for ordered in sys.stdin:
        name, *keys = ordered.split()
        for line in ACTS[name](*map(int, keys)):
            print(line, flush=True)
        print("done", flush=True)


def prepare(sittings):
    """Make sittings of two judges each; say the keys of their sheets."""
    from lms.plugins.switching import enable
    from plugins.courses.tests.practicals.factories import make_practical, make_sitting

    enable("lms_courses")
    practical = make_practical()
    for _each in range(sittings):
        sheets = make_sitting(practical).sheets.order_by("pk")
        yield " ".join(str(sheet.pk) for sheet in sheets)


def submit(*keys):
    """Hand the sheets in, in this order."""
    from django.utils import timezone

    from plugins.courses.models import ScoreSheet
    from plugins.courses.services.practicals.sheets import Scores, submit_sheet

    for key in keys:
        sheet = ScoreSheet.objects.select_related("judge", "sitting").get(pk=key)
        submit_sheet(
            sheet=sheet,
            user=sheet.judge,
            revision=0,
            scores=Scores(marks={"0": 4, "1": 4, "2": 4}),
            now=timezone.now(),
        )
        yield f"submitted:{key}"


def rivals(sittings):
    """Make people with a mark and another sitting; say the keys of both."""
    from django.db import transaction

    from lms.enums import Role
    from plugins.courses.tests.practicals.factories import (
        make_decided,
        make_practical,
        make_sitting,
    )
    from tests.factories.people import UserFactory

    UserFactory(username="organiser", role=Role.TRAINER)
    practical = make_practical(judges_needed=1, attempts=9)
    for _each in range(sittings):
        with transaction.atomic():
            decided = make_decided(practical, totals=["50"])
        ahead = make_sitting(practical, candidate=decided.candidate)
        yield f"{decided.pk} {ahead.sheets.get().pk}"


def correct(*keys):
    """Correct the marks of the sittings, in this order."""
    from decimal import Decimal

    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from plugins.courses.models import Sitting
    from plugins.courses.services.practicals.deciding import correct_sitting

    for key in keys:
        correct_sitting(
            sitting=Sitting.objects.get(pk=key),
            user=get_user_model().objects.get(username="organiser"),
            score=Decimal(70),
            reason="加错了",
            now=timezone.now(),
        )
        yield f"corrected:{key}"


def report():
    """Say how many sittings, decided ones and results there are."""
    from plugins.courses.models import Result, Sitting

    rows = Sitting.objects.all()
    results = Result.objects.all()
    yield f"{rows.count()} {rows.decided().count()} {results.count()}"


ACTS = {each.__name__: each for each in (prepare, submit, rivals, correct, report)}

if __name__ == "__main__":
    main()
