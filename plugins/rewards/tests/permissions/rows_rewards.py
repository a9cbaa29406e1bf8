"""Share points: what each address answers to whom."""

from itertools import count

from lms.enums import Role
from plugins.rewards.enums import RedemptionState
from plugins.rewards.models import MonthClose, Redemption, Rule
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.taking_back import open_case
from plugins.rewards.tests.factories import (
    NOW,
    give,
    make_fund,
    make_gift,
    make_merit,
)
from tests.factories.people import TeamFactory, UserFactory
from tests.permissions.rows_feedback import admin_row
from tests.permissions.table import STAFF, Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
NOBODY = frozenset()
MANAGERS = only(Role.MANAGER)
EDITORS = only(Role.MANAGER, Role.EDITOR)
months = count(1)


def make_objects(place):
    """Points, redemptions and cases of somebody whom nobody here is."""
    other = UserFactory()
    award = give(other, 10)
    gift = make_gift(price=5)
    holder = holder_of(other)
    redemption = Redemption.objects.create(
        key=f"row{award.pk}", gift=gift, holder=holder, price=5, requested_by=holder,
        requested_at=NOW, state=RedemptionState.FULFILLED, voucher=f"V{award.pk}",
    )  # fmt: skip
    return {
        "entry": award.pk,
        "gift": gift.pk,
        "redemption": redemption.pk,
        "fund": make_fund().pk,
        "person": holder.uuid,
        "team": TeamFactory().pk,
        "month": "2026-05",
        "merit": make_merit(other).pk,
        "case": open_case(award=award, reason="x", now=NOW).pk,
        "close": MonthClose.objects.get_or_create(
            month=f"2026-0{next(months) % 9 + 1}-01"
        )[0].pk,
        "rule": Rule.objects.first().pk,
    }


def page(name, *args, **options):
    return Row(f"lms_rewards:{name}", args, **options)


def others(name, *args, **options):
    """What belongs to somebody else is not there."""
    return page(name, *args, allowed=NOBODY, refusal=NOT_FOUND, answer=NOT_FOUND, **options)  # fmt: skip


def admin(name, key, see, *, adds=NOBODY, decides=None):
    """The addresses of one list: who sees it, who adds, who opens a row."""
    space, one = f"lms_rewards_{name}", {"args": [key]}
    decides = see if decides is None else decides
    return [
        admin_row(space, "index", allowed=see),
        admin_row(space, "index_results", allowed=see),
        admin_row(space, "add", allowed=adds, methods=("GET",)),
        admin_row(space, "edit", allowed=decides, methods=("GET",), **one),
        admin_row(space, "delete", allowed=NOBODY, methods=BOTH, **one),
        admin_row(space, "history", allowed=decides, **one),
        admin_row(space, "history_results", allowed=decides, **one),
        admin_row(space, "usage", allowed=decides, **one),
    ]


def closed_in_journal(row):
    """An entry has no history and is used by nothing: it is written once."""
    is_closed = row.name.endswith((":history", ":history_results", ":usage"))
    return Row(**{**vars(row), "allowed": NOBODY, "answer": Outcome.DENIED}) if is_closed else row  # fmt: skip


ROWS = [
    *(
        page(name)
        for name in ("mine", "board", "shop", "redemptions", "funds", "apply")
    ),
    page(
        "apply",
        methods=POST,
        data={"level": "hard_task", "text": "好", "happened_on": "2026-05-20"},
    ),
    page("statement", "month"),
    page("contributor", "person"),
    page("team", "team"),
    page("gift", "gift"),
    page("appear", methods=POST, data={"appear": "no"}),
    page("appear", answer=NOT_ALLOWED),
    page("redeem", "gift", methods=POST, data={"fund": "0"}, answer=NOT_FOUND),
    page("redeem", "gift", answer=NOT_ALLOWED),
    page("donate", "fund", methods=POST, data={"turn": "0", "points": "0"}),
    page("donate", "fund", answer=NOT_ALLOWED),
    others("entry", "entry"),
    others("take_back", "entry", methods=POST),
    page("take_back", "entry", answer=NOT_ALLOWED),
    others("voucher", "redemption"),
    others("cancel", "redemption", methods=POST),
    *admin("redemptions", "redemption", MANAGERS),
    *admin("merits", "merit", MANAGERS, adds=MANAGERS),
    *admin("cases", "case", MANAGERS),
    *admin("months", "close", EDITORS),
    *admin("gifts", "gift", MANAGERS, adds=MANAGERS),
    *admin("funds", "fund", MANAGERS, adds=MANAGERS),
    *admin("rules", "rule", MANAGERS, adds=MANAGERS),
    *map(closed_in_journal, admin("journal", "entry", MANAGERS)),
    Row("lms_rewards_audit", allowed=MANAGERS, gate=STAFF),
]
