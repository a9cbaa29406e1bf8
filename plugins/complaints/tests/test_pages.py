"""Pages: register, a complaint and its steps, call-backs, limits, what is hostile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from plugins.complaints.enums import Grade, State
from plugins.complaints.models import Area, Complaint, Entry, Limits
from plugins.complaints.services.handling import Act, feed_back, give
from plugins.complaints.tests.factories import (
    leader_of,
    make_area,
    make_closed,
    make_complaint,
    make_kind,
    make_member,
    make_tree,
)
from tests.factories.people import TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/complaints/"


def form(**changed):
    came = timezone.localtime() - timedelta(minutes=1)
    return {
        "channel": "phone",
        "happened": "约了两次没有来",
        "wanted": "明天装好",
        "grade": "coordinate",
        "received_at": f"{came:%Y-%m-%dT%H:%M:%S}",
        "is_answered": "on",
        **changed,
    }


def press(client, row, step, **data):
    """Take a step as somebody who has just looked."""
    seen = Complaint.objects.get(pk=row.pk).version
    url = reverse("lms_complaints:step", args=[row.pk, step])
    return client.post(url, {"seen": seen, **data})


def text_of(answer):
    return answer.content.decode()


def test_an_agent_registers_and_finds_it_again(agent):
    answer = agent.post(f"{ROOT}new/", form(), follow=True)

    row = Complaint.objects.get()
    assert row.registered_by == row.handler == agent.user
    assert row.answered_at == row.received_at
    page = text_of(answer)
    assert row.number in page
    assert "约了两次没有来" in page
    assert row.number in text_of(agent.get(ROOT))


@pytest.mark.parametrize(
    "words",
    [
        "请回电 13812345678",
        "身份证 11010519491231002X",
        "王先生说没有收到",
        "客户张女士很生气",
        "mail to li@example.com",
        "Ms Whitcombe waited",
    ],
)
def test_names_and_numbers_of_customers_are_refused_and_all_is_kept(agent, words):
    answer = agent.post(f"{ROOT}new/", form(happened=words))

    assert not Complaint.objects.exists()
    page = text_of(answer)
    assert words in page
    assert "明天装好" in page


def test_numbers_of_orders_and_forms_of_address_alone_are_no_names(agent):
    words = "这位先生的订单号 20260815123 显示签收，张贴的通知没有看到"

    agent.post(f"{ROOT}new/", form(happened=words, reference="尾号 4471"))

    assert Complaint.objects.get().happened == words


@pytest.mark.parametrize(
    "changed",
    [
        {"grade": "\x00"},
        {"category": "9" * 5000},
        {"team": "x"},
        {"area": "0"},
        {"received_at": "9999-99-99T99:99"},
        {"received_at": "0001-01-01T00:00"},
        {"received_at": "1900-01-01T00:00"},
        {"received_at": "2999-01-01T00:00"},
        {"happened": ""},
        {"happened": "很" * 2001},
        {"channel": "pigeon"},
        {"wanted": "a\x00b"},
    ],
)
def test_a_form_that_was_tampered_with_is_shown_again(agent, changed):
    answer = agent.post(f"{ROOT}new/", form(**changed))

    assert answer.status_code == 200
    assert not Complaint.objects.exists()


def test_a_handler_leads_it_to_its_end(agent):
    row = make_complaint(handler=agent.user)

    press(agent, row, "feed-back", words="明天上午到")
    empty = press(agent, row, "close", result="", cause="delay")
    assert empty.status_code == 200
    press(agent, row, "close", result="已装好", cause="partner")

    row.refresh_from_db()
    assert (row.state, row.result) == (State.CLOSED, "已装好")
    page = text_of(agent.get(row.get_absolute_url()))
    for step in ("call-back", "rate", "give", "take"):
        assert reverse("lms_complaints:step", args=[row.pk, step]) not in page


def test_what_was_not_known_at_first_is_filled_in_later(agent):
    kind, row = make_kind(), make_complaint(by=agent.user, area=make_area())
    Area.objects.update(is_retired=True)

    wrong = press(agent, row, "correct", happened="13812345678", wanted="来")
    assert "13812345678" in text_of(wrong)
    press(
        agent,
        row,
        "correct",
        happened="没有来",
        wanted="来",
        category=kind.pk,
        area=row.area_id,
    )

    row.refresh_from_db()
    assert (row.category, row.happened) == (kind, "没有来")
    assert row.area is not None


def test_only_those_above_name_a_handler(agent, manager):
    row = make_complaint(handler=agent.user)
    other = UserFactory()

    assert press(agent, row, "give", handler=other.pk).status_code == 403
    assert press(manager, row, "give", handler=other.pk).status_code == 302
    row.refresh_from_db()
    assert row.handler == other


def test_the_second_gets_back_what_was_written(agent):
    row = make_complaint(handler=agent.user)
    url = reverse("lms_complaints:step", args=[row.pk, "close"])
    seen = row.version
    feed_back(complaint=row, words="先说一声", act=Act(agent.user, timezone.now()))

    late = agent.post(url, {"seen": seen, "result": "写了很久", "cause": "delay"})
    assert "写了很久" in text_of(late)
    assert not Complaint.objects.get().is_closed

    leader = leader_of(row.team)
    give(complaint=row, handler=UserFactory(), act=Act(leader, timezone.now()))
    gone = agent.post(url, {"seen": seen + 1, "result": "又写了很久", "cause": "delay"})
    assert "又写了很久" in text_of(gone)
    assert not Complaint.objects.get().is_closed


@pytest.mark.parametrize("seen", ["", "x", "9" * 5000, "-1", "\x00"])
def test_a_version_that_makes_no_sense_changes_nothing(agent, seen):
    row = make_complaint(handler=agent.user)
    url = reverse("lms_complaints:step", args=[row.pk, "feed-back"])

    answer = agent.post(url, {"seen": seen, "words": "明天"})

    assert answer.status_code == 200
    assert Entry.objects.filter(kind="fed_back").count() == 0


def test_a_key_of_another_complaint_opens_nothing(agent):
    mine, other = make_complaint(by=agent.user), make_complaint(handler=UserFactory())

    assert agent.get(mine.get_absolute_url()).status_code == 200
    assert agent.get(other.get_absolute_url()).status_code == 404
    for step in ("note", "take", "close", "reopen", "call-back"):
        assert press(agent, other, step, words="好").status_code == 404
    assert press(agent, mine, "close", result="好", cause="delay").status_code == 403
    assert press(agent, mine, "take").status_code == 403
    assert press(agent, mine, "note", words="又打来了").status_code == 302


def test_a_manager_calls_back_and_confirms_the_difficulty(manager):
    row = make_closed(grade=Grade.RISK)
    assert row.number in text_of(manager.get(f"{ROOT}call-backs/"))

    wordless = press(manager, row, "call-back", outcome="unsatisfied", words="")
    assert wordless.status_code == 200
    assert "call-back-words" in text_of(wordless)
    press(manager, row, "call-back", outcome="satisfied", words="可以了")
    press(manager, row, "rate", amount="3", emotion="3", reach="1")

    row.refresh_from_db()
    assert row.rating.is_major
    assert row.number not in text_of(manager.get(f"{ROOT}call-backs/"))
    assert row.number in text_of(manager.get(f"{ROOT}call-backs/?show=done"))


def test_a_complaint_is_found_by_its_number_or_words_open_or_closed(agent):
    row = make_closed(by=agent.user, reference="尾号 7781", handler=agent.user)
    other = make_complaint(by=agent.user)
    strange = make_complaint()

    for words in (row.number, row.number.lower()[2:], "7781", f"{row.happened} 7781"):
        page = text_of(agent.get(ROOT, {"q": words}))
        assert row.number in page
        assert other.number not in page
    found = text_of(agent.get(ROOT, {"q": strange.number}))
    assert strange.get_absolute_url() not in found
    # what was asked stays while one narrows
    assert "q=7781&amp;show=open" in text_of(agent.get(ROOT, {"q": "7781"}))
    for words in ("\0", "9" * 5000, "TS000000-" + "9" * 90, "%_\\", "²"):
        assert agent.get(ROOT, {"q": words}).status_code == 200


def test_the_same_words_at_once_are_one_complaint_and_this_is_said(agent):
    agent.post(f"{ROOT}new/", form())
    row = Complaint.objects.get()

    again = text_of(agent.post(f"{ROOT}new/", form(), follow=True))

    assert Complaint.objects.get() == row
    assert "notice--warning" in again
    agent.post(f"{ROOT}new/", form(reference="7781"))
    assert Complaint.objects.count() == 2


def test_who_leads_a_team_calls_back_there_and_nobody_else_does(client_as):
    team, supervisor, _head = make_tree()
    own, strange = (make_closed(grade=Grade.RISK, team=each) for each in (team, TeamFactory()))  # fmt: skip
    leader = client_as(user=supervisor)

    page = text_of(leader.get(f"{ROOT}call-backs/"))
    assert own.number in page
    assert strange.number not in page
    assert f'"{ROOT}call-backs/"' in text_of(leader.get(ROOT))
    member = client_as(user=make_member(team))
    assert member.get(f"{ROOT}call-backs/").status_code == 403
    assert f'"{ROOT}call-backs/"' not in text_of(member.get(ROOT))


@pytest.mark.parametrize(
    "query",
    [
        *("?show=x", "?grade=%00", "?category=" + "9" * 5000, "?page=-1", "?page=x"),
        *("?team=0", "?area=1'--", "?export=exe"),
    ],
)
def test_the_register_answers_any_address(manager, query):
    make_complaint()

    assert manager.get(f"{ROOT}{query}").status_code == 200


def test_the_register_is_narrowed_and_taken_away_as_a_table(manager):
    kind, area, team = make_kind(), make_area(), TeamFactory()
    one = make_complaint(category=kind, area=area, team=team, happened="=cmd()")
    other = make_complaint(grade="risk")

    query = f"?category={kind.pk}&area={area.pk}&team={team.pk}"
    page = text_of(manager.get(f"{ROOT}{query}"))
    assert one.number in page
    assert other.number not in page
    table = b"".join(manager.get(f"{ROOT}{query}&export=csv").streaming_content).decode()  # fmt: skip
    assert one.number in table
    assert other.number not in table
    assert "'=cmd()" in table


def test_the_register_asks_as_much_for_thirty_as_for_one(agent):
    def queries():
        agent.get(ROOT)
        with CaptureQueriesContext(connection) as captured:
            agent.get(ROOT)
        return len(captured)

    def add():
        return make_complaint(
            by=agent.user, category=make_kind(), area=make_area(), handler=UserFactory()
        )

    add()
    before = queries()
    for _number in range(29):
        add()
    assert queries() <= before


def test_the_first_page_shows_what_is_due(agent, manager, client_as):
    row = make_complaint(handler=agent.user, ago=timedelta(hours=3))
    make_closed(grade=Grade.RISK)

    assert row.number in text_of(agent.get("/"))
    page = text_of(manager.get("/"))
    assert f"{ROOT}?show=over" in page
    assert f"{ROOT}call-backs/" in page
    newcomer = client_as(user=UserFactory(role=Role.AGENT))
    assert f"{ROOT}?show=mine" not in text_of(newcomer.get("/"))


def limits_form(**changed):
    values = {
        "answer_minutes": 1,
        "on_site_minutes": 10,
        "feedback_minutes": 120,
        "close_minutes": 1440,
        "passed_minutes": 4320,
        "call_back_percent": 60,
    }
    return {
        f"{grade}-{name}": value
        for grade in Grade
        for name, value in values.items()
    } | changed  # fmt: skip


def test_a_manager_sets_the_limits_of_each_grade(manager):
    assert not Limits.objects.exists()

    for _time in range(2):
        manager.post(f"{ROOT}limits/", limits_form(**{"risk-feedback_minutes": 30}))

    assert Limits.objects.count() == 3
    risk = Limits.objects.get(grade=Grade.RISK)
    assert (risk.feedback_minutes, risk.call_back_percent) == (30, 60)
    assert not Limits.objects.get(grade=Grade.SOLVE).is_same_day


@pytest.mark.parametrize(
    "changed",
    [
        {"risk-feedback_minutes": "0"},
        {"risk-feedback_minutes": "9" * 5000},
        {"risk-call_back_percent": "101"},
        {"solve-close_minutes": "5"},
        {"solve-answer_minutes": ""},
    ],
)
def test_limits_that_make_no_sense_are_shown_again(manager, changed):
    answer = manager.post(f"{ROOT}limits/", limits_form(**changed))

    assert answer.status_code == 200
    assert not Limits.objects.exists()
