"""What recognition supplies to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
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
    requirement_kinds,
    saying,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.recognition import events
from plugins.recognition.models import (
    CONFIRM,
    BallotPaper,
    Candidate,
    Praise,
    Star,
    Story,
)
from plugins.recognition.services.ballots import forget_votes
from plugins.recognition.services.demo import add_demo
from plugins.recognition.services.indicators import (
    PraiseFromCustomers,
    ThanksFromColleagues,
)
from plugins.recognition.services.kinds import PraisedByCustomers, StarsAwarded
from plugins.recognition.services.reminding import READY, prepare_months
from plugins.recognition.views.widget import StarsAndThanks

SAID: Mapping[str, tuple[Any, Any]] = {
    events.ThanksGiven.name: (
        gettext_lazy("A colleague thanks you"),
        gettext_lazy("Thanks for you: %(title)s."),
    ),
    events.PraiseRegistered.name: (
        gettext_lazy("Praise from a customer is to be confirmed"),
        gettext_lazy("To be confirmed: %(title)s."),
    ),
    events.PraiseConfirmed.name: (
        gettext_lazy("A customer praised you"),
        gettext_lazy("Praise for you hangs on the wall: %(title)s."),
    ),
    events.PraiseDeclined.name: (
        gettext_lazy("Praise that you registered was not confirmed"),
        gettext_lazy("Not confirmed: %(title)s. The reason stands there."),
    ),
    events.PraiseCorrected.name: (
        gettext_lazy("Praise for you was taken back"),
        gettext_lazy(
            "What a customer said was put right, and %(title)s counts no more."
        ),
    ),
    events.PraiseHidden.name: (
        gettext_lazy("What you wrote was taken from the wall"),
        gettext_lazy("Taken from the wall: %(title)s. The reason stands there."),
    ),
    events.StoryTold.name: (
        gettext_lazy("Somebody wants to tell a story about you"),
        gettext_lazy("May this story be shown? %(title)s."),
    ),
    events.StarAwarded.name: (
        gettext_lazy("You are the Service Star of a month"),
        gettext_lazy("Congratulations! %(title)s."),
    ),
    events.StarWithdrawn.name: (
        gettext_lazy("A Service Star of yours was withdrawn"),
        gettext_lazy("Withdrawn: %(title)s. The reason stands there."),
    ),
    READY: (
        gettext_lazy("The Service Star of a month can be decided"),
        gettext_lazy("The ballot is over: please look at the figures of %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""
BY_MAIL = {events.StarAwarded.name, READY}


def _address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(about.get_absolute_url())


def _praise(person: Any) -> Rows:
    """Return what hangs on the wall about the person, and what the person wrote."""
    rows = Praise.objects.filter(Q(person=person, state="shown") | Q(given_by=person))
    names = ("source", "reason", "words", "reference", "happened_on", "state", "bonus")
    return rows_of(rows, "person", "given_by", *names, "given_at")


def _stories(person: Any) -> Rows:
    rows = Story.objects.filter(Q(praise__person=person) | Q(told_by=person))
    return rows_of(rows, "praise", "title", "text", "told_at", "consents")


def _forget_stories(person: Any) -> None:
    """Let no story about somebody who is gone be read."""
    Story.objects.filter(praise__person=person).delete()


def _stars(person: Any) -> Rows:
    rows = Star.objects.filter(person=person).exclude(state="decided")
    names = ("total", "parts", "reason", "bonus", "state", "withdrawal")
    return rows_of(rows, "month__month", *names)


def _candidates(person: Any) -> Rows:
    rows = Candidate.objects.filter(person=person)
    return rows_of(rows, "month__month", "total", "rank", "parts", "marks")


def _ballots(person: Any) -> Rows:
    """Return in which months the person voted; for whom is known to nobody."""
    return rows_of(BallotPaper.objects.filter(person=person), "month__month")


def _forget_ballots(person: Any) -> None:
    BallotPaper.objects.filter(person=person).delete()
    forget_votes(person)


def _to_confirm(user: Any) -> int:
    rows = Praise.objects.waiting().exclude(person=user).exclude(given_by=user)
    return int(rows.order_by().count())


def _to_waiting() -> str:
    return reverse("lms_recognition:waiting")


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(
            label=label,
            describe=saying(SAID[key][1]),
            address=_address,
            default=NotificationChannel.MAIL
            if key in BY_MAIL
            else NotificationChannel.SITE,
        ),
    )
for activity, name in (
    (events.THANKED, gettext_lazy("Was thanked by a colleague")),
    (events.PRAISED, gettext_lazy("Was praised by a customer, confirmed")),
    (events.STAR, gettext_lazy("Service Star of a month")),
):
    activity_types.register(activity, ActivityType(name))
requirement_kinds.register("lms_recognition.stars", StarsAwarded())
requirement_kinds.register("lms_recognition.praised", PraisedByCustomers())
indicators.register("lms_recognition.praise", PraiseFromCustomers())
indicators.register("lms_recognition.thanks", ThanksFromColleagues())
widget: HomeWidget = StarsAndThanks()
home_widgets.register("lms_recognition.stars", widget, order=18)
menu_items.register(
    "lms_recognition.wall",
    MenuItem(
        gettext_lazy("Thanks and stars"), "lms_recognition:wall", group=MenuGroup.TEAM
    ),
)
due_jobs.register("lms_recognition.months", Job(prepare_months, timedelta(hours=6)))
to_confirm = WaitingWork(
    gettext_lazy("Praise from customers to confirm"), _to_confirm, _to_waiting, CONFIRM
)
waiting_work.register("lms_recognition.praise", to_confirm)
demo_content.register("lms_recognition.wall", DemoContent(add_demo), order=130)
for key, data in (
    ("ballots", PersonalData(_ballots, _forget_ballots)),
    ("candidacies", PersonalData(_candidates)),
    ("praise", PersonalData(_praise)),
    ("stars", PersonalData(_stars)),
    ("stories", PersonalData(_stories, _forget_stories)),
):
    personal_data.register(f"lms_recognition.{key}", data)
