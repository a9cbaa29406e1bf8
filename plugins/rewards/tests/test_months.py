"""Rules over time, merits, months, taking back, past events."""

from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from knowledge_base.enums import ContributionKind
from knowledge_base.models import Use, Vote
from knowledge_base.services.contributions import Credit, record_contribution, take_back
from lms.enums import Role
from lms.events import Target, dispatch, preview_past, publish, take_in_past
from lms.events.host import ActivityDone
from lms.models import Notification, OutgoingMail, PublishedEvent
from lms.notifications import shown
from lms.plugins.switching import disable, enable
from plugins.rewards import guards
from plugins.rewards.enums import MONTH_ACTIVITY, Choice, MeritLevel
from plugins.rewards.exceptions import (
    ClosedMonthError,
    NotThereYetError,
    OwnDecisionError,
    OwnProposalError,
    SecondPersonError,
    StateError,
)
from plugins.rewards.listeners import reward_activity
from plugins.rewards.models import (
    LedgerEvent,
    Merit,
    MonthCandidate,
    MonthClose,
    Rule,
    RuleVersion,
    TakeBackCase,
)
from plugins.rewards.services import months
from plugins.rewards.services.awards import rule_on
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.merits import accept_merit, reject_merit
from plugins.rewards.services.months import (
    bounds,
    choose,
    close_month,
    last_day,
    month_before,
    prepare_month,
    remind_of_month,
)
from plugins.rewards.services.taking_back import decide_case, open_case
from plugins.rewards.services.trials import PastDeed, past_deeds, try_rule
from plugins.rewards.tests.factories import (
    NOW,
    TODAY,
    do,
    give,
    make_manager,
    make_merit,
    make_rule,
    points_of,
)
from tests.factories.knowledge_base import FaqFactory
from tests.factories.people import UserFactory
from tests.factories.proposals import ContributionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]
MAY = date(2026, 5, 1)
JUNE = datetime(2026, 6, 3, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

# A moment in universal time, and the day that it is in Shanghai.
DAYS = [
    ("2025-12-31T15:59:59", date(2025, 12, 31)), ("2025-12-31T16:00:00", date(2026, 1, 1)),
    ("2026-01-31T15:59:59", date(2026, 1, 31)), ("2026-01-31T16:00:00", date(2026, 2, 1)),
    ("2026-02-28T15:59:59", date(2026, 2, 28)), ("2026-02-28T16:00:00", date(2026, 3, 1)),
    ("2028-02-28T16:00:00", date(2028, 2, 29)), ("2028-02-29T15:59:59", date(2028, 2, 29)),
    ("2028-02-29T16:00:00", date(2028, 3, 1)), ("2026-03-31T16:00:00", date(2026, 4, 1)),
    ("2026-04-30T15:59:59", date(2026, 4, 30)), ("2026-04-30T16:00:00", date(2026, 5, 1)),
    ("2026-10-31T23:59:59", date(2026, 11, 1)), ("2026-11-30T15:59:59", date(2026, 11, 30)),
    ("2027-02-28T15:59:59", date(2027, 2, 28)), ("2100-02-28T16:00:00", date(2100, 3, 1)),
]  # fmt: skip


def test_points_count_on_the_day_and_in_the_month_of_the_site():
    person, activity = UserFactory(), make_rule(1)

    for moment, day in DAYS:
        told = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("UTC"))
        begin, end = bounds(day.replace(day=1))
        reward_activity(done(person, activity, told, Target("tests.deed", moment)))

        assert LedgerEvent.objects.get(subject_key=moment).effective_on == day, moment
        assert begin <= told < end, moment
        assert last_day(day.replace(day=1)) + timedelta(days=1) == timezone.localdate(end)  # fmt: skip
        assert month_before(timezone.localdate(end)) == day.replace(day=1)


def done(person, activity, at, target):
    """What another plugin tells."""
    key = f"lms.activity_done:{target.key}:{person.pk}"
    return ActivityDone(actor_id=person.pk, target=target, occurred_at=at, key=key, activity=activity)  # fmt: skip


def test_a_rule_is_tried_on_the_past_with_totals_and_the_best_and_nothing_is_written():
    people = [UserFactory() for _ in range(25)]
    activity = make_rule(10)
    for number, person in enumerate(people):
        for _time in range(1 + number % 3):
            do(person, activity)
    rule = Rule.objects.get(activity=activity)
    before = LedgerEvent.objects.count()
    tried = RuleVersion(rule=rule, points=30, cap_day=70, effective_from=MAY)

    trial = try_rule(tried, past_deeds(rule, MAY, last_day(MAY)))

    assert (trial.times, trial.limited) == (49, 8)
    assert trial.total == 9 * 30 + 8 * 60 + 8 * 70
    assert len(trial.people) == 20
    assert trial.people[0][1] == 70
    assert LedgerEvent.objects.count() == before
    assert try_rule(tried, [PastDeed(people[0].pk, TODAY, "x")]).total == 30


def test_a_rule_that_is_new_is_tried_on_what_was_told_and_decided_before():
    person, manager = UserFactory(), make_manager()
    gone, courses = UserFactory(), "lms_courses.course_passed"
    for user in (person, person, gone):
        publish(done(user, courses, NOW, Target.of(UserFactory())))
    gone.delete()
    contribution_event(person)
    make_merit(person, state="accepted", decided_by=holder_of(manager))
    make_merit(person)
    month_with(person)

    def tried(activity):
        rule = Rule(activity=activity)
        version = RuleVersion(rule=rule, points=10, effective_from=MAY)
        return try_rule(version, past_deeds(rule, MAY, last_day(MAY)))

    assert (tried(courses).times, tried(courses).total) == (2, 20)
    for activity in (
        "lms_knowledge_base.authored", "lms_rewards.complaint_ordinary", MONTH_ACTIVITY,
    ):  # fmt: skip
        assert tried(activity).people == [(person.get_full_name(), 10)], activity
    tell_and_dispatch()
    rule = Rule.objects.get(activity="lms_knowledge_base.authored")
    assert len(past_deeds(rule, MAY, last_day(MAY))) == 1  # told, then rewarded: once
    assert past_deeds(rule, last_day(MAY), last_day(MAY)) == []


def test_a_merit_gives_points_at_the_level_that_another_person_decides():
    person, manager = UserFactory(role=Role.MANAGER), make_manager()
    proposer = make_manager()
    merit = make_merit(person, proposed_by=holder_of(proposer))

    with pytest.raises(OwnDecisionError):
        accept_merit(merit=merit, user=person, now=NOW)
    with pytest.raises(PermissionDenied):
        accept_merit(merit=merit, user=UserFactory(), now=NOW)
    for press in (accept_merit, partial(reject_merit, reason="x")):
        with pytest.raises(OwnProposalError):
            press(merit=merit, user=proposer, now=NOW)
    for _time in range(2):
        accept_merit(merit=merit, user=manager, level="complaint_major", now=NOW)

    assert points_of(person, "held") == 200
    with pytest.raises(StateError):
        reject_merit(merit=merit, user=manager, reason="x", now=NOW)
    for judge in (person, proposer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Merit.objects.update(decided_by=holder_of(judge))


def test_a_merit_that_was_decided_by_its_proposer_when_that_was_allowed_stays_as_it_is():
    judge = holder_of(make_manager())
    old = make_merit(UserFactory(), state="accepted", proposed_by=judge, decided_by=judge)  # fmt: skip

    guards.install(connection)
    Merit.objects.update(text="改了一个字")

    assert (old.decided_by, Merit.objects.get().text) == (judge, "改了一个字")
    assert guards.missing(connection) == []


@pytest.mark.parametrize(
    ("level", "points"),
    [("complaint_ordinary", 50), ("complaint_major", 200), ("praise_letter", 1),
     ("praise_department", 2), ("praise_company", 3), ("praise_media", 5)],
)  # fmt: skip
def test_the_first_rules_give_what_was_promised(level, points):
    assert rule_on(MeritLevel(level).activity, TODAY).points == points
    assert rule_on(MONTH_ACTIVITY, TODAY).points == 50


def test_others_votes_and_uses_speak_for_a_candidate_and_ones_own_do_not():
    writer, reader = UserFactory(), UserFactory()
    faq = FaqFactory()
    ContributionFactory(actor=writer, item=faq.item, occurred_at=NOW)
    for user in (writer, reader):
        vote = Vote.objects.create(item=faq.item, user=user, is_helpful=True, text_hash="x")  # fmt: skip
        Vote.objects.filter(pk=vote.pk).update(updated_at=NOW)
        Use.objects.create(item=faq.item, user=user, how="copied", used_at=NOW)
    Use.objects.create(item=faq.item, user=reader, how="copied", used_at=JUNE)

    for _time in range(2):
        close = prepare_month(MAY)

    found = close.candidates.get()
    assert (found.contributions, found.votes, found.copies) == (1, 1, 1)
    assert found.holder == holder_of(writer)


def month_with(*people, choice=Choice.CONFIRMED):
    close = MonthClose.objects.create(month=MAY)
    for person in people:
        MonthCandidate.objects.create(close=close, holder=holder_of(person), choice=choice)  # fmt: skip
    return close


def test_closing_a_month_gives_the_confirmed_their_points_and_everybody_a_statement():
    winner, other, manager = UserFactory(), UserFactory(), make_manager()
    give(other, 7)
    month_with(winner)

    for _time in range(3):
        close = close_month(month=MAY, user=manager, now=JUNE)

    assert close.state == "closed"
    assert close.due_on == date(2026, 6, 5)
    assert points_of(winner) == 50
    told = Notification.objects.filter(kind="lms_rewards.statement")
    assert {row.recipient_id for row in told} == {winner.pk, other.pk}
    assert OutgoingMail.objects.filter(recipient=winner).count() == 1
    with pytest.raises(ClosedMonthError):
        give(other, 7)
    with pytest.raises(ClosedMonthError):
        accept_merit(merit=make_merit(other), user=manager, now=JUNE)


def test_who_may_close_a_month_hears_that_it_is_open_and_once_more_when_it_is_late():
    manager, editor = make_manager(), UserFactory(role=Role.EDITOR)
    close = month_with()
    assert remind_of_month(close=close, now=JUNE) == 0  # nobody did anything
    other = holder_of(UserFactory())  # who may not, and hears nothing
    MonthCandidate.objects.create(close=close, holder=other)

    def reminded(day):
        now = JUNE.replace(day=day)
        return [remind_of_month(close=close, now=now) for _time in range(2)]

    assert reminded(1) == [2, 0]
    assert reminded(5) == [0, 0]
    assert reminded(6) == [2, 0]
    told = Notification.objects.filter(kind="lms_rewards.open_month")
    assert {row.recipient for row in told} == {manager, editor}
    with override("en"):
        texts = {row.text for row in shown(told, manager)}
    assert texts == {
        "Please close the points of May 2026 by June 5, 2026.",
        "The points of May 2026 are not closed; that was due on June 5, 2026.",
    }
    assert told.unread().count() == 4
    close = close_month(month=MAY, user=manager, now=JUNE)
    assert reminded(7) == [0, 0]
    assert told.unread().count() == 0  # somebody has done it


def test_a_close_that_was_killed_half_way_goes_on_where_it_was(monkeypatch):
    people = [UserFactory() for _ in range(4)]
    month_with(*people)
    calls = []

    give_points = months._award  # noqa: SLF001 (killed below)

    def killed(close, candidate, user, now):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(candidate)
        give_points(close, candidate, user, now)

    monkeypatch.setattr("plugins.rewards.services.months._award", killed)
    with pytest.raises(KeyboardInterrupt):
        close_month(month=MAY, now=JUNE)
    monkeypatch.undo()

    close_month(month=MAY, now=JUNE)

    assert [points_of(person) for person in people] == [50] * 4
    assert MonthClose.objects.get().state == "closed"


def test_a_month_is_not_closed_before_it_is_over_and_nobody_confirms_themselves():
    person = make_manager()
    close = month_with(person, choice=Choice.OPEN)

    with pytest.raises(NotThereYetError):
        close_month(month=MAY, now=NOW)
    with pytest.raises(OwnDecisionError):
        choose(candidate=close.candidates.get(), user=person, choice=Choice.CONFIRMED)
    choose(candidate=close.candidates.get(), user=make_manager(), choice=Choice.CONFIRMED)  # fmt: skip
    close_month(month=MAY, now=JUNE)
    with pytest.raises(ClosedMonthError):
        choose(candidate=close.candidates.get(), user=make_manager(), choice=Choice.DECLINED)  # fmt: skip


def tell_and_dispatch():
    dispatch(now=timezone.now())


def contribution_event(actor):
    """A contribution that the library has told of."""
    credit = Credit(actor=actor, kind=ContributionKind.AUTHORED, key=f"k{actor.pk}", item=FaqFactory().item)  # fmt: skip
    return record_contribution(credit, now=NOW)


def test_an_accepted_contribution_earns_points_and_one_taken_back_is_put_in_question():
    person, manager = UserFactory(), make_manager()
    row = contribution_event(person)
    tell_and_dispatch()
    assert points_of(person) == 20

    take_back(contribution=row, user=manager, reason="内容有误", now=NOW)
    tell_and_dispatch()
    case = TakeBackCase.objects.get()

    assert points_of(person) == 20
    assert case.reason == "内容有误"
    decide_case(case=case, user=manager, takes=True, now=NOW)
    assert points_of(person) == 0


def test_switched_on_later_it_takes_in_the_past_once():
    disable("lms_rewards")
    person = UserFactory()
    contribution_event(person)
    assert PublishedEvent.objects.count() == 1
    enable("lms_rewards")
    tell_and_dispatch()
    assert points_of(person) == 0

    previewed = {row.listener.rpartition(".")[2]: row.count for row in preview_past("lms_rewards")}  # fmt: skip
    assert previewed["reward_contribution"] == 1
    for _time in range(2):
        take_in_past("lms_rewards")
        tell_and_dispatch()

    assert points_of(person) == 20


def test_another_plugin_gives_points_by_telling_what_was_done():
    person = UserFactory()
    about = Target.of(person)
    for _time in range(2):
        publish(done(person, "lms_courses.course_completed", NOW, about))
        tell_and_dispatch()

    assert points_of(person) == 10


def test_many_points_are_taken_back_by_a_second_person_and_never_by_their_owner():
    person, first, second = make_manager(), make_manager(), make_manager()
    case = open_case(award=give(person, 300), reason="抄袭", user=first, now=NOW)

    with pytest.raises(OwnDecisionError):
        decide_case(case=case, user=person, takes=False, now=NOW)
    with pytest.raises(SecondPersonError):
        decide_case(case=case, user=first, takes=True, now=NOW)
    for _time in range(2):
        decide_case(case=case, user=second, takes=True, now=NOW)
    assert points_of(person) == 0
    with pytest.raises(StateError):
        decide_case(case=case, user=second, takes=False, now=NOW)
