"""What the host itself puts into its extension points."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder

from lms.about_people import HELD
from lms.admin_panels import count_approvals
from lms.due import EACH_TIME, Job, due_jobs
from lms.enums import GapState
from lms.events import dispatch
from lms.extensions import (
    HomeWidget,
    NotificationType,
    WaitingWork,
    home_widgets,
    notification_types,
    waiting_work,
)
from lms.files.extraction import TextExtractor, text_extractors
from lms.files.kinds import KINDS
from lms.mailing import forget_mails, forget_notifications, queue_digests, send_mails
from lms.models import DeadLetter, LetterState, MailState, OutgoingMail, SearchGap
from lms.people.importing import PREVIEWS_KEPT, forget_previews, send_invitations
from lms.personal_data import forget_who_searched, logs_kept, personal_data
from lms.search.upkeep import catch_up
from lms.search_log import forget_searches
from lms.views.front import front_for

MAILS_KEPT = timedelta(days=30)
READ_KEPT = timedelta(days=180)
DAILY = timedelta(days=1)


class ListsWidget(HomeWidget):
    """The top of each personal list."""

    template = "lms/widgets/lists.html"
    is_kept = False

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return the lists."""
        shelves = front_for(request).shelves
        return {"shelves": shelves} if shelves else None


class NewestWidget(HomeWidget):
    """What was published last."""

    template = "lms/widgets/newest.html"
    is_kept = False  # what was taken off the site is gone at once

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return the newest; the widget says so if there is nothing."""
        return {"newest": front_for(request).newest}


def _gap_text(_parameters: Mapping[str, Any], title: str) -> str:
    return _("What you looked for has an answer: “%(title)s”.") % {"title": title}


def _gap_address(gap: Any, _parameters: Mapping[str, Any], _user: Any) -> str:
    if gap.state == GapState.ANSWERED:
        return str(gap.answer_address)
    return ""


def _approval_text(parameters: Mapping[str, Any], title: str) -> str:
    if parameters.get("is_approved"):
        return _("“%(title)s” was approved.") % {"title": title}
    return _("“%(title)s” was sent back: please change it.") % {"title": title}


def _approval_address(draft: Any, _parameters: Mapping[str, Any], user: Any) -> str:
    return AdminURLFinder(user).get_edit_url(draft) or ""


def _to_approvals() -> str:
    return f"{reverse('wagtailadmin_reports:workflow')}?reviewable=true"


def _count_gaps(_user: Any) -> int:
    return SearchGap.objects.filter(state=GapState.OPEN).count()


def _to_gaps() -> str:
    return f"{reverse('lms_gaps:index')}?state={GapState.OPEN}"


def _count_letters(_user: Any) -> int:
    return DeadLetter.objects.filter(state=LetterState.WAITING).count()


def _to_letters() -> str:
    return f"{reverse('lms_dead_letters:index')}?state={LetterState.WAITING}"


def _count_mails(_user: Any) -> int:
    return OutgoingMail.objects.filter(state=MailState.DEAD).count()


def _to_mails() -> str:
    return f"{reverse('lms_mails:index')}?state={MailState.DEAD}"


def _hand_on_events(now: datetime) -> str:
    return f"{dispatch(now=now)} handed on"


def _send_mails(_now: datetime) -> str:
    sent, failed = send_mails(clock=timezone.now)
    return f"{sent} sent, {failed} failed"


def _queue_digests(now: datetime) -> str:
    return f"{queue_digests(now=now)} queued"


def _publish_scheduled(_now: datetime) -> str:
    out = StringIO()
    call_command("publish_scheduled", stdout=out)
    return out.getvalue().strip()


def _clear_sessions(_now: datetime) -> str:
    call_command("clearsessions", stdout=StringIO())
    return ""


def _send_invitations(_now: datetime) -> str:
    return f"{send_invitations()} sent"


def _catch_up_index(_now: datetime) -> str:
    return f"{catch_up()} indexed"


def _forget(now: datetime) -> str:
    forget_previews(before=now - PREVIEWS_KEPT)
    mails = forget_mails(before=now - MAILS_KEPT)
    read = forget_notifications(before=now - READ_KEPT)
    wishes = forget_who_searched(before=now - logs_kept())
    searches = forget_searches(before=now - logs_kept())
    said = f"{mails} mails, {read} notifications, {searches} searches forgotten"
    return f"{said}, {wishes} wishes without a name"


home_widgets.register("lms.lists", ListsWidget(), order=10)
home_widgets.register("lms.newest", NewestWidget(), order=20)
notification_types.register(
    "lms.gap_answered",
    NotificationType(
        label=gettext_lazy("A search of yours was answered"),
        describe=_gap_text,
        address=_gap_address,
    ),
)
notification_types.register(
    "lms.approval_decided",
    NotificationType(
        label=gettext_lazy("A draft of yours was approved or sent back"),
        describe=_approval_text,
        address=_approval_address,
        shows_drafts=True,
    ),
)
for name, label, count, to, permission in (
    (
        "approvals",
        gettext_lazy("Drafts to approve"),
        count_approvals,
        _to_approvals,
        "",
    ),
    (
        "gaps",
        gettext_lazy("Searches that wait for an answer"),
        _count_gaps,
        _to_gaps,
        "lms.change_searchgap",
    ),
    (
        "dead_letters",
        gettext_lazy("Events that could not be handled"),
        _count_letters,
        _to_letters,
        "lms.change_deadletter",
    ),
    (
        "mails",
        gettext_lazy("Mails that could not be sent"),
        _count_mails,
        _to_mails,
        "lms.change_outgoingmail",
    ),
):
    work = WaitingWork(label, count, to, permission)
    waiting_work.register(f"lms.{name}", work)
own = Job(_publish_scheduled, is_atomic=False)
due_jobs.register("lms.publish_scheduled", own, order=10)
events = Job(_hand_on_events, EACH_TIME, is_atomic=False)
due_jobs.register("lms.events", events, order=20)
due_jobs.register("lms.digests", Job(_queue_digests, is_atomic=False), order=30)
due_jobs.register("lms.mails", Job(_send_mails, is_atomic=False), order=40)
invitations = Job(_send_invitations, is_atomic=False)
due_jobs.register("lms.invitations", invitations, order=45)
due_jobs.register("lms.search", Job(_catch_up_index, is_atomic=False), order=46)
sessions = Job(_clear_sessions, DAILY, is_atomic=False)
due_jobs.register("lms.sessions", sessions, order=50)
due_jobs.register("lms.forget", Job(_forget, DAILY), order=60)
for name, extensions in (
    ("pdf", ["pdf"]),
    ("word", ["docx"]),
    ("sheets", ["xlsx"]),
    ("slides", ["pptx"]),
    ("plain", ["txt", "md", "csv"]),
):
    mimes = tuple(KINDS[extension].mime for extension in extensions)
    extractor = TextExtractor(mimes, f"lms.extractors.{name}.extract")
    text_extractors.register(f"lms.{name}", extractor)
for name, kind in HELD.items():
    personal_data.register(f"lms.{name}", kind)
