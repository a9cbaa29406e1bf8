"""After the closing: call-backs, difficulty, points."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.models import Notification, PublishedEvent
from plugins.complaints.enums import Grade, Outcome
from plugins.complaints.events import SOLVED, SOLVED_MAJOR
from plugins.complaints.exceptions import (
    CallBackWaitsError,
    CalledAlreadyError,
    NotClosedError,
    OwnWorkError,
    RatedAlreadyError,
)
from plugins.complaints.models import CallBack, Complaint
from plugins.complaints.services.closing import call_back, close, rate, reopen
from plugins.complaints.services.escalating import CALL_BACK, escalate
from plugins.complaints.services.handling import Act, give
from plugins.complaints.tests.factories import (
    leader_of,
    make_closed,
    make_complaint,
    make_tree,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LITTLE = {"amount": 1, "emotion": 2, "reach": 1}
MUCH = {"amount": 2, "emotion": 3, "reach": 2}


def act(user):
    return Act(user, timezone.now())


def call(row, outcome, words="说好了", by=None):
    by = by or leader_of(row.team)
    return call_back(complaint=row, outcome=outcome, words=words, act=act(by))


def again(row):
    return Complaint.objects.get(pk=row.pk)


def test_all_major_ones_are_drawn_of_others_half_at_least_and_it_is_kept():
    for grade in (Grade.RISK, Grade.SOLVE):
        for _number in range(6):
            make_closed(grade=grade)

    drawn = {
        grade: [
            *CallBack.objects.filter(grade=grade).values_list("is_drawn", flat=True)
        ]
        for grade in (Grade.RISK, Grade.SOLVE)
    }
    assert all(drawn[Grade.RISK])
    assert len(drawn[Grade.SOLVE]) == 6
    assert sum(drawn[Grade.SOLVE]) >= 3


def test_a_call_back_is_due_within_two_weeks_by_setting(settings_of_complaints):
    first = make_closed(grade=Grade.RISK)
    settings_of_complaints(call_back_days=7)
    second = make_closed(grade=Grade.RISK)

    today = timezone.localdate()
    assert first.call_backs.get().due_on == today + timedelta(days=14)
    assert second.call_backs.get().due_on == today + timedelta(days=7)


def test_who_is_satisfied_ends_it_and_is_not_asked_again():
    row = make_closed(grade=Grade.RISK)

    call(row, Outcome.SATISFIED)

    assert not CallBack.objects.waiting().exists()
    with pytest.raises(CalledAlreadyError):
        call(row, Outcome.SATISFIED)


def test_who_is_not_satisfied_opens_it_again_and_is_asked_again_after_that():
    row = make_closed(grade=Grade.RISK)

    call(row, Outcome.UNSATISFIED, "旧机还在楼道")

    found = again(row)
    assert (found.reopened, found.closed_at, found.version) == (1, None, 5)
    assert found.close_due_at > row.close_due_at
    assert not CallBack.objects.waiting().exists()
    with pytest.raises(NotClosedError):
        call(row, Outcome.SATISFIED)
    close(complaint=row, result="已拉走", cause="process", act=act(row.handler))
    assert [each.round for each in CallBack.objects.waiting()] == [1]


def test_a_closing_that_was_taken_back_before_the_call_is_not_waited_for():
    row = make_closed(grade=Grade.RISK)
    leader = leader_of(row.team)

    reopen(complaint=row, why="又坏了", act=act(leader))
    close(complaint=row, result="好", cause="delay", act=act(row.handler))

    assert [each.round for each in CallBack.objects.waiting()] == [1]
    assert CallBack.objects.standing().count() == 1
    call(row, Outcome.SATISFIED)
    assert not CallBack.objects.waiting().exists()


def test_who_is_not_reached_is_tried_three_times():
    row = make_closed(grade=Grade.RISK)

    tries = [call(row, Outcome.UNREACHED, "").outcome for _time in range(3)]

    assert tries == ["", "", Outcome.UNREACHED]
    assert not CallBack.objects.waiting().exists()


def test_whoever_handled_it_neither_calls_back_nor_says_how_hard_it_was():
    row = make_complaint()
    leader = leader_of(row.team)
    mine = make_closed(team=row.team, handler=leader, grade=Grade.RISK)

    with pytest.raises(OwnWorkError):
        call(mine, Outcome.SATISFIED)
    with pytest.raises(OwnWorkError):
        rate(complaint=mine, marks=LITTLE, act=act(leader))
    with pytest.raises(PermissionDenied):
        call(mine, Outcome.SATISFIED, by=UserFactory())


@pytest.mark.parametrize(
    ("marks", "activity"), [(LITTLE, SOLVED), (MUCH, SOLVED_MAJOR)]
)
def test_difficulty_is_confirmed_once_after_the_call_and_tells_one_activity(
    marks, activity
):
    row = make_closed(grade=Grade.RISK)
    leader = leader_of(row.team)
    with pytest.raises(CallBackWaitsError):
        rate(complaint=row, marks=marks, act=act(leader))
    call(row, Outcome.SATISFIED)

    rate(complaint=row, marks=marks, act=act(leader))

    found = PublishedEvent.objects.get(key=f"{activity}:{row.pk}")
    assert found.actor_id == row.handler_id
    assert found.payload["activity"] == activity
    reopen(complaint=row, why="又坏了", act=act(leader))
    close(complaint=row, result="好", cause="delay", act=act(row.handler))
    call(row, Outcome.SATISFIED)
    with pytest.raises(RatedAlreadyError):
        rate(complaint=row, marks=marks, act=act(leader))


def test_from_when_a_complaint_is_major_is_a_setting(settings_of_complaints):
    settings_of_complaints(major_from=4)
    row = make_closed(grade=Grade.RISK)
    call(row, Outcome.SATISFIED)

    found = rate(complaint=row, marks=LITTLE, act=act(leader_of(row.team)))

    assert found.is_major


def test_the_database_closes_nothing_without_a_result():
    row = make_closed()

    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=row.pk).update(result="")


def test_what_was_closed_late_and_opened_again_stays_late():
    row = make_complaint(ago=timedelta(days=3), handler=UserFactory())
    close(complaint=row, result="好", cause="delay", act=act(row.handler))

    reopen(complaint=row, why="又坏了", act=act(row.registered_by))
    close(complaint=row, result="好", cause="delay", act=act(row.handler))

    assert again(row).was_late
    assert again(row).closed_at < again(row).close_due_at


def test_of_an_overdue_call_back_the_supervisor_hears_once_and_the_head_days_later():
    team, supervisor, head = make_tree()
    row = make_closed(team=team, grade=Grade.RISK)
    due = row.closed_at + timedelta(days=14)

    def told_after(days):
        escalate(due + timedelta(days=days))
        rows = Notification.objects.filter(kind=CALL_BACK).order_by("pk")
        return [each.recipient for each in rows]

    assert told_after(0) == []
    assert told_after(1) == told_after(2) == [supervisor]
    assert told_after(4) == told_after(5) == [supervisor, head]
    later = Act(supervisor, due + timedelta(days=6))
    call_back(complaint=row, outcome=Outcome.SATISFIED, words="", act=later)
    other = make_closed(team=team, grade=Grade.RISK)
    call_back(complaint=other, outcome=Outcome.SATISFIED, words="", act=later)
    assert told_after(7) == [supervisor, head]


def test_whoever_handled_it_before_or_closed_it_for_the_handler_does_not_judge_it():
    team, supervisor, head = make_tree()
    row = make_complaint(team=team, handler=supervisor)
    give(complaint=row, handler=UserFactory(), act=act(supervisor))
    close(complaint=row, result="好", cause="delay", act=act(supervisor))

    for _time in range(
        2
    ):  # who closed it; and who had it before somebody else closed it
        with pytest.raises(OwnWorkError):
            call(row, Outcome.SATISFIED, by=supervisor)
        with pytest.raises(OwnWorkError):
            rate(complaint=row, marks=LITTLE, act=act(supervisor))
        reopen(complaint=row, why="又来了", act=act(supervisor))
        close(complaint=row, result="好", cause="delay", act=act(again(row).handler))
    call(row, Outcome.SATISFIED, by=head)
