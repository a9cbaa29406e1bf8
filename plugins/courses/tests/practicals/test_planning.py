"""Rubrics in versions, and sittings that are planned."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from plugins.courses.exceptions import (
    AlreadyPlannedError,
    DirectManagerError,
    NoAttemptLeftError,
    OwnSittingError,
    SittingStateError,
    TooFewJudgesError,
    WhyMissingError,
)
from plugins.courses.models import Criterion, Sitting
from plugins.courses.services.practicals.planning import (
    cancel_sitting,
    distribute,
    move_sitting,
    propose,
)
from plugins.courses.services.practicals.rubrics import write_rubric
from plugins.courses.tests.practicals.factories import (
    CRITERIA,
    FIVES,
    ONES,
    hand_in,
    make_decided,
    make_practical,
    make_rubric,
    make_sitting,
    plan,
    seat,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
# Rubrics


def test_an_edit_is_a_new_version_and_the_same_words_are_none():
    rubric = make_rubric()
    first = rubric.latest

    again = write_rubric(rubric=rubric, criteria=CRITERIA, user=None, now=timezone.now())  # fmt: skip
    changed = write_rubric(
        rubric=rubric,
        criteria=[*CRITERIA, Criterion("倾听", 10, 3, {})],
        user=None,
        now=timezone.now(),
    )

    assert again == first
    assert (changed.number, rubric.latest) == (2, changed)


def test_a_sitting_keeps_the_version_with_which_it_was_planned():
    practical = make_practical()
    sitting = make_sitting(practical)
    write_rubric(rubric=practical.rubric, criteria=CRITERIA[:1], user=None, now=timezone.now())  # fmt: skip

    hand_in(sitting, FIVES, FIVES)

    assert sitting.rubric.number == 1
    assert sitting.score == 100


def test_an_anchor_counts_as_reached_from_its_points_on():
    assert CRITERIA[0].reached(4) == "问好、致谢"
    assert CRITERIA[0].reached(None) == ""


# Planning


def test_judges_are_neither_the_candidate_nor_who_leads_them(organiser):
    leader, practical = UserFactory(), make_practical(judges_needed=1)
    candidate = StaffProfileFactory(team=TeamFactory(manager=leader)).user

    with pytest.raises(OwnSittingError):
        plan(practical, organiser, seat(practical, candidate, [candidate]))
    with pytest.raises(DirectManagerError):
        plan(practical, organiser, seat(practical, candidate, [leader]))
    assert not Sitting.objects.exists()


def test_whoever_leads_a_leader_does_not_judge_the_leader(organiser):
    above, practical = UserFactory(), make_practical(judges_needed=1)
    leader = UserFactory()
    team = TeamFactory(manager=leader, parent=TeamFactory(manager=above))
    StaffProfileFactory(user=leader, team=team)

    with pytest.raises(DirectManagerError):
        plan(practical, organiser, seat(practical, leader, [above]))


def test_all_are_planned_or_none_and_nobody_twice(organiser):
    practical = make_practical(judges_needed=1, attempts=2)
    judge, candidate = UserFactory(), UserFactory()
    wanted = seat(practical, candidate, [judge])

    with pytest.raises(AlreadyPlannedError):
        plan(practical, organiser, wanted, wanted)
    assert not Sitting.objects.exists()
    with pytest.raises(TooFewJudgesError):
        plan(practical, organiser, seat(practical, candidate, []))
    with pytest.raises(PermissionDenied):
        plan(practical, judge, wanted)

    make_decided(practical, candidate=candidate, judges=[judge], totals=("10",))
    (second,) = plan(practical, organiser, wanted)
    assert second.number == 2
    hand_in(second, ONES)
    with pytest.raises(NoAttemptLeftError):
        plan(practical, organiser, wanted)


def test_judges_take_turns_and_conflicts_are_avoided():
    judges = [UserFactory() for _each in range(3)]
    candidates = [UserFactory() for _each in range(6)]

    panels = distribute(
        candidates,
        judges,
        needed=2,
        may=lambda judge, candidate: (judge, candidate) != (judges[0], candidates[0]),
    )

    turns = [sum(judge in panel for panel in panels) for judge in judges]
    assert turns == [4, 4, 4]
    assert judges[0] not in panels[0]


def test_a_scene_that_somebody_had_is_not_drawn_again_while_there_are_others():
    practical = make_practical(scenes=2, attempts=3)
    candidate = UserFactory()
    first = make_decided(practical, candidate=candidate)

    (found,) = propose(
        practical=practical,
        candidates=[candidate],
        judges=[],
        first=timezone.now(),
        minutes=20,
    )

    assert found.scene != first.scene


def test_a_sitting_is_moved_and_cancelled_with_a_reason_until_a_sheet_is_in(organiser):
    sitting, later = make_sitting(), timezone.now() + timedelta(days=1)
    when = {"sitting": sitting, "user": organiser, "now": timezone.now()}

    with pytest.raises(WhyMissingError):
        move_sitting(**when, starts_at=later, reason=" ")
    move_sitting(**when, starts_at=later, reason="会议室停电")
    sitting.refresh_from_db()
    assert sitting.starts_at == later

    move_sitting(**when, starts_at=timezone.now(), reason="又来电了")
    hand_in(sitting, FIVES)
    with pytest.raises(SittingStateError):
        cancel_sitting(**when, reason="不想考")
