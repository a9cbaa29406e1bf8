"""What the community supplies to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
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
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.community import events
from plugins.community.enums import ApplicationState, SuggestionState, TalkState
from plugins.community.models import (
    ANSWER,
    DECIDE,
    ORGANISE,
    Application,
    Comment,
    Item,
    Seat,
    Suggestion,
    Support,
    Talk,
)
from plugins.community.models.meeting import TO_COME
from plugins.community.services.demo import add_demo
from plugins.community.services.evidence import OWN
from plugins.community.services.kinds import (
    AcceptedSuggestions,
    SuggestionsAdopted,
    TalksGiven,
)
from plugins.community.services.reminding import (
    LATE,
    OVERDUE,
    plan_meetings,
    remind,
    remind_of_items,
)
from plugins.community.views.widget import CommunityWidget

SAID: Mapping[str, tuple[Any, Any]] = {
    events.Suggested.name: (
        gettext_lazy("Somebody suggests something"),
        gettext_lazy("A new suggestion to answer: %(title)s."),
    ),
    events.SuggestionMoved.name: (
        gettext_lazy("News of a suggestion of yours, or one is open again"),
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
    events.TalkProposed.name: (
        gettext_lazy("Somebody proposes a talk for a meeting"),
        gettext_lazy("A talk is proposed for: %(title)s."),
    ),
    events.TalkDecided.name: (
        gettext_lazy("A talk of yours is on the agenda, or not this time"),
        gettext_lazy("Your talk for %(title)s: %(state)s."),
    ),
    events.MeetingChanged.name: (
        gettext_lazy("A meeting of yours is announced, moved or cancelled"),
        gettext_lazy("%(title)s: %(state)s."),
    ),
    events.ItemGiven.name: (
        gettext_lazy("Something to do for you after a meeting"),
        gettext_lazy("You are to do something: %(title)s."),
    ),
    events.Applied.name: (
        gettext_lazy("An application for money waits for a decision"),
        gettext_lazy("To be decided: %(title)s."),
    ),
    events.ApplicationMoved.name: (
        gettext_lazy("News of an application of yours"),
        gettext_lazy("%(title)s: %(state)s."),
    ),
    LATE: (
        gettext_lazy("Something you are to do after a meeting is late"),
        gettext_lazy("Something is late: %(title)s. Tick it off when it is done."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""
CHANGES: Mapping[str, Any] = {
    "announced": gettext_lazy("announced"),
    "moved": gettext_lazy("another day or place"),
    "cancelled": gettext_lazy("cancelled"),
}
_WORDS: Mapping[str, Mapping[Any, Any]] = {
    events.SuggestionMoved.name: dict(SuggestionState.choices),
    events.TalkDecided.name: dict(TalkState.choices),
    events.MeetingChanged.name: CHANGES,
    events.ApplicationMoved.name: dict(ApplicationState.choices),
}
"""What the state that a notification names is called."""
BY_MAIL = {OVERDUE, events.Applied.name}


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        state = parameters.get("state") or parameters.get("change", "")
        known = _WORDS.get(name, {})
        return str(SAID[name][1]) % {"title": title, "state": known.get(state, "")}

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


def _talks(person: Any) -> Rows:
    rows = Talk.objects.filter(speaker=person)
    return rows_of(rows, "meeting", "title", "kind", "summary", "minutes", "state")


def _seats(person: Any) -> Rows:
    rows = Seat.objects.filter(person=person)
    return rows_of(rows, "meeting", "is_coming", "was_there")


def _forget_seats(person: Any) -> None:
    """Let nobody who is gone be expected; who was there stays."""
    Seat.objects.filter(person=person, was_there=False).delete()


def _items(person: Any) -> Rows:
    rows = Item.objects.filter(owner=person)
    return rows_of(rows, "meeting", "title", "due_on", "done_at")


def _applications(person: Any) -> Rows:
    rows = Application.objects.filter(applicant=person)
    names = ("fund__name", "amount", "purpose", "applied_at", "state", "reason")
    return rows_of(rows, *names)


def _forget_applications(person: Any) -> None:
    """Let nobody read any more why somebody needed money; the sums stay."""
    Application.objects.filter(applicant=person).update(purpose="—", reason="")


def _to_decide(user: Any) -> int:
    rows = Application.objects.for_decision_by(user)
    return int(rows.order_by().count())


def _to_pay(user: Any) -> int:
    rows = Application.objects.filter(state="granted").exclude(applicant=user)
    return int(rows.order_by().count())


def _to_applications() -> str:
    return reverse("lms_community:applications")


def _to_granted() -> str:
    return f"{reverse('lms_community:applications')}?show=granted"


def _proposed(_user: Any) -> int:
    rows = Talk.objects.filter(state=TalkState.PROPOSED, meeting__state__in=TO_COME)
    return int(rows.order_by().count())


def _to_meetings() -> str:
    return reverse("lms_community:meetings")


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
    (events.TALK_GIVEN, gettext_lazy("Gave a talk at a meeting")),
):
    activity_types.register(activity, ActivityType(name))
requirement_kinds.register("lms_community.suggestions_adopted", SuggestionsAdopted())
requirement_kinds.register("lms_community.talks_given", TalksGiven())
indicators.register(OWN, AcceptedSuggestions())
widget: HomeWidget = CommunityWidget()
home_widgets.register("lms_community.newest", widget, order=19)
menu_items.register(
    "lms_community.suggestions",
    MenuItem(
        gettext_lazy("Community"), "lms_community:suggestions", group=MenuGroup.TEAM
    ),
)
due_jobs.register("lms_community.suggestions", Job(remind))
due_jobs.register("lms_community.items", Job(remind_of_items))
due_jobs.register("lms_community.meetings", Job(plan_meetings, timedelta(hours=6)))
waiting_work.register(
    "lms_community.talks",
    WaitingWork(
        gettext_lazy("Talks proposed for meetings"), _proposed, _to_meetings, ORGANISE
    ),
)
waiting_work.register(
    "lms_community.applications",
    WaitingWork(
        gettext_lazy("Applications for money to decide about"),
        _to_decide,
        _to_applications,
        DECIDE,
    ),
)
waiting_work.register(
    "lms_community.payouts",
    WaitingWork(
        gettext_lazy("Money that is granted and not paid out"),
        _to_pay,
        _to_granted,
        DECIDE,
    ),
)
waiting_work.register(
    "lms_community.overdue",
    WaitingWork(
        gettext_lazy("Suggestions whose answer is overdue"),
        _overdue,
        _to_overdue,
        ANSWER,
    ),
)
demo_content.register("lms_community.all", DemoContent(add_demo), order=140)
for key, data in (
    ("suggestions", PersonalData(_suggestions)),
    ("comments", PersonalData(_comments)),
    ("support", PersonalData(_support, _forget_support)),
    ("talks", PersonalData(_talks)),
    ("seats", PersonalData(_seats, _forget_seats)),
    ("items", PersonalData(_items)),
    ("applications", PersonalData(_applications, _forget_applications)),
):
    personal_data.register(f"lms_community.{key}", data)
