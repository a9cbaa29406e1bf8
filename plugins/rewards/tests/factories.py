"""People with points, gifts and funds."""

from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from lms.enums import Role
from lms.targets import Target
from plugins.rewards.enums import AccountKind
from plugins.rewards.models import Account, Gift, Merit, Rule, RuleVersion, TeamFund
from plugins.rewards.services.awards import Deed, award
from plugins.rewards.services.funds import keep_fund
from plugins.rewards.services.gifts import change_stock, keep_gift
from plugins.rewards.services.ledger import holder_of
from tests.factories.people import UserFactory

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY = date(2026, 5, 20)
numbers = count(1)


def make_rule(points, *, activity="", since=date(2020, 1, 1), until=None, **limits):
    """A rule of one version for an activity of its own; return the activity."""
    number = next(numbers)
    activity = activity or f"lms_rewards.deed{number}"
    rule = Rule.objects.create(
        code=f"rule{number}", activity=activity, name=f"规则{number}", is_on=True
    )
    RuleVersion.objects.create(
        rule=rule, points=points, effective_from=since, effective_to=until, **limits
    )
    return activity


def give(user, points, *, key=None, now=NOW, day=TODAY):
    """Give somebody points by a rule that gives so many."""
    activity = f"lms_rewards.gives{points}"
    if not Rule.objects.filter(activity=activity).exists():
        make_rule(points, activity=activity)
    return do(user, activity, key=key, now=now, day=day)


def do(user, activity, *, key=None, now=NOW, day=TODAY, **fields):
    """Have somebody do something that earns points."""
    subject = Target("tests.deed", str(next(numbers) if key is None else key))
    deed = Deed(
        activity=activity, subject=subject, beneficiary=user, effective_on=day, **fields
    )
    return award(deed, now=now)


def points_of(user, kind=AccountKind.AVAILABLE):
    """How many points somebody has of a kind."""
    holder = (
        user if hasattr(user, "uuid") and hasattr(user, "kind") else holder_of(user)
    )
    account = Account.objects.filter(holder=holder, kind=kind).first()
    return account.balance if account else 0


def make_gift(price=100, stock=3, **fields):
    """A gift with a stock that somebody has brought."""
    gift = Gift(name=f"礼品{next(numbers)}", price=price, **fields)
    keep_gift(gift=gift, user=None, now=NOW)
    if stock:
        change_stock(gift=gift, pieces=stock, reason="进货", user=None, now=NOW)
    return gift


def make_fund(leader=None, **fields):
    return keep_fund(TeamFund(name=f"基金{next(numbers)}", leader=leader, **fields))


def make_manager():
    return UserFactory(role=Role.MANAGER)


def make_merit(user, **fields):
    values = {"level": "complaint_ordinary", "happened_on": TODAY, "text": "退款问题"}
    return Merit.objects.create(holder=holder_of(user), **{**values, **fields})
