"""Processes that all make pairs at once, against a database that is there."""

from datetime import timedelta

from tests.at_once import obey

PEOPLE = 6


def prepare():
    """Let some people take apprentices; others have nobody yet."""
    from lms.enums import Role
    from lms.plugins.switching import enable
    from plugins.mentoring.tests.factories import make_mentor
    from tests.factories.people import UserFactory

    enable("lms_mentoring")
    UserFactory(username="keeper", role=Role.TRAINER)
    for number in range(PEOPLE):
        make_mentor(UserFactory(username=f"mentor{number}"))
        UserFactory(username=f"apprentice{number}")
    return "prepared"


def _pair(mentor, apprentice):
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from plugins.mentoring.exceptions import MentoringError
    from plugins.mentoring.services.pairing import Plan, pair_up

    people = get_user_model().objects
    today = timezone.localdate()
    try:
        pair_up(
            mentor=people.get(username=mentor),
            apprentice=people.get(username=apprentice),
            plan=Plan(
                starts_on=today, ends_on=today + timedelta(weeks=4), direction="投诉"
            ),
            user=people.get(username="keeper"),
            now=timezone.now(),
        )
    except MentoringError:
        return 0
    return 1


def fill():
    """Give the first mentor everybody; return how many were given."""
    return sum(_pair("mentor0", f"apprentice{n}") for n in range(PEOPLE))


def snatch():
    """Give the last apprentice every other mentor; return how often that was done."""
    return sum(_pair(f"mentor{n}", f"apprentice{PEOPLE - 1}") for n in range(1, PEOPLE))


def observe():
    """Write the same observation for each pair; return how many there are of it."""
    from django.utils import timezone

    from plugins.mentoring.models import Observation, Pair
    from plugins.mentoring.services.writing import observe as write

    words = {"behaviors": "先复述", "advice": "再给方案"}
    now = timezone.now()
    for pair in Pair.objects.all():
        write(
            pair=pair,
            user=pair.mentor,
            seen_on=timezone.localdate(now),
            words=words,
            now=now,
        )
    return f"{Observation.objects.count()} of {Pair.objects.count()}"


ORDERS = {"prepare": prepare, "fill": fill, "snatch": snatch, "observe": observe}

if __name__ == "__main__":
    obey(ORDERS)
