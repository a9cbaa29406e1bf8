"""Rounds, ratings of both, talks and levels."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lms.enums import Role
from lms.models import Notification, PublishedEvent
from lms.models.append_only import RowsStayError
from lms.plugins.adjusting import change_settings, fingerprint
from plugins.growth import events
from plugins.growth.apps import GrowthConfig
from plugins.growth.exceptions import (
    EndedError,
    MissingLevelError,
    MissingNoteError,
    MissingWordsError,
    NobodyError,
    OldRoundError,
    RoundOfTodayError,
    RoundRunsError,
    WrongAssessorError,
)
from plugins.growth.models import Assessment, Round, SkillLevel
from plugins.growth.services.assessing import (
    Said,
    add_missing,
    agree,
    assign,
    close_round,
    disagree,
    open_round,
    reopen_round,
    save_rating,
    settle,
    usual_end,
    visible_assessments,
)
from plugins.growth.services.reminding import look_after, months_later
from plugins.growth.tests.factories import (
    NOW,
    TODAY,
    leave,
    make_assessment,
    make_person,
    make_round,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return UserFactory(role=Role.MANAGER)


def rate(row, user, *levels, is_done=True):
    rating = {mark.pk: Said(level) for mark, level in zip(row.marks.all(), levels, strict=True)}  # fmt: skip
    return save_rating(assessment=row, rating=rating, user=user, now=NOW, is_done=is_done)  # fmt: skip


def levels_of(person):
    return {*SkillLevel.objects.filter(person=person).values_list("skill", "level")}


def activities(name):
    kept = PublishedEvent.objects.filter(kind="lms.activity_done")
    return [row for row in kept if name in row.key]


def test_a_round_asks_all_who_have_a_post_and_names_their_superiors(house, keeper):
    other = make_person(house.team, job="客服代表（产假中）")
    make_person(house.team, job="别的职务")

    row = open_round(name="二季度", due_on=TODAY, user=keeper, now=NOW)

    asked = {(a.person, a.assessor) for a in row.assessments.all()}
    assert asked == {(house.person, house.leader), (other, house.leader)}
    assert row.assessments.first().marks.count() == 2
    late = make_person(house.team)
    assert add_missing(row, NOW + timedelta(1)) == 1
    assert row.assessments.get(person=late).assessor == house.leader
    assert add_missing(row, NOW + timedelta(1)) == 0
    with pytest.raises(RoundRunsError):
        open_round(name="又一轮", due_on=TODAY, user=keeper, now=NOW + timedelta(2))


def test_without_posts_no_round_is_left_behind(keeper):
    with pytest.raises(NobodyError):
        open_round(name="空", due_on=TODAY, user=keeper, now=NOW)
    assert not Round.objects.exists()
    with pytest.raises(PermissionDenied):
        open_round(name="空", due_on=TODAY, user=UserFactory(), now=NOW)


def test_who_agree_at_once_need_not_talk(house):
    row = make_assessment(house)

    rate(row, house.person, 3, 2)
    assert levels_of(house.person) == set()
    rate(row, house.leader, 3, 2)

    assert levels_of(house.person) == {(house.listening.pk, 3), (house.product.pk, 2)}
    assert len(activities(events.ASSESSED)) == 1
    with pytest.raises(EndedError):
        rate(row, house.person, 5, 5)
    level = SkillLevel.objects.first()
    level.level = 5
    with pytest.raises(RowsStayError):
        level.save()


def test_what_differs_is_talked_about_until_the_person_agrees(house):
    row = make_assessment(house)
    rate(row, house.leader, 2, 3)
    rate(row, house.person, 4, 3)
    first = row.marks.first()

    with pytest.raises(MissingNoteError):
        settle(assessment=row, levels={first.pk: 3}, note=" ", user=house.leader, now=NOW)  # fmt: skip
    with pytest.raises(MissingLevelError):
        settle(assessment=row, levels={}, note="谈过", user=house.leader, now=NOW)
    with pytest.raises(PermissionDenied):
        settle(assessment=row, levels={first.pk: 3}, note="谈过", user=house.person, now=NOW)  # fmt: skip
    settle(assessment=row, levels={first.pk: 2}, note="谈过", user=house.leader, now=NOW)  # fmt: skip
    with pytest.raises(MissingWordsError):
        disagree(assessment=row, words="", user=house.person, now=NOW)
    disagree(assessment=row, words="投诉件没算", user=house.person, now=NOW)
    later = NOW + timedelta(1)
    settle(assessment=row, levels={first.pk: 3}, note="算上投诉件", user=house.leader, now=later)  # fmt: skip
    with pytest.raises(PermissionDenied):
        agree(assessment=row, user=house.leader, now=later)
    agree(assessment=row, user=house.person, now=later)

    assert levels_of(house.person) == {(house.listening.pk, 3), (house.product.pk, 3)}
    with pytest.raises(EndedError):
        agree(assessment=row, user=house.person, now=later)


def test_a_rating_that_is_saved_can_be_changed_until_it_is_handed_in(house):
    row = make_assessment(house)

    rate(row, house.person, 3, None, is_done=False)
    with pytest.raises(MissingLevelError):
        rate(row, house.person, 3, 99)
    rate(row, house.person, 2, 1)

    assert [*row.marks.values_list("self_level", flat=True)] == [2, 1]
    with pytest.raises(EndedError):
        rate(row, house.person, 2, 2)
    with pytest.raises(PermissionDenied):
        rate(row, UserFactory(), 2, 2)


def test_another_assessor_begins_anew_and_nobody_assesses_themselves(house, keeper):
    row = make_assessment(house)
    rate(row, house.leader, 2, 2)
    other = make_person()

    assign(assessment=row, assessor=other, user=keeper, now=NOW)
    with pytest.raises(WrongAssessorError):
        assign(assessment=row, assessor=house.person, user=keeper, now=NOW)

    row.refresh_from_db()
    assert (row.assessor, row.rated_at) == (other, None)
    assert not row.marks.exclude(rated_level=None).exists()


def test_in_a_closed_round_nothing_goes_on(house, keeper):
    row = make_assessment(house)
    close_round(row=row.round, user=keeper, now=NOW)

    with pytest.raises(EndedError):
        rate(row, house.person, 2, 2)
    assert not Assessment.objects.to_rate_oneself(house.person).exists()


def test_a_round_closed_by_mistake_goes_on_and_an_older_one_stays_closed(house, keeper):  # fmt: skip
    old = make_round(closed_at=NOW)
    row = open_round(name="", due_on=TODAY, user=keeper, now=NOW)
    close_round(row=row, user=keeper, now=NOW)

    with pytest.raises(RoundOfTodayError):
        open_round(name="", due_on=TODAY, user=keeper, now=NOW)
    with pytest.raises(OldRoundError):
        reopen_round(row=old, user=keeper)
    with pytest.raises(PermissionDenied):
        reopen_round(row=row, user=house.leader)
    reopen_round(row=row, user=keeper)

    rate(row.assessments.get(), house.person, 2, 2)


def test_who_follows_an_assessor_who_has_left_assesses(house):
    row, other = make_assessment(house), make_person(house.team)
    gone = make_assessment(house, row.round, person=other)
    rate(row, house.leader, 2, 2)
    rate(row, house.person, 3, 3)
    leave(house.leader)
    leave(other)
    look_after(NOW)
    row.refresh_from_db()
    assert row.assessor == house.leader
    head = house.team.manager = make_person()
    house.team.save()

    look_after(NOW)

    row.refresh_from_db()
    assert (row.assessor, row.state, row.rated_at) == (head, "rating", None)
    assert [*Assessment.objects.to_rate_others(head)] == [row]
    assert PublishedEvent.objects.filter(kind=events.AssessorNamed.name).count() == 1
    gone.refresh_from_db()
    assert gone.assessor == house.leader


@pytest.mark.parametrize("value", [-5, 10**12])
def test_no_setting_makes_a_page_or_a_job_fail(house, value):
    names = ("round_months", "round_days", "check_in_days")
    change_settings(
        label="lms_growth",
        declared=GrowthConfig.settings,
        values=dict.fromkeys(names, value),
        seen=fingerprint({}),
    )
    make_round(starts_on=TODAY - timedelta(400), closed_at=NOW)

    assert look_after(NOW).startswith("Rounds opened: 0")
    assert usual_end(TODAY) > TODAY


def test_only_the_two_their_superiors_and_who_sees_all_find_an_assessment(house, keeper):  # fmt: skip
    row = make_assessment(house)
    colleague, trainer = make_person(house.team), UserFactory(role=Role.TRAINER)

    seeing = (house.person, house.leader, keeper)
    assert [row in visible_assessments(each) for each in seeing] == [True] * 3
    assert not visible_assessments(colleague).exists()
    assert not visible_assessments(trainer).exists()


def test_the_job_opens_the_next_round_takes_newcomers_in_and_reminds_once(
    house, django_capture_on_commit_callbacks
):
    assert look_after(NOW).startswith("Rounds opened: 0")
    old = make_round(starts_on=TODAY - timedelta(100), due_on=TODAY - timedelta(80))
    make_assessment(house, old)

    with django_capture_on_commit_callbacks(execute=True):
        assert look_after(NOW).startswith("Rounds opened: 1, people added: 0")
    assert Round.objects.filter(closed_at=None).count() == 1
    make_person(house.team)
    assert "people added: 1" in look_after(NOW + timedelta(1))
    late = NOW + timedelta(20)
    assert look_after(late).endswith("reminders: 4")
    assert look_after(late).endswith("reminders: 0")
    assert Notification.objects.filter(recipient=house.person).count() == 2


def test_months_are_counted_over_the_year():
    assert months_later(TODAY.replace(month=11), 3).isoformat() == "2027-02-01"
