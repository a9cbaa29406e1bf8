"""What somebody may not do has no button, and a reason in its place."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from plugins.rewards.models import (
    MonthCandidate,
    MonthClose,
    Redemption,
)
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.months import month_before
from plugins.rewards.services.redemptions import redeem
from plugins.rewards.services.taking_back import open_case
from plugins.rewards.tests.factories import (
    give,
    make_gift,
    make_merit,
    points_of,
)
from plugins.rewards.tests.test_views import at, text, today_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]


def test_who_gets_the_points_or_proposed_it_reads_why_another_decides_on_it(client_as):
    proposer, manager = client_as(Role.MANAGER), client_as(Role.MANAGER)
    merit = make_merit(manager.user, proposed_by=holder_of(proposer.user))
    desk = reverse("lms_rewards_merits:edit", args=[merit.pk])

    for client, words in (
        (manager, "Nobody decides on points of their own"),
        (proposer, "Nobody decides on what they proposed"),
    ):
        client.cookies["django_language"] = "en"
        page = text(client.get(desk))
        assert words in page
        assert 'name="action"' not in page
        client.post(desk, {"action": "accept", "level": merit.level})
        client.post(desk, {"action": "reject", "level": merit.level, "reason": "x"})

    merit.refresh_from_db()
    assert (merit.state, points_of(manager.user, "held")) == ("proposed", 0)
    assert 'name="action"' in text(client_as(Role.MANAGER).get(desk))


def test_whose_points_are_in_question_reads_that_a_colleague_decides(client_as):
    manager, other = client_as(Role.MANAGER), client_as(Role.MANAGER)
    case = open_case(award=today_for(manager.user, 5), reason="x", now=timezone.now())
    many = open_case(
        award=today_for(client_as(Role.AGENT).user, 500),
        reason="x",
        user=manager.user,
        now=timezone.now(),
    )

    for row in (case, many):
        desk = reverse("lms_rewards_cases:edit", args=[row.pk])
        page = manager.get(desk)
        assert page.context["view"].refusal()
        assert 'name="action"' not in text(page)
        assert manager.post(desk, {"action": "take"}).url == "/admin/"
        assert 'name="action"' in text(other.get(desk))


def test_a_month_offers_only_what_can_be_done_with_it_now(client_as):
    manager = client_as(Role.MANAGER)
    month = timezone.localdate().replace(day=1)
    close = MonthClose.objects.create(month=month)
    own, another = (
        MonthCandidate.objects.create(close=close, holder=holder_of(user))
        for user in (manager.user, client_as(Role.AGENT).user)
    )
    desk = reverse("lms_rewards_months:edit", args=[close.pk])

    page = text(manager.get(desk))

    assert f'value="confirmed-{another.pk}"' in page
    assert f'value="confirmed-{own.pk}"' not in page
    assert 'value="close"' not in page
    for action in (f"confirmed-{own.pk}", "close"):
        assert manager.post(desk, {"action": action}).url == "/admin/"
    MonthClose.objects.update(month=month_before(month))
    assert 'value="close"' in text(manager.get(desk))


def test_who_has_had_enough_of_a_gift_reads_so_and_has_no_button(client_as):
    client = client_as(Role.AGENT)
    today_for(client.user, 100)
    gift = make_gift(price=5, per_person=1)
    address = at("redeem", gift.pk)

    assert address in text(client.get(at("gift", gift.pk)))
    client.post(address, {"turn": "0", "price": "5"})

    assert address not in text(client.get(at("gift", gift.pk)))
    [(_gift, missing, is_used_up)] = client.get(at("shop")).context["gifts"]
    assert (missing, is_used_up) == (0, True)


def test_whoever_redeemed_is_told_that_a_colleague_decides_and_has_no_buttons(
    client_as,
):
    manager, colleague = client_as(Role.MANAGER), client_as(Role.MANAGER)
    give(manager.user, 100)
    redeem(
        gift=make_gift(price=5),
        user=manager.user,
        seen_price=5,
        turn=0,
        now=timezone.now(),
    )
    row = Redemption.objects.get()
    address = reverse("lms_rewards_redemptions:edit", args=[row.pk])

    manager.cookies["django_language"] = "en"
    own = manager.get(address)

    assert own.context["buttons"] == []
    assert "Nobody decides on points of their own" in text(own)
    assert manager.post(address, {"action": "approve"}).status_code in {302, 403}
    row.refresh_from_db()
    assert row.state == "reserved"
    buttons = colleague.get(address).context["buttons"]
    assert [action.name for action in buttons] == ["approve", "reject"]
