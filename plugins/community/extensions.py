"""What the community supplies to the host."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import NotificationChannel
from lms.extensions import (
    ActivityType,
    HomeWidget,
    MenuItem,
    NotificationType,
    WaitingWork,
    activity_types,
    home_widgets,
    indicators,
    menu_items,
    notification_types,
    requirement_kinds,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.community import events
from plugins.community.enums import SuggestionState
from plugins.community.models import ANSWER, Comment, Suggestion, Support
from plugins.community.services.kinds import AcceptedSuggestions, SuggestionsAdopted
from plugins.community.services.reminding import OVERDUE, remind
from plugins.community.views.widget import CommunityWidget

SAID: Mapping[str, tuple[Any, Any]] = {
    events.Suggested.name: (
        gettext_lazy("Somebody suggests something"),
        gettext_lazy("A new suggestion to answer: %(title)s."),
    ),
    events.SuggestionMoved.name: (
        gettext_lazy("A suggestion of yours goes on, or one is open again"),
        gettext_lazy("“%(title)s” is now: %(state)s."),
    ),
    events.SuggestionCommented.name: (
        gettext_lazy("A comment on a suggestion of yours"),
        gettext_lazy("Somebody has commented on “%(title)s”."),
    ),
    OVERDUE: (
        gettext_lazy("A suggestion waits too long for an answer"),
        gettext_lazy("An answer is overdue: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""
BY_MAIL = {OVERDUE}


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        state = parameters.get("state", "")
        label = SuggestionState(state).label if state in SuggestionState.values else ""
        return str(SAID[name][1]) % {"title": title, "state": label}

    return describe


def _address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(about.get_absolute_url())


def _suggestions(person: Any) -> Rows:
    names = ("title", "problem", "idea", "benefit", "area", "is_anonymous", "state")
    rows = Suggestion.objects.filter(suggested_by=person)
    return rows_of(rows, *names, "suggested_at", "accepted_at")


def _comments(person: Any) -> Rows:
    return rows_of(Comment.objects.filter(by=person), "suggestion", "text", "at")


def _support(person: Any) -> Rows:
    return rows_of(Support.objects.filter(person=person), "suggestion", "at")


def _forget_support(person: Any) -> None:
    Support.objects.filter(person=person).delete()


def _overdue(user: Any) -> int:
    rows = Suggestion.objects.overdue(localdate()).exclude(suggested_by=user)
    return int(rows.order_by().count())


def _to_overdue() -> str:
    return f"{reverse('lms_community:suggestions')}?show=overdue"


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(
            label=label,
            describe=_describe(key),
            address=_address,
            default=NotificationChannel.MAIL
            if key in BY_MAIL
            else NotificationChannel.SITE,
        ),
    )
for activity, name in (
    (events.ACCEPTED, gettext_lazy("Suggestion accepted")),
    (events.DONE, gettext_lazy("Suggestion put into practice")),
):
    activity_types.register(activity, ActivityType(name))
requirement_kinds.register("lms_community.suggestions_adopted", SuggestionsAdopted())
indicators.register("lms_community.suggestions_accepted", AcceptedSuggestions())
widget: HomeWidget = CommunityWidget()
home_widgets.register("lms_community.newest", widget, order=19)
menu_items.register(
    "lms_community.suggestions",
    MenuItem(gettext_lazy("Community"), "lms_community:suggestions"),
)
due_jobs.register("lms_community.reminders", Job(remind))
waiting_work.register(
    "lms_community.overdue",
    WaitingWork(
        gettext_lazy("Suggestions whose answer is overdue"),
        _overdue,
        _to_overdue,
        ANSWER,
    ),
)
for key, data in (
    ("suggestions", PersonalData(_suggestions)),
    ("comments", PersonalData(_comments)),
    ("support", PersonalData(_support, _forget_support)),
):
    personal_data.register(f"lms_community.{key}", data)
