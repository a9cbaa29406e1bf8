"""Sittings from the first sheet to the mark."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lms.enums import Role
from lms.models import PublishedEvent
from plugins.courses.enums import SheetState, SittingState
from plugins.courses.exceptions import (
    OwnSittingError,
    SecondJudgeError,
    SittingStateError,
    StaleSheetError,
    TooEarlyError,
    UnfinishedSheetError,
    WhyMissingError,
    WrongScoreError,
)
from plugins.courses.models import Result
from plugins.courses.services.practicals.deciding import (
    correct_sitting,
    decide_sitting,
    reply_to,
    uphold,
)
from plugins.courses.services.practicals.judges import (
    ask_third_judge,
    replace_judge,
    unlock_sheet,
)
from plugins.courses.services.practicals.sheets import (
    Scores,
    save_sheet,
    shown_sheets,
)
from plugins.courses.tests.practicals.factories import (
    FIVES,
    FOURS,
    ONES,
    hand_in,
    make_decided,
    make_practical,
    make_sitting,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
# Score sheets


def test_nobody_scores_for_somebody_else_nor_before_the_day():
    sitting = make_sitting(starts_at=timezone.now() + timedelta(days=2))
    sheet = sitting.sheets.first()
    what = {"sheet": sheet, "revision": 0, "scores": Scores(), "now": timezone.now()}

    with pytest.raises(PermissionDenied):
        save_sheet(**what, user=UserFactory(role=Role.TRAINER))
    with pytest.raises(TooEarlyError):
        save_sheet(**what, user=sheet.judge)


def test_a_stale_window_is_refused_and_nothing_of_the_other_is_lost():
    sheet = make_sitting().sheets.first()
    what = {"sheet": sheet, "user": sheet.judge, "revision": 0, "now": timezone.now()}
    save_sheet(**what, scores=Scores(marks={"0": 4}))

    with pytest.raises(StaleSheetError):
        save_sheet(**what, scores=Scores(marks={"0": 1}))

    sheet.refresh_from_db()
    assert (sheet.marks, sheet.revision) == ({"0": 4}, 1)


@pytest.mark.parametrize("marks", [{"0": 6}, {"0": 0}, {"9": 1}])
def test_points_that_the_rubric_does_not_have_are_refused(marks):
    sheet = make_sitting().sheets.first()

    with pytest.raises(WrongScoreError):
        save_sheet(sheet=sheet, user=sheet.judge, revision=0, scores=Scores(marks=marks), now=timezone.now())  # fmt: skip


def test_a_sheet_is_handed_in_whole_and_once():
    sitting = make_sitting()
    sheet = sitting.sheets.first()

    with pytest.raises(UnfinishedSheetError) as error:
        hand_in(sitting, {"0": 3})
    assert error.value.names == ("流程", "应变")
    hand_in(sitting, FIVES)
    sheet.refresh_from_db()
    with pytest.raises(SittingStateError):
        hand_in(sitting, FIVES, sheets=[sheet])


# Marks


def test_the_last_sheet_gives_the_mark_and_one_result():
    sitting = hand_in(make_sitting(), FIVES, FOURS)

    assert (sitting.state, sitting.score) == (SittingState.DECIDED, Decimal("90.00"))
    assert {*sitting.sheets.values_list("state", flat=True)} == {SheetState.LOCKED}
    result = Result.objects.get()
    assert (result.score, result.is_passed) == (90, True)
    assert result.activity_key == sitting.practical.key


def test_where_judges_differ_too_much_another_judge_decides_without_seeing(organiser):
    sitting = hand_in(make_sitting(), FIVES, ONES)
    third = UserFactory()
    assert sitting.state == SittingState.SCORED
    assert not Result.objects.exists()

    what = {"sitting": sitting, "user": organiser, "reason": "差距大", "now": timezone.now()}  # fmt: skip
    with pytest.raises(SecondJudgeError):
        ask_third_judge(**what, judge=sitting.sheets.first().judge)
    with pytest.raises(SecondJudgeError):
        ask_third_judge(**what, judge=organiser)
    sheet = ask_third_judge(**what, judge=third)
    assert shown_sheets(sitting, third) == [sheet]
    hand_in(sitting, FOURS, sheets=[sheet])

    assert (sitting.state, sitting.score) == (SittingState.DECIDED, Decimal(80))


def test_or_the_organiser_decides_with_a_reason_unless_also_a_judge(organiser):
    sitting = hand_in(make_sitting(), FIVES, ONES)
    own = hand_in(make_sitting(judges=[organiser, UserFactory()]), FIVES, ONES)
    what = {"user": organiser, "score": Decimal(70), "now": timezone.now()}

    with pytest.raises(SecondJudgeError):
        decide_sitting(**what, sitting=own, reason="我来定")
    with pytest.raises(WrongScoreError):
        decide_sitting(**{**what, "score": Decimal(101)}, sitting=sitting, reason="多")
    with pytest.raises(WhyMissingError):
        decide_sitting(**what, sitting=sitting, reason="")
    decide_sitting(**what, sitting=sitting, reason="听过录音")

    sitting.refresh_from_db()
    assert (sitting.score, sitting.decided_by) == (Decimal(70), organiser)


def test_a_sheet_goes_back_with_a_reason_and_only_before_there_is_a_mark(organiser):
    sitting = make_sitting()
    sheet = sitting.sheets.first()
    hand_in(sitting, FIVES)
    what = {"user": organiser, "reason": "点错了", "now": timezone.now()}

    unlock_sheet(sheet=sheet, **what)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.marks) == (SheetState.DRAFT, FIVES)

    hand_in(sitting, FIVES, FIVES)
    sheet.refresh_from_db()
    with pytest.raises(SittingStateError):
        unlock_sheet(sheet=sheet, **what)


def test_a_judge_who_falls_ill_is_replaced_until_the_sheet_is_in(organiser):
    sitting, other = make_sitting(), UserFactory()
    first, second = sitting.sheets.all()
    what = {"user": organiser, "judge": other, "reason": "病假", "now": timezone.now()}
    with pytest.raises(SecondJudgeError):
        replace_judge(**{**what, "judge": second.judge}, sheet=first)
    with pytest.raises(OwnSittingError):
        replace_judge(**{**what, "judge": sitting.candidate}, sheet=first)

    replace_judge(**what, sheet=first)
    assert {each.judge for each in sitting.sheets.all()} == {other, second.judge}

    hand_in(sitting, FIVES, sheets=[second])
    with pytest.raises(SittingStateError):
        replace_judge(**{**what, "judge": UserFactory()}, sheet=second)


def test_two_passes_are_needed_where_the_practical_says_so():
    practical, candidate = make_practical(passes_needed=2), UserFactory()

    for marks in (FIVES, ONES, FIVES):
        hand_in(make_sitting(practical, candidate=candidate), marks, marks)

    marks = Result.objects.order_by("pk").values_list("score", "is_passed")
    assert [*marks] == [(100, False), (20, False), (100, True)]


def test_a_correction_replaces_the_result_and_what_followed_from_it(organiser):
    practical, candidate = make_practical(passes_needed=2), UserFactory()
    first = make_decided(practical, candidate=candidate)
    second = make_decided(practical, candidate=candidate)
    assert second.result.is_passed

    correct_sitting(sitting=first, user=organiser, score=Decimal(50), reason="算错", now=timezone.now())  # fmt: skip

    second.refresh_from_db()
    current = Result.objects.current().order_by("pk")
    assert Result.objects.count() == 4
    assert [(each.score, each.is_passed) for each in current] == [(50, False), (75, False)]  # fmt: skip


def test_a_candidate_replies_once_and_another_person_reviews(organiser):
    sitting = make_decided()
    what = {"sitting": sitting, "text": "录音里我说了", "now": timezone.now()}

    with pytest.raises(OwnSittingError):
        reply_to(**what, user=organiser, wants_review=True)
    reply_to(**what, user=sitting.candidate, wants_review=True)
    with pytest.raises(SittingStateError):
        reply_to(**what, user=sitting.candidate, wants_review=False)

    judge = sitting.sheets.first().judge
    judge.groups.set(organiser.groups.all())
    with pytest.raises(SecondJudgeError):
        uphold(sitting=sitting, user=judge, reason="没错", now=timezone.now())
    uphold(sitting=sitting, user=organiser, reason="重听过，评分合适", now=timezone.now())  # fmt: skip
    with pytest.raises(SittingStateError):
        uphold(sitting=sitting, user=organiser, reason="再来", now=timezone.now())


def test_an_organiser_does_nothing_about_an_own_sitting(organiser):
    sitting = hand_in(make_sitting(candidate=organiser), FIVES, ONES)

    with pytest.raises(OwnSittingError):
        decide_sitting(sitting=sitting, user=organiser, score=Decimal(99), reason="好", now=timezone.now())  # fmt: skip
    assert shown_sheets(sitting, organiser) == []


def test_passing_and_judging_are_told_once_as_something_that_earns():
    practical, candidate = make_practical(), UserFactory()
    for _each in range(2):
        hand_in(make_sitting(practical, candidate=candidate), FIVES, FIVES)

    told = PublishedEvent.objects.filter(kind="lms.activity_done")
    names = [row.payload["activity"] for row in told]
    assert names.count("lms_courses.practical_passed") == 1
    assert names.count("lms_courses.judged") == 4
    assert told.filter(actor=candidate).count() == 1


def test_few_passes_in_a_course_are_told_once():
    practical = make_practical(judges_needed=1, spread_limit=100)

    for _each in range(7):
        hand_in(make_sitting(practical), ONES)

    assert PublishedEvent.objects.filter(kind="lms_courses.pass_rate_low").count() == 1
