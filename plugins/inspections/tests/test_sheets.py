"""Sheets: filled in, rated by two, released."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from plugins.inspections.enums import SheetState
from plugins.inspections.exceptions import (
    HandedInError,
    NoReferenceError,
    NotHandedInError,
    OwnSheetError,
    StaleError,
    UnfinishedError,
    UnknownMarkError,
    WrongInspectorError,
)
from plugins.inspections.models import Sheet
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
        submit(sheet, marks={GREETING: "full"}, strengths="写在交之前")
    sheet.refresh_from_db()
    assert sheet.strengths == "写在交之前"
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


def test_two_inspectors_who_keep_nothing_see_where_they_differ(keeper):
    sheet = submit(make_sheet())
    other, third = make_inspector(), make_inspector()
    second = ask_second(sheet=sheet, inspector=other, user=keeper, now=NOW)
    assert not seen(other, sheet)
    assert not seen(sheet.inspector, second)

    submit(second)

    assert seen(other, sheet)
    assert seen(sheet.inspector, second)
    assert not seen(third, sheet)


def test_nobody_rates_the_same_twice(keeper):
    sheet, one, two = submit(make_sheet()), make_inspector(), make_inspector()
    pair = [ask_second(sheet=sheet, inspector=each, user=keeper, now=NOW) for each in (one, two)]  # fmt: skip
    give = {pair[0]: (two, sheet.inspector), sheet: (one,)}
    Sheet.objects.filter(pk=sheet.pk).update(state=SheetState.DRAFT, score=None)
    for row, people in give.items():
        for inspector in people:
            with pytest.raises(WrongInspectorError):
                assign_sheet(sheet=row, inspector=inspector, user=keeper, now=NOW)


def test_a_second_rating_that_was_never_written_hides_nothing_for_good(keeper):
    sheet = make_sheet(score="75")
    other = UserFactory(role=Role.MANAGER)
    ask_second(sheet=sheet, inspector=other, user=keeper, now=NOW)
    assert not seen(other, sheet)

    close_plan(plan=sheet.plan, user=keeper, now=LATER)

    assert seen(other, sheet)


def test_inspectors_are_reminded_once_of_what_is_late():
    sheet = make_sheet(due_on=TODAY - timedelta(days=9))
    make_sheet(due_on=TODAY - timedelta(days=2))
    make_sheet(due_on=TODAY - timedelta(days=9), score="80")

    assert remind_inspectors(NOW) == "Reminders of inspections: 1"
    assert remind_inspectors(NOW).endswith("0")
    assert Notification.objects.get().recipient == sheet.inspector
