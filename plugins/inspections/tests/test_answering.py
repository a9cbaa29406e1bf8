"""What comes of a sheet: objections, improvements, and a month that is closed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification, PublishedEvent
from plugins.inspections.enums import Outcome, SheetState
from plugins.inspections.exceptions import (
    ClosedError,
    DecidedError,
    DoneAlreadyError,
    NothingRatedError,
    NotOverError,
    NotReleasedError,
    ObjectedAlreadyError,
    OwnScoreError,
    SameMarksError,
    SetAlreadyError,
    StillObjectingError,
    TooLateError,
    UnknownMarkError,
    UnsettledError,
    WrongDayError,
)
from plugins.inspections.models import Objection, Sheet
from plugins.inspections.services.answering import (
    acknowledge,
    confirm,
    decide,
    finish,
    object_to,
    remove_action,
    set_action,
)
from plugins.inspections.services.figures import losses_of
from plugins.inspections.services.plans import close_plan
from plugins.inspections.services.sheets import (
    Written,
)
from plugins.inspections.tests.factories import (
    GREETING,
    MONTH,
    NOW,
    PHRASE,
    SAYING_BACK,
    make_person,
    make_plan,
    make_sheet,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LATER = NOW.replace(month=6)
TODAY = NOW.date()


@pytest.fixture
def keeper():
    return UserFactory(role=Role.MANAGER)


def test_an_objection_is_decided_by_somebody_else_and_both_stand(keeper):
    inspector = UserFactory(role=Role.MANAGER)
    sheet = make_sheet(score="75", inspector=inspector)
    with pytest.raises(PermissionDenied):
        object_to(sheet=sheet, user=keeper, reason="x", now=NOW)
    objection = object_to(sheet=sheet, user=sheet.person, reason="线路有回声", now=NOW)
    assert object_to(sheet=sheet, user=sheet.person, reason="线路有回声", now=NOW) == objection  # fmt: skip
    with pytest.raises(ObjectedAlreadyError):
        object_to(sheet=sheet, user=sheet.person, reason="还有", now=NOW)

    def decided(user, **rating):
        return decide(
            objection=objection,
            user=user,
            words="重听了",
            rating=Written(**rating) if rating else None,
            now=NOW,
        )

    with pytest.raises(OwnScoreError):
        decided(inspector)
    for wrong in ({"marks": {"c9": "full"}}, {"marks": {GREETING: "best"}}, {"knocked": [GREETING]}):  # fmt: skip
        with pytest.raises(UnknownMarkError):
            decided(keeper, **wrong)
    with pytest.raises(SameMarksError):
        decided(keeper, marks={SAYING_BACK: "half"})
    with pytest.raises(NothingRatedError):
        decided(keeper, marks={GREETING: "na", SAYING_BACK: "na"})
    decided(keeper, marks={SAYING_BACK: "full"}, knocked=[PHRASE])
    sheet.refresh_from_db()
    assert (sheet.score, sheet.marks[SAYING_BACK], sheet.knocked) == (75, "half", [])
    row = Sheet.objects.with_result().with_final_marks().get()
    assert (row.result, row.final_marks[SAYING_BACK]) == (60, "full")
    assert [loss.criterion.key for loss in losses_of(Sheet.objects.all())] == [PHRASE]
    with pytest.raises(DecidedError):
        decided(keeper)
    assert Objection.objects.get().outcome == Outcome.CHANGED


def test_objections_have_their_time(keeper):
    sheet = make_sheet(score="75")
    late = NOW + timedelta(days=8)
    with pytest.raises(TooLateError):
        object_to(sheet=sheet, user=sheet.person, reason="晚了", now=late)
    drawn = make_sheet()
    with pytest.raises(NotReleasedError):
        object_to(sheet=drawn, user=drawn.person, reason="x", now=NOW)


def test_a_month_is_closed_when_nobody_can_object_any_more(keeper):
    sheet = make_sheet(score="75", released_at=LATER)
    with pytest.raises(StillObjectingError):
        close_plan(plan=sheet.plan, user=keeper, now=LATER + timedelta(days=7))
    close_plan(plan=sheet.plan, user=keeper, now=LATER + timedelta(days=8))


def test_whoever_can_decide_hears_of_an_objection():
    both = UserFactory(role=Role.TRAINER)
    planned, other = UserFactory(role=Role.MANAGER), UserFactory(role=Role.MANAGER)
    for maker, told in ((planned, {planned}), (both, {planned, other})):
        Notification.objects.all().delete()
        plan = make_plan(made_by=maker)
        sheet = make_sheet(plan, score="75", inspector=both, released_by=both)
        object_to(sheet=sheet, user=sheet.person, reason="有回声", now=NOW)
        dispatch(now=NOW)
        assert {each.recipient for each in Notification.objects.all()} == told


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
    with pytest.raises(SetAlreadyError):
        act(inspector, TODAY + timedelta(days=7))
    with pytest.raises(PermissionDenied):
        finish(action=action, user=inspector, now=NOW)
    finish(action=action, user=person, now=NOW)
    with pytest.raises(DoneAlreadyError):
        remove_action(action=action, user=inspector)
    with pytest.raises(PermissionDenied):
        confirm(action=action, user=person, now=NOW)
    confirm(action=action, user=inspector, now=NOW)
    action.refresh_from_db()
    assert (action.done_at, action.confirmed_by) == (NOW, inspector)
    acknowledge(sheet=sheet, user=person, now=NOW)
    acknowledge(sheet=sheet, user=person, now=LATER)
    sheet.refresh_from_db()
    assert sheet.acknowledged_at == NOW


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
