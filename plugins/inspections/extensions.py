"""What inspections supply to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

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
from plugins.inspections import events
from plugins.inspections.enums import OPEN, Outcome, Redraw, SheetState
from plugins.inspections.models import KEEP, Action, Objection, Sheet
from plugins.inspections.services.demo import add_demo
from plugins.inspections.services.kinds import InspectionAverage
from plugins.inspections.services.reminding import LATE, remind_inspectors
from plugins.inspections.services.telling import INDICATORS
from plugins.inspections.views.widget import InspectionsWidget

SAID: Mapping[str, tuple[Any, Any]] = {
    events.LotsDrawn.name: (
        gettext_lazy("Inspections were drawn for you"),
        gettext_lazy("You inspect in %(title)s: see what is to be filled in."),
    ),
    events.SheetAssigned.name: (
        gettext_lazy("You got one more inspection"),
        gettext_lazy("An inspection waits for you: %(title)s."),
    ),
    events.SheetReleased.name: (
        gettext_lazy("An inspection of you is released"),
        gettext_lazy("You may read how you were inspected: %(title)s."),
    ),
    events.SheetObjected.name: (
        gettext_lazy("Somebody objects to an inspection"),
        gettext_lazy("An objection is to be decided: %(title)s."),
    ),
    events.ObjectionDecided.name: (
        gettext_lazy("An objection is decided"),
        gettext_lazy("The objection is decided: %(title)s."),
    ),
    events.ImprovementSet.name: (
        gettext_lazy("You got something to do better"),
        gettext_lazy("Something to do better after an inspection: %(title)s."),
    ),
    events.ImprovementDone.name: (
        gettext_lazy("An improvement waits for your confirmation"),
        gettext_lazy("An improvement is done, please confirm it: %(title)s."),
    ),
    LATE: (
        gettext_lazy("An inspection of yours is late"),
        gettext_lazy("Still to be handed in: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""


def _address(about: Any, _parameters: Mapping[str, Any], user: Any) -> str:
    if isinstance(about, Sheet):
        is_mine = about.inspector_id == user.pk and about.is_open
        name = "lms_inspections:fill" if is_mine else "lms_inspections:sheet"
        return reverse(name, args=[about.pk])
    return reverse("lms_inspections:mine")


def _inspected(person: Any) -> Rows:
    """Return the sheets about somebody that are released; what is not is nobody's yet."""
    facts = ("source", "happened_on", "channel", "reference", "marks", "knocked")
    words = ("comments", "lines", "strengths", "to_do", "score", "acknowledged_at")
    return rows_of(Sheet.objects.of(person), *facts, *words)


def _written(person: Any) -> Rows:
    rows = Sheet.objects.filter(inspector=person).exclude(state=SheetState.DRAWN)
    facts = ("source", "happened_on", "reference", "marks", "knocked", "comments")
    return rows_of(rows, *facts, "lines", "strengths", "to_do", "score")


def _objections(person: Any) -> Rows:
    rows = Objection.objects.filter(sheet__person=person)
    decided = ("outcome", "words", "marks", "knocked", "new_score")
    return rows_of(rows, "sheet", "reason", *decided)


def _actions(person: Any) -> Rows:
    rows = Action.objects.filter(sheet__person=person)
    return rows_of(rows, "sheet", "what", "due_on", "done_at", "confirmed_at")


def _give_up(person: Any) -> None:
    """Give up what is not handed in about somebody who is gone."""
    rows = Sheet.objects.filter(person=person, state__in=OPEN)
    rows.update(state=SheetState.VOID, redrawn=Redraw.NOBODY)


def _undecided(user: Any) -> int:
    rows = Objection.objects.filter(outcome=Outcome.OPEN)
    rated = Q(sheet__inspector=user) | Q(sheet__seconds__inspector=user)
    return rows.exclude(Q(sheet__person=user) | rated).count()


def _to_objections() -> str:
    return reverse("lms_inspections:objections")


for key, (label, _sentence) in SAID.items():
    notification_types.register(
        key,
        NotificationType(label=label, describe=saying(SAID[key][1]), address=_address),
    )
for activity, name in (
    (events.INSPECTED, gettext_lazy("Handed in an inspection")),
    (events.REACHED, gettext_lazy("Reached the goal of a month's inspections")),
    (events.FLAWLESS, gettext_lazy("A month of inspections without a lost point")),
    (events.IMPROVED, gettext_lazy("Did better after an inspection, confirmed")),
):
    activity_types.register(activity, ActivityType(name))
requirement_kinds.register("lms_inspections.average", InspectionAverage())
for key, indicator in INDICATORS.items():
    indicators.register(f"lms_inspections.{key}", indicator)
widget: HomeWidget = InspectionsWidget()
home_widgets.register("lms_inspections.mine", widget, order=17)
menu_items.register(
    "lms_inspections.mine",
    MenuItem(
        gettext_lazy("Inspections"), "lms_inspections:mine", group=MenuGroup.SERVICE
    ),
)
due_jobs.register(
    "lms_inspections.reminders", Job(remind_inspectors, timedelta(hours=6))
)
undecided = WaitingWork(
    gettext_lazy("Objections to inspections to decide"),
    _undecided,
    _to_objections,
    KEEP,
)
waiting_work.register("lms_inspections.objections", undecided)
demo_content.register("lms_inspections.demo", DemoContent(add_demo))
for key, data in (
    ("inspected", PersonalData(_inspected, _give_up)),
    ("written", PersonalData(_written)),
    ("objections", PersonalData(_objections)),
    ("improvements", PersonalData(_actions)),
):
    personal_data.register(f"lms_inspections.{key}", data)
