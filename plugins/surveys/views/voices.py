"""Voices of customers: registered, listed, shown, and taken from a table."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.models.periods import site_day
from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.files.exceptions import FileRefusedError
from lms.models import Team
from plugins.surveys.enums import VoiceChannel, VoiceKind
from plugins.surveys.forms.voices import OwnerForm, TableForm, VoiceForm
from plugins.surveys.models import Voice
from plugins.surveys.models.voice import HANDLE
from plugins.surveys.services.follow_ups import may_handle
from plugins.surveys.services.importing import LABELS, take_table
from plugins.surveys.services.voices import (
    DELETE,
    change_voice,
    delete_voice,
    register_voice,
)

PAGE_SIZE = 30
_MOST_PROBLEMS = 50
COLUMNS = {
    "said_at": gettext_lazy("said on"),
    "get_kind_display": pgettext_lazy("voice", "kind"),
    "get_channel_display": pgettext_lazy("voice", "channel"),
    "reference": gettext_lazy("number of the ticket"),
    "csat": "CSAT",
    "nps": "NPS",
    "ces": "CES",
    "words": pgettext_lazy("voice", "words"),
    "person": gettext_lazy("whom it concerns"),
    "team": gettext_lazy("team"),
}


@require_safe
def voices(request: HttpRequest) -> HttpResponseBase:
    """List what customers said, as far as the person sees it."""
    known: dict[str, dict[str, Any]] = {
        "kind": dict(VoiceKind.choices),
        "channel": dict(VoiceChannel.choices),
        "team": {str(team.pk): team for team in Team.objects.all()},
    }
    choices = Choices(request.GET, known)
    rows = Voice.objects.visible_for(request.user)
    rows = rows.filter(**{name: choices[name] for name in known if choices[name]})
    detailed = rows.select_related("person", "team", "follow_up__owner")
    if kind := wanted_format(request):
        return as_table(detailed, columns=COLUMNS, name=f"voices-{site_day(timezone.now())}", kind=kind)  # fmt: skip
    page = Paginator(detailed, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "voices": page.object_list,
        "total": page.paginator.count,
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
        "export": choices.address() + "&export=",
        "now": timezone.now(),
        "is_narrowed": any(choices[name] for name in known),
    }
    return render(request, "lms_surveys/voices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register what a customer said."""
    now = timezone.now()
    row = Voice(registered_at=now)
    initial = {"said_at": timezone.localtime(now).replace(second=0, microsecond=0)}
    form = VoiceForm(request.POST or None, instance=row, initial=initial)
    if request.method == "POST" and form.is_valid():
        voice = register_voice(voice=form.instance, user=request.user, now=now)
        messages.success(request, _said(voice))
        return redirect(voice)
    return render(request, "lms_surveys/register.html", {"form": form, "voice": None})


def _said(voice: Voice) -> str:
    if hasattr(voice, "follow_up"):
        return _("Registered. A follow-up is open; whoever owns it is told.")
    return _("Registered.")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was registered; whoever did it, and who looks after voices."""
    row = _voice(request, pk)
    if not _may_change(request.user, row):
        raise PermissionDenied
    form = VoiceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        change_voice(voice=form.instance, user=request.user, now=timezone.now())
        messages.success(request, _("The correction is saved."))
        return redirect(row)
    return render(request, "lms_surveys/register.html", {"form": form, "voice": row})


@require_safe
def voice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a customer said, and what is done about it."""
    return show_voice(request, _voice(request, pk))


def show_voice(
    request: HttpRequest, row: Voice, tried: str = "", typed: str = ""
) -> HttpResponse:
    """Show a voice; `typed` is what was refused of the step `tried`."""
    user: Any = request.user
    now = timezone.now()
    follow_up = getattr(row, "follow_up", None)
    handles = user.has_perm(HANDLE)
    context = {
        "voice": row,
        "follow_up": follow_up,
        "is_overdue": bool(follow_up and follow_up.is_overdue(now)),
        "now": now,
        "may_change": _may_change(user, row),
        "may_delete": user.has_perm(DELETE),
        "may_handle": bool(follow_up and may_handle(follow_up, user)),
        "owner_form": OwnerForm(initial={"owner": follow_up.owner_id}) if follow_up and handles else None,
        "tried": tried,
        "typed": typed,
    }  # fmt: skip
    return render(request, "lms_surveys/voice.html", context)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what should not have been registered."""
    row = _voice(request, pk)
    if not request.user.has_perm(DELETE):
        raise PermissionDenied
    delete_voice(voice=row, user=request.user, now=timezone.now())
    messages.success(request, _("It is deleted."))
    return redirect("lms_surveys:voices")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(HANDLE, raise_exception=True)
def take_in(request: HttpRequest) -> HttpResponseBase:
    """Take in a table: all of it, or nothing and a line for each mistake.

    An empty one to begin with is handed out.
    """
    if kind := wanted_format(request):
        return as_table([], columns=LABELS, name="voices", kind=kind)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "labels": [*LABELS.values()]}
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_table(
                file=form.cleaned_data["file"], user=request.user, now=timezone.now()
            )
        except FileRefusedError as error:
            form.add_error("file", str(error))
        else:
            if not taken.problems:
                said = ngettext("%(n)s voice was taken in.", "%(n)s voices were taken in.", taken.added)  # fmt: skip
                known = _("Registered before: %(n)s.") % {"n": taken.known}
                messages.success(request, f"{said % {'n': taken.added}} {known}")
                return redirect("lms_surveys:voices")
            context["problems"] = taken.problems[:_MOST_PROBLEMS]
            context["more"] = len(taken.problems) - len(context["problems"])
    return render(request, "lms_surveys/take_in.html", context)


def _voice(request: HttpRequest, pk: int) -> Voice:
    rows = Voice.objects.visible_for(request.user).select_related(
        "person", "team", "registered_by", "follow_up__owner", "follow_up__closed_by"
    )
    return get_object_or_404(rows, pk=pk)


def _may_change(user: Any, row: Voice) -> bool:
    return bool(row.registered_by_id == user.pk or user.has_perm(HANDLE))
