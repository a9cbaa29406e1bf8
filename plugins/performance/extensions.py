"""What performance supplies to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup
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
    menu_items,
    notification_types,
    saying,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.performance import events
from plugins.performance.enums import OUT
from plugins.performance.models import (
    KEEP,
    Bonus,
    Correction,
    Figure,
    ImprovementPlan,
    Rating,
    Sheet,
)
from plugins.performance.services.demo import add_demo
from plugins.performance.services.reminding import (
    LATE,
    PLAN_LATE,
    RATE,
    open_due,
    remind,
)
from plugins.performance.services.targets import measure_targets
from plugins.performance.views.widget import PerformanceWidget

SAID: Mapping[str, tuple[Any, Any]] = {
    events.MonthOpened.name: (
        gettext_lazy("A month of performance can be rated"),
        gettext_lazy("Please rate %(title)s: what waits for you is on your page."),
    ),
    events.RatersNamed.name: (
        gettext_lazy("You are to rate the performance of a team"),
        gettext_lazy("You are on a panel for %(title)s: please rate."),
    ),
    RATE: (
        gettext_lazy("Ratings of performance are due today"),
        gettext_lazy("Today is the last day for your ratings of %(title)s."),
    ),
    LATE: (
        gettext_lazy("Ratings of performance are late"),
        gettext_lazy("Your ratings of %(title)s are still missing."),
    ),
    events.MonthPublished.name: (
        gettext_lazy("Your performance sheet can be read"),
        gettext_lazy("%(title)s is published: see how your total was reached."),
    ),
    events.SheetCorrected.name: (
        gettext_lazy("Your performance sheet was corrected"),
        gettext_lazy("A sheet was corrected: %(title)s."),
    ),
    events.BonusGiven.name: (
        gettext_lazy("A bonus or a penalty on your performance sheet"),
        gettext_lazy("Points were given or taken: %(title)s."),
    ),
    events.BonusObjected.name: (
        gettext_lazy("Somebody objects to a bonus or a penalty"),
        gettext_lazy("An objection waits for an answer: %(title)s."),
    ),
    events.ObjectionAnswered.name: (
        gettext_lazy("Your objection to a bonus or a penalty is answered"),
        gettext_lazy("Your objection is answered: %(title)s."),
    ),
    events.PlanAsked.name: (
        gettext_lazy("You are to hand in an improvement plan"),
        gettext_lazy("Please hand in an improvement plan: %(title)s."),
    ),
    PLAN_LATE: (
        gettext_lazy("Your improvement plan is late"),
        gettext_lazy("Your improvement plan is still missing: %(title)s."),
    ),
    events.PlanHandedIn.name: (
        gettext_lazy("An improvement plan waits to be accepted"),
        gettext_lazy("An improvement plan is handed in: %(title)s."),
    ),
    events.PlanAccepted.name: (
        gettext_lazy("Your improvement plan is accepted"),
        gettext_lazy("Your improvement plan is accepted: %(title)s."),
    ),
    events.PrizeWon.name: (
        gettext_lazy("A prize for months at the top"),
        gettext_lazy("You were at the top for months in a row: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""


def _address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    if isinstance(about, Sheet):
        return about.get_absolute_url()
    return reverse("lms_performance:mine")


def _sheets(person: Any) -> Rows:
    """Return the totals that are published; what is not is nobody's yet."""
    rows = Sheet.objects.out().filter(person=person)
    return rows_of(rows, "month__month", "team__name", "total", "prize__amount")


def _own(person: Any) -> Q:
    return Q(sheet__person=person, sheet__month__state__in=OUT)


def _rated(person: Any) -> Rows:
    """Return what others gave, without names."""
    rows = Rating.objects.filter(_own(person)).exclude(handed_in_at=None)
    return rows_of(rows, "sheet__month__month", "side", "marks", "words")


def _written(person: Any) -> Rows:
    rows = Rating.objects.filter(rater=person).exclude(marks={}, words="")
    return rows_of(rows, "sheet__month__month", "side", "marks", "words", "handed_in_at")  # fmt: skip


def _figures(person: Any) -> Rows:
    rows = Figure.objects.filter(_own(person))
    return rows_of(rows, "sheet__month__month", "key", "value", "numbers")


def _bonuses(person: Any) -> Rows:
    rows = Bonus.objects.filter(sheet__person=person)
    return rows_of(rows, "sheet__month__month", "points", "reason__name", "words", "objection", "answer", "withdrawn_at")  # fmt: skip


def _corrections(person: Any) -> Rows:
    rows = Correction.objects.filter(sheet__person=person)
    return rows_of(rows, "sheet__month__month", "key", "points", "before", "reason")


def _plans(person: Any) -> Rows:
    rows = ImprovementPlan.objects.filter(sheet__person=person)
    return rows_of(rows, "sheet__month__month", "due_on", "text", "handed_in_at", "remark", "accepted_at")  # fmt: skip


def _forget(person: Any) -> None:
    """Take away what waits for somebody who is gone, and what that person wrote in own words."""
    Rating.objects.waiting().filter(rater=person).delete()
    Bonus.objects.filter(sheet__person=person).exclude(objection="").update(objection="—")  # fmt: skip
    ImprovementPlan.objects.filter(sheet__person=person).update(text="")


def _to_rate(user: Any) -> int:
    return Rating.objects.waiting().filter(rater=user).count()


def _led(user: Any) -> Q:
    return Q() if user.has_perm(KEEP) else Q(sheet__superior=user)


def _objections(user: Any) -> int:
    rows = Bonus.objects.filter(_led(user), withdrawn_at=None, answer="")
    rows = rows.exclude(sheet__month__state__in=OUT).exclude(sheet__person=user)
    return rows.exclude(objection="").count()


def _plans_to_accept(user: Any) -> int:
    rows = ImprovementPlan.objects.filter(_led(user), accepted_at=None)
    return rows.exclude(handed_in_at=None).exclude(sheet__person=user).count()


def _mine() -> str:
    return reverse("lms_performance:mine")


def _months() -> str:
    return reverse("lms_performance:months")


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(label=label, describe=saying(SAID[key][1]), address=_address),
    )
for activity, name in (
    (events.TOP, gettext_lazy("Was at the top of a month of performance")),
    (events.PLAN_KEPT, gettext_lazy("Had an improvement plan accepted")),
):
    activity_types.register(activity, ActivityType(name))
widget: HomeWidget = PerformanceWidget()
home_widgets.register("lms_performance.mine", widget, order=18)
menu_items.register(
    "lms_performance.mine",
    MenuItem(
        gettext_lazy("Performance"), "lms_performance:mine", group=MenuGroup.SERVICE
    ),
)
due_jobs.register("lms_performance.opening", Job(open_due, timedelta(hours=6)))
due_jobs.register("lms_performance.reminders", Job(remind, timedelta(hours=6)))
due_jobs.register("lms_performance.targets", Job(measure_targets, timedelta(days=1)))
for key, work in (
    ("ratings", WaitingWork(gettext_lazy("Ratings of performance to write"), _to_rate, _mine)),
    ("objections", WaitingWork(gettext_lazy("Objections to bonuses to answer"), _objections, _months)),
    ("plans", WaitingWork(gettext_lazy("Improvement plans to accept"), _plans_to_accept, _months)),
):  # fmt: skip
    waiting_work.register(f"lms_performance.{key}", work)
demo_content.register("lms_performance.demo", DemoContent(add_demo))
for key, data in (
    ("sheets", PersonalData(_sheets, _forget)),
    ("ratings_received", PersonalData(_rated)),
    ("ratings_written", PersonalData(_written)),
    ("figures", PersonalData(_figures)),
    ("bonuses", PersonalData(_bonuses)),
    ("corrections", PersonalData(_corrections)),
    ("plans", PersonalData(_plans)),
):
    personal_data.register(f"lms_performance.{key}", data)
