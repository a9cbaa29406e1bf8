"""The star of a month: decisions, what becomes of them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import ModelLogEntry

from lms.enums import Role
from lms.events import dispatch
from lms.extensions import Candidate as Asked
from lms.extensions import requirement_kinds
from lms.models import Notification, PublishedEvent
from lms.plugins.switching import enable
from plugins.recognition.enums import MonthState, StarState
from plugins.recognition.exceptions import (
    BallotRunsError,
    DecidedError,
    EmptyError,
    InARowError,
    NobodyError,
    OwnPraiseError,
    PersonalDataError,
    SecondPersonError,
    WrongStateError,
)
from plugins.recognition.models import (
    BallotPaper,
    SchemeVersion,
    Star,
    StarMonth,
)
from plugins.recognition.services.counting import candidates_of
from plugins.recognition.services.months import (
    announce,
    close_without,
    count_month,
    decide,
    decide_team,
    take_back,
    withdraw_star,
)
from plugins.recognition.services.payroll import bonuses_of
from plugins.recognition.services.reminding import prepare_months
from plugins.recognition.services.scheme import version_of, write_version
from plugins.recognition.services.streaks import month_before, streaks_before
from plugins.recognition.tests.factories import (
    MAY,
    NOW,
    TODAY,
    make_candidate,
    make_month,
    make_praise,
    make_staff,
    make_star,
    make_votes,
)
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
JUNE = NOW.replace(month=6, day=3)
WHY = "三位客人说的是同一件事"


@pytest.fixture
def jury():
    """Two who decide."""
    return [UserFactory(role=Role.MANAGER) for _ in range(2)]


@pytest.fixture
def counted(jury):
    month = make_month()
    make_praise(make_staff())
    count_month(month=month, user=jury[0], now=JUNE)
    month.refresh_from_db()
    return month


def test_figures_wait_for_the_ballot_and_rest_once_somebody_is_chosen(jury, counted):
    open_one = make_month(date(2026, 6, 1))
    with pytest.raises(PermissionDenied):
        count_month(month=counted, user=UserFactory(), now=JUNE)
    with pytest.raises(BallotRunsError):
        count_month(month=open_one, user=jury[0], now=JUNE)

    assert count_month(month=counted, user=jury[0], now=JUNE) == 1
    decide(candidate=counted.candidates.get(), reason=WHY, user=jury[0], now=JUNE)
    with pytest.raises(DecidedError):
        count_month(month=counted, user=jury[0], now=JUNE)


def test_one_decides_a_second_one_announces_and_who_voted_is_forgotten(jury, counted):
    enable("lms_recognition")
    candidate = counted.candidates.get()
    make_votes(counted, TeamFactory(), {}, [make_staff()])
    with pytest.raises(EmptyError):
        decide(candidate=candidate, reason=" ", user=jury[0], now=JUNE)
    with pytest.raises(PersonalDataError):
        decide(candidate=candidate, reason="谢 13812345678", user=jury[0], now=JUNE)
    with pytest.raises(NobodyError):
        announce(month=counted, user=jury[0], now=JUNE)
    star = decide(candidate=candidate, reason=WHY, user=jury[0], now=JUNE)
    assert decide(candidate=candidate, reason=WHY, user=jury[1], now=JUNE) == star
    assert not Star.objects.visible_for(UserFactory()).exists()
    with pytest.raises(SecondPersonError):
        announce(month=counted, user=jury[0], now=JUNE)

    announce(month=counted, user=jury[1], now=JUNE)
    with pytest.raises(WrongStateError):
        announce(month=counted, user=jury[1], now=JUNE)
    dispatch(now=timezone.now())

    star.refresh_from_db()
    counted.refresh_from_db()
    assert (star.state, counted.state) == (StarState.AWARDED, MonthState.ANNOUNCED)
    assert star.bonus
    assert Notification.objects.get().recipient == candidate.person
    assert not BallotPaper.objects.exists()
    told = PublishedEvent.objects.filter(payload__activity="lms_recognition.star")
    assert told.get().actor_id == candidate.person_id


def test_nobody_decides_or_announces_for_themselves_or_their_team(jury):
    team = TeamFactory()
    me = make_staff(team, role=Role.MANAGER)
    month = make_month(state="counted")
    mine = make_candidate(month, me)

    with pytest.raises(OwnPraiseError):
        decide(candidate=mine, reason=WHY, user=me, now=JUNE)
    with pytest.raises(OwnPraiseError):
        decide_team(month=month, team=team, reason=WHY, user=me, now=JUNE)
    decide(candidate=mine, reason=WHY, user=jury[0], now=JUNE)
    decide_team(month=month, team=team, reason=WHY, user=jury[0], now=JUNE)
    with pytest.raises(OwnPraiseError):
        announce(month=month, user=me, now=JUNE)
    announce(month=month, user=jury[1], now=JUNE)
    assert Star.objects.awarded().count() == 2


def test_nobody_is_the_star_too_often_in_a_row(jury):
    person = make_staff()
    for back in (1, 2):
        past = make_month(month_before(MAY, back), state="announced")
        make_star(past, person)
    other = make_month(month_before(MAY, 4), state="announced")
    make_star(other, person)
    assert streaks_before(MAY) == {person.pk: 2}
    month = make_month()
    make_praise(person)

    (found,) = candidates_of(month, TODAY)
    assert found.is_barred
    count_month(month=month, user=jury[0], now=JUNE)
    with pytest.raises(InARowError):
        decide(candidate=month.candidates.get(), reason=WHY, user=jury[0], now=JUNE)


def test_a_decision_is_taken_back_before_it_is_announced(jury, counted):
    star = decide(
        candidate=counted.candidates.get(), reason=WHY, user=jury[0], now=JUNE
    )
    take_back(star=star, user=jury[1])
    with pytest.raises(WrongStateError):
        take_back(star=star, user=jury[1])
    assert not Star.objects.exists()


def test_a_month_may_end_without_a_star(jury):
    month = make_month()
    assert count_month(month=month, user=jury[0], now=JUNE) == 0

    with pytest.raises(EmptyError):
        close_without(month=month, reason="", user=jury[0], now=JUNE)
    close_without(month=month, reason="没有人得到表扬", user=jury[0], now=JUNE)
    close_without(month=month, reason="再来", user=jury[0], now=JUNE)
    month.refresh_from_db()
    assert (month.state, month.words) == (MonthState.EMPTY, "没有人得到表扬")


def test_a_withdrawn_star_stays_with_its_reason_and_another_may_be_chosen(jury):
    month = make_month(state="announced", announced_at=NOW)
    star = make_star(month)
    other = make_candidate(month)
    with pytest.raises(PermissionDenied):
        withdraw_star(star=star, reason="x", user=star.person, now=JUNE)
    with pytest.raises(EmptyError):
        withdraw_star(star=star, reason="", user=jury[0], now=JUNE)

    for _ in range(2):
        withdraw_star(star=star, reason="来信是家人写的", user=jury[0], now=JUNE)

    star.refresh_from_db()
    assert (star.state, star.withdrawal) == ("withdrawn", "来信是家人写的")
    assert ModelLogEntry.objects.filter(action="lms_recognition.withdraw_star").count() == 1  # fmt: skip
    with pytest.raises(WrongStateError):
        count_month(month=month, user=jury[0], now=JUNE)
    decide(candidate=other, reason=WHY, user=jury[0], now=JUNE)
    announce(month=month, user=jury[1], now=JUNE)
    assert Star.objects.awarded().get().person == other.person
    assert [each.state for each in bonuses_of(StarMonth.objects.get())] == [
        str(StarState.WITHDRAWN.label),
        str(StarState.AWARDED.label),
    ]


def test_other_criteria_count_from_their_month_on(jury):
    month = make_month()
    values = {"from_month": date(2026, 6, 1), "praise": 70, "peers": 0}
    with pytest.raises(PermissionDenied):
        write_version(values=values, user=UserFactory(), now=NOW)

    new = write_version(values=values, user=jury[0], now=NOW)
    assert write_version(values=values, user=jury[0], now=NOW) == new
    assert version_of(MAY) == month.version
    assert version_of(date(2026, 7, 1)) == new
    assert SchemeVersion.objects.count() == 2


def test_the_job_opens_ballots_and_says_once_that_a_month_can_be_decided(jury):
    enable("lms_recognition")
    prepare_months(NOW.replace(day=20))
    assert not StarMonth.objects.exists()
    make_praise(happened_on=date(2026, 4, 9))
    for _ in range(2):
        prepare_months(NOW.replace(day=26))
    months = StarMonth.objects.order_by("month").values_list("month", flat=True)
    assert [*months] == [date(2026, 4, 1), MAY]
    told = Notification.objects.values_list("target_key", "recipient")
    april = str(StarMonth.objects.get(month=date(2026, 4, 1)).pk)
    assert {*told} == {(april, each.pk) for each in jury}


def test_stars_and_praise_are_evidence_for_a_level():
    enable("lms_recognition")
    star = make_star(make_month(state="announced"))
    make_praise(star.person)
    asked = [Asked(star.person, TODAY), Asked(UserFactory(), TODAY)]

    for key in ("stars", "praised"):
        kind = requirement_kinds.get(f"lms_recognition.{key}")
        assert kind.describe({"number": 1})
        found = kind.evaluate(asked, {"number": 1})
        assert [found[each.person.pk].is_met for each in asked] == [True, False]
