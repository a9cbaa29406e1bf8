"""From marks to the ranking: rounds published, taken back, announced."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from lms.extensions import Candidate, requirement_kinds
from lms.models import Notification, PublishedEvent
from plugins.contests.exceptions import (
    NobodyEnteredError,
    NoJudgeError,
    NothingToTakeBackError,
    OwnTieError,
    RulesKeptError,
    StaleError,
    StillWritingError,
    TooEarlyError,
    UnfinishedError,
    WrongChoiceError,
    WrongStateError,
)
from plugins.contests.models import Contest, Entry, Standing
from plugins.contests.services import reminding
from plugins.contests.services.marking import Marked, set_marks
from plugins.contests.services.payroll import prizes_for_payroll
from plugins.contests.services.planning import (
    Planned,
    call_off,
    save_contest,
    start_contest,
    unstart_contest,
)
from plugins.contests.services.reminding import move_contests
from plugins.contests.services.results import (
    announce,
    publish_round,
    ranking_of,
    take_back_round,
    work_out,
)
from plugins.contests.tests.factories import (
    day,
    make_announced,
    make_contest,
    make_entry,
    make_keeper,
    make_member,
    make_person,
    make_proposal,
    mark,
    now,
    run,
    score,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_keeper()


def publish(row, keeper, *chosen):
    return publish_round(row=row, chosen=[each.pk for each in chosen], user=keeper, now=now())  # fmt: skip


def test_a_contest_begins_after_registration_and_may_go_back(keeper):
    contest = make_contest()
    with pytest.raises(TooEarlyError):
        start_contest(contest=contest, user=keeper, now=now())
    contest.closes_on = day(-1)
    contest.save()
    with pytest.raises(NobodyEnteredError):
        start_contest(contest=contest, user=keeper, now=now())
    make_entry(contest)
    make_entry(contest, state="forming")

    start_contest(contest=contest, user=keeper, now=now())
    assert Standing.objects.count() == 1
    with pytest.raises(WrongStateError):
        start_contest(contest=contest, user=keeper, now=now())
    unstart_contest(contest=contest, user=keeper)
    start_contest(contest=contest, user=keeper, now=now())
    mark(contest.rounds.get(), "80")
    with pytest.raises(NothingToTakeBackError):
        unstart_contest(contest=contest, user=keeper)


def test_the_clock_begins_contests_and_says_once_where_it_cannot(keeper):
    contest = make_contest(closes_on=day(-1))
    empty = make_contest(closes_on=day(-1))
    make_entry(contest)

    for _twice in range(2):
        move_contests(now())

    contest.refresh_from_db()
    empty.refresh_from_db()
    assert (contest.state, empty.state) == ("running", "open")
    stuck = Notification.objects.filter(kind="lms_contests.contest_stuck")
    assert stuck.get().recipient == keeper
    Contest.objects.filter(pk=empty.pk).update(closes_on=day(-2))
    move_contests(now())
    assert stuck.count() == 2


@pytest.mark.parametrize("days", [-(10**9), 10**9])
def test_a_setting_out_of_all_bounds_stops_no_clock(days, monkeypatch):
    monkeypatch.setattr(reminding, "setting", lambda _name: days)

    assert move_contests(now())


def test_rounds_add_up_and_those_who_share_the_last_place_are_chosen(keeper):
    contest = make_contest(("theory", 40, 2), ("relay", 60))
    entries = [make_entry(contest) for _n in range(4)]
    row = run(contest, *entries)
    with pytest.raises(UnfinishedError):
        publish(row, keeper)
    mark(row, "90", "80", "80", None)
    first, second, third, absent = row.standings.all()
    for wrong in ((), (first, second, absent), (second, third), (first, absent)):
        with pytest.raises(WrongChoiceError):
            publish(row, keeper, *wrong)
    tied = make_member(third.entry, keeper)
    with pytest.raises(OwnTieError):
        publish(row, keeper, first, third)
    tied.delete()

    publish(row, keeper, first, second, third)
    following = contest.rounds.get(number=2)
    assert following.is_running
    assert following.standings.count() == 3
    mark(following, "50", "100", "90")
    publish(following, keeper)
    contest.refresh_from_db()
    assert contest.state == "closed"
    announce(contest=contest, user=keeper, now=now())

    ranks = [*Entry.objects.values_list("rank", "prize").order_by("pk")]
    # .4 * 90 + .6 * 50 = 66; .4 * 80 + .6 * 100 = 92; .4 * 80 + .6 * 90 = 86
    assert ranks == [(3, 1000), (1, 2000), (2, 1500), (None, None)]
    told = PublishedEvent.objects.filter(kind="lms.activity_done")
    assert told.count() == 6
    with pytest.raises(WrongStateError):
        announce(contest=contest, user=keeper, now=now())


def test_a_round_is_taken_back_until_the_next_has_marks(keeper):
    contest = make_contest(("theory", 50, 1), ("relay", 50))
    row = run(contest, make_entry(contest), make_entry(contest))
    mark(row, "90", "80")
    first = row.standings.first()
    publish(row, keeper, first)

    take_back_round(row=row, user=keeper)
    assert contest.rounds.get(number=2).standings.count() == 0
    assert Standing.objects.filter(rank=None, mark__isnull=False).count() == 2
    publish(row, keeper, first)
    mark(contest.rounds.get(number=2), "70")
    with pytest.raises(NothingToTakeBackError):
        take_back_round(row=row, user=keeper)


def test_judges_score_and_whoever_wrote_no_proposal_gets_nothing(keeper):
    contest = make_contest(("proposal", 100))
    entries = [make_entry(contest) for _n in range(2)]
    row = run(contest, *entries)
    one, other = row.standings.all()
    make_proposal(one)
    first, second = row.judges.all()
    score(row, one, first, 80)
    assert work_out(row).missing == 1
    score(row, one, second, 91)

    fresh = contest.rounds.get()
    fresh.contest = contest
    fresh.day = day(1)
    fresh.save()
    with pytest.raises(StillWritingError):
        publish(fresh, keeper)
    fresh.day = day(-1)
    fresh.save()
    publish(fresh, keeper)
    assert [*fresh.standings.values_list("mark", "is_absent").order_by("pk")] == [(Decimal("85.50"), False), (0, True)]  # fmt: skip
    contest.refresh_from_db()
    announce(contest=contest, user=keeper, now=now())
    other.entry.refresh_from_db()
    assert other.entry.rank is None


def test_a_round_does_not_begin_where_nobody_may_judge(keeper):
    contest = make_contest(("practical", 100), closes_on=day(-1))
    row = contest.rounds.get()
    make_entry(contest, make_person(row.judges.first().staff_profile.team))
    start_contest(contest=contest, user=keeper, now=now())
    unstart_contest(contest=contest, user=keeper)
    row.judges.remove(row.judges.last())

    with pytest.raises(NoJudgeError):
        start_contest(contest=contest, user=keeper, now=now())


def test_who_came_further_is_before_who_left_earlier_and_ties_share(keeper):
    contest = make_contest(("theory", 50, 2), ("relay", 50))
    entries = [make_entry(contest) for _n in range(5)]
    row = run(contest, *entries)
    mark(row, "90", "85", "70", "70", "60")
    publish(row, keeper, *row.standings.all()[:2])
    following = contest.rounds.get(number=2)
    mark(following, "10", "10")
    publish(following, keeper)

    assert [each.rank for each in ranking_of(contest)] == [1, 2, 3, 3, 5]


def test_two_who_mark_the_same_entry_do_not_overwrite_each_other(keeper):
    contest = make_contest()
    row = run(contest, make_entry(contest), make_entry(contest, keeper))
    standing, own = row.standings.all()
    written = {standing.pk: Marked(Decimal(80))}
    nothing = {standing.pk: Marked()}

    assert set_marks(row=row, written=written, seen=nothing, user=keeper) == 1
    assert set_marks(row=row, written=written, seen=nothing, user=keeper) == 0
    with pytest.raises(StaleError):
        set_marks(row=row, written={standing.pk: Marked(Decimal(70))}, seen=nothing, user=keeper)  # fmt: skip
    for user, key in ((keeper, own.pk), (make_person(), standing.pk)):
        with pytest.raises(PermissionDenied):
            set_marks(row=row, written={key: Marked(Decimal(99))}, seen={}, user=user)


def test_with_entries_the_rules_stay_and_the_history_says_what_changed(manager):
    contest = make_contest(("theory", 40, 2), ("practical", 60))
    _first, second = contest.rounds.all()
    judges = [*second.judges.all()]
    rounds = [
        Planned(kind="theory", weight=40, goes_on=2),
        Planned(kind="practical", weight=60, judges=judges, criteria=second.criteria),
    ]
    plan = {"contest": contest, "teams": [], "user": manager.user, "now": now()}
    save_contest(rounds=rounds, **plan)
    make_entry(contest)
    contest.title = "新名字"
    moved = [Planned(kind="theory", weight=40, goes_on=2, place="会议室"), rounds[1]]
    save_contest(rounds=moved, **plan)
    for wrong in (
        rounds[:1],
        rounds[::-1],
        [Planned(kind="theory", weight=40, goes_on=3), rounds[1]],
    ):
        with pytest.raises(RulesKeptError):
            save_contest(rounds=wrong, **plan)
    contest.prizes = ["1"]
    with pytest.raises(RulesKeptError):
        save_contest(rounds=moved, **plan)

    assert contest.rounds.first().place == "会议室"
    page = manager.get(contest.get_absolute_url()).content.decode()
    assert "会议室" in page
    assert "新名字" in page


def test_a_contest_is_called_off_with_a_reason(keeper, django_capture_on_commit_callbacks):  # fmt: skip
    contest = make_contest()
    entry = make_entry(contest)
    with django_capture_on_commit_callbacks(execute=True):
        call_off(contest=contest, reason="场地停电", user=keeper, now=now())

    told = Notification.objects.get(kind="lms_contests.contest_called_off")
    assert told.recipient == entry.captain


def test_a_teams_prize_is_divided_among_its_people():
    contest, (entry, _other) = make_announced("90", "80", prizes=["1000"])
    for _n in range(2):
        person = make_person()
        entry.members.create(contest=contest, person=person, answer="agreed", asked_at=now())  # fmt: skip

    lines = prizes_for_payroll(contest)
    assert [line.amount for line in lines] == [Decimal("333.34"), Decimal("333.33"), Decimal("333.33")]  # fmt: skip


def test_a_requirement_asks_for_places():
    _contest, entries = make_announced("90", "80", "70")
    [kind] = [e.item for e in requirement_kinds.enabled() if e.key == "lms_contests.placed"]  # fmt: skip

    def met(entry, place):
        values = {"place": place, "number": 1}
        candidate = Candidate(entry.captain, day())
        assert kind.describe(values)
        return kind.evaluate([candidate], values)[entry.captain.pk].is_met

    assert [met(each, 2) for each in entries] == [True, True, False]
