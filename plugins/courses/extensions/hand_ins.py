"""What hand-ins supply to the host."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.enums import NotificationChannel
from lms.extensions import (
    DemoContent,
    NotificationType,
    demo_content,
    notification_types,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.courses.events import HandedIn, HandInDecided
from plugins.courses.models import HandIn, LessonPage
from plugins.courses.services.demo.hand_ins import add_demo_hand_ins
from plugins.courses.services.handing_in import remove


def _describe_waiting(_parameters: Mapping[str, Any], title: str) -> str:
    return _("Something was handed in for “%(title)s”.") % {"title": title}


def _describe_decided(parameters: Mapping[str, Any], title: str) -> str:
    if parameters.get("is_accepted"):
        sentence = _("What you handed in for “%(title)s” is accepted.")
    else:
        sentence = _("What you handed in for “%(title)s” came back with feedback.")
    return sentence % {"title": title}


def _to_look(row: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_courses:hand_in_look", args=[row.pk])


def _to_lesson(row: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    lesson = LessonPage.objects.filter(key=row.lesson_key).first()
    if lesson is None:
        return reverse("lms_courses:mine")
    return f"{lesson.get_absolute_url()}#part-{row.block}"


def _collect(person: Any) -> Rows:
    rows = HandIn.objects.of(person)
    names = ("title", "number", "task", "text", "state", "handed_in_at", "points")
    return rows_of(rows, *names, "feedback", "decided_at", "files__filename")


def _forget(person: Any) -> None:
    """Take away texts, films and pictures; that the lesson is done stays."""
    remove(HandIn.objects.of(person))


notification_types.register(
    HandedIn.name,
    NotificationType(
        label=gettext_lazy("A learner handed something in"),
        describe=_describe_waiting,
        address=_to_look,
        default=NotificationChannel.DIGEST,
    ),
)
notification_types.register(
    HandInDecided.name,
    NotificationType(
        label=gettext_lazy("What you handed in was looked at"),
        describe=_describe_decided,
        address=_to_lesson,
    ),
)
demo_content.register("lms_courses.hand_ins", DemoContent(add_demo_hand_ins), order=81)
personal_data.register("lms_courses.hand_ins", PersonalData(_collect, _forget))
