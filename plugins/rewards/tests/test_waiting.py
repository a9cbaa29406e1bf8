"""What of the share points waits on the admin's first page."""

import pytest
from django.utils import timezone

from lms.enums import Role
from lms.extensions import waiting_work
from plugins.rewards.models import MonthClose
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.months import month_before
from plugins.rewards.services.redemptions import approve, redeem
from plugins.rewards.services.taking_back import open_case
from plugins.rewards.tests.factories import make_gift, make_manager, make_merit
from plugins.rewards.tests.test_views import today_for
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]


def waiting(user):
    """Return how much waits for somebody, by key and address."""
    found = [each for each in waiting_work.enabled() if "lms_rewards." in each.key]
    return {
        (each.key, each.item.address()): number
        for each in found
        if user.has_perm(each.item.permission) and (number := each.item.count(user))
    }


def bring_in(person):
    """Let everything wait that somebody may have begun."""
    now = timezone.now()
    award = today_for(person, 50)
    open_case(award=award, reason="x", now=now)
    make_merit(person)
    gift = make_gift(price=5)
    for turn in range(2):
        row = redeem(gift=gift, user=person, seen_price=5, turn=turn, now=now)
    approve(redemption=row, user=make_manager(), now=now)


def test_those_who_decide_see_all_but_their_own_with_the_way_to_it(client_as):
    manager = client_as(Role.MANAGER)
    for person in (UserFactory(), manager.user):
        bring_in(person)
    this = timezone.localdate().replace(day=1)
    for month in (this, month_before(this)):
        MonthClose.objects.create(month=month)

    found = waiting(manager.user)

    assert {key.partition(".")[2]: number for (key, _url), number in found.items()} == {
        "cases": 1, "gifts": 1, "merits": 1, "months": 1, "redemptions": 1,
    }  # fmt: skip
    for _key, address in found:
        assert manager.get(address).status_code == 200
    assert waiting(UserFactory(role=Role.AGENT)) == {}


def test_who_proposed_somebody_does_not_decide_on_it():
    proposer, other = make_manager(), make_manager()
    make_merit(UserFactory(), proposed_by=holder_of(proposer))

    assert waiting(proposer) == {}
    assert [*waiting(other).values()] == [1]
