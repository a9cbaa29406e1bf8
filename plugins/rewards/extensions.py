"""What the share points supply to the host."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from knowledge_base.enums import ContributionKind
from lms.bilingual import in_readers_language
from lms.due import Job, due_jobs
from lms.enums import MenuGroup, NotificationChannel
from lms.extensions import (
    ActivityType,
    DemoContent,
    HomeWidget,
    MenuItem,
    NotificationType,
    activity_types,
    demo_content,
    home_widgets,
    menu_items,
    notification_types,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.rewards.enums import (
    MONTH_ACTIVITY,
    MeritLevel,
    MeritState,
    RedemptionState,
)
from plugins.rewards.models import Holder, LedgerEvent
from plugins.rewards.services.demo import add_demo
from plugins.rewards.services.holds import release_due
from plugins.rewards.services.months import month_before, prepare_month, remind_of_month
from plugins.rewards.services.overview import balance_of
from plugins.rewards.services.telling import (
    AWARDED,
    MERIT,
    MERIT_WAITS,
    OPEN_MONTH,
    REDEMPTION,
    REDEMPTION_WAITS,
    STATEMENT,
    TAKEN_BACK,
)
from plugins.rewards.views.waiting import WAITING


class MyPoints(HomeWidget):
    """How many points one has; nothing for whoever has never had any."""

    template = "lms_rewards/widget.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return the balance and what is new this month."""
        holder = Holder.objects.of(request.user).first()
        if holder is None:
            return None
        return {"balance": balance_of(holder, timezone.localdate())}


def _say_awarded(parameters: Mapping[str, Any], _title: str) -> str:
    points = int(parameters["points"])
    sentence = ngettext(
        "You got %(points)s point.", "You got %(points)s points.", points
    )
    return sentence % {"points": points}


def _say_taken_back(parameters: Mapping[str, Any], _title: str) -> str:
    points = int(parameters["points"])
    sentence = ngettext(
        "%(points)s point was taken back: %(reason)s",
        "%(points)s points were taken back: %(reason)s",
        points,
    )
    return sentence % {"points": points, "reason": parameters["reason"]}


def _say_redemption(parameters: Mapping[str, Any], _title: str) -> str:
    state = RedemptionState(parameters["state"]).label
    name, _line, english = parameters["gift"].partition("\n")
    return f"{in_readers_language(name, english)}: {state}"


def _say_redemption_waits(_parameters: Mapping[str, Any], title: str) -> str:
    return _("“%(gift)s” was redeemed and waits for approval.") % {"gift": title}


def _say_merit_waits(_parameters: Mapping[str, Any], title: str) -> str:
    return _("“%(merit)s” was proposed and is to be decided.") % {"merit": title}


def _say_merit(parameters: Mapping[str, Any], title: str) -> str:
    if parameters["state"] == MeritState.ACCEPTED:
        return _("“%(merit)s”, proposed by you, was accepted.") % {"merit": title}
    sentence = _("“%(merit)s”, proposed by you, was rejected: %(reason)s")
    return sentence % {"merit": title, "reason": parameters["reason"]}


def _say_open_month(parameters: Mapping[str, Any], _title: str) -> str:
    day = date_format(date.fromisoformat(parameters["day"]))
    values = {"month": _month_of(parameters), "day": day}
    if parameters["is_late"]:
        return _("The points of %(month)s are not closed; that was due on %(day)s.") % values  # fmt: skip
    return _("Please close the points of %(month)s by %(day)s.") % values


def _say_statement(parameters: Mapping[str, Any], _title: str) -> str:
    sentence = _("Your points of %(month)s: %(earned)s earned. The month is closed.")
    return sentence % {**parameters, "month": _month_of(parameters)}


def _month_of(parameters: Mapping[str, Any]) -> str:
    """Return a month, which is kept as "2026-05", in the reader's words."""
    first = date.fromisoformat(f"{parameters['month']}-01")
    return date_format(first, "YEAR_MONTH_FORMAT")


def _to_entry(event: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_rewards:entry", args=[event.pk])


def _to_shop(_about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_rewards:redemptions")


def _to_redemptions(_about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_rewards_redemptions:index")


def _to_merits(_about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_rewards_merits:index")


def _to_merit(merit: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_rewards_merits:edit", args=[merit.pk])


def _to_month(close: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_rewards:statement", args=[f"{close.month:%Y-%m}"])


def _release(now: datetime) -> str:
    return f"{release_due(today=timezone.localdate(now), now=now)} released"


def _to_close(close: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_rewards_months:edit", args=[close.pk])


def _prepare(now: datetime) -> str:
    close = prepare_month(month_before(timezone.localdate(now)))
    return f"candidates of {close}, reminders: {remind_of_month(close=close, now=now)}"


def _entries(person: Any) -> Rows:
    rows = LedgerEvent.objects.filter(holder__user=person)
    return rows_of(rows, "kind", "points", "effective_on", "note")


notification_types.register(
    AWARDED,
    NotificationType(gettext_lazy("You get points"), _say_awarded, _to_entry),
)
notification_types.register(
    TAKEN_BACK,
    NotificationType(
        gettext_lazy("Points of yours are taken back"), _say_taken_back, _to_entry
    ),
)
notification_types.register(
    REDEMPTION,
    NotificationType(
        gettext_lazy("News of something you redeemed"), _say_redemption, _to_shop
    ),
)
notification_types.register(
    REDEMPTION_WAITS,
    NotificationType(
        gettext_lazy("A redemption waits for approval"),
        _say_redemption_waits,
        _to_redemptions,
    ),
)
notification_types.register(
    MERIT_WAITS,
    NotificationType(
        gettext_lazy("A complaint solved or praise is to be decided"),
        _say_merit_waits,
        _to_merits,
    ),
)
notification_types.register(
    MERIT,
    NotificationType(
        gettext_lazy("Somebody you proposed for points is decided on"),
        _say_merit,
        _to_merit,
    ),
)
notification_types.register(
    STATEMENT,
    NotificationType(
        gettext_lazy("Your points of a month"),
        _say_statement,
        _to_month,
        default=NotificationChannel.MAIL,
    ),
)
notification_types.register(
    OPEN_MONTH,
    NotificationType(
        gettext_lazy("Points of a month are to be closed"), _say_open_month, _to_close
    ),
)
for kind in ContributionKind:
    activity_types.register(f"lms_knowledge_base.{kind}", ActivityType(kind.label))
for level in MeritLevel:
    activity_types.register(level.activity, ActivityType(level.label))
activity_types.register(
    MONTH_ACTIVITY, ActivityType(gettext_lazy("Good sharer of the month"))
)
home_widgets.register("lms_rewards.my_points", MyPoints(), order=60)
menu_items.register(
    "lms_rewards.my_points",
    MenuItem(
        pgettext_lazy("points", "My points"), "lms_rewards:mine", group=MenuGroup.TEAM
    ),
)
for name, work in WAITING.items():
    waiting_work.register(f"lms_rewards.{name}", work)
personal_data.register("lms_rewards.entries", PersonalData(_entries))
due_jobs.register(
    "lms_rewards.release", Job(_release, timedelta(hours=1), is_atomic=False)
)
due_jobs.register("lms_rewards.candidates", Job(_prepare, timedelta(days=1)))
demo_content.register("lms_rewards.history", DemoContent(add_demo))
