"""Processes that all answer at once, against a database that is there."""

from tests.at_once import obey

PEOPLE = 8


def prepare():
    """Ask people in an anonymous survey."""
    from lms.plugins.switching import enable
    from plugins.surveys.tests.factories import make_people, make_wave

    enable("lms_surveys")
    make_wave(people=make_people(PEOPLE))
    return "prepared"


def answer_all():
    """Answer for everybody; return for how many it was taken."""
    from plugins.surveys.exceptions import AnsweredAlreadyError
    from plugins.surveys.models import Wave
    from plugins.surveys.tests.factories import give

    taken = 0
    wave = Wave.objects.get()
    for row in wave.invitations.order_by("pk"):
        try:
            give(wave, row.person, 5, 10)
        except AnsweredAlreadyError:
            continue
        taken += 1
    return taken


def count():
    """Return how many are counted, and how many have answered."""
    from plugins.surveys.models import Invitation, Tally
    from plugins.surveys.services.results import ballots_in

    marked = Invitation.objects.filter(has_answered=True).count()
    return f"{ballots_in(Tally.objects.get().counts)} {marked}"


ORDERS = {"prepare": prepare, "answer": answer_all, "count": count}

if __name__ == "__main__":
    obey(ORDERS)
