"""Processes that hand in, open and close at once, against a database that is there."""

from datetime import timedelta

from tests.at_once import obey

PEOPLE = 5


def prepare():
    """Make a team with a table that holds for it."""
    from lms.enums import Role
    from lms.plugins.switching import enable
    from plugins.performance.tests.factories import make_person, make_table, make_team
    from tests.factories.people import UserFactory

    enable("lms_performance")
    UserFactory(username="keeper", role=Role.MANAGER)
    team = make_team()
    for _number in range(PEOPLE):
        make_person(team)
    make_table(teams=[team])
    return "prepared"


def open_one():
    """Open the month; return how many sheets there are."""
    from plugins.performance.models import Sheet
    from plugins.performance.services.opening import open_month
    from plugins.performance.tests.factories import MONTH, NOW

    open_month(first=MONTH, user=_keeper(), now=NOW)
    return Sheet.objects.count()


def _keeper():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="keeper")


def hand_in_all():
    """Hand in what waits; return how much was taken before the closing."""
    from plugins.performance.exceptions import NotCollectingError
    from plugins.performance.models import Rating
    from plugins.performance.services.rating import hand_in
    from plugins.performance.tests.factories import NOW

    taken = 0
    for row in Rating.objects.select_related("sheet__month", "sheet__version", "rater"):
        marks = {part.key: 80 for part in row.sheet.version.rated}
        try:
            hand_in(now=NOW, rating=row, user=row.rater, marks=marks, words="", revision=0, window="w")  # fmt: skip
        except NotCollectingError:
            continue
        taken += 1
    return taken


def close():
    """Close the month, and publish it; return 0."""
    from plugins.performance.models import Month
    from plugins.performance.services.months import close_month, publish_month
    from plugins.performance.tests.factories import NOW

    month, later = Month.objects.get(), NOW + timedelta(hours=1)
    close_month(month=month, user=_keeper(), now=later)
    publish_month(month=month, user=_keeper(), now=later)
    return 0


def count():
    """Return how many ratings are in, and whether each total is what its rows say."""
    from plugins.performance.models import Rating, Sheet
    from plugins.performance.services.working import results_of

    sheets = [*Sheet.objects.select_related("version")]
    results = results_of(sheets)
    is_right = all(sheet.total == results[sheet.pk].total for sheet in sheets)
    return f"{Rating.objects.exclude(handed_in_at=None).count()} {is_right}"


ORDERS = {
    "prepare": prepare,
    "open": open_one,
    "hand in": hand_in_all,
    "close": close,
    "count": count,
}

if __name__ == "__main__":
    obey(ORDERS)
