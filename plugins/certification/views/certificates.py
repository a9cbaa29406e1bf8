"""A certificate, for its holder and for whoever wants to know whether it is true."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.models.people import HAN
from lms.people.display import display_name
from lms.plugins import plugin_settings
from lms.posting import Steps, take_step, text_of
from lms.throttling import limited
from plugins.certification.enums import AwardState, Mark
from plugins.certification.exceptions import CertificationError, NoPdfError
from plugins.certification.models import Award
from plugins.certification.services.badges import has_badges
from plugins.certification.services.marking import resume, revoke, suspend
from plugins.certification.services.paper import as_pdf, has_pdf, qr_code
from plugins.certification.services.people import CHANGE

MOST_A_MINUTE = 30
"""So many certificates somebody who hires many people may look at."""
STEPS: Steps = {
    "suspend": (
        lambda r, a: suspend(
            award=a, user=r.user, reason=text_of(r, "reason"), now=timezone.now()
        ),
        gettext_lazy("It does not count for now; the holder is told why."),
    ),
    "resume": (
        lambda r, a: resume(award=a, user=r.user, now=timezone.now()),
        gettext_lazy("It counts again; the holder is told."),
    ),
    "revoke": (
        lambda r, a: revoke(
            award=a, user=r.user, reason=text_of(r, "reason"), now=timezone.now()
        ),
        gettext_lazy("It is taken back; the holder is told why."),
    ),
}


@require_safe
def certificate(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one's own certificate, or any for whoever may see who holds what."""
    award = _readable(request, key)
    user: Any = request.user
    is_own = award.person_id == user.pk
    may_change = award.person is not None and not is_own and user.has_perm(CHANGE)
    is_held = award.is_held_on(timezone.localdate())
    context = {
        **_on_paper(request, award),
        "is_own": is_own,
        "may_mark": may_change and award.mark in {Mark.NONE, Mark.SUSPENDED},
        "found": award.decision.grounds,
        "has_pdf": has_pdf(),
        "has_badge": is_own and is_held and has_badges(),
    }
    return render(request, "lms_certification/certificate.html", context)


@require_safe
def sheet(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Hand a certificate out as PDF; where none can be made, the page prints."""
    award = _readable(request, key)
    page = render_to_string("lms_certification/sheet.html", _on_paper(request, award))
    try:
        content = as_pdf(page)
    except NoPdfError as error:
        text = _("No PDF can be made here: %(why)s Please print this page instead.")
        messages.warning(request, text % {"why": error})
        return redirect(award)
    return FileResponse(
        BytesIO(content), as_attachment=True, filename=f"{award.serial}.pdf"
    )


@require_POST
def step(request: HttpRequest, key: UUID, step: str) -> HttpResponse:
    """Suspend, resume or revoke a certificate."""
    award = _readable(request, key)
    take_step(request, STEPS, step, award, refusal=CertificationError)
    return redirect(award)


@login_not_required
@limited(MOST_A_MINUTE)
@never_cache
@require_safe
def verify(request: HttpRequest, key: UUID) -> HttpResponse:
    """Tell anybody with the address whether a certificate counts; search engines stay out."""
    award = get_object_or_404(Award.objects.select_related("person"), uuid=key)
    context = {
        **_facts(award, timezone.localdate()),
        "name": public_name(award.person),
        "is_masked": plugin_settings("lms_certification")["masks_names"],
    }
    response = render(request, "lms_certification/verify.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def public_name(person: Any) -> str:
    """Return what the public reads of a name: the family name alone, if so set."""
    name = person.get_full_name() if person else ""
    if not name:
        return "—"
    if not plugin_settings("lms_certification")["masks_names"]:
        return str(name)
    family = person.last_name if person.first_name else name[:1]
    return f"{family}**" if HAN.search(family) else f"*** {family}"


def _on_paper(request: HttpRequest, award: Award) -> dict[str, Any]:
    """Return what stands on the certificate."""
    path = reverse("lms_certification:verify", args=[award.uuid])
    address = request.build_absolute_uri(path)
    return {
        **_facts(award, timezone.localdate()),
        "name": display_name(award.person) if award.person else "—",
        "address": address,
        "qr": qr_code(address),
    }


def _readable(request: HttpRequest, key: UUID) -> Award:
    rows = Award.objects.readable_by(request.user)
    detailed = rows.select_related("person", "decision", "level__scheme")
    return get_object_or_404(detailed, uuid=key)


def _facts(award: Award, today: date) -> dict[str, Any]:
    state = award.state_on(today)
    return {
        "award": award,
        "state": state,
        "counts": award.is_held_on(today),
        "is_expired": state == AwardState.EXPIRED,
        "issuer": plugin_settings("lms_certification")["issuer"],
    }
