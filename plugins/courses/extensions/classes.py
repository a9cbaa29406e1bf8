"""What classes supply to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.due import Job, due_jobs
from lms.extensions import (
    ActivityType,
    DemoContent,
    HomeWidget,
    NotificationType,
    activity_types,
    demo_content,
    home_widgets,
    notification_types,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.courses.enums import IssueState
from plugins.courses.events import CLASS_ATTENDED
from plugins.courses.models import (
    Apology,
    Attendance,
    CalendarFeed,
    CodeTries,
    CohortIssue,
    CohortMember,
    MakeUpOrder,
)
from plugins.courses.services.classes.make_up import review_cohorts
from plugins.courses.services.classes.notices import (
    ANSWERED,
    APOLOGIZED,
    BOOKED,
    CANCELLED,
    INVITED,
    ISSUE_DECIDED,
    ISSUE_RAISED,
    MOVED,
    ORDERED,
    PLAN_DUE,
    SETTLED,
    SOON,
    remind_of_classes,
)
from plugins.courses.services.classes.targets import tell_of_plans
from plugins.courses.services.demo.classes import add_demo_classes
from plugins.courses.views.classes.widget import NextClass

_SENTENCES: Mapping[str, tuple[Any, Any]] = {
    INVITED: (
        gettext_lazy("You have a place in a cohort"),
        gettext_lazy("You have a place in “%(title)s”."),
    ),
    MOVED: (
        gettext_lazy("A class is at another time"),
        gettext_lazy("“%(title)s” is now at %(when)s."),
    ),
    CANCELLED: (
        gettext_lazy("A class is cancelled"),
        gettext_lazy("“%(title)s”, %(when)s, is cancelled. %(reason)s"),
    ),
    SOON: (
        gettext_lazy("A class begins within a day"),
        gettext_lazy("“%(title)s” begins at %(when)s."),
    ),
    ORDERED: (
        gettext_lazy("You have something to make up"),
        gettext_lazy("You have missed too much of “%(title)s”: book a make-up class."),
    ),
    APOLOGIZED: (
        gettext_lazy("Somebody cannot come to a class of yours"),
        gettext_lazy("Somebody cannot come to “%(title)s”: please answer."),
    ),
    ANSWERED: (
        gettext_lazy("An apology of yours is answered"),
        gettext_lazy("Your apology for “%(title)s” is answered."),
    ),
    PLAN_DUE: (
        gettext_lazy("A cohort has missed its targets"),
        gettext_lazy("“%(title)s” has missed its targets: plan a make-up cohort."),
    ),
    BOOKED: (
        gettext_lazy("A make-up class is booked for you"),
        gettext_lazy("“%(title)s”, %(when)s, is booked for you to make up."),
    ),
    ISSUE_RAISED: (
        gettext_lazy("A cohort of yours has raised an issue"),
        gettext_lazy(
            "“%(title)s” has raised an issue: please decide what becomes of it."
        ),
    ),
    ISSUE_DECIDED: (
        gettext_lazy("An issue that you raised is decided"),
        gettext_lazy("The issue that you raised in “%(title)s”: %(state)s. %(reason)s"),
    ),
    SETTLED: (
        gettext_lazy("A make-up order of yours is settled"),
        gettext_lazy("Your make-up order for “%(title)s” is settled."),
    ),
}
_OF_ORDERS = {ORDERED, SETTLED}


def _moved(later: int) -> str:
    return ngettext(
        "“%(title)s” is now at %(when)s, and %(later)s later class moves by as much.",
        "“%(title)s” is now at %(when)s, and %(later)s later classes move by as much.",
        later,
    )


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        values = {
            "when": "",
            "reason": "",
            **parameters,
            "title": title or _("a class"),
        }
        if name == ISSUE_DECIDED:
            values["state"] = IssueState(values["state"]).label
        later = values.get("later", 0)
        sentence = _moved(later) if later else str(_SENTENCES[name][1])
        return (sentence % values).strip()

    return describe


def _address(name: str) -> Any:
    def address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
        if name == PLAN_DUE:
            return reverse("lms_courses:class_report")
        if name in {ISSUE_RAISED, ISSUE_DECIDED}:
            return reverse("lms_courses:class_issues")
        desk = reverse("lms_courses:class_mine")
        return desk if name in _OF_ORDERS else str(about.get_absolute_url())

    return address


def _cohorts(person: Any) -> Rows:
    rows = CohortMember.objects.filter(person=person)
    return rows_of(rows, "cohort__title", "joined_at", "left_at", "is_waiting")


def _marks(person: Any) -> Rows:
    rows = Attendance.objects.filter(person=person)
    return rows_of(
        rows, "session__title", "session__starts_at", "state", "method", "at"
    )


def _apologies(person: Any) -> Rows:
    rows = Apology.objects.filter(person=person)
    return rows_of(rows, "session__title", "reason", "is_accepted", "asked_at")


def _orders(person: Any) -> Rows:
    rows = MakeUpOrder.objects.filter(member__person=person)
    return rows_of(rows, "member__cohort__title", "cause", "state", "opened_at")


def _issues(person: Any) -> Rows:
    rows = CohortIssue.objects.filter(raised_by=person)
    return rows_of(rows, "cohort__title", "text", "state", "raised_at")


def _feeds(person: Any) -> Rows:
    return rows_of(CalendarFeed.objects.filter(person=person), "renewed_at")


def _forget_reasons(person: Any) -> None:
    Apology.objects.filter(person=person).update(reason="")


def _forget_feeds(person: Any) -> None:
    CalendarFeed.objects.filter(person=person).delete()
    CodeTries.objects.filter(person=person).delete()


_PERSONAL = {
    "cohorts": PersonalData(_cohorts),
    "attendances": PersonalData(_marks),
    "apologies": PersonalData(_apologies, _forget_reasons),
    "make_up_orders": PersonalData(_orders),
    "issues": PersonalData(_issues),
    "calendar": PersonalData(_feeds, _forget_feeds),
}


for name, (label, _sentence) in _SENTENCES.items():
    described = NotificationType(label, _describe(name), _address(name))
    notification_types.register(name, described)
widget: HomeWidget = NextClass()
home_widgets.register("lms_courses.next_class", widget, order=12)
activity_types.register(CLASS_ATTENDED, ActivityType(gettext_lazy("Attended a class")))  # fmt: skip
due_jobs.register("lms_courses.class_reminders", Job(remind_of_classes, timedelta(minutes=10)))  # fmt: skip
due_jobs.register("lms_courses.make_up_orders", Job(review_cohorts, timedelta(days=1)))  # fmt: skip
due_jobs.register("lms_courses.make_up_plans", Job(tell_of_plans, timedelta(days=1)))  # fmt: skip
demo_content.register("lms_courses.classes", DemoContent(add_demo_classes), order=120)  # fmt: skip
for key, data in _PERSONAL.items():
    personal_data.register(f"lms_courses.{key}", data)
