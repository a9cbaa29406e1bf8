"""What the archive supplies to the host."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup, NotificationChannel
from lms.extensions import (
    DemoContent,
    HomeWidget,
    MenuItem,
    NotificationType,
    WaitingWork,
    demo_content,
    home_widgets,
    menu_items,
    notification_types,
    saying,
    waiting_work,
)
from lms.models import Team
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from plugins.archives import events
from plugins.archives.models import (
    KEEP,
    Action,
    Comparison,
    Document,
    KeptName,
    Measure,
    Note,
    Post,
    Review,
    Risk,
    RiskChange,
    WeeklyReport,
)
from plugins.archives.services.demo import add_demo
from plugins.archives.services.freezing import forget_name, freeze_due
from plugins.archives.services.reminding import (
    ACTION_LATE,
    REPORT_DUE,
    RISK_DUE,
    remind,
)
from plugins.archives.services.weekly import led_teams, missing, week_due
from plugins.archives.views.widget import DueInArchive

SAID: Mapping[str, tuple[Any, Any]] = {
    events.MonthFrozen.name: (
        gettext_lazy("A month of the archive is frozen"),
        gettext_lazy("The archive has a new version of %(title)s."),
    ),
    events.ReportHandedIn.name: (
        gettext_lazy("A weekly report is handed in"),
        gettext_lazy("A weekly report is there: %(title)s."),
    ),
    events.ActionGiven.name: (
        gettext_lazy("A review gave you something to do"),
        gettext_lazy("For you to do: %(title)s."),
    ),
    events.ActionDone.name: (
        gettext_lazy("An action item of your review is done"),
        gettext_lazy("Done: %(title)s."),
    ),
    events.RiskGiven.name: (
        gettext_lazy("You watch a risk"),
        gettext_lazy("You watch a risk now: %(title)s."),
    ),
    ACTION_LATE: (
        gettext_lazy("Something that you are to do is overdue"),
        gettext_lazy("Overdue: %(title)s."),
    ),
    REPORT_DUE: (
        gettext_lazy("A weekly report of your team is due"),
        gettext_lazy("The weekly report of %(title)s is due."),
    ),
    RISK_DUE: (
        gettext_lazy("A risk is to be looked at"),
        gettext_lazy("Please look at a risk again: %(title)s."),
    ),
}
"""Kinds of notifications: what stands in the preferences, and the sentence."""
BY_MAIL = {ACTION_LATE, REPORT_DUE}


def _address(about: Any, _parameters: Mapping[str, Any], user: Any) -> str:
    """Return where it is seen: for who may not keep the archive, what is one's own."""
    if isinstance(about, Action):
        is_mine = about.owner_id == user.pk or not user.has_perm(KEEP)
        return reverse("lms_archives:mine") if is_mine else str(about.review.get_absolute_url())  # fmt: skip
    if isinstance(about, Team) or not user.has_perm(KEEP):
        return reverse("lms_archives:mine")
    return str(about.get_absolute_url())


def _named(person: Any) -> Rows:
    return rows_of(KeptName.objects.filter(person_key=str(person.pk)), "name")


def _took_part(person: Any) -> Rows:
    rows = Review.objects.filter(people=person)
    return rows_of(rows, "kind", "title", "first", "last", "held_on")


def _actions(person: Any) -> Rows:
    rows = Action.objects.filter(owner=person)
    return rows_of(rows, "what", "due_on", "done_at", "outcome")


def _reports(person: Any) -> Rows:
    rows = WeeklyReport.objects.filter(author=person)
    return rows_of(rows, "team__name", "monday", "done", "problems", "next_week")


def _risks(person: Any) -> Rows:
    return rows_of(Risk.objects.filter(owner=person), "title", "kind", "look_on")


def _risk_changes(person: Any) -> Rows:
    rows = RiskChange.objects.filter(by=person)
    return rows_of(rows, "risk", "at", "fields", "words")


def _measures(person: Any) -> Rows:
    return rows_of(Measure.objects.filter(done_by=person), "what", "due_on", "done_at")


def _notes(person: Any) -> Rows:
    return rows_of(Note.objects.filter(by=person), "month__first", "text", "at")


def _documents(person: Any) -> Rows:
    rows = Document.objects.filter(by=person)
    return rows_of(rows, "month__first", "kind", "filename", "at")


def _comparisons(person: Any) -> Rows:
    rows = Comparison.objects.filter(made_by=person)
    return rows_of(rows, "title", "conclusion", "day", "made_at")


def _posts(person: Any) -> Rows:
    return rows_of(Post.objects.filter(person=person), "duties", "begins_on", "ends_on")


def _mine_open(user: Any) -> int:
    return int(Action.objects.of(user).order_by().count())


def _mine_unwritten(user: Any) -> int:
    return len(missing(week_due(localdate()), led_teams(user)))


def _to_look_at(_user: Any) -> int:
    return int(Risk.objects.due(localdate()).order_by().count())


def _to_mine() -> str:
    return reverse("lms_archives:mine")


def _to_due_risks() -> str:
    return f"{reverse('lms_archives:risks')}?show=due"


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
widget: HomeWidget = DueInArchive()
home_widgets.register("lms_archives.due", widget, order=19)
menu_items.register(
    "lms_archives.months",
    MenuItem(
        gettext_lazy("Training archives"),
        "lms_archives:months",
        KEEP,
        group=MenuGroup.TEAM,
    ),
)
due_jobs.register("lms_archives.months", Job(freeze_due, timedelta(days=1)))
due_jobs.register("lms_archives.reminders", Job(remind, timedelta(hours=6)))
for key, work in (
    ("actions", WaitingWork(gettext_lazy("Action items of reviews for you"), _mine_open, _to_mine)),
    ("reports", WaitingWork(gettext_lazy("Weekly reports to hand in"), _mine_unwritten, _to_mine)),
    ("risks", WaitingWork(gettext_lazy("Risks to look at"), _to_look_at, _to_due_risks, KEEP)),
):  # fmt: skip
    waiting_work.register(f"lms_archives.{key}", work)
demo_content.register("lms_archives.demo", DemoContent(add_demo), order=900)
for key, data in (
    ("named", PersonalData(_named, forget_name)),
    ("reviews", PersonalData(_took_part)),
    ("actions", PersonalData(_actions)),
    ("weekly_reports", PersonalData(_reports)),
    ("risks", PersonalData(_risks)),
    ("risk_changes", PersonalData(_risk_changes)),
    ("measures", PersonalData(_measures)),
    ("notes", PersonalData(_notes)),
    ("documents", PersonalData(_documents)),
    ("comparisons", PersonalData(_comparisons)),
    ("posts", PersonalData(_posts)),
):
    personal_data.register(f"lms_archives.{key}", data)
