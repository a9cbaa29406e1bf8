"""A complaint: what happened, its limits, its entries, and the next step."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lms.posting import key_of
from plugins.complaints import forms
from plugins.complaints.enums import Cause, EntryKind, Grade, Outcome
from plugins.complaints.exceptions import ChangedMeanwhileError, ComplaintError
from plugins.complaints.models import Complaint, Entry
from plugins.complaints.services import closing, handling
from plugins.complaints.services.handling import Act, has_handled, oversees
from plugins.complaints.views.clocks import shown_clocks

Take = Callable[[Complaint, Act, Mapping[str, Any]], object]
DETAILS: Mapping[str, Mapping[str, Any]] = {
    EntryKind.REGISTERED: dict(Grade.choices),
    EntryKind.REGRADED: dict(Grade.choices),
    EntryKind.CLOSED: dict(Cause.choices),
    EntryKind.CALLED_BACK: dict(Outcome.choices),
    EntryKind.RATED: {"major": gettext_lazy("major complaint"), "ordinary": gettext_lazy("ordinary complaint")},
}  # fmt: skip


def _take(row: Complaint, act: Act, _known: Mapping[str, Any]) -> None:
    handling.give(complaint=row, handler=act.user, act=act)


def _give(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    if not oversees(row, act.user):
        raise PermissionDenied
    handling.give(complaint=row, handler=known["handler"], act=act)


def _pass_on(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    handling.pass_on(complaint=row, team=known["team"], why=known["words"], act=act)


def _answer(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    handling.answer(complaint=row, words=known["words"], act=act)


def _feed_back(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    handling.feed_back(complaint=row, words=known["words"], act=act)


def _note(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    handling.note(complaint=row, words=known["words"], act=act)


def _regrade(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    handling.regrade(complaint=row, grade=known["grade"], why=known["words"], act=act)


def _correct(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    handling.correct(complaint=row, values=known, act=act)


def _close(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    closing.close(complaint=row, act=act, **known)


def _reopen(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    closing.reopen(complaint=row, why=known["words"], act=act)


def _call_back(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    closing.call_back(complaint=row, act=act, **known)


def _rate(row: Complaint, act: Act, known: Mapping[str, Any]) -> None:
    closing.rate(complaint=row, marks=known, act=act)


STEPS: Mapping[str, tuple[Take, Any, Any]] = {
    "take": (_take, None, gettext_lazy("You handle this complaint now.")),
    "give": (_give, forms.GiveForm, gettext_lazy("The handler is told.")),
    "pass-on": (_pass_on, forms.PassOnForm, gettext_lazy("Passed on; the department is told.")),
    "answer": (_answer, forms.WordsForm, gettext_lazy("The first answer is noted.")),
    "feed-back": (_feed_back, forms.WordsForm, gettext_lazy("The feedback is noted.")),
    "note": (_note, forms.WordsForm, gettext_lazy("The note is kept.")),
    "correct": (_correct, forms.CorrectForm, gettext_lazy("The correction is kept.")),
    "regrade": (_regrade, forms.RegradeForm, gettext_lazy("The complaint has another grade.")),
    "close": (_close, forms.CloseForm, gettext_lazy("The complaint is closed.")),
    "reopen": (_reopen, forms.WordsForm, gettext_lazy("The complaint is open again.")),
    "call-back": (_call_back, forms.CallForm, gettext_lazy("The call-back is noted.")),
    "rate": (_rate, forms.RatingForm, gettext_lazy("The difficulty is confirmed.")),
}  # fmt: skip


@require_safe
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a complaint."""
    return _show(request, _complaint(request, pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what was written stays when it is refused."""
    row = _complaint(request, pk)
    if step not in STEPS:
        raise Http404
    take, form_class, done = STEPS[step]
    form = _form(step, row, request.POST) if form_class else None
    if form is not None and not form.is_valid():
        return _show(request, row, step, form)
    seen = None if step == "note" else key_of(request.POST.get("seen", ""))
    try:
        take(row, Act(request.user, timezone.now(), seen), form.cleaned_data if form else {})  # fmt: skip
    except ComplaintError as error:
        messages.error(request, str(error))
        is_news = isinstance(error, ChangedMeanwhileError)
        fresh = _complaint(request, pk) if is_news else row
        return _show(request, fresh, step, form)
    messages.success(request, str(done))
    rows = Complaint.objects.visible_for(request.user)
    if not rows.filter(pk=pk).exists():  # passed on to others
        return redirect("lms_complaints:complaints")
    return redirect(row)


def _complaint(request: HttpRequest, pk: int) -> Complaint:
    rows = Complaint.objects.visible_for(request.user).detailed()
    return get_object_or_404(rows.select_related("registered_by", "rating__by"), pk=pk)


def _show(request: HttpRequest, row: Complaint, tried: str = "", tried_form: Any = None) -> HttpResponse:  # fmt: skip
    """Show a complaint, its steps with it; a refused one as it was filled in."""
    now = timezone.now()
    call = row.call_backs.filter(round=row.reopened).first() if row.is_closed else None
    steps = _steps(row, request.user, call)
    shown = {
        name.replace("-", "_"): tried_form
        if name == tried and tried_form is not None
        else _form(name, row)
        for name in steps
        if STEPS[name][1] is not None
    }
    context = {
        "complaint": row,
        "clocks": shown_clocks(row, now),
        "call": call,
        "may_take": "take" in steps,
        "forms": shown,
        "tried": tried,
        "left_over": _left_over(tried_form) if tried not in steps else "",
        "entries": _entries(row),
        "rating": getattr(row, "rating", None),
        "is_call_overdue": bool(call and call.is_overdue(timezone.localdate(now))),
        "words": _words(row),
    }
    return render(request, "lms_complaints/complaint.html", context)


def _left_over(form: Any) -> str:
    """Return what was written for a step that cannot be taken any more."""
    names = ("words", "result", "happened", "wanted")
    return "".join(form.data.get(name, "") for name in names) if form else ""


def _form(name: str, row: Complaint, data: Any = None) -> Any:
    return STEPS[name][1](data, initial=model_to_dict(row), auto_id=f"{name}-%s")


def _steps(row: Complaint, user: Any, call: Any) -> list[str]:
    """Return what somebody may do now, in the order in which it is offered."""
    is_above = oversees(row, user)
    is_own = row.handler_id == user.pk
    if not (is_above or is_own):
        own = ["note", "correct"] if row.registered_by_id == user.pk else []
        return [*own, "reopen"] if own and row.is_closed else own
    if row.is_closed:
        waits = call is not None and not call.outcome
        is_own = is_above and has_handled(row, user)
        calls = ["call-back"] if is_above and waits and not is_own else []
        is_due = waits and call.is_drawn
        has_rating = hasattr(row, "rating")
        rates = ["rate"] if is_above and not (is_own or has_rating or is_due) else []
        return [*calls, *rates, "note", "correct", "reopen"]
    found = ["take"] if not is_own else []
    found += ["answer"] if row.answered_at is None else []
    found += ["feed-back"]
    found += ["close"] if row.handler_id else []
    found += ["pass-on", "regrade", "note", "correct"]
    return [*found, "give"] if is_above else found


def _entries(row: Complaint) -> list[tuple[Entry, str]]:
    """Return what was done, the newest first, each with what it was about."""
    rows = row.entries.select_related("by", "person", "team").order_by("-number")
    return [(each, _about(each)) for each in rows]


def _about(entry: Entry) -> str:
    if entry.kind == EntryKind.CORRECTED:
        fields = forms.CorrectForm.base_fields
        return ", ".join(str(fields[name].label) for name in entry.text.split())
    return str(DETAILS.get(entry.kind, {}).get(entry.detail, ""))


def _words(row: Complaint) -> str:
    """Return what to look for in the library."""
    return str(row.category or "")
