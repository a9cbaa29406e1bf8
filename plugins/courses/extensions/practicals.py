"""What practicals supply to the host."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from plugins.courses.enums import SittingState
from plugins.courses.events import (
    JUDGED,
    PRACTICAL_PASSED,
    AdjudicationWanted,
    JudgeAsked,
    PassRateLow,
    ReviewDone,
    ReviewWanted,
    SheetUnlocked,
    SittingDecided,
    SittingMoved,
    SittingPlanned,
)
from plugins.courses.models import ScoreSheet, Sitting, SittingNote
from plugins.courses.services.demo.practicals import add_demo_practicals
from plugins.courses.views.practicals.widget import PracticalsToday

TOLD: Mapping[str, tuple[Any, Any]] = {
    SittingPlanned.name: (
        gettext_lazy("A practical is planned for you, or for you to judge"),
        gettext_lazy("“%(title)s” is planned."),
    ),
    SittingMoved.name: (
        gettext_lazy("A practical is moved or cancelled"),
        gettext_lazy("“%(title)s” was moved or cancelled."),
    ),
    JudgeAsked.name: (
        gettext_lazy("You are asked to judge a practical"),
        gettext_lazy("You are asked to judge “%(title)s”."),
    ),
    SheetUnlocked.name: (
        gettext_lazy("A score sheet came back to you"),
        gettext_lazy("Your score sheet of “%(title)s” came back to you."),
    ),
    AdjudicationWanted.name: (
        gettext_lazy("The judges of a practical differ"),
        gettext_lazy("The judges of “%(title)s” differ: somebody has to decide."),
    ),
    SittingDecided.name: (
        gettext_lazy("A practical of yours has a mark"),
        gettext_lazy("Your mark in “%(title)s” is there."),
    ),
    ReviewWanted.name: (
        gettext_lazy("A review of a practical is asked for"),
        gettext_lazy("A review of “%(title)s” is asked for."),
    ),
    ReviewDone.name: (
        gettext_lazy("A review that you asked for is done"),
        gettext_lazy("The review of “%(title)s” is done."),
    ),
    PassRateLow.name: (
        gettext_lazy("Few pass the practicals of a course"),
        gettext_lazy("Few pass the practicals of “%(title)s”: more exercises help."),
    ),
}


def _describe(name: str) -> Any:
    def describe(_parameters: Mapping[str, Any], title: str) -> str:
        return str(TOLD[name][1]) % {"title": title or _("a practical")}

    return describe


def _address(name: str) -> Any:
    def address(about: Any, _parameters: Mapping[str, Any], user: Any) -> str:
        if name == PassRateLow.name:
            return reverse("lms_courses:practical_report")
        if not Sitting.objects.visible_for(user).filter(pk=about.pk).exists():
            return reverse("lms_courses:practical_mine")
        return reverse("lms_courses:practical_sitting", args=[about.pk])

    return address


def _sat(person: Any) -> Rows:
    """Return one's sittings; the role card is nobody's data."""
    rows = Sitting.objects.filter(candidate=person)
    return rows_of(rows, "title", "number", "starts_at", "state", "score", "is_passed", "reply", "replied_at")  # fmt: skip


def _scored(person: Any) -> Rows:
    """Return what judges wrote about the person, once there is a mark."""
    rows = ScoreSheet.objects.filter(
        sitting__candidate=person,
        sitting__state=SittingState.DECIDED,
        total__isnull=False,
    )
    return rows_of(rows, "sitting__title", "marks", "comments", "lines", "comment")


def _judged(person: Any) -> Rows:
    rows = ScoreSheet.objects.filter(judge=person)
    return rows_of(rows, "sitting__title", "marks", "comments", "lines", "comment", "submitted_at")  # fmt: skip


def _noted(person: Any) -> Rows:
    return rows_of(SittingNote.objects.filter(by=person), "kind", "reason", "at")


widget: HomeWidget = PracticalsToday()
home_widgets.register("lms_courses.practicals", widget, order=15)
for activity, label in (
    (PRACTICAL_PASSED, gettext_lazy("Passed a practical")),
    (JUDGED, gettext_lazy("Judged a practical")),
):
    activity_types.register(activity, ActivityType(label))
demo_content.register("lms_courses.practicals", DemoContent(add_demo_practicals))
for kind, (said, _sentence) in TOLD.items():
    notification_types.register(
        kind,
        NotificationType(label=said, describe=_describe(kind), address=_address(kind)),
    )
for key, data in (
    ("sittings", PersonalData(_sat)),
    ("scores", PersonalData(_scored)),
    ("judged", PersonalData(_judged)),
    ("sitting_notes", PersonalData(_noted)),
):
    personal_data.register(f"lms_courses.{key}", data)
