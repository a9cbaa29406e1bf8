"""Processes that all enter, score and publish at once, against a database that is there."""

from tests.at_once import obey

PEOPLE = 3
SOLO, JUDGED = "单人", "评审"


def prepare():
    """Open a contest, and let another be judged."""
    from lms.plugins.switching import enable
    from plugins.contests.tests.factories import (
        make_contest,
        make_entry,
        make_keeper,
        run,
    )
    from tests.factories.people import UserFactory

    enable("lms_contests")
    for number in range(PEOPLE):
        UserFactory(username=f"racer{number}")
    make_contest(title=SOLO)
    contest = make_contest(("practical", 60, 1), ("theory", 40), title=JUDGED)
    run(contest, make_entry(contest))
    keeper = make_keeper()
    keeper.username = "keeper"
    keeper.save()
    return "prepared"


def _tried(act, *cases):
    """Return how often something was taken and not refused."""
    from plugins.contests.exceptions import ContestError

    taken = 0
    for case in cases:
        try:
            act(case)
        except ContestError:
            continue
        taken += 1
    return taken


def _person(name):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


def enter_all():
    """Enter with everybody; return how many entries were taken."""
    from django.utils import timezone

    from plugins.contests.models import Contest
    from plugins.contests.services.entering import enter

    contest = Contest.objects.get(title=SOLO)
    people = [_person(f"racer{number}") for number in range(PEOPLE)]
    return _tried(
        lambda each: enter(contest=contest, user=each, now=timezone.now()), *people
    )


def score_all():
    """Hand in the sheets of all judges; return how many were taken."""
    from django.utils import timezone

    from plugins.contests.models import Standing
    from plugins.contests.services.judging import hand_in

    standing = Standing.objects.select_related("round").get(entry__contest__title=JUDGED)  # fmt: skip
    marks = [80] * len(standing.round.criteria)
    return _tried(
        lambda judge: hand_in(
            standing=standing, user=judge, marks=marks, comment="", now=timezone.now()
        ),
        *standing.round.judges.all(),
    )


def publish_all():
    """Publish the round; return whether it was."""
    from django.utils import timezone

    from plugins.contests.models import Round
    from plugins.contests.services.results import publish_round

    row = Round.objects.get(contest__title=JUDGED, number=1)
    chosen = [*row.standings.values_list("pk", flat=True)]
    return _tried(
        lambda user: publish_round(
            row=row, chosen=chosen, user=user, now=timezone.now()
        ),
        _person("keeper"),
    )


def count():
    """Return how many entries, sheets and places in the second round there are."""
    from plugins.contests.models import Entry, ScoreSheet, Standing

    second = Standing.objects.filter(round__number=2)
    return f"{Entry.objects.filter(contest__title=SOLO).count()} {ScoreSheet.objects.count()} {second.count()}"  # fmt: skip


ORDERS = {
    "prepare": prepare,
    "enter": enter_all,
    "score": score_all,
    "publish": publish_all,
    "count": count,
}

if __name__ == "__main__":
    obey(ORDERS)
