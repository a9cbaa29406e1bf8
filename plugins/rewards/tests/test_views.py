"""What people see and press, at the browser's end."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from reversion.models import Version

from lms.enums import Role
from lms.models import Notification
from lms.notifications import shown
from plugins.rewards import guards
from plugins.rewards.models import (
    Gift,
    GiftChange,
    Holder,
    LedgerEvent,
    Merit,
    MonthClose,
    Redemption,
    Rule,
    TakeBackCase,
    TeamFund,
)
from plugins.rewards.services.audit import audit
from plugins.rewards.services.demo import add_demo
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.months import month_before
from plugins.rewards.services.overview import balance_of, months_of
from plugins.rewards.services.taking_back import decide_case, open_case
from plugins.rewards.tests.factories import (
    NOW,
    give,
    make_fund,
    make_gift,
    make_merit,
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


def test_my_points_ask_the_database_at_most_ten_times_on_each_page(
    client_as, django_assert_max_num_queries
):
    client = client_as(Role.AGENT)
    awards = [today_for(client.user, 10) for _number in range(30)]
    first = client.get(at("mine"))
    older = {"before": first.context["older"]}

    for query in ({}, older):
        with django_assert_max_num_queries(10):  # four are those of the frame
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

    months = {line.name: line.number for line in months_of(holder_of(client.user), today)}  # fmt: skip

    assert months[f"{earlier:%Y-%m}"] == 20
    assert months[f"{today:%Y-%m}"] == 7
    assert sum(months.values()) == 27
    assert len(months) == 12


def test_an_english_reader_reads_english_names_of_gifts_and_funds(client_as):
    client, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    today_for(client.user, 100)
    gift, fund = make_gift(price=10, name_en="A mug"), make_fund(name_en="A fund")
    client.post(at("redeem", gift.pk), {"turn": "0", "price": "10"})
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


def test_the_office_approves_and_the_person_prints_the_voucher(client_as):
    client, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    today_for(client.user, 100)
    gift = make_gift(price=100)
    client.post(at("redeem", gift.pk), {"turn": "0", "price": "100"})
    bought = Redemption.objects.get()
    desk = reverse("lms_rewards_redemptions:edit", args=[bought.pk])

    assert client.get(at("voucher", bought.pk)).status_code == 404
    assert manager.post(desk, {"action": "fulfil"}).status_code in {302, 403}
    assert manager.post(desk, {"action": "approve"}).status_code == 302
    bought.refresh_from_db()
    assert bought.voucher in text(client.get(at("voucher", bought.pk)))
    manager.post(desk, {"action": "fulfil"})
    assert points_of(client.user, "reserved") == 0


def test_in_the_admin_points_are_put_in_question_and_decided_never_edited(client_as):
    manager, person = client_as(Role.MANAGER), UserFactory()
    award = today_for(person, 10)
    entry = reverse("lms_rewards_journal:edit", args=[award.pk])
    assert "award:" in text(manager.get(entry))

    manager.post(
        entry, {"action": "question", "reason": "照抄", "evidence": "两文相同"}
    )
    case = TakeBackCase.objects.get()
    desk = reverse("lms_rewards_cases:edit", args=[case.pk])
    assert "两文相同" in text(manager.get(desk))
    manager.post(desk, {"action": "take"})

    assert points_of(person) == 0
    assert balance_of(holder_of(person), timezone.localdate()).this_month == 0
    assert LedgerEvent.objects.get(reverses=award).note == "照抄"


def test_who_gets_the_points_reads_one_sentence_and_nothing_moves(client_as):
    manager = client_as(Role.MANAGER)
    merit = make_merit(manager.user)
    desk = reverse("lms_rewards_merits:edit", args=[merit.pk])

    answer = manager.post(desk, {"action": "accept", "level": merit.level})

    assert answer.status_code == 200
    assert 'role="alert"' in text(answer)
    assert points_of(manager.user, "held") == 0


def test_a_rule_is_tried_saved_switched_and_brought_back_in_the_admin(client_as):
    manager = client_as(Role.MANAGER)
    rule = Rule.objects.get(code="report")
    desk = reverse("lms_rewards_rules:edit", args=[rule.pk])
    form = {"points": "7", "hold_days": "0", "effective_from": "2031-01-01"}

    tried = manager.post(desk, {**form, "action": "try"})
    assert 'role="status"' in text(tried)
    assert rule.versions.count() == 1
    assert manager.post(desk, {**form, "action": "save"}).status_code == 302
    again = manager.post(desk, {**form, "action": "save"})
    assert 'role="alert"' in text(again)
    manager.post(desk, {"action": "switch"})
    rule.refresh_from_db()
    assert not rule.is_on
    before = Version.objects.get_for_object(rule).last()
    manager.post(desk, {"action": f"restore-{before.pk}"})
    rule.refresh_from_db()
    assert rule.is_on
    earlier = rule.versions.get(points=3)
    again = text(manager.get(desk, {"again": earlier.pk}))
    assert 'value="3"' in again
    assert f'value="{timezone.localdate()}"' in again
    assert sorted(rule.versions.values_list("points", flat=True)) == [3, 7]


def test_gifts_and_stock_are_kept_in_the_admin(client_as):
    manager = client_as(Role.MANAGER)
    form = {"name": "杯子", "kind": "gift", "price": "30", "is_on": "on"}

    manager.post(reverse("lms_rewards_gifts:add"), form)
    gift = Gift.objects.get()
    desk = reverse("lms_rewards_gifts:edit", args=[gift.pk])
    manager.post(desk, {"pieces": "5", "reason": "进货"})
    refused = manager.post(desk, {"pieces": "-9", "reason": "盘点"})
    manager.post(desk, {**form, "price": "35"})

    gift.refresh_from_db()
    assert 'role="alert"' in text(refused)
    assert (gift.stock, gift.price) == (5, 35)


def test_what_the_office_does_wrongly_is_one_sentence_and_nothing_moves(client_as):
    """A closed month, a leaver, points of one's own, numbers that are none."""
    manager, person = client_as(Role.MANAGER), UserFactory()
    today_for(manager.user, 50)
    own = make_gift(price=10)
    manager.post(at("redeem", own.pk), {"turn": "0", "price": "10"})
    bought, merit = Redemption.objects.get(), make_merit(person)
    MonthClose.objects.create(month=merit.happened_on.replace(day=1), state="closed")
    gone = StaffProfileFactory(
        leaves_date=timezone.localdate() - timedelta(days=1)
    ).user
    proposal = {"person": gone.pk, "level": "praise_letter", "happened_on": "2026-05-20", "text": "好"}  # fmt: skip
    rule = Rule.objects.get(code="report")
    version = {"action": "save", "hold_days": "0", "effective_from": "2031-01-01"}
    gift = {"name": "杯子", "kind": "gift", "is_on": "on"}
    bad = ("0", "-5", "1.5", "99999999", "很多")
    presses = [
        ("lms_rewards_redemptions:edit", [bought.pk], {"action": "approve"}),
        ("lms_rewards_merits:edit", [merit.pk], {"action": "accept", "level": merit.level}),
        ("lms_rewards_merits:add", [], proposal),
        *(("lms_rewards_rules:edit", [rule.pk], {**version, "points": n}) for n in bad),
        *(("lms_rewards_gifts:edit", [own.pk], {**gift, "price": n}) for n in bad),
        *(("lms_rewards_gifts:edit", [own.pk], {"pieces": n, "reason": "盘点"}) for n in bad),
    ]  # fmt: skip
    before = books()

    for name, args, form in presses:
        answer = manager.post(reverse(name, args=args), form)

        assert answer.status_code == 200, (name, form)
        refusals = ('role="alert"', "error-message", "w-field__errors")
        assert any(each in text(answer) for each in refusals), (name, form)
        assert books() == before, (name, form)


def books():
    """All that somebody could have moved."""
    return (
        LedgerEvent.objects.count(), GiftChange.objects.count(), Merit.objects.count(),
        [*Redemption.objects.values_list("state", flat=True)],
        [*Gift.objects.values_list("price", "stock")],
        [*Rule.objects.get(code="report").versions.values_list("points", flat=True)],
    )  # fmt: skip


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
    for number in range(39):
        UserFactory(last_name="周", first_name=f"{number}")
    UserFactory(username="manager", role="admin")

    assert add_demo(NOW)
    assert add_demo(NOW) == ""

    months = {f"{day:%Y-%m}" for day in LedgerEvent.objects.given().values_list("effective_on", flat=True)}  # fmt: skip
    people = LedgerEvent.objects.given().values("holder").distinct()
    assert (len(months), people.count()) == (14, 40)
    assert (Gift.objects.count(), TeamFund.objects.count()) == (12, 3)
    states = {*Redemption.objects.values_list("state", flat=True)}
    assert states == {"reserved", "approved", "fulfilled", "cancelled", "rejected"}
    assert [(f.code, f.problems) for f in audit() if not f.is_clean] == []
