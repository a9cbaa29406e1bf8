"""Sharing a case: three questions, then a guided form that keeps itself."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.files.exceptions import FileRefusedError
from lms.posting import key_of
from plugins.case_studies.enums import CaseKind, CaseState
from plugins.case_studies.exceptions import CaseError, ChangedMeanwhileError
from plugins.case_studies.forms import BeginForm, CaseForm
from plugins.case_studies.models import CasePage
from plugins.case_studies.models.case import LENSES
from plugins.case_studies.services.drafts import (
    attach_file,
    begin_case,
    detach_file,
    draft_of,
    save_draft,
    version_of,
)
from plugins.case_studies.views.explaining import explain
from plugins.case_studies.views.marking import marked_fields, masked_texts

SECTIONS = (
    (
        "about",
        (
            "title",
            "kind",
            "channel",
            "segment",
            "severity",
            "product",
            "happened_on",
            "source",
            "source_note",
        ),
    ),
    ("story", ("summary", "timeline", "dialogue", "outcome")),
    ("lenses", (*LENSES, "root_cause", "reflection")),
    ("beside", ("tags", "links")),
)


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest) -> HttpResponse:
    """Ask the three questions, show how it is done, and begin a draft."""
    form = BeginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        known = form.cleaned_data
        draft = begin_case(
            user=request.user,
            kind=CaseKind(known["kind"]),
            title=known["title"],
            channel=known["channel"],
            dialogue=form.template(),
        )
        return redirect("lms_case_studies:edit", draft.pk)
    return render(request, "lms_case_studies/share.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write on; each pause is kept, and personal data is marked."""
    case = get_object_or_404(CasePage.objects.shared_by(request.user), pk=pk)
    if request.method == "POST":
        return _keep(request, case)
    if case.record.state not in {CaseState.DRAFT, CaseState.ANONYMISED}:
        return redirect(case)
    draft = draft_of(case)
    return _form(request, draft, CaseForm(instance=draft, user=request.user))


def _keep(request: HttpRequest, case: CasePage) -> HttpResponse:
    form = CaseForm(request.POST, instance=draft_of(case), user=request.user)
    is_whole = form.is_valid()
    is_pause = "pause" in request.POST
    values = form.values() if is_whole else form.typed()
    masks = masked_texts(values, request.POST.get("mask", ""))
    try:
        draft = save_draft(
            case=case,
            user=request.user,
            values=values | masks,
            seen=_seen(request),
            is_pause=is_pause,
        )
        has_moved = not is_pause and _move_files(request, case)
    except CaseError as error:
        return _refused(request, draft_of(case), form, error)
    if is_pause:
        return _marks(request, draft)
    if masks:
        messages.success(request, _("Masked."))
    if is_whole and not has_moved and "done" in request.POST:
        return redirect(case)
    if is_whole:
        form = CaseForm(instance=draft, user=request.user)
    else:
        form.data = request.POST.copy()
        form.data.update(masks)
    return _form(request, draft, form)


def _refused(
    request: HttpRequest, draft: CasePage, form: CaseForm, error: CaseError
) -> HttpResponse:
    """Say why nothing was saved, beside what was typed; a pause changes nothing else.

    Pauses go on with the version that was before the person, so that they save nothing.
    A button replaces the newer one in what the person has changed, which is shown: it
    stays in the history.
    """
    context: dict[str, Any] = {"seen": request.POST.get("seen", "")}
    if "pause" in request.POST:
        context["replaces"] = request.POST.get("replaces", "")
        context["notice"] = explain(error)
        return render(request, "lms_case_studies/components/marks.html", context)
    messages.error(request, explain(error))
    if isinstance(error, ChangedMeanwhileError):
        held = CaseForm(instance=draft, user=request.user)
        names = dict.fromkeys(n if n in held.fields else "links" for n in error.fields)
        lost = [name for name in names if name in form.changed_data]
        form.go_on_from(held)
        if not lost:
            return _form(request, draft, form)
        context |= {"replaces": version_of(draft), "saved": _in_words(held, lost)}
    return _form(request, draft, form, **context)


def _seen(request: HttpRequest) -> str:
    """Return the version that the person wrote on, or knows to replace by a button."""
    is_saving = "save" in request.POST or "done" in request.POST
    replaced = request.POST.get("replaces", "") if is_saving else ""
    return replaced or request.POST.get("seen", "")


def _in_words(form: CaseForm, names: Sequence[str]) -> list[tuple[Any, Any]]:
    """Return what is saved in some fields, under the names that the form has for them."""
    return [(form[name].label, _in_word(form, name)) for name in names]


def _in_word(form: CaseForm, name: str) -> Any:
    if name == "tags":
        return _(", ").join(tag.name for tag in form.instance.tags.all())
    display = getattr(form.instance, f"get_{name}_display", None)
    return display() if display else form.initial[name]


def _form(
    request: HttpRequest, draft: CasePage, form: CaseForm, **more: Any
) -> HttpResponse:
    sections = [(name, [form[field] for field in fields]) for name, fields in SECTIONS]
    context = {
        "case": draft,
        "record": draft.record,
        "form": form,
        "sections": sections,
        "marked": marked_fields(draft),
        "files": draft.files.all(),
        "seen": version_of(draft),
        **more,
    }
    return render(request, "lms_case_studies/edit.html", context)


def _move_files(request: HttpRequest, case: CasePage) -> bool:
    """Put a file beside the case or take one away; tell whether that was wanted."""
    file, key = request.FILES.get("file"), request.POST.get("detach", "")
    if key:
        detach_file(case=case, user=request.user, key=key_of(key))
    if file is not None:
        try:
            attach_file(case=case, user=request.user, file=file, now=timezone.now())
        except FileRefusedError as error:
            messages.error(request, str(error))
        except CaseError as error:
            messages.error(request, explain(error))
    return file is not None or bool(key)


def _marks(request: HttpRequest, draft: CasePage) -> HttpResponse:
    """Answer a pause with what looks like personal data now."""
    context = {
        "marked": marked_fields(draft),
        "seen": version_of(draft),
        "is_saved": True,
    }
    return render(request, "lms_case_studies/components/marks.html", context)
