"""What growth supplies to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup
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
from plugins.growth import events
from plugins.growth.models import (
    Assessment,
    Entry,
    Goal,
    Mark,
    PersonalPlan,
    SkillLevel,
)
from plugins.growth.services.demo import add_demo
from plugins.growth.services.kinds import NeedsMet, SkillAtLevel
from plugins.growth.services.reminding import (
    CHECK_IN_DUE,
    GOAL_DUE,
    RATING_DUE,
    look_after,
)
from plugins.growth.views.widget import GrowthWidget

SAID: Mapping[str, tuple[Any, Any]] = {
    events.RoundOpened.name: (
        gettext_lazy("A round of assessments is open"),
        gettext_lazy("Please rate in the round “%(title)s”."),
    ),
    events.AssessorNamed.name: (
        gettext_lazy("You are to assess somebody"),
        gettext_lazy("Please assess: %(title)s."),
    ),
    events.ToTalk.name: (
        gettext_lazy("Ratings differ and are to be talked about"),
        gettext_lazy("Please talk about what you see differently: %(title)s."),
    ),
    events.Settled.name: (
        gettext_lazy("Levels wait for you to agree"),
        gettext_lazy("Please look at what you talked about, and agree: %(title)s."),
    ),
    events.LevelsAgreed.name: (
        gettext_lazy("Levels are agreed"),
        gettext_lazy("The levels are agreed: %(title)s."),
    ),
    events.PlanWaits.name: (
        gettext_lazy("A personal plan waits for you"),
        gettext_lazy("Something waits for you: %(title)s."),
    ),
    events.PlanAgreed.name: (
        gettext_lazy("A personal plan is agreed"),
        gettext_lazy("Both have agreed, it runs: %(title)s."),
    ),
    events.PlanEnded.name: (
        gettext_lazy("A personal plan has ended"),
        gettext_lazy("It has ended: %(title)s."),
    ),
    events.PlanShared.name: (
        gettext_lazy("Somebody shares a personal plan with you"),
        gettext_lazy("You may read it: %(title)s."),
    ),
    RATING_DUE: (
        gettext_lazy("A rating of yours is due"),
        gettext_lazy("Due soon: %(title)s."),
    ),
    CHECK_IN_DUE: (
        gettext_lazy("A check-in of a personal plan is due"),
        gettext_lazy("Time to look at how it goes: %(title)s."),
    ),
    GOAL_DUE: (
        gettext_lazy("A goal of your plan is overdue"),
        gettext_lazy("A goal is overdue: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""


def _address(about: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    if isinstance(about, Assessment | PersonalPlan):
        return about.get_absolute_url()
    return reverse("lms_growth:mine")


def _levels(person: Any) -> Rows:
    rows = SkillLevel.objects.filter(person=person)
    return rows_of(rows, "skill__name", "level", "needed", "at")


def _assessments(person: Any) -> Rows:
    rows = Assessment.objects.filter(person=person)
    names = ("round__name", "state", "self_at", "rated_at", "agreed_at")
    return rows_of(rows, *names, "note", "answer")


def _marks(person: Any) -> Rows:
    """Return what both rated about somebody; what nobody sees yet is left out."""
    rows = Mark.objects.filter(assessment__person=person)
    seen = rows.exclude(assessment__self_at=None).exclude(assessment__rated_at=None)
    names = ("skill__name", "self_level", "self_words", "rated_level", "rated_words")
    return rows_of(seen, "assessment", *names, "settled_level")


def _rated(person: Any) -> Rows:
    rows = Mark.objects.filter(assessment__assessor=person)
    return rows_of(rows, "assessment", "skill__name", "rated_level", "rated_words")


def _goals(person: Any) -> Rows:
    rows = Goal.objects.filter(plan__person=person)
    names = ("plan", "plan__state", "what", "measure", "until", "skill__name", "level")
    return rows_of(rows, *names, "address", "claimed_at", "reached_at")


def _entries(person: Any) -> Rows:
    own = Entry.objects.filter(plan__person=person)
    return rows_of(own | Entry.objects.filter(by=person), "plan", "kind", "at", "text")


def _forget_talks(person: Any) -> None:
    """Forget what was said about somebody; what was agreed stays under the pseudonym."""
    rows = Assessment.objects.filter(person=person)
    Mark.objects.filter(assessment__in=rows).update(self_words="", rated_words="")
    rows.update(note="", answer="")
    rows.open().delete()


def _forget_plans(person: Any) -> None:
    """Delete the plans: nobody needs what somebody wanted who is gone."""
    PersonalPlan.objects.filter(person=person).delete()
    PersonalPlan.shared_with.through.objects.filter(user=person).delete()


def _to_rate(user: Any) -> int:
    rows = Assessment.objects
    return int(rows.to_rate_oneself(user).count() + rows.to_rate_others(user).count())


def _to_mine() -> str:
    return reverse("lms_growth:mine")


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(label=label, describe=saying(SAID[key][1]), address=_address),
    )
for activity, name in (
    (events.ASSESSED, gettext_lazy("Was assessed, and both agreed")),
    (events.REACHED, gettext_lazy("Reached a goal of the personal plan")),
):
    activity_types.register(activity, ActivityType(name))
requirement_kinds.register("lms_growth.skill_at_level", SkillAtLevel())
indicators.register("lms_growth.needs_met", NeedsMet())
widget: HomeWidget = GrowthWidget()
home_widgets.register("lms_growth.mine", widget, order=18)
menu_items.register(
    "lms_growth.mine",
    MenuItem(
        pgettext_lazy("menu", "My growth"), "lms_growth:mine", group=MenuGroup.LEARNING
    ),
)
due_jobs.register("lms_growth.look_after", Job(look_after, timedelta(hours=6)))
waiting_work.register(
    "lms_growth.ratings",
    WaitingWork(gettext_lazy("Assessments that wait for you"), _to_rate, _to_mine),
)
demo_content.register("lms_growth.demo", DemoContent(add_demo))
for key, data in (
    ("levels", PersonalData(_levels)),
    ("assessments", PersonalData(_assessments, _forget_talks)),
    ("marks", PersonalData(_marks)),
    ("rated", PersonalData(_rated)),
    ("goals", PersonalData(_goals, _forget_plans)),
    ("plan_entries", PersonalData(_entries)),
):
    personal_data.register(f"lms_growth.{key}", data)
