"""What the knowledge base puts into the host's extension points."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from knowledge_base.enums import ProposalState
from knowledge_base.events import (
    ContentPublished,
    ContentUnpublished,
    CycleOpened,
    ProposalDecided,
    ProposalMade,
    ReportAnswered,
    ReportMade,
)
from knowledge_base.importers.batch_runs import work_off
from knowledge_base.importers.uploads import forget_expired
from knowledge_base.models import Report
from knowledge_base.services.about_people import COLLECTED, FORGOTTEN, keep
from knowledge_base.services.document_texts import read_waiting
from knowledge_base.services.personal import forget_uses
from knowledge_base.services.review_cycles import (
    REMINDER,
    remind_owners,
    run_reviews,
)
from knowledge_base.views.due_widget import DueItems
from knowledge_base.views.waiting import WAITING
from lms.due import EACH_TIME, Job, due_jobs
from lms.enums import MenuGroup, NotificationChannel
from lms.extensions import (
    MenuItem,
    NotificationType,
    home_widgets,
    menu_items,
    notification_types,
    waiting_work,
)
from lms.personal_data import PersonalData, logs_kept, personal_data


def _report_text(_parameters: Mapping[str, Any], title: str) -> str:
    return _("Somebody reported a mistake in “%(title)s”.") % {"title": title}


def _report_address(content: Any, parameters: Mapping[str, Any], user: Any) -> str:
    if user.has_perm("lms_knowledge_base.change_report"):
        return reverse("lms_reports:edit", args=[parameters["report"]])
    return _address(content, parameters, user)


def _answer_text(parameters: Mapping[str, Any], title: str) -> str:
    report = Report.objects.filter(pk=parameters["report"]).first()
    state = report.get_state_display() if report else ""
    values = {"title": title, "state": state}
    return _("Your report on “%(title)s”: %(state)s.") % values


def _answer_address(_content: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("knowledge_base:my_reports")


def _proposal_text(_parameters: Mapping[str, Any], title: str) -> str:
    return _("A proposal waits: “%(title)s”.") % {"title": title}


def _proposal_address(proposal: Any, _parameters: Mapping[str, Any], user: Any) -> str:
    if proposal.proposer_id == user.pk:
        return reverse("knowledge_base:my_proposal", args=[proposal.pk])
    return reverse("lms_proposals:edit", args=[proposal.pk])


def _decision_text(parameters: Mapping[str, Any], title: str) -> str:
    values = {"title": title, "state": ProposalState(parameters["state"]).label}
    return _("Your proposal “%(title)s”: %(state)s.") % values


def _published_text(_parameters: Mapping[str, Any], title: str) -> str:
    return _("“%(title)s”, which you own, was published.") % {"title": title}


def _unpublished_text(_parameters: Mapping[str, Any], title: str) -> str:
    values = {"title": title}
    return _("“%(title)s”, which you own, was taken off the site.") % values


def _address(content: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return str(content.get_absolute_url() or "") if content.live else ""


def _review_text(parameters: Mapping[str, Any], title: str) -> str:
    number = parameters["number"]
    values = {"number": number, "title": title}
    text = ngettext(
        "%(title)s: %(number)d item of yours is to be checked.",
        "%(title)s: %(number)d items of yours are to be checked.",
        number,
    )
    return text % values


def _reminder_text(parameters: Mapping[str, Any], title: str) -> str:
    number = parameters["number"]
    values = {"number": number, "title": title}
    if parameters["moment"] == "late":
        text = ngettext(
            "%(title)s is late: %(number)d item of yours still waits.",
            "%(title)s is late: %(number)d items of yours still wait.",
            number,
        )
    else:
        text = ngettext(
            "%(title)s ends soon: %(number)d item of yours still waits.",
            "%(title)s ends soon: %(number)d items of yours still wait.",
            number,
        )
    return text % values


def _due_address(_cycle: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    return reverse("knowledge_base:due")


def _run_reviews(now: datetime) -> str:
    closed, opened = run_reviews(now=now)
    told = remind_owners(now=now)
    return f"{closed} closed, {opened} opened, {told} reminded"


def _forget_uses(now: datetime) -> str:
    return f"{forget_uses(before=now - logs_kept())} forgotten"


def _work_off_imports(now: datetime) -> str:
    forgotten = forget_expired(now=now)
    return f"{work_off(now=now)} imports worked on, {forgotten} forgotten"


def _read_documents(_now: datetime) -> str:
    return f"{read_waiting()} documents read"


for event, label, text, address in (
    (
        ReportMade,
        gettext_lazy("A mistake was reported in what you own"),
        _report_text,
        _report_address,
    ),
    (
        ReportAnswered,
        gettext_lazy("A report of yours was answered"),
        _answer_text,
        _answer_address,
    ),
    (
        ProposalMade,
        gettext_lazy("Somebody proposed a change or something new"),
        _proposal_text,
        _proposal_address,
    ),
    (
        ProposalDecided,
        gettext_lazy("A proposal of yours was decided on"),
        _decision_text,
        _proposal_address,
    ),
    (
        ContentPublished,
        gettext_lazy("Something you own was published"),
        _published_text,
        _address,
    ),
    (
        ContentUnpublished,
        gettext_lazy("Something you own was taken off the site"),
        _unpublished_text,
        _address,
    ),
):
    item = NotificationType(
        label=label,
        describe=text,
        address=address,
        shows_drafts=event is not ReportAnswered,
    )
    notification_types.register(event.name, item)
daily = Job(_forget_uses, timedelta(days=1))
due_jobs.register("lms_knowledge_base.forget_uses", daily)
for name, collect in COLLECTED.items():
    personal_data.register(
        f"lms_knowledge_base.{name}", PersonalData(collect, FORGOTTEN.get(name, keep))
    )
reading = Job(_read_documents, EACH_TIME, is_atomic=False)
due_jobs.register("lms_knowledge_base.documents", reading)
imports = Job(_work_off_imports, EACH_TIME, is_atomic=False)
due_jobs.register("lms_knowledge_base.imports", imports)
due_jobs.register("lms_knowledge_base.reviews", Job(_run_reviews, timedelta(hours=1)))
for kind, label, text in (
    (CycleOpened.name, gettext_lazy("A review of what you own begins"), _review_text),
    (REMINDER, gettext_lazy("A review of what you own ends soon"), _reminder_text),
):
    review = NotificationType(
        label=label,
        describe=text,
        address=_due_address,
        default=NotificationChannel.DIGEST,
    )
    notification_types.register(kind, review)
home_widgets.register("lms_knowledge_base.due", DueItems(), order=5)
for order, (page, label) in enumerate(
    (
        ("due", gettext_lazy("To check")),
        ("my_reports", gettext_lazy("My reports")),
        ("my_proposals", gettext_lazy("My proposals")),
    )
):
    entry = MenuItem(label, f"knowledge_base:{page}", group=MenuGroup.KNOWLEDGE)
    menu_items.register(f"lms_knowledge_base.{page}", entry, order=order)
for name, work in WAITING.items():
    waiting_work.register(f"lms_knowledge_base.{name}", work, order=50)
