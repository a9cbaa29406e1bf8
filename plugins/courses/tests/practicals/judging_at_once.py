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
        for line in {"prepare": prepare, "submit": submit, "report": report}[name](
            *map(int, keys)
        ):
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


def report():
    """Say how many sittings, decided ones and results there are."""
    from plugins.courses.models import Result, Sitting

    rows = Sitting.objects.all()
    results = Result.objects.all()
    yield f"{rows.count()} {rows.decided().count()} {results.count()}"


if __name__ == "__main__":
    main()
