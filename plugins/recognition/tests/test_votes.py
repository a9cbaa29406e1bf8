"""Votes of teams, and the figures that are made of them and of other evidence."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lms.extension_points import Extension
from lms.extensions import ScoreSource, score_sources
from lms.models import PublishedEvent
from plugins.recognition.enums import Mark
from plugins.recognition.exceptions import (
    NoBallotError,
    NoTeamError,
    OwnPraiseError,
    VotedError,
)
from plugins.recognition.models import (
    BallotPaper,
)
from plugins.recognition.services.ballots import running_month, vote
from plugins.recognition.services.counting import candidates_of
from plugins.recognition.services.months import (
    open_month,
)
from plugins.recognition.tests.factories import (
    MAY,
    NOW,
    TODAY,
    make_month,
    make_praise,
    make_staff,
    make_thanks,
    make_votes,
)
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


class Marks(ScoreSource):
    label = "marks"
    given = {}

    def marks(self, people, first, last):
        assert (first, last) == (MAY, date(2026, 5, 31))
        return {key: marks for key, marks in self.given.items() if key in people}


@pytest.fixture
def give_marks(monkeypatch):
    source = Marks()
    offered = [Extension("lms_sample.marks", "lms_sample", 1, source)]
    monkeypatch.setattr(score_sources, "enabled", lambda: offered)

    def give(person, *marks):
        source.given = {**source.given, person.pk: [Decimal(each) for each in marks]}

    return give


def test_a_vote_is_a_number_and_nobody_votes_twice():
    team = TeamFactory()
    me, other = make_staff(team), make_staff(team)
    month = make_month()

    vote(month=month, person=other, user=me, now=NOW)
    with pytest.raises(VotedError):
        vote(month=month, person=other, user=me, now=NOW)

    month.refresh_from_db()
    assert month.votes == {str(other.pk): 1}
    assert BallotPaper.objects.get().person == me
    names = {field.name for field in BallotPaper._meta.get_fields()}
    assert names == {"id", "month", "person", "team"}
    assert not PublishedEvent.objects.exists()


def test_one_votes_for_somebody_else_of_the_own_team_while_the_ballot_is_open():
    team = TeamFactory()
    me, stranger, left = (
        make_staff(team),
        make_staff(),
        make_staff(team, is_active=False),
    )
    month = make_month()

    for person, now, refusal in (
        (me, NOW, OwnPraiseError),
        (stranger, NOW, NoTeamError),
        (left, NOW, NoTeamError),
        (make_staff(team), NOW - timedelta(days=7), NoBallotError),
        (make_staff(team), NOW + timedelta(days=7), NoBallotError),
    ):
        with pytest.raises(refusal):
            vote(month=month, person=person, user=me, now=now)
    assert not BallotPaper.objects.exists()


def test_nothing_that_is_kept_says_which_ballot_a_vote_came_with():
    """The same votes leave the same rows, whoever of the team gave which."""
    team = TeamFactory()
    a, b, c, d = (make_staff(team) for _ in range(4))
    kept = []
    for month, votes in (
        (make_month(MAY), ((a, c), (b, d), (c, d), (d, c))),
        (make_month(date(2026, 4, 1), opens_on=MAY, closes_on=TODAY), ((a, d), (b, c), (c, d), (d, c))),
    ):  # fmt: skip
        for voter, person in votes:
            vote(month=month, person=person, user=voter, now=NOW)
        month.refresh_from_db()
        papers = month.papers.order_by("pk").values_list("person", "team")
        kept.append((list(month.votes.items()), [*papers]))

    assert kept[0] == kept[1]


def test_a_month_is_opened_once():
    month = open_month(TODAY)
    assert open_month(TODAY) == month
    assert (month.opens_on, month.closes_on) == (date(2026, 5, 25), date(2026, 6, 1))
    assert running_month(date(2026, 5, 24)) is None
    assert running_month(date(2026, 6, 1)) == month


def test_the_figure_is_reached_from_praise_marks_and_votes(give_marks):
    team = TeamFactory()
    people = [make_staff(team) for _ in range(5)]
    star, second = people[:2]
    month = make_month()
    for _ in range(3):
        make_praise(star)
    make_praise(second, state="waiting")
    make_praise(second, happened_on=MAY - timedelta(days=1))
    give_marks(star, 90, 80)
    give_marks(second, 100)
    make_votes(month, team, {star: 2, second: 1}, people[:3])

    found = candidates_of(month, TODAY)

    assert [each.person for each in found] == [star, second]
    # 100 x 40 + 85 x 30 + 50 x 30; and 0 x 40 + 100 x 30 + 25 x 30
    assert [each.total for each in found] == [Decimal("80.50"), Decimal("37.50")]
    assert [part["found"] for part in found[0].parts] == ["3", "85.00", "2 / 4"]


def test_few_ballots_of_a_team_are_not_counted_and_what_nobody_has_is_left_out():
    team = TeamFactory()
    people = [make_staff(team) for _ in range(5)]
    month = make_month()
    make_praise(people[0])
    make_votes(month, team, {people[1]: 2}, people[:2])

    (found,) = candidates_of(month, TODAY)

    assert (found.person, found.total) == (people[0], Decimal("33.33"))
    assert [part["criterion"] for part in found.parts] == ["praise"]


def test_new_and_part_time_people_and_ties_are_marked_and_nobody_is_left_out():
    new = make_staff(joined_date=date(2026, 4, 1))
    part = make_staff(job="客服代表（兼职）")
    month = make_month()
    for person in (new, part):
        make_praise(person)

    marks = {each.person: each.marks for each in candidates_of(month, TODAY)}

    assert marks == {new: [Mark.NEW, Mark.TIE], part: [Mark.JOB, Mark.TIE]}


def test_thanks_count_by_colleagues_where_they_weigh_something():
    person, colleague = make_staff(), UserFactory()
    for _ in range(3):
        make_thanks(person, colleague)
    month = make_month()
    assert candidates_of(month, TODAY) == []

    month.version.thanks = 20
    (found,) = candidates_of(month, TODAY)
    assert found.total == Decimal(20)  # one of five colleagues
