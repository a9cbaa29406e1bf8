"""What of the knowledge base waits for whoever opens the admin."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import ProposalState, ReportState
from knowledge_base.models import ImportBatch, Proposal, Report, ReviewTask
from knowledge_base.models.freshness import DUE, own_freshness
from knowledge_base.models.periods import site_day
from knowledge_base.models.proposal import DECIDE
from knowledge_base.services.review_cycles import CLOSE
from lms.extensions import WaitingWork


def _proposals(user: Any) -> int:
    return Proposal.objects.waiting_for(user).count()


def _to_proposals() -> str:
    return f"{reverse('lms_proposals:index')}?state={ProposalState.SUBMITTED}"


def _reports(user: Any) -> int:
    return Report.objects.readable_by(user).waiting().count()


def _to_reports() -> str:
    return f"{reverse('lms_reports:index')}?state={ReportState.OPEN}"


def _due(user: Any) -> int:
    found = own_freshness(user, site_day(timezone.now()))
    return sum(found[state] for state in DUE)


def _to_due() -> str:
    return reverse("knowledge_base:due")


def _tasks(user: Any) -> int:
    return ReviewTask.objects.readable_by(user).undecided().count()


def _to_reviews() -> str:
    return reverse("knowledge_base:reviews")


def _uploads(user: Any) -> int:
    return ImportBatch.objects.open_to(user).ready().count()


def _troubled_imports(user: Any) -> int:
    return ImportBatch.objects.open_to(user).troubled(timezone.now()).count()


def _to_imports() -> str:
    return reverse("lms_imports")


IMPORT = "lms_knowledge_base.add_importbatch"
WAITING: Mapping[str, WaitingWork] = {
    "proposals": WaitingWork(
        _("Proposals to decide on"), _proposals, _to_proposals, DECIDE
    ),
    "reports": WaitingWork(
        _("Reported mistakes to answer"),
        _reports,
        _to_reports,
        "lms_knowledge_base.change_report",
    ),
    "due": WaitingWork(_("Items of yours to check"), _due, _to_due),
    "tasks": WaitingWork(
        _("Items to decide on in reviews"), _tasks, _to_reviews, CLOSE
    ),
    "uploads": WaitingWork(
        _("Uploads to take in or discard"), _uploads, _to_imports, IMPORT
    ),
    "imports": WaitingWork(
        _("Imports of which something was refused"),
        _troubled_imports,
        _to_imports,
        IMPORT,
    ),
}
