"""What complaints supply to the host."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup, NotificationChannel
from lms.extensions import (
    ActivityType,
    DemoContent,
    HomeWidget,
    MenuItem,
    NotificationType,
    WaitingWork,
    activity_types,
    demo_content,
    home_widgets,
    indicators,
    menu_items,
    notification_types,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.complaints import events
from plugins.complaints.clocks import ClockKey
from plugins.complaints.models import HANDLE, CallBack, Complaint, Entry, Rating
from plugins.complaints.services.demo import add_demo
from plugins.complaints.services.escalating import CALL_BACK, NEAR, OVER, escalate
from plugins.complaints.services.indicators import INDICATORS
from plugins.complaints.views.widget import MyComplaints

SAID: Mapping[str, tuple[Any, Any]] = {
    events.ComplaintRegistered.name: (
        gettext_lazy("A complaint came in for your department"),
        gettext_lazy("A new complaint: %(title)s."),
    ),
    events.ComplaintGiven.name: (
        gettext_lazy("A complaint went to you or your department"),
        gettext_lazy("A complaint is yours now: %(title)s."),
    ),
    events.ComplaintClosed.name: (
        gettext_lazy("A complaint that you registered is closed"),
        gettext_lazy("A complaint that you registered is closed: %(title)s."),
    ),
    events.ComplaintReopened.name: (
        gettext_lazy("A complaint was opened again"),
        gettext_lazy("Opened again: %(title)s."),
    ),
    events.ComplaintRegraded.name: (
        gettext_lazy("A complaint has become a risk warning"),
        gettext_lazy("Now a risk warning: %(title)s."),
    ),
    NEAR: (
        gettext_lazy("A time limit of a complaint is near"),
        gettext_lazy("%(clock)s is due soon: %(title)s."),
    ),
    OVER: (
        gettext_lazy("A time limit of a complaint is over"),
        gettext_lazy("%(clock)s is over the limit: %(title)s."),
    ),
    CALL_BACK: (
        gettext_lazy("A call-back is overdue"),
        gettext_lazy("The customer should have been called back: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        clock = parameters.get("clock", "")
        label = ClockKey(clock).label if clock in ClockKey.values else ""
        return str(SAID[name][1]) % {"clock": label, "title": title}

    return describe


def _address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(about.get_absolute_url())


_NAMES = ("channel", "received_at", "grade", "state", "reference", "happened", "wanted")


def _registered(person: Any) -> Rows:
    return rows_of(Complaint.objects.filter(registered_by=person), *_NAMES)


def _handled(person: Any) -> Rows:
    rows = Complaint.objects.filter(handler=person)
    return rows_of(rows, *_NAMES, "closed_at", "result", "cause")


def _entries(person: Any) -> Rows:
    rows = Entry.objects.filter(by=person)
    return rows_of(rows, "complaint", "kind", "at", "text", "detail")


def _calls(person: Any) -> Rows:
    rows = CallBack.objects.filter(called_by=person)
    return rows_of(rows, "complaint", "called_at", "outcome")


def _ratings(person: Any) -> Rows:
    rows = Rating.objects.filter(person=person)
    return rows_of(rows, "complaint", "amount", "emotion", "reach", "is_major", "at")


def _without_handler(_user: Any) -> int:
    return Complaint.objects.unhandled(timezone.localdate()).order_by().count()


def _to_call_back(user: Any) -> int:
    return int(CallBack.objects.to_make(user).count())


def _to_register() -> str:
    return reverse("lms_complaints:complaints")


def _to_call_backs() -> str:
    return reverse("lms_complaints:call_backs")


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(
            label=label,
            describe=_describe(key),
            address=_address,
            default=NotificationChannel.MAIL
            if key in {OVER, CALL_BACK}
            else NotificationChannel.SITE,
        ),
    )
for activity, name in (
    (events.SOLVED, gettext_lazy("Solved an ordinary complaint")),
    (events.SOLVED_MAJOR, gettext_lazy("Solved a major complaint")),
):
    activity_types.register(activity, ActivityType(name))
widget: HomeWidget = MyComplaints()
home_widgets.register("lms_complaints.mine", widget, order=14)
menu_items.register(
    "lms_complaints.complaints",
    MenuItem(
        gettext_lazy("Complaints"), "lms_complaints:complaints", group=MenuGroup.SERVICE
    ),
)
due_jobs.register("lms_complaints.limits", Job(escalate))
for key, work in (
    (
        "without_handler",
        WaitingWork(
            gettext_lazy("Complaints that nobody handles yet"),
            _without_handler,
            _to_register,
            HANDLE,
        ),
    ),
    (
        "call_backs",
        WaitingWork(
            gettext_lazy("Customers to call back"),
            _to_call_back,
            _to_call_backs,
            HANDLE,
        ),
    ),
):
    waiting_work.register(f"lms_complaints.{key}", work)
for key, indicator in INDICATORS.items():
    indicators.register(f"lms_complaints.{key}", indicator)
demo_content.register("lms_complaints.demo", DemoContent(add_demo))
for key, collect in (
    ("registered", _registered),
    ("handled", _handled),
    ("entries", _entries),
    ("call_backs", _calls),
    ("ratings", _ratings),
):
    personal_data.register(f"lms_complaints.{key}", PersonalData(collect))
