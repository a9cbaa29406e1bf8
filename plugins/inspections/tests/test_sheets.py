"""Sheets: filled in, rated by two, released, objected to, improved."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification, PublishedEvent
from plugins.inspections.enums import Outcome, SheetState
from plugins.inspections.exceptions import (
    ClosedError,
    DecidedError,
    HandedInError,
    NoReferenceError,
    NotHandedInError,
    NotOverError,
    NotReleasedError,
    ObjectedAlreadyError,
    OwnScoreError,
    OwnSheetError,
    StaleError,
    TooLateError,
    UnfinishedError,
    UnknownMarkError,
    UnsettledError,
    WrongDayError,
    WrongInspectorError,
    WrongScoreError,
)
from plugins.inspections.models import Objection, Sheet
from plugins.inspections.services.answering import (
    acknowledge,
    confirm,
    decide,
    finish,
    object_to,
    set_action,
)
from plugins.inspections.services.plans import close_plan
from plugins.inspections.services.reminding import remind_inspectors
from plugins.inspections.services.sheets import (
    Written,
    ask_second,
    assign_sheet,
    compare,
    give_back,
    release_all,
    release_sheet,
    save_sheet,
    submit_sheet,
)
from plugins.inspections.tests.factories import (
    GREETING,
    MONTH,
    NOW,
    PHRASE,
    SAYING_BACK,
    make_inspector,
    make_person,
    make_plan,
    make_sheet,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
MARKS = {GREETING: "full", SAYING_BACK: "half"}
LATER = NOW.replace(month=6)
TODAY = NOW.date()


@pytest.fixture
def keeper():
    return UserFactory(role=Role.MANAGER)


def written(**more):
    known = {"marks": MARKS, "reference": "REC-0520-001", "happened_on": MONTH}
    return Written(**{**known, **more})


def save(sheet, user=None, revision=0, window="a", **more):
    return save_sheet(
        sheet=sheet,
        user=user or sheet.inspector,
        written=written(**more),
        revision=revision,
        window=window,
    )


def submit(sheet, **more):
    return submit_sheet(
        sheet=sheet,
        user=sheet.inspector,
        written=written(**more),
        revision=sheet.revision,
        window="a",
        now=NOW,
    )


def test_a_draft_is_kept_and_handed_in_once():
    sheet = make_sheet()
    save(sheet, marks={GREETING: "full"}, reference="")
    sheet.refresh_from_db()
    assert sheet.state == SheetState.DRAFT

    with pytest.raises(UnfinishedError):
        submit(sheet, marks={GREETING: "full"})
    done = submit(sheet, knocked=[PHRASE], marks={GREETING: "full", SAYING_BACK: "full"})  # fmt: skip
    assert (done.score, done.state) == (Decimal(60), SheetState.SUBMITTED)
    with pytest.raises(HandedInError):
        save(sheet)


def test_only_a_recording_needs_a_number():
    assert submit(make_sheet(source="onsite"), reference="").score == 75
    with pytest.raises(UnfinishedError):
        submit(make_sheet(), reference="")


def test_another_window_does_not_overwrite():
    sheet = make_sheet()
    for words in ("一", "一二", "一二"):
        save(sheet, window="a", strengths=words)
    with pytest.raises(StaleError):
        save(sheet, window="b", strengths="另写的")
    save(sheet, window="b", revision=2, strengths="第二个窗口")
    with pytest.raises(StaleError):
        save(sheet, window="a", strengths="第一个窗口")
    sheet.refresh_from_db()
    assert sheet.strengths == "第二个窗口"


@pytest.mark.parametrize(
    "wrong",
    [
        {"marks": {"c9": "full"}},
        {"marks": {GREETING: "best"}},
        {"marks": {PHRASE: "full"}},
        {"knocked": [GREETING]},
        {"comments": {"x": "x"}},
    ],
)
def test_marks_that_the_form_does_not_have_are_refused(wrong):
    with pytest.raises(UnknownMarkError):
        save(make_sheet(), **wrong)


def test_only_its_inspector_writes_a_sheet_and_nobody_inspects_themselves(keeper):
    sheet = make_sheet()
    for user in (keeper, sheet.person, make_inspector()):
        with pytest.raises(PermissionDenied):
            save(sheet, user)
    with pytest.raises(WrongInspectorError):
        assign_sheet(sheet=sheet, inspector=sheet.person, user=keeper, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.filter(pk=sheet.pk).update(inspector=sheet.person_id)
    other = make_inspector()
    assign_sheet(sheet=sheet, inspector=other, user=keeper, now=NOW)
    sheet.refresh_from_db()
    assert sheet.inspector == other
    with pytest.raises(WrongInspectorError):
        assign_sheet(sheet=sheet, inspector=UserFactory(), user=keeper, now=NOW)


def test_a_keeper_gives_a_sheet_back_before_it_is_released(keeper):
    sheet = submit(make_sheet())
    give_back(sheet=sheet, user=keeper, now=NOW)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.score) == (SheetState.DRAFT, None)
    release_sheet(sheet=submit(sheet, lines="00:42 改过"), user=keeper, now=NOW)
    with pytest.raises(NotHandedInError):
        give_back(sheet=sheet, user=keeper, now=NOW)


def seen(user, sheet):
    return Sheet.objects.visible_for(user).filter(pk=sheet.pk).exists()


def test_the_inspected_person_reads_a_sheet_once_it_is_released(keeper):
    sheet = make_sheet(state="submitted", score="75")
    assert not seen(sheet.person, sheet)
    assert seen(sheet.inspector, sheet)
    assert not seen(make_inspector(), sheet)

    release_sheet(sheet=sheet, user=keeper, now=NOW)
    release_sheet(sheet=sheet, user=keeper, now=LATER)

    sheet.refresh_from_db()
    assert sheet.released_at == NOW
    assert seen(sheet.person, sheet)
    assert not seen(make_person(), sheet)
    dispatch(now=NOW)
    assert Notification.objects.get(recipient=sheet.person).kind == "lms_inspections.sheet_released"  # fmt: skip


def test_keepers_do_not_see_or_release_what_is_about_themselves(keeper):
    sheet = make_sheet(person=keeper, state="submitted", score="75")

    assert not seen(keeper, sheet)
    with pytest.raises(OwnSheetError):
        release_sheet(sheet=sheet, user=keeper, now=NOW)
    assert release_all(plan=sheet.plan, user=keeper, now=NOW) == 0
    with pytest.raises(NotHandedInError):
        release_sheet(sheet=make_sheet(), user=keeper, now=NOW)


def test_two_rate_the_same_blind_and_then_see_where_they_differ(keeper):
    second_rater = UserFactory(role=Role.MANAGER)
    sheet = make_sheet()
    with pytest.raises(NoReferenceError):
        ask_second(sheet=sheet, inspector=second_rater, user=keeper, now=NOW)
    submit(sheet)
    for nobody in (sheet.inspector, sheet.person, UserFactory()):
        with pytest.raises(WrongInspectorError):
            ask_second(sheet=sheet, inspector=nobody, user=keeper, now=NOW)
    second = ask_second(sheet=sheet, inspector=second_rater, user=keeper, now=NOW)
    assert ask_second(sheet=sheet, inspector=second_rater, user=keeper, now=NOW) == second  # fmt: skip

    assert second.reference == "REC-0520-001"
    assert not seen(second_rater, sheet)
    submit(second, marks={GREETING: "full", SAYING_BACK: "none"}, reference="other")
    second.refresh_from_db()
    sheet.refresh_from_db()
    assert second.reference == "REC-0520-001"
    assert seen(second_rater, sheet)
    differ = {each.criterion.key: each.points for each in compare(sheet, second) if each.is_different}  # fmt: skip
    assert differ == {SAYING_BACK: 5.0}
    with pytest.raises(NotHandedInError):
        release_sheet(sheet=second, user=keeper, now=NOW)
    release_sheet(sheet=sheet, user=keeper, now=NOW)
    assert [*Sheet.objects.counted()] == [sheet]
    assert not seen(sheet.person, second)


def test_an_objection_is_decided_by_somebody_else_and_both_stand(keeper):
    inspector = UserFactory(role=Role.MANAGER)
    sheet = make_sheet(score="75", inspector=inspector)
    with pytest.raises(PermissionDenied):
        object_to(sheet=sheet, user=keeper, reason="x", now=NOW)
    objection = object_to(sheet=sheet, user=sheet.person, reason="线路有回声", now=NOW)
    assert object_to(sheet=sheet, user=sheet.person, reason="线路有回声", now=NOW) == objection  # fmt: skip
    with pytest.raises(ObjectedAlreadyError):
        object_to(sheet=sheet, user=sheet.person, reason="还有", now=NOW)

    def decided(user, score):
        return decide(objection=objection, user=user, words="重听了", score=score, now=NOW)  # fmt: skip

    with pytest.raises(OwnScoreError):
        decided(inspector, None)
    for wrong in ("101", "-1", "NaN"):
        with pytest.raises(WrongScoreError):
            decided(keeper, Decimal(wrong))
    decided(keeper, Decimal("82.5"))
    sheet.refresh_from_db()
    assert sheet.score == 75
    assert Sheet.objects.with_result().get().result == Decimal("82.5")
    with pytest.raises(DecidedError):
        decided(keeper, None)
    assert Objection.objects.get().outcome == Outcome.CHANGED


def test_objections_have_their_time(keeper):
    sheet = make_sheet(score="75")
    late = NOW + timedelta(days=8)
    with pytest.raises(TooLateError):
        object_to(sheet=sheet, user=sheet.person, reason="晚了", now=late)
    drawn = make_sheet()
    with pytest.raises(NotReleasedError):
        object_to(sheet=drawn, user=drawn.person, reason="x", now=NOW)


def test_an_improvement_is_done_by_one_and_confirmed_by_another():
    sheet = make_sheet(score="75")
    inspector, person = sheet.inspector, sheet.person

    def act(user, due_on=TODAY, what="先复述再查单"):
        return set_action(sheet=sheet, user=user, what=what, due_on=due_on, criterion=SAYING_BACK, now=NOW)  # fmt: skip

    with pytest.raises(PermissionDenied):
        act(person)
    with pytest.raises(WrongDayError):
        act(inspector, MONTH)
    action = act(inspector)
    assert act(inspector) == action
    with pytest.raises(PermissionDenied):
        finish(action=action, user=inspector, now=NOW)
    finish(action=action, user=person, now=NOW)
    with pytest.raises(PermissionDenied):
        confirm(action=action, user=person, now=NOW)
    confirm(action=action, user=inspector, now=NOW)
    action.refresh_from_db()
    assert (action.done_at, action.confirmed_by) == (NOW, inspector)
    acknowledge(sheet=sheet, user=person, now=NOW)
    acknowledge(sheet=sheet, user=person, now=LATER)
    sheet.refresh_from_db()
    assert sheet.acknowledged_at == NOW


def test_inspectors_are_reminded_once_of_what_is_late():
    sheet = make_sheet(due_on=TODAY - timedelta(days=9))
    make_sheet(due_on=TODAY - timedelta(days=2))
    make_sheet(due_on=TODAY - timedelta(days=9), score="80")

    assert remind_inspectors(NOW) == "Reminders of inspections: 1"
    assert remind_inspectors(NOW).endswith("0")
    assert Notification.objects.get().recipient == sheet.inspector


def activities():
    rows = PublishedEvent.objects.filter(kind="lms.activity_done")
    return sorted((row.payload["activity"].partition(".")[2], row.actor_id) for row in rows)  # fmt: skip


def test_a_closed_month_stays_and_tells_who_reached_what(keeper):
    plan = make_plan(sources=[("recording", 1, 100)])
    best, good, low = (make_person() for _n in range(3))
    make_sheet(plan, best, score="100")
    make_sheet(plan, good, score="90")
    sheet = make_sheet(plan, low, score="60")
    waiting = make_sheet(plan, low)
    with pytest.raises(NotOverError):
        close_plan(plan=plan, user=keeper, now=NOW)
    with pytest.raises(UnsettledError):
        close_plan(plan=plan, user=keeper, now=LATER)
    Sheet.objects.filter(pk=waiting.pk).update(state=SheetState.VOID)

    for _n in range(2):
        close_plan(plan=plan, user=keeper, now=LATER)

    assert activities() == sorted(
        [
            ("goal_reached", best.pk),
            ("goal_reached", good.pk),
            ("month_without_loss", best.pk),
        ]
    )
    with pytest.raises(ClosedError):
        object_to(sheet=sheet, user=low, reason="晚了", now=LATER)
