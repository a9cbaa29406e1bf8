from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.due import Job, due_jobs
from lms.enums import MenuGroup
from lms.extensions import (
    ActivityType,
    DemoContent,
    HomeWidget,
    ItemPanel,
    MenuItem,
    NotificationType,
    WaitingWork,
    activity_types,
    demo_content,
    home_widgets,
    item_panels,
    menu_items,
    notification_types,
    waiting_work,
)
from lms.personal_data import PersonalData, Rows, personal_data, rows_of
from lms.search.sources import register_source
from plugins.case_studies.events import (
    ADOPTED,
    SHARED,
    VERIFIED,
    ActionAssigned,
    ActionFinished,
    ActionVerified,
    CasePublished,
    CaseReturned,
    CaseShared,
)
from plugins.case_studies.models import (
    CaseAction,
    CaseAnswer,
    CasePage,
    CaseReaction,
    CaseRecord,
)
from plugins.case_studies.search import CaseSource
from plugins.case_studies.services.cleaning import forget_lost_files
from plugins.case_studies.services.demo import add_demo_cases
from plugins.case_studies.services.records import CHECK, REVIEW
from plugins.case_studies.services.reminding import OVERDUE, remind_of_overdue
from plugins.case_studies.views.item_panel import CasesOfItem
from plugins.case_studies.views.mine import to_check, to_review
from plugins.case_studies.views.widget import CasesOfTheWeek

SENTENCES: Mapping[str, Any] = {
    CaseShared.name: gettext_lazy("“%(title)s” waits to be confirmed as anonymous."),
    CasePublished.name: gettext_lazy("Your case “%(title)s” is published."),
    CaseReturned.name: gettext_lazy("Your case “%(title)s” came back to you."),
    ActionAssigned.name: gettext_lazy("You are to do something about “%(title)s”."),
    ActionFinished.name: gettext_lazy(
        "What was done about “%(title)s” is to be verified."
    ),
    ActionVerified.name: gettext_lazy("What you did about “%(title)s” is verified."),
    OVERDUE: gettext_lazy("What you are to do about “%(title)s” is overdue."),
}
LABELS: Mapping[str, Any] = {
    CaseShared.name: gettext_lazy("A case waits to be confirmed as anonymous"),
    CasePublished.name: gettext_lazy("A case of yours was published"),
    CaseReturned.name: gettext_lazy("A case of yours came back"),
    ActionAssigned.name: gettext_lazy("You are to change something because of a case"),
    ActionFinished.name: gettext_lazy(
        "What was changed because of a case waits to be verified"
    ),
    ActionVerified.name: gettext_lazy("What you changed because of a case is verified"),
    OVERDUE: gettext_lazy("What you are to change because of a case is overdue"),
}
OF_ACTIONS = {ActionAssigned.name, ActionFinished.name, ActionVerified.name, OVERDUE}


def _describe(name: str) -> Any:
    def describe(_parameters: Mapping[str, Any], title: str) -> str:
        return str(SENTENCES[name]) % {"title": title or _("a case")}

    return describe


def _address(name: str) -> Any:
    part = "?all#actions" if name in OF_ACTIONS else ""

    def address(case: CasePage, _parameters: Mapping[str, Any], user: Any) -> str:
        is_there = CasePage.objects.handled_by(user).filter(pk=case.pk).exists()
        actions = reverse("lms_case_studies:actions")
        return f"{case.get_absolute_url()}{part}" if is_there else actions

    return address


def _count(rows: Callable[[Any], QuerySet[CasePage]]) -> Callable[[Any], int]:
    return lambda user: rows(user).count()


def _to_mine() -> str:
    return reverse("lms_case_studies:mine")


def _shared(person: Any) -> Rows:
    rows = CaseRecord.objects.filter(shared_by=person)
    return rows_of(rows, "page__title", "state", "shared_at", "consented_at")


def _said(person: Any) -> Rows:
    return rows_of(CaseAnswer.objects.filter(person=person), "page__title", "text")


def _reacted(person: Any) -> Rows:
    return rows_of(CaseReaction.objects.filter(person=person), "page__title", "kind")


def _to_do(person: Any) -> Rows:
    rows = CaseAction.objects.filter(owner=person)
    return rows_of(rows, "title", "state", "due_on")


def _forget_reactions(person: Any) -> None:
    CaseReaction.objects.filter(person=person).delete()


register_source(CaseSource())
widget: HomeWidget = CasesOfTheWeek()
home_widgets.register("lms_case_studies.week", widget, order=60)
panel: ItemPanel = CasesOfItem()
item_panels.register("lms_case_studies.cases", panel)
due_jobs.register(
    "lms_case_studies.reminders", Job(remind_of_overdue, timedelta(days=1))
)
due_jobs.register("lms_case_studies.files", Job(forget_lost_files, timedelta(days=1)))
for name, label in (
    (SHARED, gettext_lazy("Shared a case")),
    (ADOPTED, gettext_lazy("A case of theirs changed something")),
    (VERIFIED, gettext_lazy("Changed something because of a case")),
):
    activity_types.register(name, ActivityType(label))
menu_items.register(
    "lms_case_studies.cases",
    MenuItem(
        gettext_lazy("Case studies"), "lms_case_studies:cases", group=MenuGroup.LEARNING
    ),
)
demo_content.register("lms_case_studies.cases", DemoContent(add_demo_cases))
for key, label, rows, right in (
    ("to_check", gettext_lazy("Cases to confirm as anonymous"), to_check, CHECK),
    ("to_review", gettext_lazy("Cases to review"), to_review, REVIEW),
):
    work = WaitingWork(label, _count(rows), _to_mine, right)
    waiting_work.register(f"lms_case_studies.{key}", work)
for name in SENTENCES:
    notification_types.register(
        name,
        NotificationType(
            label=LABELS[name],
            describe=_describe(name),
            address=_address(name),
            shows_drafts=name != ActionFinished.name,
        ),
    )
for key, data in (
    ("shared", PersonalData(_shared)),
    ("answers", PersonalData(_said)),
    ("reactions", PersonalData(_reacted, _forget_reactions)),
    ("actions", PersonalData(_to_do)),
):
    personal_data.register(f"lms_case_studies.{key}", data)
