"""Processes that all decide and pay at once, against a database that is there."""

import sys
from functools import partial

from tests.at_once import obey


def prepare(_number):
    """A fund with money for one of two, and three who decide."""
    from decimal import Decimal

    from lms.enums import Role
    from lms.plugins.switching import enable
    from plugins.community.tests.factories import make_application, make_fund
    from tests.factories.people import UserFactory

    enable("lms_community")
    fund = make_fund(1500)
    for number in range(3):
        UserFactory(username=f"decider{number}", role=Role.MANAGER)
        make_application(fund, amount=Decimal(900))
    make_application(make_fund(5000), amount=Decimal(2000))
    return "prepared"


def _decider(number):
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=f"decider{number}")


def _try(step, row, number):
    from django.utils import timezone

    from plugins.community.exceptions import CommunityError

    try:
        step(application=row, user=_decider(number), now=timezone.now())
    except CommunityError as error:
        return type(error).__name__
    return "taken"


def grant_own(number):
    """Grant one application of those for which the money does not last."""
    from plugins.community.models import Application
    from plugins.community.services.applying import grant

    return _try(grant, Application.objects.order_by("pk")[number], number)


def grant_large(number):
    """Grant the large one."""
    from plugins.community.models import Application
    from plugins.community.services.applying import grant

    return _try(grant, Application.objects.latest("pk"), number)


def pay(number):
    """Pay out the large one."""
    from plugins.community.models import Application
    from plugins.community.services.applying import pay_out

    return _try(pay_out, Application.objects.latest("pk"), number)


def send(_number):
    """Send the same application and the same suggestion, all for one person."""
    from django.utils import timezone

    from plugins.community.models import Fund
    from plugins.community.services.applying import apply
    from plugins.community.services.suggesting import suggest

    sent = {"user": _decider(0), "now": timezone.now()}
    apply(fund=Fund.objects.earliest("pk"), amount=5, purpose="住院", **sent)
    values = {"title": "短信", "problem": "问", "idea": "发", "area": "tools"}
    return suggest(values=values, **sent).pk


def count(_number):
    """Return what all that was left of it."""
    from plugins.community.models import Application, Entry

    large = Application.objects.get(amount=2000)
    paid = Entry.objects.filter(kind="payout").count()
    granted = Application.objects.filter(state="granted").count()
    is_two = large.first_by_id != large.decided_by_id
    sent = Application.objects.filter(amount=5).count()
    return f"{large.state} {paid} {granted} {is_two} {sent}"


ORDERS = {
    "prepare": prepare,
    "grant own": grant_own,
    "grant large": grant_large,
    "pay": pay,
    "send": send,
    "count": count,
}

if __name__ == "__main__":
    number = int(sys.argv[1])
    obey({name: partial(order, number) for name, order in ORDERS.items()})
