"""What the office sees and presses in the admin."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from reversion.models import Version

from lms.enums import Role
from lms.models import Notification
from lms.notifications import shown
from plugins.rewards.enums import MeritState
from plugins.rewards.models import (
    Gift,
    GiftChange,
    LedgerEvent,
    Merit,
    MonthClose,
    Redemption,
    Rule,
    TakeBackCase,
)
from plugins.rewards.services.funds import donate
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.merits import accept_merit, propose_merit
from plugins.rewards.services.overview import balance_of
from plugins.rewards.services.redemptions import approve, redeem
from plugins.rewards.services.taking_back import decide_case, open_case
from plugins.rewards.services.telling import MERIT, MERIT_WAITS, REDEMPTION_WAITS
from plugins.rewards.tests.factories import (
    give,
    make_fund,
    make_gift,
    make_manager,
    make_merit,
    points_of,
)
from plugins.rewards.tests.test_views import at, text, today_for
from plugins.rewards.wagtail_hooks import VIEWSETS
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]


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


def test_who_proposed_reads_what_was_decided_and_why_and_the_person_of_points_alone(
    client_as,
):
    proposer, manager = client_as(Role.MANAGER), client_as(Role.MANAGER)
    person = UserFactory()
    proposal = {
        "person": person.pk, "level": "praise_letter", "text": "好",
        "happened_on": timezone.localdate(),
    }  # fmt: skip
    for _time in range(2):
        proposer.post(reverse("lms_rewards_merits:add"), proposal)
    bad, good = Merit.objects.order_by("pk")

    def press(merit, action, reason):
        desk = reverse("lms_rewards_merits:edit", args=[merit.pk])
        form = {"action": action, "level": "praise_media", "reason": reason}
        return manager.post(desk, form)

    assert 'role="alert"' in text(press(bad, "reject", " "))
    for _time in range(2):
        press(bad, "reject", "查无此事")
        press(good, "accept", "")

    bad.refresh_from_db()
    assert (bad.state, bad.reason, bad.level) == ("rejected", "查无此事", "praise_letter")  # fmt: skip
    with override("en"):
        day = f"({date_format(timezone.localdate())})"
    assert told(MERIT) == {
        (proposer.user, f"“Praise in the media {day}”, proposed by you, was accepted."),
        (proposer.user, f"“Praise by a customer {day}”, proposed by you, was rejected: 查无此事"),
    }  # fmt: skip
    assert told("lms_rewards.awarded") == {(person, "You got 5 points.")}
    assert Notification.objects.filter(recipient=person).count() == 1
    page = text(proposer.get("/notifications/"))
    assert reverse("lms_rewards_merits:edit", args=[bad.pk]) in page


def test_those_who_may_decide_are_told_once_what_waits_and_where(client_as):
    client, proposer = client_as(Role.AGENT), client_as(Role.MANAGER)
    manager, leader = client_as(Role.MANAGER), client_as(Role.MANAGER)
    today_for(client.user, 100)
    gift, costly = make_gift(name_en="A mug", price=100), make_gift(price=5)
    fund = make_fund(leader=leader.user)
    donate(fund=fund, user=client.user, points=5, turn=0, now=timezone.now())
    today_for(client.user, 5)
    for _click in range(2):
        client.post(at("redeem", gift.pk), {"turn": "0", "price": "100"})
    assert told(REDEMPTION_WAITS) == {
        (each.user, "“A mug” was redeemed and waits for approval.")
        for each in (proposer, manager, leader)
    }

    form = {"turn": "0", "price": "5", "fund": str(fund.pk)}
    leader.post(at("redeem", costly.pk), form)
    heard = Notification.objects.filter(kind=REDEMPTION_WAITS)
    assert heard.filter(recipient=leader.user).count() == 1  # not of the own one
    assert heard.filter(recipient=manager.user).count() == 2

    proposal = {
        "person": leader.user.pk, "level": "praise_letter", "text": "好",
        "happened_on": "2026-05-20",
    }  # fmt: skip
    proposer.post(reverse("lms_rewards_merits:add"), proposal)
    sentence = "“Praise by a customer (May 20, 2026)” was proposed and is to be decided."  # fmt: skip
    assert told(MERIT_WAITS) == {(manager.user, sentence)}

    first = Redemption.objects.get(gift=gift)
    approve(redemption=first, user=proposer.user, now=timezone.now())
    accept_merit(merit=Merit.objects.get(), user=manager.user, now=timezone.now())
    unread = Notification.objects.of(manager.user).unread()
    kinds = unread.values_list("kind", flat=True)
    assert [*kinds.order_by("kind")] == [REDEMPTION_WAITS]  # the costly one still waits

    page = text(manager.get("/notifications/"))
    for name in ("redemptions", "merits"):
        assert f'href="{reverse(f"lms_rewards_{name}:index")}"' in page


def test_a_page_of_what_waits_asks_the_database_as_often_as_one_thing_that_waits(
    client_as, django_assert_num_queries
):
    manager, person, proposer = client_as(Role.MANAGER), UserFactory(), make_manager()
    give(person, 1000)

    def wait(turn):
        redeem(gift=gift, user=person, seen_price=1, turn=turn, now=timezone.now())
        merit = Merit(level="praise_letter", happened_on="2026-05-20", text="好")
        propose_merit(merit=merit, person=person, user=proposer, now=timezone.now())

    gift = make_gift(price=1, stock=9)
    wait(0)
    manager.get("/notifications/")
    with CaptureQueriesContext(connection) as asked:
        manager.get("/notifications/")
    for turn in range(1, 6):
        wait(turn)
    with django_assert_num_queries(len(asked)):
        page = manager.get("/notifications/")
    assert len(page.context["rows"]) == 12


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


def test_an_administrator_sets_by_which_day_a_month_is_closed(client_as):
    admin, manager = client_as("admin"), client_as(Role.MANAGER)
    close = MonthClose.objects.create(month="2026-12-01")
    desk = reverse("lms_rewards_months:edit", args=[close.pk])
    screen = reverse("lms_plugins:detail", args=["lms_rewards"])

    for day, due_on in (("28", date(2027, 1, 28)), ("29", date(2027, 1, 28)), ("1", date(2027, 1, 1))):  # fmt: skip
        seen = admin.get(screen).context["seen"]
        values = {"second_person_above": "200", "close_by_day": day}
        fields = {f"setting-{name}": value for name, value in values.items()}
        admin.post(screen, {"seen": seen, **fields})
        assert due_on in [value for _name, value in manager.get(desk).context["facts"]]


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
    """A closed month, a leaver, numbers that are none."""
    manager, person = client_as(Role.MANAGER), UserFactory()
    today_for(manager.user, 50)
    own = make_gift(price=10)
    manager.post(at("redeem", own.pk), {"turn": "0", "price": "10"})
    merit = make_merit(person)
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


def test_what_is_to_be_decided_stands_before_what_was_decided_the_newest_first(
    client_as,
):
    manager, today = client_as(Role.MANAGER), timezone.localdate()
    person, states = UserFactory(), ("rejected", "proposed", "accepted", "proposed")
    merits = [
        make_merit(person, state=state, happened_on=today - timedelta(days=number))
        for number, state in enumerate(states)
    ]
    awards = [today_for(person, 10) for _state in range(3)]
    cases = [open_case(award=each, reason="x", now=timezone.now()) for each in awards]
    decide_case(case=cases[2], user=manager.user, takes=True, now=timezone.now())

    def listed(name):
        return [*manager.get(reverse(f"lms_rewards_{name}:index")).context["object_list"]]  # fmt: skip

    assert listed("merits") == [merits[1], merits[3], merits[0], merits[2]]
    assert listed("cases") == [cases[1], cases[0], cases[2]]


def test_what_is_taken_away_begins_with_the_columns_of_the_list_in_its_words(client_as):
    manager = client_as(Role.MANAGER)
    make_merit(UserFactory())
    for _viewset, name, _permission in VIEWSETS:
        address = reverse(f"lms_rewards_{name}:index")
        columns = manager.get(address).context["table"].columns.values()
        table = b"".join(manager.get(f"{address}?export=csv").streaming_content)
        head = table.decode("utf-8-sig").splitlines()[0].split(",")
        assert head[: len(columns)] == [str(each.label) for each in columns], name

    address = reverse("lms_rewards_merits:index")
    table = b"".join(manager.get(f"{address}?export=csv").streaming_content)
    assert str(MeritState.PROPOSED.label) in table.decode()


def told(kind):
    """Who was told what, in English."""
    rows = Notification.objects.filter(kind=kind).select_related("recipient")
    with override("en"):
        return {
            (row.recipient, each.text)
            for row in rows
            for each in shown([row], row.recipient)
        }


def books():
    """All that somebody could have moved."""
    return (
        LedgerEvent.objects.count(), GiftChange.objects.count(), Merit.objects.count(),
        [*Redemption.objects.values_list("state", flat=True)],
        [*Gift.objects.values_list("price", "stock")],
        [*Rule.objects.get(code="report").versions.values_list("points", flat=True)],
    )  # fmt: skip
