"""What people see and press, at the browser's end."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from lms.enums import Role
from lms.models import Notification
from lms.notifications import shown
from plugins.rewards import guards
from plugins.rewards.models import (
    Gift,
    Holder,
    LedgerEvent,
    Merit,
    MonthClose,
    Redemption,
    Rule,
    TeamFund,
)
from plugins.rewards.services.audit import audit
from plugins.rewards.services.demo import add_demo
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.merits import accept_merit
from plugins.rewards.services.months import month_before
from plugins.rewards.services.overview import months_of
from plugins.rewards.services.taking_back import decide_case, open_case
from plugins.rewards.tests.factories import (
    NOW,
    give,
    make_fund,
    make_gift,
    points_of,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]


def at(name, *args):
    return reverse(f"lms_rewards:{name}", args=args)


def text(answer):
    return answer.content.decode()


def today_for(user, points):
    return give(user, points, day=timezone.localdate(), now=timezone.now())


def test_each_page_says_what_to_do_when_there_is_nothing(client_as):
    client = client_as(Role.AGENT)
    client.cookies["django_language"] = "en"

    for name, words in (
        ("mine", "No points yet"), ("shop", "Nothing is offered"),
        ("redemptions", "You have redeemed nothing yet"),
        ("funds", "There is no team fund yet"), ("board", "Nobody has earned points"),
    ):  # fmt: skip
        answer = client.get(at(name))
        assert answer.status_code == 200
        assert words in text(answer)


def test_my_points_show_where_each_came_from_and_nobody_elses(client_as):
    client, other = client_as(Role.AGENT), UserFactory()
    mine, theirs = today_for(client.user, 10), today_for(other, 20)
    Rule.objects.filter(code="course").update(activity="lms_absent.done")

    shown = text(client.get(at("mine")))
    assert str(mine.rule_version.rule) in shown
    assert "建议被采纳" in shown
    assert "完成课程" not in shown  # nobody here tells of it
    assert client.get(at("entry", mine.pk)).status_code == 200
    assert client.get(at("entry", theirs.pk)).status_code == 404
    assert (
        client.get(at("statement", f"{timezone.localdate():%Y-%m}")).status_code == 200
    )
    assert client.get(at("statement", "2026-13")).status_code == 404


def test_my_points_ask_the_database_at_most_seven_times_on_each_page(
    client_as, django_assert_max_num_queries
):
    client = client_as(Role.AGENT)
    awards = [today_for(client.user, 10) for _number in range(30)]
    first = client.get(at("mine"))
    older = {"before": first.context["older"]}

    for query in ({}, older):
        with django_assert_max_num_queries(7):  # two are those of the frame
            answer = client.get(at("mine"), query)
    assert first.context["rows"] == awards[:9:-1]
    assert f'href="?before={awards[10].pk}"' in text(first)
    assert answer.context["rows"] == awards[9::-1]
    assert answer.context["older"] is None
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert len(client.get(at("mine"), {"before": nonsense}).context["rows"]) == 20
    month = client.get(at("statement", f"{timezone.localdate():%Y-%m}"))
    assert (month.context["earned"], len(month.context["rows"])) == (300, 30)


def test_months_leave_out_what_was_taken_back_in_the_month_it_was_given(client_as):
    client, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    today = timezone.localdate()
    earlier = month_before(month_before(today))
    wrong = give(client.user, 10, day=earlier, now=timezone.now())
    give(client.user, 20, day=earlier, now=timezone.now())
    today_for(client.user, 7)
    case = open_case(award=wrong, reason="照抄", now=timezone.now())
    decide_case(case=case, user=manager.user, takes=True, now=timezone.now())

    months = {line.key: line.number for line in months_of(holder_of(client.user), today)}  # fmt: skip

    assert months[f"{earlier:%Y-%m}"] == 20
    assert months[f"{today:%Y-%m}"] == 7
    assert sum(months.values()) == 27
    assert len(months) == 12


def test_an_english_reader_reads_english_names_of_gifts_and_funds(client_as):
    client, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    today_for(client.user, 100)
    gift, fund = make_gift(price=10, name_en="A mug"), make_fund(name_en="A fund")
    assert "<strong>100</strong>" in text(client.get("/"))
    client.post(at("redeem", gift.pk), {"turn": "0", "price": "10"})
    assert "<strong>90</strong>" in text(client.get("/"))  # at once
    client.post(at("donate", fund.pk), {"turn": "0", "points": "4"})
    desk = reverse("lms_rewards_redemptions:edit", args=[Redemption.objects.get().pk])
    manager.post(desk, {"action": "approve"})

    for language, names in (("en", {"A mug", "A fund"}), ("zh-hans", {gift.name, fund.name})):  # fmt: skip
        client.cookies["django_language"] = language
        page = client.get(at("mine"))
        with override(language):
            assert {row.title for row in page.context["rows"]} >= names
            told = Notification.objects.filter(kind="lms_rewards.redemption")
            sentence = shown(told, client.user)[0].text
        assert sentence.partition(":")[0] in names
        assert all(name in text(page) for name in names)


def test_a_double_click_a_second_window_and_the_back_button_redeem_once(client_as):
    client = client_as(Role.AGENT)
    today_for(client.user, 250)
    gift = make_gift(price=100, stock=3)
    form = {"turn": "0", "price": "100"}

    for _click in range(3):
        answer = client.post(at("redeem", gift.pk), form, follow=True)

    assert answer.status_code == 200
    assert Redemption.objects.count() == 1
    assert points_of(client.user) == 150
    assert 'name="turn" value="1"' in text(client.get(at("gift", gift.pk)))


@pytest.mark.parametrize("price", ["90", "", "-1", "1.5", "9" * 30, "一百"])
def test_another_price_than_the_one_of_the_gift_redeems_nothing(price, client_as):
    client = client_as(Role.AGENT)
    today_for(client.user, 250)
    gift = make_gift(price=100)

    answer = client.post(
        at("redeem", gift.pk), {"turn": "0", "price": price}, follow=True
    )

    assert "notice" in text(answer) or "message" in text(answer)
    assert points_of(client.user) == 250


@pytest.mark.parametrize("points", ["0", "-5", "1.5", "999999999999", "abc", ""])
def test_bad_points_are_not_given_to_a_fund(points, client_as):
    client, fund = client_as(Role.AGENT), make_fund()
    today_for(client.user, 10)

    client.post(at("donate", fund.pk), {"turn": "0", "points": points})

    assert points_of(client.user) == 10
    client.post(at("donate", fund.pk), {"turn": "0", "points": "4"})
    assert (points_of(client.user), points_of(fund.holder)) == (6, 4)


def test_nobody_pays_from_the_fund_of_another_or_cancels_for_another(client_as):
    client, other = client_as(Role.AGENT), client_as(Role.AGENT)
    fund, gift = make_fund(leader=other.user), make_gift(price=5)
    today_for(other.user, 10)
    form = {"turn": "0", "price": "5", "fund": str(fund.pk)}

    assert client.post(at("redeem", gift.pk), form).status_code == 404
    other.post(at("redeem", gift.pk), {"turn": "0", "price": "5"})
    bought = Redemption.objects.get()
    assert client.post(at("cancel", bought.pk)).status_code == 404
    assert client.get(at("voucher", bought.pk)).status_code == 404
    other.post(at("cancel", bought.pk))
    assert points_of(other.user) == 10


def test_who_does_not_want_to_appear_is_on_no_board_and_has_no_page(client_as):
    client, other = client_as(Role.AGENT), client_as(Role.AGENT)
    today_for(other.user, 40)
    name, key = other.user.get_full_name(), holder_of(other.user).uuid
    assert name in text(client.get(at("board")))
    assert client.get(at("contributor", key)).status_code == 200

    other.post(at("appear"), {"appear": "no"})

    assert name not in text(client.get(at("board")))
    assert client.get(at("contributor", key)).status_code == 404
    assert other.get(at("contributor", key)).status_code == 200


def test_a_team_has_a_line_of_its_months_without_those_who_do_not_appear(client_as):
    client, team = client_as(Role.AGENT), TeamFactory()
    for points, appears in ((30, True), (12, True), (500, False)):
        person = StaffProfileFactory(team=team).user
        today_for(person, points)
        Holder.objects.filter(user=person).update(is_on_boards=appears)

    assert at("team", team.pk) in text(client.get(at("board")))
    shown = client.get(at("team", team.pk))

    assert [line.number for line in shown.context["months"]] == [0] * 11 + [42]
    assert shown.context["corners"].endswith("90.9,39.0 100.0,1.0")


def test_what_leaves_as_a_table_holds_no_formula(client_as):
    manager, person = (
        client_as(Role.MANAGER),
        UserFactory(last_name="1", first_name="=1+"),
    )
    today_for(person, 10)

    answer = manager.get(reverse("lms_rewards_journal:index"), {"export": "csv"})

    table = b"".join(answer.streaming_content).decode()
    assert "'=1+" in table


def test_the_command_audits_replays_and_closes_with_exit_codes():
    person = UserFactory()
    give(person, 10)
    out = StringIO()
    call_command("rewards", "audit", "--json", stdout=out)
    assert json.loads(out.getvalue())["totals"]["issued"] == 10
    call_command("rewards", "replay", stdout=StringIO())
    call_command("rewards", "close", "--month", "2026-05", stdout=StringIO())
    assert MonthClose.objects.get().state == "closed"

    for month in ("2099-01", "nonsense"):
        with pytest.raises(CommandError) as refused:
            call_command("rewards", "close", "--month", month, stdout=StringIO())
        assert refused.value.returncode == 2
    guards.remove(connection)
    with pytest.raises(CommandError) as wrong:
        call_command("rewards", "audit", stdout=StringIO())
    assert wrong.value.returncode == 1
    guards.install(connection)


@pytest.mark.once
def test_the_demo_has_a_year_and_more_and_clean_books(client_as):
    for number in range(37):
        UserFactory(last_name="周", first_name=f"{number}")
    for username in ("luomin", "yanshuobai"):
        UserFactory(username=username)
    manager = UserFactory(username="manager", role="admin")

    assert add_demo(NOW)
    assert add_demo(NOW) == ""

    months = {f"{day:%Y-%m}" for day in LedgerEvent.objects.given().values_list("effective_on", flat=True)}  # fmt: skip
    people = LedgerEvent.objects.given().values("holder").distinct()
    assert (len(months), people.count()) == (14, 40)
    assert (Gift.objects.count(), TeamFund.objects.count()) == (12, 3)
    states = {*Redemption.objects.values_list("state", flat=True)}
    assert states == {"reserved", "approved", "fulfilled", "cancelled", "rejected"}
    assert [(f.code, f.problems) for f in audit() if not f.is_clean] == []
    accept_merit(merit=Merit.objects.get(), user=manager, now=NOW)  # somebody else's
