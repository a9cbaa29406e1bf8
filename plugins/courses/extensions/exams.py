"""What exams supply to the host."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from plugins.courses.events import (
    EXAM_PASSED,
    AttemptRegraded,
    AttemptSubmitted,
    ExamAssigned,
    RemedialClosed,
    RemedialOpened,
)
from plugins.courses.models import (
    Attempt,
    AttemptItem,
    ExamAllowance,
    ExamAssignment,
    RemedialOrder,
)
from plugins.courses.services.demo.exams import add_demo_exams
from plugins.courses.services.exams.reminding import DUE, remind_of_exams
from plugins.courses.services.exams.sitting import close_all_overdue
from plugins.courses.views.exams.widget import ExamsToSit

Address = Callable[[Any, Mapping[str, Any], Any], str]
KINDS: Mapping[str, tuple[Any, Any]] = {
    ExamAssigned.name: (
        gettext_lazy("An exam is assigned to you"),
        gettext_lazy("You are to sit the exam “%(title)s”."),
    ),
    DUE: (
        gettext_lazy("An exam is due"),
        gettext_lazy("The exam “%(title)s” is due."),
    ),
    AttemptSubmitted.name: (
        gettext_lazy("The result of your exam is there"),
        gettext_lazy("The result of “%(title)s” is there."),
    ),
    AttemptRegraded.name: (
        gettext_lazy("An exam of yours was marked again"),
        gettext_lazy("“%(title)s” was marked again: a question had a wrong key."),
    ),
    RemedialOpened.name: (
        gettext_lazy("Somebody needs reinforced training"),
        gettext_lazy("Somebody has failed the last attempt: “%(title)s”."),
    ),
    RemedialClosed.name: (
        gettext_lazy("You have another attempt at an exam"),
        gettext_lazy("After your training you have another attempt: “%(title)s”."),
    ),
}


def _to_itself(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(about.get_absolute_url())


def _to_desk(_about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_courses:exam_remedial")


def _to_exam(order: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(order.exam.get_absolute_url())


ADDRESSES: Mapping[str, Address] = {
    RemedialOpened.name: _to_desk,
    RemedialClosed.name: _to_exam,
}


def _describe(sentence: Any) -> Any:
    def describe(_parameters: Mapping[str, Any], title: str) -> str:
        return str(sentence) % {"title": title or _("an exam")}

    return describe


def _attempts(person: Any) -> Rows:
    names = ("exam__title", "number", "state", "started_at", "submitted_at", "score")
    return rows_of(Attempt.objects.filter(person=person), *names)


def _answers(person: Any) -> Rows:
    rows = AttemptItem.objects.filter(attempt__person=person)
    names = ("attempt__exam__title", "version__text", "response", "saved_at")
    return rows_of(rows, *names)


def _assigned(person: Any) -> Rows:
    rows = ExamAssignment.objects.filter(person=person)
    return rows_of(rows, "exam__title", "due_on", "assigned_at")


def _allowed(person: Any) -> Rows:
    rows = ExamAllowance.objects.filter(person=person)
    return rows_of(rows, "exam__title", "minutes", "attempts", "reason", "given_at")


def _trained(person: Any) -> Rows:
    rows = RemedialOrder.objects.filter(person=person)
    return rows_of(rows, "exam__title", "opened_at", "closed_at", "note")


widget: HomeWidget = ExamsToSit()
home_widgets.register("lms_courses.exams", widget, order=13)
due_jobs.register("lms_courses.attempts", Job(close_all_overdue, is_atomic=False))
due_jobs.register("lms_courses.exam_reminders", Job(remind_of_exams, timedelta(days=1)))
activity_types.register(EXAM_PASSED, ActivityType(gettext_lazy("Passed an exam")))
demo_content.register("lms_courses.exams", DemoContent(add_demo_exams))
for name, (label, sentence) in KINDS.items():
    notification_types.register(
        name,
        NotificationType(
            label=label,
            describe=_describe(sentence),
            address=ADDRESSES.get(name, _to_itself),
        ),
    )
for key, collect in (
    ("attempts", _attempts),
    ("exam_answers", _answers),
    ("exams", _assigned),
    ("allowances", _allowed),
    ("trainings", _trained),
):
    personal_data.register(f"lms_courses.{key}", PersonalData(collect))
