"""Personal plans: begun, agreed by two, reached, ended, shared."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from lms.enums import Role
from lms.models import Notification, PublishedEvent
from plugins.growth import events
from plugins.growth.enums import EntryKind, PlanState
from plugins.growth.exceptions import (
    MissingWordsError,
    NoGapError,
    NoGoalError,
    OpenGoalsError,
    PlanMovedError,
    PlanRunsError,
    ReachedError,
)
from plugins.growth.models import Goal, PersonalPlan
from plugins.growth.services.planning import (
    agree_to,
    begin_plan,
    check_in,
    close_gap,
    remove_goal,
    reopen,
    save_goal,
    share,
)
from plugins.growth.services.reaching import (
    claim,
    confirm,
    finish,
    give_up,
    send_back,
    tick,
)
from plugins.growth.services.reminding import look_after
from plugins.growth.tests.factories import (
    NOW,
    leave,
    make_level,
    make_person,
    make_plan,
)
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(house):
    plan = make_plan(house)
    agree_to(plan=plan, user=house.person, now=NOW)
    return agree_to(plan=plan, user=house.leader, now=NOW)


def test_a_plan_runs_when_both_have_agreed(house):
    plan = begin_plan(person=house.person, user=house.person, now=NOW)
    assert plan.partner == house.leader
    with pytest.raises(NoGoalError):
        agree_to(plan=plan, user=house.person, now=NOW)
    with pytest.raises(PlanRunsError):
        begin_plan(person=house.person, user=house.leader, now=NOW)
    goal = Goal(what="复述", measure="九成", until=NOW.date())
    save_goal(plan=plan, goal=goal, steps=["听", "听", "写"], user=house.person, now=NOW)  # fmt: skip
    assert [step.what for step in goal.steps.all()] == ["听", "写"]

    agree_to(plan=plan, user=house.person, now=NOW)
    agree_to(plan=plan, user=house.person, now=NOW)
    assert PersonalPlan.objects.get().state == PlanState.DRAFT
    save_goal(plan=plan, goal=goal, steps=None, user=house.leader, now=NOW)
    agree_to(plan=plan, user=house.leader, now=NOW)
    assert PersonalPlan.objects.get().state == PlanState.DRAFT
    with pytest.raises(PlanMovedError):
        agree_to(plan=plan, user=house.person, now=NOW, seen=plan.version - 1)
    row = agree_to(plan=plan, user=house.person, now=NOW, seen=plan.version)

    assert (row.state, row.next_check_on) == (PlanState.RUNNING, NOW.date() + timedelta(30))  # fmt: skip
    with pytest.raises(PlanMovedError):
        save_goal(plan=plan, goal=goal, steps=None, user=house.person, now=NOW)


def test_a_gap_becomes_a_goal_once_and_a_running_plan_is_agreed_anew(house, running):
    make_level(house.person, house.listening, 2)

    goal = close_gap(person=house.person, skill=house.listening, user=house.person, now=NOW)  # fmt: skip
    again = close_gap(person=house.person, skill=house.listening, user=house.leader, now=NOW)  # fmt: skip

    assert goal == again
    assert (goal.level, goal.plan) == (4, running)
    assert PersonalPlan.objects.get().state == PlanState.DRAFT
    for skill in (house.product, house.listening):
        make_level(house.person, skill, 5)
        with pytest.raises(NoGapError):
            close_gap(person=house.person, skill=skill, user=house.person, now=NOW)
    with pytest.raises(PermissionDenied):
        close_gap(person=house.person, skill=house.listening, user=make_person(house.team), now=NOW)  # fmt: skip


def test_a_goal_is_reached_when_the_superior_has_seen_it(house, running):
    goal = running.goals.get()
    step = goal.steps.get()
    for user in (house.person, house.leader):
        tick(step=step, is_done=True, user=user, now=NOW)
    step.refresh_from_db()
    assert step.done_at
    assert running.entries.filter(kind=EntryKind.STEP_DONE).count() == 1
    tick(step=step, is_done=False, user=house.leader, now=NOW)
    with pytest.raises(OpenGoalsError):
        finish(plan=running, user=house.person, now=NOW)
    with pytest.raises(PermissionDenied):
        confirm(goal=goal, user=house.person, now=NOW)
    with pytest.raises(PermissionDenied):
        claim(goal=goal, user=house.leader, now=NOW)

    claim(goal=goal, user=house.person, now=NOW)
    with pytest.raises(MissingWordsError):
        send_back(goal=goal, words="", user=house.leader, now=NOW)
    send_back(goal=goal, words="再听五通", user=house.leader, now=NOW)
    claim(goal=goal, user=house.person, now=NOW + timedelta(1))
    confirm(goal=goal, user=house.leader, now=NOW + timedelta(2))
    with pytest.raises(PlanMovedError):
        confirm(goal=goal, user=house.leader, now=NOW + timedelta(3))
    finish(plan=running, user=house.person, now=NOW + timedelta(3))

    told = PublishedEvent.objects.filter(kind="lms.activity_done")
    assert [events.REACHED in row.key for row in told] == [True]
    kinds = {*running.entries.values_list("kind", flat=True)}
    assert kinds >= {EntryKind.REACHED, EntryKind.DONE, EntryKind.SENT_BACK}
    with pytest.raises(PlanMovedError):
        give_up(plan=running, reason="晚了", user=house.person, now=NOW)


def test_a_plan_is_given_up_with_a_reason_and_another_may_begin(house, running):
    with pytest.raises(MissingWordsError):
        give_up(plan=running, reason=" ", user=house.person, now=NOW)

    give_up(plan=running, reason="换了岗位", user=house.leader, now=NOW)

    assert PersonalPlan.objects.get().reason == "换了岗位"
    assert begin_plan(person=house.person, user=house.person, now=NOW).is_draft


def test_a_draft_can_lose_goals_and_third_parties_change_nothing(house):
    plan = make_plan(house)
    stranger, colleague = UserFactory(role=Role.MANAGER), make_person(house.team)
    goal = plan.goals.get()

    for user in (stranger, colleague):
        for act in (
            lambda: remove_goal(goal=goal, user=user, now=NOW),  # noqa: B023 (called at once)
            lambda: agree_to(plan=plan, user=user, now=NOW),  # noqa: B023 (called at once)
            lambda: give_up(plan=plan, reason="?", user=user, now=NOW),  # noqa: B023 (called at once)
            lambda: share(plan=plan, people=[], user=user, now=NOW),  # noqa: B023 (called at once)
            lambda: begin_plan(person=house.person, user=user, now=NOW),  # noqa: B023 (called at once)
        ):
            with pytest.raises(PermissionDenied):
                act()
    remove_goal(goal=goal, user=house.leader, now=NOW)
    assert not plan.goals.exists()


def test_what_the_other_one_is_to_do_waits_for_that_one_alone(house):
    plan = make_plan(house)

    def asked():
        waiting = PersonalPlan.objects.waiting_for
        return [u for u in (house.person, house.leader) if plan in waiting(u)]

    assert asked() == []
    agree_to(plan=plan, user=house.person, now=NOW)
    assert asked() == [house.leader]
    agree_to(plan=plan, user=house.leader, now=NOW)
    assert asked() == []
    claim(goal=plan.goals.get(), user=house.person, now=NOW)
    assert asked() == [house.leader]
    reopen(plan=plan, user=house.leader, now=NOW)
    agree_to(plan=plan, user=house.leader, now=NOW)
    assert asked() == [house.person]


def test_who_sees_all_stands_in_where_nobody_leads():
    person, manager = make_person(), UserFactory(role=Role.MANAGER)
    plan = make_plan(person=person)

    agree_to(plan=plan, user=person, now=NOW)
    agree_to(plan=plan, user=manager, now=NOW)

    plan.refresh_from_db()
    assert plan.is_running
    assert begin_plan(person=make_person(), user=manager, now=NOW).partner == manager


def test_who_follows_a_superior_looks_after_the_plan(house, running):
    head = make_person()
    house.team.parent = TeamFactory(manager=head)
    house.team.save()
    leave(house.leader)

    look_after(NOW)

    running.refresh_from_db()
    assert running.partner == head
    due = NOW + timedelta(30)
    assert look_after(due).endswith("reminders: 2")
    assert Notification.objects.filter(recipient=head).count() == 1


def test_where_the_superior_has_left_and_nobody_follows_who_sees_all_stands_in(
    house, running
):
    manager = UserFactory(role=Role.MANAGER)
    leave(house.leader)

    look_after(NOW)
    check_in(plan=running, words="接着看", user=manager, now=NOW)

    house.team.manager = make_person()
    house.team.save()
    assert running not in PersonalPlan.objects.visible_for(manager)
    top = make_plan(person=house.team.manager)
    assert top in PersonalPlan.objects.visible_for(manager)


def test_what_is_reached_stays_as_it_is_when_the_plan_is_changed(house, running):
    goal = running.goals.get()
    confirm(goal=goal, user=house.leader, now=NOW)
    goal.refresh_from_db()
    reopen(plan=running, user=house.person, now=NOW)

    with pytest.raises(ReachedError):
        save_goal(plan=running, goal=goal, steps=[], user=house.person, now=NOW)
    with pytest.raises(ReachedError):
        remove_goal(goal=goal, user=house.person, now=NOW)


def test_others_read_a_plan_only_while_the_person_shares_it(
    house, running, django_capture_on_commit_callbacks
):
    mentor = make_person()
    visible = PersonalPlan.objects.visible_for
    assert running not in visible(mentor)

    with django_capture_on_commit_callbacks(execute=True):
        share(plan=running, people=[mentor, house.person], user=house.person, now=NOW)
    assert running in visible(mentor)
    assert Notification.objects.filter(recipient=mentor).count() == 1
    with pytest.raises(PermissionDenied):
        check_in(plan=running, words="看过", user=mentor, now=NOW)
    share(plan=running, people=[], user=house.person, now=NOW)
    assert running not in visible(mentor)


def test_check_ins_come_round_and_both_are_reminded_once(
    house, running, django_capture_on_commit_callbacks
):
    due = NOW + timedelta(30)
    with django_capture_on_commit_callbacks(execute=True):
        assert look_after(due).endswith("reminders: 2")
    assert look_after(due).endswith("reminders: 0")
    with pytest.raises(MissingWordsError):
        check_in(plan=running, words="", user=house.person, now=due)

    check_in(plan=running, words="复述到八成了", user=house.person, now=due)

    running.refresh_from_db()
    assert running.next_check_on == (due + timedelta(30)).date()
    reopen(plan=running, user=house.person, now=due)
    assert look_after(due + timedelta(60)).endswith("reminders: 0")


def test_an_overdue_goal_is_reminded_of(house, running):
    running.goals.update(until=NOW.date() - timedelta(1))

    assert look_after(NOW).endswith("reminders: 1")
