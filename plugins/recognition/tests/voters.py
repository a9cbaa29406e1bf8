"""Processes that all vote and thank at once, against a database that is there."""

import os

from tests.at_once import obey

PEOPLE = 6


def prepare():
    """Open a ballot for a team."""
    from datetime import timedelta

    from django.utils import timezone

    from lms.plugins.switching import enable
    from plugins.recognition.tests.factories import make_month, make_staff
    from tests.factories.people import TeamFactory

    enable("lms_recognition")
    team, today = TeamFactory(), timezone.localdate()
    for number in range(PEOPLE):
        make_staff(team, username=f"voter{number}")
    days = {"opens_on": today, "closes_on": today + timedelta(1)}
    make_month(today.replace(day=1), **days)
    return "prepared"


def _person(number):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=f"voter{number}")


def vote_all():
    """Vote for everybody, all for the next one; return how many votes were taken."""
    from django.utils import timezone

    from plugins.recognition.exceptions import VotedError
    from plugins.recognition.models import StarMonth
    from plugins.recognition.services.ballots import vote

    taken, month = 0, StarMonth.objects.get()
    for number in range(1, PEOPLE):
        try:
            vote(month=month, person=_person(0), user=_person(number), now=timezone.now())  # fmt: skip
        except VotedError:
            continue
        taken += 1
    return taken


def thank_all():
    """Thank everybody in other words each time; return how often it was taken."""
    from django.utils import timezone

    from plugins.recognition.exceptions import RecognitionError
    from plugins.recognition.services.giving import give_thanks

    taken = 0
    for number in range(1, PEOPLE):
        words = f"谢谢 {os.getpid()}"
        try:
            give_thanks(
                person=_person(number),
                reason="helped",
                words=words,
                user=_person(0),
                now=timezone.now(),
            )
        except RecognitionError:
            continue
        taken += 1
    return taken


def register_all():
    """Write down the same praise of everybody; return which praise it is of each."""
    from django.utils import timezone

    from plugins.recognition.services.praising import register_praise

    now = timezone.now()
    values = {"source": "call", "words": "很耐心", "reference": "录音 1"}
    values["happened_on"] = timezone.localdate(now)
    return [
        register_praise(
            person=_person(number), values=values, user=_person(0), now=now
        ).pk
        for number in range(1, PEOPLE)
    ]


def count():
    """Return how many votes there are, and how many ballots."""
    from plugins.recognition.models import StarMonth

    month = StarMonth.objects.get()
    return f"{sum(month.votes.values())} {month.papers.count()}"


ORDERS = {
    "prepare": prepare,
    "vote": vote_all,
    "thank": thank_all,
    "register": register_all,
    "count": count,
}

if __name__ == "__main__":
    obey(ORDERS)
