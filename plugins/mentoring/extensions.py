"""What mentoring supplies to the host."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup, NotificationChannel
from lms.extensions import (
    ActivityType,
    DemoContent,
    HomeWidget,
    MenuItem,
    NotificationType,
    activity_types,
    demo_content,
    home_widgets,
    menu_items,
    notification_types,
    requirement_kinds,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.mentoring import events
from plugins.mentoring.enums import PairState, Side
from plugins.mentoring.models import (
    DailyReview,
    Leave,
    Mentor,
    Observation,
    Pair,
    Result,
    ServiceReview,
    Step,
)
from plugins.mentoring.services.demo import add_demo
from plugins.mentoring.services.kinds import ApprenticesPassed, WeeksObserved
from plugins.mentoring.services.pairing import end_for_leaver
from plugins.mentoring.services.reminding import DUE, OVERDUE, SAMPLE, remind_mentors
from plugins.mentoring.views.widget import MyPairs

SAID: Mapping[str, tuple[Any, Any]] = {
    events.PairBegun.name: (
        gettext_lazy("You have a mentor, or an apprentice"),
        gettext_lazy("A pair begins: %(title)s."),
    ),
    events.PairClosed.name: (
        gettext_lazy("A pair of yours is over"),
        gettext_lazy("A pair is over: %(title)s. Read the last words there."),
    ),
    events.ObservationKept.name: (
        gettext_lazy("Your mentor wrote what was seen"),
        gettext_lazy("A new observation with advice: %(title)s."),
    ),
    events.ObservationAnswered.name: (
        gettext_lazy("Your apprentice answered an observation"),
        gettext_lazy("An observation was answered: %(title)s."),
    ),
    events.ReviewCommented.name: (
        gettext_lazy("Your mentor commented on a self-review"),
        gettext_lazy("A self-review has a comment: %(title)s."),
    ),
    events.ServiceReviewed.name: (
        gettext_lazy("Your apprentice reviewed your service"),
        gettext_lazy(
            "Your service was reviewed: %(title)s. You read it when the pair is over."
        ),
    ),
    DUE: (
        gettext_lazy("The observation of this week is not written yet"),
        gettext_lazy("This week has no observation yet: %(title)s."),
    ),
    SAMPLE: (
        gettext_lazy("Self-reviews of this week wait for a word of yours"),
        gettext_lazy("Pick a self-review of this week and comment: %(title)s."),
    ),
    OVERDUE: (
        gettext_lazy("The observation of last week is missing"),
        gettext_lazy("The week from %(monday)s has no observation: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""


def _describe(name: str) -> Any:
    def describe(parameters: Mapping[str, Any], title: str) -> str:
        known = {"monday": "", **parameters}
        if known["monday"]:
            known["monday"] = date_format(date.fromisoformat(known["monday"]))
        return str(SAID[name][1]) % {**known, "title": title}

    return describe


def _address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(about.get_absolute_url())


def _pairs(person: Any) -> Rows:
    names = ("mentor", "apprentice", "starts_on", "ends_on", "direction", "goals")
    return rows_of(
        Pair.objects.of(person), *names, "state", "closed_on", "closing_words"
    )


def _forget_pairs(person: Any) -> None:
    """End what somebody who is gone was one of, and tell the other one."""
    now = timezone.now()
    for pair in Pair.objects.running().of(person):
        end_for_leaver(pair=pair, now=now)


def _offers(person: Any) -> Rows:
    return rows_of(Mentor.objects.filter(person=person), "directions", "note")


def _forget_offers(person: Any) -> None:
    Mentor.objects.filter(person=person).delete()


def _of_pair(person: Any) -> Q:
    return Q(pair__mentor=person) | Q(pair__apprentice=person)


def _observations(person: Any) -> Rows:
    rows = Observation.objects.filter(_of_pair(person))
    return rows_of(rows, "pair", "seen_on", "behaviors", "advice", "reply")


def _reviews(person: Any) -> Rows:
    rows = DailyReview.objects.filter(_of_pair(person))
    grades = ("attitude", "skill", "communication")
    return rows_of(rows, "pair", "day", *grades, "improvement", "comment")


def _forget_reviews(person: Any) -> None:
    """Let nobody read what somebody who is gone thought of the own days."""
    DailyReview.objects.filter(pair__apprentice=person).delete()


def _service_reviews(person: Any) -> Rows:
    given = Q(pair__apprentice=person)
    open_to_mentor = Q(pair__mentor=person) & ~Q(pair__state=PairState.RUNNING)
    rows = ServiceReview.objects.filter(given | open_to_mentor)
    return rows_of(rows, "pair", "score", "strengths", "improvements")


def _steps(person: Any) -> Rows:
    rows = Step.objects.filter(_of_pair(person))
    return rows_of(rows, "pair", "text", "due_on", "done_on")


def _leaves(person: Any) -> Rows:
    rows = Leave.objects.filter(_of_pair(person))
    return rows_of(rows, "pair", "side", "first_day", "last_day", "reason")


def _forget_leaves(person: Any) -> None:
    """Keep the weeks excused, and forget why."""
    of_mentor = Q(pair__mentor=person, side=Side.MENTOR)
    of_apprentice = Q(pair__apprentice=person, side=Side.APPRENTICE)
    Leave.objects.filter(of_mentor | of_apprentice).update(reason="")


def _results(person: Any) -> Rows:
    rows = Result.objects.filter(pair__apprentice=person)
    return rows_of(rows, "pair", "activity", "achieved_at")


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(
            label=label,
            describe=_describe(key),
            address=_address,
            default=NotificationChannel.MAIL
            if key == OVERDUE
            else NotificationChannel.SITE,
        ),
    )
for activity, name in (
    (events.OBSERVED, gettext_lazy("Wrote the observation of an apprentice's week")),
    (events.APPRENTICE_PASSED, gettext_lazy("Led an apprentice to the end")),
    (events.REVIEWED_SERVICE, gettext_lazy("Reviewed the service of the own mentor")),
):
    activity_types.register(activity, ActivityType(name))
requirement_kinds.register("lms_mentoring.apprentices_passed", ApprenticesPassed())
requirement_kinds.register("lms_mentoring.weeks_observed", WeeksObserved())
widget: HomeWidget = MyPairs()
home_widgets.register("lms_mentoring.mine", widget, order=16)
menu_items.register(
    "lms_mentoring.mine",
    MenuItem(gettext_lazy("Mentoring"), "lms_mentoring:mine", group=MenuGroup.LEARNING),
)
due_jobs.register("lms_mentoring.reminders", Job(remind_mentors, timedelta(hours=6)))
demo_content.register("lms_mentoring.pairs", DemoContent(add_demo))
for key, data in (
    ("leaves", PersonalData(_leaves, _forget_leaves)),
    ("mentors", PersonalData(_offers, _forget_offers)),
    ("observations", PersonalData(_observations)),
    ("pairs", PersonalData(_pairs, _forget_pairs)),
    ("results", PersonalData(_results)),
    ("self_reviews", PersonalData(_reviews, _forget_reviews)),
    ("service_reviews", PersonalData(_service_reviews)),
    ("steps", PersonalData(_steps)),
):
    personal_data.register(f"lms_mentoring.{key}", data)
