"""Points in the demo: fourteen months of forty people."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from lms.models import Notification, Team
from plugins.rewards.enums import AccountKind, GiftKind
from plugins.rewards.models import Gift, Holder, LedgerEvent, Redemption, TeamFund
from plugins.rewards.services import redemptions
from plugins.rewards.services.demo_history import (
    MONTHS,
    add_history,
    add_merits,
    add_months,
)
from plugins.rewards.services.first_rules import add_first_rules
from plugins.rewards.services.funds import donate, keep_fund
from plugins.rewards.services.gifts import change_stock, keep_gift
from plugins.rewards.services.ledger import holder_of, joining
from plugins.rewards.services.taking_back import decide_case, open_case
from plugins.rewards.services.telling import REDEMPTION_WAITS

GIFTS = (
    ("师傅马克杯", "Shifu mug", GiftKind.GIFT, 60, 40, "陶瓷，三百毫升，可进洗碗机。", "Ceramic, 300 ml, dishwasher safe."),
    ("人体工学鼠标垫", "Wrist rest", GiftKind.GIFT, 90, 30, "带腕托，久坐接线更省力。", "With support for long shifts."),
    ("话机耳罩一副", "Pair of ear cushions", GiftKind.GIFT, 45, 60, "通用款，自己更换只要一分钟。", "Fits all headsets; changed in a minute."),
    ("午间咖啡券十张", "Ten coffee vouchers", GiftKind.GIFT, 120, 25, "楼下咖啡角任选，半年内有效。", "Any drink downstairs, valid for half a year."),
    ("书一本任选", "A book of your choice", GiftKind.GIFT, 150, 20, "单价一百元以内，由行政代购。", "Up to 100 yuan, bought by the office."),
    ("降噪耳机", "Noise-cancelling headphones", GiftKind.GIFT, 680, 3, "头戴式，带麦克风。", "Over-ear, with a microphone."),
    ("生日当天调休半天", "Half a birthday off", GiftKind.GIFT, 300, 12, "需提前三个工作日与组长排班。", "Agree on the shift three days before."),
    ("家庭日门票两张", "Two tickets for the family day", GiftKind.GIFT, 220, 0, "下一批到货后可兑换。", "Back when the next batch arrives."),
    ("投诉沟通工作坊", "Workshop: talking about complaints", GiftKind.TRAINING, 260, 8, "一天，外请讲师，小班十人。", "One day, ten people, a teacher from outside."),
    ("普通话与粤语双语班", "Course: Mandarin and Cantonese", GiftKind.TRAINING, 340, 6, "每周两次晚课，共八周。", "Two evenings a week for eight weeks."),
    ("团队聚餐经费", "Dinner for the team", GiftKind.TEAM, 800, 4, "人均一百元以内，由组长申请。", "Up to 100 yuan each, redeemed by the leader."),
    ("团队户外半日", "Half a day outdoors", GiftKind.TEAM, 1200, 2, "含车辆和保险。", "With bus and insurance."),
)  # fmt: skip
FUNDS = (
    ("热线一组团建基金", "Hotline team fund", "热线一组", "zhoulanxi"),
    ("在线客服组学习基金", "Online team study fund", "在线客服组", "tangyuening"),
    ("投诉处理组减压基金", "Complaints team relief fund", "投诉处理组", "yanshuobai"),
)


def add_demo(now: datetime) -> str:
    """Add what is missing; nothing where the history is there or nobody is."""
    if Gift.objects.filter(name=GIFTS[0][0]).exists():
        return ""
    people = _people()
    manager = next((p for p in people if p.username == "manager"), None)
    if manager is None:
        return ""
    add_first_rules()
    with joining():
        gifts = _gifts(manager, now)
        count = add_history(people, now)
        add_months(people, manager, now)
        add_merits(people, now)
        _funds(people, now)
        _redemptions(people, manager, gifts, now)
        _questions(manager, now)
    return f"Points: {count} awards, {len(gifts)} gifts"


def _people() -> list[Any]:
    users = get_user_model()._default_manager.select_related("staff_profile")
    return [*users.filter(is_active=True).order_by("pk")[:40]]


def _gifts(manager: Any, now: datetime) -> list[Gift]:
    made = []
    begin = now - timedelta(days=30 * MONTHS)
    for name, name_en, kind, price, stock, text, text_en in GIFTS:
        gift = Gift(name=name, name_en=name_en, kind=kind, price=price)
        gift.description, gift.description_en = text, text_en
        gift.per_person = 2 if price > 200 else None  # noqa: PLR2004 (the dear ones)
        keep_gift(gift=gift, user=manager, now=begin)
        if stock:
            change_stock(
                gift=gift, pieces=stock, reason="首批入库", user=manager, now=begin
            )
        made.append(gift)
    return made


def _funds(people: list[Any], now: datetime) -> None:
    names = {person.username: person for person in people}
    for number, (name, name_en, team, leader) in enumerate(FUNDS):
        fund = TeamFund(name=name, name_en=name_en, leader=names.get(leader))
        fund.team = Team.objects.filter(name=team).first()
        keep_fund(fund)
        for place, person in enumerate(_rich(people)[number::3][:4]):
            when = now - timedelta(days=40 - place)
            donate(fund=fund, user=person, points=30 + 10 * place, turn=0, now=when)


def _rich(people: list[Any]) -> list[Any]:
    """Return those with points to spend, who has most first."""
    rows = Holder.objects.filter(
        user__in=people,
        accounts__kind=AccountKind.AVAILABLE,
        accounts__balance__gte=180,
    )
    keys = rows.order_by("-accounts__balance", "pk").values_list("user", flat=True)
    found = {person.pk: person for person in people}
    return [found[key] for key in keys]


def _redemptions(
    people: list[Any], manager: Any, gifts: list[Gift], now: datetime
) -> None:
    """Redeem something in each state."""
    buyers = [person for person in _rich(people) if person != manager]
    for number, person in enumerate(buyers[:15]):
        gift = gifts[number % 4]
        when = now - timedelta(days=20 - number)
        bought = redemptions.redeem(
            gift=gift, user=person, seen_price=gift.price, turn=0, now=when
        )
        _carry_on(bought, number % 5, person, manager, when + timedelta(hours=5))
    week_ago = now - timedelta(days=7)
    told = Notification.objects.filter(kind=REDEMPTION_WAITS, created_at__lt=week_ago)
    told.update(read_at=week_ago)


def _carry_on(
    bought: Redemption, way: int, person: Any, manager: Any, now: datetime
) -> None:
    rejected, cancelled, fulfilled, waiting = 1, 2, 3, 4
    if way == rejected:
        reason = "本月此礼品已发完，请下月再兑换。"
        redemptions.reject(redemption=bought, user=manager, reason=reason, now=now)
    elif way == cancelled:
        redemptions.cancel(redemption=bought, user=person, now=now)
    elif way != waiting:
        redemptions.approve(redemption=bought, user=manager, now=now)
        if way == fulfilled:
            redemptions.fulfil(redemption=bought, user=manager, now=now)


def _questions(manager: Any, now: datetime) -> None:
    """Put two awards in question; one of them is taken back."""
    mine = holder_of(manager)
    rows = LedgerEvent.objects.given().filter(rule_version__rule__code="proposal")
    awards = [*rows.exclude(holder=mine).order_by("-effective_on", "pk")[:2]]
    evidence = "与三月发布的同题问答逐句相同，只换了称呼。"
    for number, award in enumerate(awards):
        case = open_case(
            award=award, reason="内容照抄他人", evidence=evidence, user=manager, now=now
        )
        if number:
            decide_case(case=case, user=manager, takes=True, now=now)
