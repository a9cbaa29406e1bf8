"""What courses themselves supply to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup
from lms.extensions import (
    ActivityType,
    ArchiveSource,
    DemoContent,
    HomeWidget,
    MenuItem,
    NotificationType,
    activity_types,
    archive_sources,
    demo_content,
    home_widgets,
    indicators,
    menu_items,
    notification_types,
    requirement_kinds,
    score_sources,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from lms.search.sources import register_source
from plugins.courses.enums import LostPassOutcome
from plugins.courses.events import COMPLETED, LostPassDecided, PassLost
from plugins.courses.models import (
    CheckAnswer,
    Enrollment,
    EnrollmentNote,
    LessonNote,
    LostPass,
    Result,
)
from plugins.courses.search import CourseSource, LessonSource
from plugins.courses.services.archiving import CoursesOfMonth
from plugins.courses.services.demo.courses import add_demo_courses
from plugins.courses.services.evidence import INDICATORS, KINDS, SCORES
from plugins.courses.services.settling import settle_all
from plugins.courses.services.telling import (
    ASSIGNED,
    DUE,
    DUE_MOVED,
    GIVEN_BACK,
    OVERDUE,
    REMINDER,
    TAKEN_BACK,
    remind_of_due,
)
from plugins.courses.views.widget import MyCourses

SENTENCES: Mapping[str, Any] = {
    ASSIGNED: gettext_lazy("You are to take the course “%(title)s”."),
    DUE: gettext_lazy("The course “%(title)s” is due soon."),
    OVERDUE: gettext_lazy("The course “%(title)s” is overdue."),
    REMINDER: gettext_lazy("Your trainer reminds you of the course “%(title)s”."),
    DUE_MOVED: gettext_lazy("The course “%(title)s” has another due date."),
    TAKEN_BACK: gettext_lazy("You need not take the course “%(title)s” any more."),
    GIVEN_BACK: gettext_lazy("You are to go on with the course “%(title)s”."),
}
DATED: Mapping[str, Any] = {
    ASSIGNED: gettext_lazy("You are to take the course “%(title)s” by %(day)s."),
    DUE: gettext_lazy("The course “%(title)s” is due on %(day)s."),
    OVERDUE: gettext_lazy("The course “%(title)s” was due on %(day)s."),
    REMINDER: gettext_lazy(
        "Your trainer reminds you of the course “%(title)s”, due on %(day)s."
    ),
    DUE_MOVED: gettext_lazy("The course “%(title)s” is now due on %(day)s."),
    TAKEN_BACK: SENTENCES[TAKEN_BACK],
    GIVEN_BACK: gettext_lazy(
        "You are to go on with the course “%(title)s”, due on %(day)s."
    ),
}
LABELS: Mapping[str, Any] = {
    ASSIGNED: gettext_lazy("A course is assigned to you"),
    DUE: gettext_lazy("A course is due soon"),
    OVERDUE: gettext_lazy("A course is overdue"),
    REMINDER: gettext_lazy("Your trainer reminds you of a course"),
    DUE_MOVED: gettext_lazy("A course has another due date"),
    TAKEN_BACK: gettext_lazy("A course is taken back"),
    GIVEN_BACK: gettext_lazy("A course is given again"),
}


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        day = parse_date(parameters.get("due", ""))
        sentence = DATED[name] if day else SENTENCES[name]
        shown = date_format(day) if day else ""
        said = str(sentence) % {"title": title or _("a course"), "day": shown}
        return f"{said} {parameters.get('reason', '')}".rstrip()

    return describe


def _address(course: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(course.get_absolute_url())


def _describe_lost(parameters: Mapping[str, Any], title: str) -> str:
    sentence = _(
        "In the course “%(title)s” a corrected mark of “%(part)s” no longer passes. Please decide what becomes of it."
    )
    return sentence % {"title": title, "part": parameters.get("part", "")}


DECISIONS: Mapping[str, Any] = {
    LostPassOutcome.REOPENED: gettext_lazy(
        "Your mark of “%(part)s” was corrected and no longer passes. It is open again in the course “%(title)s”: %(reason)s"
    ),
    LostPassOutcome.KEPT: gettext_lazy(
        "Your mark of “%(part)s” was corrected and no longer passes. It counts further in the course “%(title)s”: %(reason)s"
    ),
    "undone": gettext_lazy(
        "The decision about your corrected mark of “%(part)s” in the course “%(title)s” was undone; somebody decides anew, and until then it counts: %(reason)s"
    ),
}


def _describe_decision(parameters: Mapping[str, Any], title: str) -> str:
    sentence = DECISIONS[parameters["outcome"]]
    names = ("part", "reason")
    values = {"title": title, **{n: parameters.get(n, "") for n in names}}
    return str(sentence) % values


def _to_lost(_course: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_courses:lost_passes")


def _enrolled(person: Any) -> Rows:
    rows = Enrollment.objects.of(person)
    names = ("release__title", "cycle", "source", "enrolled_at", "begun_at", "due_on")
    return rows_of(rows, *names, "completed_at", "withdrawn_at")


def _changed(person: Any) -> Rows:
    rows = EnrollmentNote.objects.filter(enrollment__person=person)
    names = ("enrollment__release__title", "act", "part", "before", "after")
    return rows_of(rows, *names, "reason", "at")


def _answered(person: Any) -> Rows:
    rows = CheckAnswer.objects.filter(enrollment__person=person)
    names = ("enrollment__release__title", "is_right", "tries", "answered_at")
    return rows_of(rows, *names)


def _noted(person: Any) -> Rows:
    rows = LessonNote.objects.filter(enrollment__person=person)
    return rows_of(rows, "enrollment__release__title", "text", "written_at")


def _marked(person: Any) -> Rows:
    rows = Result.objects.of(person)
    return rows_of(rows, "title", "kind", "score", "is_passed", "decided_at")


def _corrected(person: Any) -> Rows:
    rows = LostPass.objects.filter(enrollment__person=person)
    return rows_of(rows, "result__title", "outcome", "reason", "decided_at")


def _forget_notes(person: Any) -> None:
    """Take away what is private; that somebody has learned it stays."""
    LessonNote.objects.filter(enrollment__person=person).delete()


register_source(CourseSource())
register_source(LessonSource())
widget: HomeWidget = MyCourses()
home_widgets.register("lms_courses.mine", widget, order=14)
menu_items.register(
    "lms_courses.catalog",
    MenuItem(gettext_lazy("Courses"), "lms_courses:catalog", group=MenuGroup.LEARNING),
    order=20,
)
menu_items.register(
    "lms_courses.mine",
    MenuItem(gettext_lazy("My learning"), "lms_courses:mine", group=MenuGroup.LEARNING),
    order=10,
)
activity_types.register(COMPLETED, ActivityType(gettext_lazy("Completed a course")))
due_jobs.register("lms_courses.reminders", Job(remind_of_due, timedelta(hours=12)))
due_jobs.register("lms_courses.settling", Job(settle_all, timedelta(hours=1)))
demo_content.register("lms_courses.courses", DemoContent(add_demo_courses), order=80)
for name in SENTENCES:
    notification_types.register(
        name,
        NotificationType(
            label=LABELS[name], describe=_describe(name), address=_address
        ),
    )
notification_types.register(
    PassLost.name,
    NotificationType(
        label=gettext_lazy("A corrected mark no longer passes"),
        describe=_describe_lost,
        address=_to_lost,
    ),
)
notification_types.register(
    LostPassDecided.name,
    NotificationType(
        label=gettext_lazy("A decision about a corrected mark of yours"),
        describe=_describe_decision,
        address=_address,
    ),
)
for key, kind in KINDS.items():
    requirement_kinds.register(f"lms_courses.{key}", kind)
score_sources.register("lms_courses.marks", SCORES)
for key, indicator in INDICATORS.items():
    indicators.register(f"lms_courses.{key}", indicator)
archived: ArchiveSource = CoursesOfMonth()
archive_sources.register("lms_courses.month", archived)
for key, data in (
    ("enrollments", PersonalData(_enrolled)),
    ("enrollment_notes", PersonalData(_changed)),
    ("answers", PersonalData(_answered)),
    ("notes", PersonalData(_noted, _forget_notes)),
    ("results", PersonalData(_marked)),
    ("lost_passes", PersonalData(_corrected)),
):
    personal_data.register(f"lms_courses.{key}", data)
