from collections.abc import Mapping
from typing import Any

from django.urls import reverse
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
    WaitingWork,
    activity_types,
    archive_sources,
    demo_content,
    home_widgets,
    indicators,
    menu_items,
    notification_types,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.surveys.events import (
    PRAISED,
    FollowUpAssigned,
    FollowUpOpened,
    WaveOpened,
)
from plugins.surveys.models import FollowUp, Invitation, Response, Training, Voice
from plugins.surveys.models.voice import HANDLE
from plugins.surveys.services.archiving import SurveysOfMonth
from plugins.surveys.services.demo import add_demo
from plugins.surveys.services.follow_ups import OVERDUE, SOON, remind_of_follow_ups
from plugins.surveys.services.telling import INDICATORS
from plugins.surveys.services.waves import REMINDED, remind_of_waves, turn_waves
from plugins.surveys.views.widget import SurveysWidget

SENTENCES: Mapping[str, Any] = {
    WaveOpened.name: gettext_lazy("You are asked: “%(title)s”."),
    REMINDED: gettext_lazy("“%(title)s” still waits for your answers."),
    FollowUpOpened.name: gettext_lazy("A customer is to be called back: %(title)s."),
    FollowUpAssigned.name: gettext_lazy("You got a follow-up: %(title)s."),
    SOON: gettext_lazy("A follow-up is due soon: %(title)s."),
    OVERDUE: gettext_lazy("A follow-up is overdue: %(title)s."),
}
LABELS: Mapping[str, Any] = {
    WaveOpened.name: gettext_lazy("A survey asks you"),
    REMINDED: gettext_lazy("A survey still waits for your answers"),
    FollowUpOpened.name: gettext_lazy("A customer is to be called back"),
    FollowUpAssigned.name: gettext_lazy("You got a follow-up"),
    SOON: gettext_lazy("A follow-up of yours is due soon"),
    OVERDUE: gettext_lazy("A follow-up of yours is overdue"),
}
OF_WAVES = {WaveOpened.name, REMINDED}


def _describe(name: str) -> Any:
    def describe(_parameters: Mapping[str, Any], title: str) -> str:
        return str(SENTENCES[name]) % {"title": title}

    return describe


def _answer_at(wave: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("lms_surveys:answer", args=[wave.pk])


def _voice_at(voice: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(voice.get_absolute_url())


def _asked(person: Any) -> Rows:
    """Return what somebody was asked; of anonymous ones that nobody knows the answers."""
    rows = Invitation.objects.filter(person=person).select_related("wave")
    return [
        {
            "wave": row.wave.name,
            "is_anonymous": row.wave.is_anonymous,
            "has_answered": row.has_answered,
            "answers": _("Anonymous: what was answered is kept without a name.")
            if row.wave.is_anonymous
            else _("See the answers under lms_surveys.answers."),
        }
        for row in rows.order_by("pk")
    ]


def _answered(person: Any) -> Rows:
    rows = Response.objects.filter(person=person)
    return rows_of(rows, "wave__name", "answers", "answered_at")


def _registered(person: Any) -> Rows:
    rows = Voice.objects.filter(registered_by=person)
    return rows_of(rows, "kind", "channel", "said_at", "words", "reference")


def _concerned(person: Any) -> Rows:
    rows = Voice.objects.filter(person=person)
    return rows_of(rows, "kind", "said_at", "csat", "nps", "ces", "words")


def _followed_up(person: Any) -> Rows:
    rows = FollowUp.objects.filter(owner=person)
    return rows_of(rows, "voice__reference", "due_at", "call_note", "plan", "closed_at")


def _trained(person: Any) -> Rows:
    return rows_of(Training.objects.filter(person=person), "activity", "done_at")


widget: HomeWidget = SurveysWidget()
home_widgets.register("lms_surveys.waiting", widget, order=16)
due_jobs.register("lms_surveys.waves", Job(turn_waves))
due_jobs.register("lms_surveys.wave_reminders", Job(remind_of_waves))
due_jobs.register("lms_surveys.follow_ups", Job(remind_of_follow_ups))
activity_types.register(
    PRAISED, ActivityType(gettext_lazy("Was praised by a customer"))
)


def _without_owner(_user: Any) -> int:
    return FollowUp.objects.unfinished().filter(owner=None).order_by().count()


def _to_follow_ups() -> str:
    return reverse("lms_surveys:follow_ups")


for key, label in (
    ("mine", gettext_lazy("Surveys")),
    ("voices", gettext_lazy("Voice of the customer")),
):
    menu_items.register(
        f"lms_surveys.{key}",
        MenuItem(label, f"lms_surveys:{key}", group=MenuGroup.SERVICE),
    )
without_owner = WaitingWork(
    gettext_lazy("Follow-ups with customers that are nobody's"),
    _without_owner,
    _to_follow_ups,
    HANDLE,
)
waiting_work.register("lms_surveys.follow_ups", without_owner)
demo_content.register("lms_surveys.demo", DemoContent(add_demo))
for name, indicator in INDICATORS.items():
    indicators.register(f"lms_surveys.{name}", indicator)
archived: ArchiveSource = SurveysOfMonth()
archive_sources.register("lms_surveys.month", archived)
for name in SENTENCES:
    notification_types.register(
        name,
        NotificationType(
            label=LABELS[name],
            describe=_describe(name),
            address=_answer_at if name in OF_WAVES else _voice_at,
        ),
    )
for key, collect in (
    ("asked", _asked),
    ("answers", _answered),
    ("registered", _registered),
    ("concerned", _concerned),
    ("follow_ups", _followed_up),
    ("trainings", _trained),
):
    personal_data.register(f"lms_surveys.{key}", PersonalData(collect))
