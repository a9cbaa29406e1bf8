"""Who may be paired, how pairs end, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from lms.enums import Role
from lms.models import PublishedEvent
from lms.plugins.adjusting import change_settings, fingerprint
from lms.plugins.models import PluginState
from plugins.mentoring.enums import PairState
from plugins.mentoring.exceptions import (
    EmptyError,
    FullError,
    HasMentorError,
    LeftError,
    NotOfferedError,
    OverError,
    OwnPairError,
    PeriodError,
    SamePersonError,
)
from plugins.mentoring.models import Pair
from plugins.mentoring.services.pairing import (
    Plan,
    change_pair,
    close_pair,
    hand_over,
    pair_up,
)
from plugins.mentoring.services.suggesting import suggest_mentors
from plugins.mentoring.tests.factories import (
    NOW,
    TODAY,
    make_mentor,
    make_observation,
    make_pair,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db
PLAN = Plan(starts_on=TODAY, ends_on=TODAY + timedelta(weeks=12), direction="投诉处理")


@pytest.fixture
def keeper(db):
    return UserFactory(role=Role.TRAINER)


def make(keeper, mentor=None, apprentice=None, plan=PLAN):
    mentor = mentor or make_mentor().person
    return pair_up(
        mentor=mentor,
        apprentice=apprentice or UserFactory(),
        plan=plan,
        user=keeper,
        now=NOW,
    )


def close(pair, keeper, state=PairState.PASSED, words=""):
    return close_pair(pair=pair, state=state, words=words, user=keeper, now=NOW)


def test_a_trainer_gives_somebody_a_mentor(keeper):
    pair = make(keeper)

    assert pair.is_running
    assert pair.made_by == keeper
    assert PublishedEvent.objects.filter(kind="lms_mentoring.pair_begun").exists()


def test_an_agent_makes_no_pairs():
    with pytest.raises(PermissionDenied):
        make(UserFactory(role=Role.AGENT))


def test_nobody_is_the_own_mentor(keeper):
    person = make_mentor().person

    with pytest.raises(SamePersonError):
        make(keeper, person, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_pair(mentor=person, apprentice=person)


def test_nobody_gives_themselves_a_mentor(keeper):
    with pytest.raises(OwnPairError):
        make(keeper, apprentice=keeper)


def test_an_apprentice_has_one_mentor_at_a_time(keeper):
    apprentice = UserFactory()
    first = make(keeper, apprentice=apprentice)

    with pytest.raises(HasMentorError):
        make(keeper, apprentice=apprentice)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_pair(apprentice=apprentice)
    close(first, keeper)
    assert make(keeper, apprentice=apprentice).is_running


def test_a_mentor_has_no_more_apprentices_than_the_setting_says(keeper):
    mentor = make_mentor().person
    for _number in range(3):
        last = make(keeper, mentor)

    with pytest.raises(FullError):
        make(keeper, mentor)
    close(last, keeper)
    assert make(keeper, mentor).is_running


def test_the_limit_is_a_setting(keeper):
    stored = PluginState.objects.get(label="lms_mentoring").settings
    change_settings(
        label="lms_mentoring",
        declared=apps.get_app_config("lms_mentoring").settings,
        values={"most_apprentices": 1},
        seen=fingerprint(stored),
    )
    mentor = make_mentor().person
    make(keeper, mentor)

    with pytest.raises(FullError):
        make(keeper, mentor)


def test_who_takes_nobody_or_has_left_gets_no_apprentice(keeper):
    left = UserFactory()
    StaffProfileFactory(user=left, leaves_date=TODAY - timedelta(days=1))

    for mentor in (make_mentor(is_open=False).person, UserFactory(), make_mentor(left).person):  # fmt: skip
        with pytest.raises(NotOfferedError):
            make(keeper, mentor)
    with pytest.raises(LeftError):
        make(keeper, apprentice=left)


@pytest.mark.parametrize("days", [-1, 800])
def test_a_pair_lasts_a_sensible_time(keeper, days):
    plan = Plan(starts_on=TODAY, ends_on=TODAY + timedelta(days=days), direction="投诉")

    with pytest.raises(PeriodError):
        make(keeper, plan=plan)
    with pytest.raises(PeriodError):
        change_pair(pair=make_pair(), plan=plan, user=keeper, now=NOW)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_pair_does_not_begin_in_another_age(keeper, day):
    with pytest.raises(PeriodError):
        make(keeper, plan=Plan(starts_on=day, ends_on=day, direction="投诉"))


def test_a_pair_that_passed_tells_it_once(keeper):
    pair = make(keeper)

    close(pair, keeper)
    close(pair, keeper)

    done = PublishedEvent.objects.filter(kind="lms.activity_done")
    assert done.get().actor_id == pair.mentor_id
    with pytest.raises(OverError):
        close(pair, keeper, PairState.ENDED, "换岗")


def test_an_end_without_passing_takes_a_reason(keeper):
    pair = make(keeper)

    with pytest.raises(EmptyError):
        close(pair, keeper, PairState.ENDED, " ")
    assert close(pair, keeper, PairState.ENDED, "换岗").closing_words == "换岗"


def test_nobody_decides_on_the_own_pair(keeper):
    own = [make_pair(mentor=keeper), make_pair(apprentice=keeper)]

    for pair in own:
        with pytest.raises(OwnPairError):
            close(pair, keeper)


def test_handing_over_keeps_the_history_and_takes_open_steps_along(keeper):
    pair = make_pair()
    make_observation(pair)
    pair.steps.create(text="完成", done_on=TODAY)
    pair.steps.create(text="未完成")
    new = make_mentor().person

    begun = hand_over(pair=pair, mentor=new, words="轮岗", user=keeper, now=NOW)

    pair.refresh_from_db()
    assert pair.state == PairState.HANDED_OVER
    assert pair.observations.count() == 1
    assert begun.continues == pair
    assert [step.text for step in begun.steps.all()] == ["未完成"]
    assert [*Pair.objects.visible_for(new).order_by("pk")] == [pair, begun]
    assert [*Pair.objects.visible_for(pair.mentor)] == [pair]


def test_a_refused_hand_over_leaves_the_pair_as_it_was(keeper):
    pair, full = make_pair(), make_mentor().person
    for _number in range(3):
        make_pair(mentor=full)

    with pytest.raises(FullError):
        hand_over(pair=pair, mentor=full, words="轮岗", user=keeper, now=NOW)
    assert Pair.objects.get(pk=pair.pk).is_running


def test_a_closed_pair_has_a_day_and_an_open_one_has_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_pair(state="passed", closed_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_pair(closed_on=TODAY)


def suggested(direction="", **options):
    found = suggest_mentors(direction=direction, today=TODAY, now=NOW, **options)
    return [each.person for each in found]


def test_mentors_are_suggested_by_direction_then_load_then_merit():
    other = make_mentor(directions="会员权益").person
    busy, free = make_mentor().person, make_mentor().person
    make_pair(mentor=busy)
    full = make_mentor().person
    for _number in range(3):
        make_pair(mentor=full)
    make_mentor(is_open=False)

    assert suggested("投诉") == [free, busy, other, full]
    assert suggested("會員") == [other, free, busy, full]
    assert suggested("投诉", besides=[free.pk]) == [busy, other, full]


def test_a_direction_fits_by_what_it_shares_with_those_of_mentors():
    other = make_mentor(directions="订单处理").person
    fitting = make_mentor(directions="投诉处理，情绪安抚").person

    assert suggested("升级投诉，会员权益") == [fitting, other]
    assert suggested("投诉处理") == [fitting, other]
    assert suggested("chat") == suggested("")


def test_of_equals_whose_apprentices_achieved_more_comes_first():
    first, second = make_mentor().person, make_mentor().person
    over = make_pair(mentor=second, state="passed", weeks=1)
    over.results.create(activity="exam", key="1", achieved_at=NOW)
    make_pair(mentor=first, state="passed", weeks=1)

    assert suggested("投诉") == [second, first]
