"""From registering to closing: steps, rights, two at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from lms.models.append_only import RowsStayError
from plugins.complaints.clocks import ClockKey
from plugins.complaints.enums import EntryKind, Grade, State
from plugins.complaints.events import (  # fmt: skip
    ComplaintClosed,
    ComplaintGiven,
    ComplaintRegistered,
    ComplaintRegraded,
)
from plugins.complaints.exceptions import (
    ChangedMeanwhileError,
    ClosedError,
    NoHandlerError,
    SameGradeError,
    SameTeamError,
)
from plugins.complaints.models import Complaint, Limits
from plugins.complaints.services.closing import close, reopen
from plugins.complaints.services.escalating import NEAR, OVER, escalate
from plugins.complaints.services.handling import (
    Act,
    answer,
    correct,
    feed_back,
    give,
    note,
    pass_on,
    regrade,
)
from plugins.complaints.tests.factories import (
    leader_of,
    make_closed,
    make_complaint,
    make_member,
    make_tree,
)
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def act(user, row=None):
    return Act(user, timezone.now(), row and row.version)


def again(row):
    return Complaint.objects.get(pk=row.pk)


def kinds(row):
    return [*row.entries.values_list("kind", flat=True)]


def test_without_a_department_whoever_takes_it_handles_it():
    team = TeamFactory()
    person = make_member(team)

    row = make_complaint(by=person, team=None)

    assert (row.handler, row.team, row.state) == (person, team, State.HANDLED)
    assert row.answered_at == row.received_at


def test_a_life_is_written_down_step_by_step_and_stays():
    team, supervisor, _head = make_tree()
    handler = UserFactory()
    row = make_complaint(team=team, is_answered=False)
    assert row.state == State.REGISTERED

    give(complaint=row, handler=handler, act=act(supervisor))
    answer(complaint=row, words="在查", act=act(handler))
    feed_back(complaint=row, words="明天上午到", act=act(handler))
    assert again(row).state == State.ANSWERED
    note(complaint=row, words="师傅已出发", act=act(row.registered_by))
    regrade(complaint=row, grade=Grade.RISK, why="第二次投诉", act=act(handler))
    close(complaint=row, result="已装好", cause="partner", act=act(handler))
    reopen(complaint=row, why="又坏了", act=act(row.registered_by))

    assert kinds(row) == [
        *("registered", "given", "answered", "fed_back", "noted", "regraded"),
        *("closed", "reopened"),
    ]
    found = again(row)
    assert (found.reopened, found.state, found.version) == (1, State.HANDLED, 8)
    for change in (row.entries.last().save, row.entries.last().delete, row.entries.all().delete):  # fmt: skip
        with pytest.raises(RowsStayError):
            change()


def test_nothing_is_closed_without_a_handler_and_nothing_goes_on_when_it_is_closed():
    team, supervisor, _head = make_tree()
    row = make_complaint(team=team)
    with pytest.raises(NoHandlerError):
        close(complaint=row, result="好", cause="delay", act=act(supervisor))

    closed = make_closed(team=team)
    for step in (
        lambda: feed_back(complaint=closed, words="好", act=act(supervisor)),
        lambda: pass_on(complaint=closed, team=TeamFactory(), why="请", act=act(supervisor)),
        lambda: close(complaint=closed, result="好", cause="delay", act=act(supervisor)),
    ):  # fmt: skip
        with pytest.raises(ClosedError):
            step()


def test_another_department_has_three_days_and_names_its_own_handler():
    handler, other = UserFactory(), TeamFactory()
    row = make_complaint(handler=handler, grade="coordinate")

    pass_on(complaint=row, team=other, why="请退款", act=act(handler))

    found = again(row)
    assert (found.team, found.handler, found.state) == (other, None, State.PASSED_ON)
    assert found.close_due_at - found.received_at == timedelta(days=3)
    with pytest.raises(SameTeamError):
        pass_on(complaint=row, team=other, why="请退款", act=act(leader_of(other)))


def test_another_grade_has_its_own_limits_from_the_same_beginning():
    Limits.objects.create(grade=Grade.RISK, feedback_minutes=30)
    handler = UserFactory()
    row = make_complaint(handler=handler, ago=HOUR)

    regrade(complaint=row, grade=Grade.RISK, why="受伤", act=act(handler))

    assert again(row).feedback_due_at - row.received_at == timedelta(minutes=30)
    with pytest.raises(SameGradeError):
        regrade(complaint=row, grade=Grade.RISK, why="受伤", act=act(handler))


def test_what_was_done_in_time_stays_so_when_the_grade_changes():
    Limits.objects.create(grade=Grade.RISK, feedback_minutes=30)
    handler = UserFactory()
    row = make_complaint(handler=handler, ago=HOUR)
    feed_back(complaint=row, words="明天到", act=act(handler))

    regrade(complaint=row, grade=Grade.RISK, why="受伤", act=act(handler))

    assert again(row).fed_back_at < again(row).feedback_due_at


def test_limits_that_are_set_later_change_no_promise():
    row = make_complaint()
    due = row.close_due_at

    Limits.objects.create(grade=Grade.SOLVE, close_minutes=5, feedback_minutes=3)
    note(complaint=row, words="好", act=act(row.registered_by))

    assert again(row).close_due_at == due


def test_the_second_of_two_at_once_is_told_and_changes_nothing():
    handler = UserFactory()
    row = make_complaint(handler=handler)
    first, second = act(handler, row), act(handler, row)
    feed_back(complaint=row, words="明天上午", act=first)

    with pytest.raises(ChangedMeanwhileError):
        close(complaint=row, result="装好", cause="delay", act=second)

    assert kinds(row)[-1] == EntryKind.FED_BACK
    assert again(row).closed_at is None


def test_a_note_that_is_sent_twice_is_kept_once():
    row = make_complaint()

    for _time in range(2):
        note(complaint=row, words="又打来了", act=act(row.registered_by))

    assert kinds(row) == ["registered", "noted"]


def test_who_presses_twice_registers_once():
    person = UserFactory()

    first, second = (make_complaint(by=person, happened="没有来") for _time in "12")

    assert first.pk == second.pk
    assert kinds(first) == ["registered"]


def test_a_correction_keeps_what_was_changed_but_not_the_words():
    row = make_complaint(happened="里面有不该写的")

    for _time in range(2):
        values = {"happened": "没有来", "wanted": row.wanted}
        correct(complaint=again(row), values=values, act=act(row.registered_by))

    assert again(row).happened == "没有来"
    assert kinds(row) == ["registered", "corrected"]
    assert not row.entries.filter(text__contains="不该写").exists()
    with pytest.raises(PermissionDenied):
        correct(complaint=row, values={"wanted": "好"}, act=act(UserFactory()))


def test_what_was_done_outlives_whoever_did_it():
    row = make_complaint(handler=UserFactory())

    row.handler.delete()
    row.registered_by.delete()

    assert kinds(row) == ["registered", "given"]
    assert again(row).handler is None


def test_strangers_and_earlier_handlers_change_nothing():
    earlier, row = UserFactory(), None
    row = make_complaint(handler=earlier)
    give(complaint=row, handler=UserFactory(), act=act(leader_of(row.team)))

    for person in (earlier, UserFactory()):
        with pytest.raises(PermissionDenied):
            feed_back(complaint=row, words="好", act=act(person))
    with pytest.raises(PermissionDenied):
        note(complaint=row, words="好", act=act(UserFactory()))


def test_one_sees_what_one_registered_handles_handled_or_leads():
    team, supervisor, head = make_tree()
    handler = UserFactory()
    row = make_complaint(team=team, handler=handler)
    pass_on(complaint=row, team=TeamFactory(), why="请看", act=act(handler))
    back = make_complaint(team=team)

    def seen(person):
        return {*Complaint.objects.visible_for(person)}

    assert seen(row.registered_by) == {row}
    assert seen(handler) == {row}
    assert seen(supervisor) == seen(head) == {back}
    assert seen(UserFactory()) == set()
    assert seen(UserFactory(role=Role.MANAGER)) == {row, back}


def told(kind):
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return [row.recipient for row in rows]


def test_the_supervisor_hears_of_new_ones_the_handler_of_the_own_the_registrar_of_the_end(
    django_capture_on_commit_callbacks,
):
    team, supervisor, _head = make_tree()
    handler = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        row = make_complaint(team=team)
    with django_capture_on_commit_callbacks(execute=True):
        give(complaint=row, handler=handler, act=act(supervisor))
        close(complaint=row, result="好", cause="delay", act=act(handler))

    assert told(ComplaintRegistered.name) == [supervisor]
    assert told(ComplaintGiven.name) == [handler]
    assert told(ComplaintClosed.name) == [row.registered_by]


def test_of_a_risk_all_levels_hear_at_once(django_capture_on_commit_callbacks):
    team, supervisor, head = make_tree()
    with django_capture_on_commit_callbacks(execute=True):
        make_complaint(team=team, grade=Grade.RISK)

    assert told(ComplaintRegistered.name) == [supervisor, head]


def test_of_what_becomes_a_risk_all_levels_hear_and_of_other_grades_nobody(
    django_capture_on_commit_callbacks,
):
    team, supervisor, head = make_tree()
    handler = UserFactory()
    row = make_complaint(team=team, handler=handler, grade=Grade.SOLVE)
    with django_capture_on_commit_callbacks(execute=True):
        regrade(complaint=row, grade=Grade.COORDINATE, why="要协调", act=act(handler))
        regrade(complaint=row, grade=Grade.RISK, why="媒体来了", act=act(handler))

    assert told(ComplaintRegraded.name) == [supervisor, head]


def test_where_nobody_leads_those_who_handle_all_complaints_hear(
    manager, agent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make_complaint()

    assert told(ComplaintRegistered.name) == [manager.user]


def test_each_level_is_told_once_of_each_limit_and_a_missed_run_loses_nothing():
    team, supervisor, head = make_tree()
    handler = UserFactory()
    row = make_complaint(team=team, handler=handler)
    began = row.received_at

    escalate(began + 1.6 * HOUR)
    assert told(NEAR) == [handler]
    assert told(OVER) == []
    for _time in range(2):
        escalate(began + 2.1 * HOUR)
    assert told(OVER) == [supervisor]

    late = make_complaint(team=team, handler=handler)
    assert escalate(began + 7 * HOUR) == "Told of time limits: 4"  # nothing ran between
    assert escalate(began + 7 * HOUR) == "Told of time limits: 0"
    assert told(OVER) == [supervisor, head, handler, supervisor, head]
    close(complaint=late, result="好", cause="delay", act=act(handler))
    close(complaint=row, result="好", cause="delay", act=act(handler))
    assert escalate(began + 99 * HOUR) == "Told of time limits: 0"


def test_of_a_promise_that_is_made_anew_each_level_hears_again():
    team, _supervisor, head = make_tree()
    row = make_complaint(team=team, handler=UserFactory(), grade=Grade.COORDINATE)
    feed_back(complaint=row, words="好", act=act(row.handler))
    escalate(row.received_at + 29 * HOUR)
    assert told(OVER).count(head) == 1
    other = TeamFactory(parent=team.parent, manager=UserFactory())

    pass_on(complaint=row, team=other, why="请看", act=act(row.handler))
    escalate(row.received_at + 30 * HOUR)
    assert told(OVER).count(head) == 1
    for _time in range(2):
        escalate(row.received_at + 77 * HOUR)

    assert told(OVER).count(head) == 2
    assert told(OVER).count(other.manager) == 1


def test_where_nobody_leads_a_limit_that_is_over_reaches_those_who_handle_all(manager):
    row = make_complaint()

    escalate(timezone.now() + 3 * HOUR)

    assert {*told(OVER)} == {manager.user}
    assert Notification.objects.filter(key__contains=f":{row.pk}:").count() == 1


def test_nobody_is_the_own_supervisor():
    team, supervisor, head = make_tree()
    make_complaint(team=team, by=supervisor, handler=supervisor)

    escalate(timezone.now() + 3 * HOUR)

    assert told(OVER) == [supervisor, head]


def test_a_limit_that_is_near_or_over_is_found_in_the_register():
    quiet = make_complaint(grade="coordinate")
    over = make_complaint(ago=3 * HOUR, grade="coordinate")

    assert [*Complaint.objects.over(timezone.now())] == [over]
    assert [*Complaint.objects.unfinished()] == [over, quiet]
    assert over.clock.key == ClockKey.FEEDBACK


def test_service_hours_are_set_and_said_and_bad_settings_break_nothing(manager, settings_of_complaints):  # fmt: skip
    settings_of_complaints(service_days=5, service_from="09:00", service_until="18:00")
    row = make_complaint()
    due = timezone.localtime(row.feedback_due_at)
    assert due.weekday() < 5
    assert 9 <= due.hour <= 18
    for page in ("new", "limits"):
        said = manager.get(f"/plugins/complaints/{page}/").content.decode()
        assert "09:00-18:00" in said

    most = 2**53 - 1
    for value in (most, -most):
        names = ("near_percent", "head_hours", "call_back_days", "most_tries", "satisfaction_target")  # fmt: skip
        settings_of_complaints(
            **dict.fromkeys(names, value), service_from="18:00", service_until="09:00"
        )
        make_closed()
        escalate(timezone.now())
        assert manager.get("/plugins/complaints/").status_code == 200
        assert manager.get("/plugins/complaints/report/").status_code == 200
