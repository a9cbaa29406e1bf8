"""The desk: candidates, what is found of each, and what is decided."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.posting import Steps, key_of, take_step, text_of
from plugins.certification import trees
from plugins.certification.enums import UNDER_WAY, CandidacyState
from plugins.certification.exceptions import CertificationError
from plugins.certification.models import Candidacy, SignOff, SignOffTopic
from plugins.certification.services.candidacies import (
    propose,
    send_back,
    sign_off,
    take_back,
)
from plugins.certification.services.deciding import grant, reject
from plugins.certification.services.evaluating import report_of, reports_of_all
from plugins.certification.services.people import (
    DECIDE,
    PROPOSE,
    SIGN_OFF,
    works_at_desk,
)

PAGE_SIZE = 30
SHOWN = {
    "proposed": pgettext_lazy("candidates", "Waiting for a decision"),
    "open": pgettext_lazy("candidates", "On the way"),
    "closed": pgettext_lazy("candidates", "Decided"),
}


def _sign_off(request: HttpRequest, candidacy: Candidacy) -> None:
    topic = get_object_or_404(SignOffTopic, code=text_of(request, "topic"))
    sign_off(
        person=candidacy.person,
        topic=topic,
        note=text_of(request, "note"),
        user=request.user,
        now=timezone.now(),
    )


def _take_back(request: HttpRequest, candidacy: Candidacy) -> None:
    rows = SignOff.objects.standing().filter(person=candidacy.person)
    take_back(
        sign_off=get_object_or_404(rows, pk=key_of(text_of(request, "sign_off"))),
        user=request.user,
        reason=text_of(request, "reason"),
        now=timezone.now(),
    )


STEPS: Steps = {
    "sign-off": (_sign_off, gettext_lazy("It is signed off.")),
    "take-back": (_take_back, gettext_lazy("The sign-off is taken back.")),
    "propose": (
        lambda r, c: propose(candidacy=c, user=r.user, now=timezone.now()),
        gettext_lazy("Proposed; those who decide are told."),
    ),
    "send-back": (
        lambda r, c: send_back(candidacy=c, user=r.user, now=timezone.now()),
        gettext_lazy("The proposal is taken back."),
    ),
    "grant": (
        lambda r, c: grant(candidacy=c, user=r.user, now=timezone.now()),
        gettext_lazy("The certificate is issued; the holder is told."),
    ),
    "reject": (
        lambda r, c: reject(
            candidacy=c, user=r.user, reason=text_of(r, "reason"), now=timezone.now()
        ),
        gettext_lazy("It is not granted; the candidate is told why."),
    ),
}


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List candidates: who waits for a decision, who is on the way, who was decided."""
    _check(request)
    today = timezone.localdate()
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "proposed"})
    rows = {
        "proposed": Candidacy.objects.filter(state=CandidacyState.PROPOSED),
        "open": Candidacy.objects.filter(state=CandidacyState.OPEN),
        "closed": Candidacy.objects.exclude(state__in=UNDER_WAY).order_by("-closed_at"),
    }
    wanted = rows[choices["show"]].select_related(
        "person__staff_profile__team", "version", "renews", "proposed_by"
    )
    page = Paginator(wanted, PAGE_SIZE).get_page(request.GET.get("page"))
    reports = {}
    if choices["show"] != "closed":
        reports = reports_of_all([*page.object_list], today)
    context = {
        "rows": [(row, reports.get(row.pk)) for row in page.object_list],
        "pages": pages_of(page, choices),
        "options": choices.shown({name: rows[name].count() for name in ("proposed", "open")}),
        "shows": choices["show"],
    }  # fmt: skip
    return render(request, "lms_certification/desk.html", context)


@require_safe
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is found of a candidate, and what this person may do about it."""
    return _show(request, _candidacy(request, pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Sign off, propose or decide; what was written stays when it is refused."""
    candidacy = _candidacy(request, pk)
    if take_step(request, STEPS, step, candidacy, refusal=CertificationError):
        return redirect("lms_certification:candidate", pk)
    return _show(request, candidacy, step)


def _show(request: HttpRequest, row: Candidacy, tried: str = "") -> HttpResponse:
    user: Any = request.user
    today = timezone.localdate()
    topics = {
        leaf["parameters"].get("topic")
        for leaf in trees.leaves(row.tree_on(today))
        if leaf["kind"] == "lms_certification.signed_off"
    }
    is_other = row.person_id is not None and row.person_id != user.pk
    may = is_other and row.is_under_way
    may_decide = may and user.has_perm(DECIDE)
    waits = row.level.needs_second_person and row.proposed_by_id in {None, user.pk}
    context = {
        "row": row,
        "report": report_of(row, today) if row.person and row.is_under_way else None,
        "decision": row.decisions.select_related("decided_by", "proposed_by").first(),
        "award": getattr(row, "award", None),
        "topics": SignOffTopic.objects.filter(code__in=topics - {None}),
        "sign_offs": _sign_offs(row, topics),
        "may_sign": may and user.has_perm(SIGN_OFF),
        "may_propose": may and user.has_perm(PROPOSE),
        "may_decide": may_decide,
        "may_grant": may_decide and not waits,
        "is_own": row.person_id == user.pk,
        "is_renewal": row.is_renewal_on(today),
        "tried": tried,
        "typed": request.POST,
    }
    return render(request, "lms_certification/candidate.html", context)


def _sign_offs(row: Candidacy, topics: set[Any]) -> Any:
    if row.person is None:
        return SignOff.objects.none()
    rows = SignOff.objects.standing().filter(person=row.person, topic__code__in=topics)
    return rows.select_related("topic", "signed_by")


def _candidacy(request: HttpRequest, pk: int) -> Candidacy:
    _check(request)
    rows = Candidacy.objects.select_related(
        "person__staff_profile__team", "version", "renews", "proposed_by", "award"
    )
    return get_object_or_404(rows, pk=pk)


def _check(request: HttpRequest) -> None:
    if not works_at_desk(request.user):
        raise PermissionDenied
