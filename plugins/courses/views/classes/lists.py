"""The list of a class: kept by the trainer, on the screen, on paper, as a table."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
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

from lms.exports import as_table, wanted_format
from lms.files.exceptions import FileRefusedError
from lms.files.tables import read_rows
from lms.people.display import display_name
from plugins.courses.enums import AttendanceMethod, AttendanceState
from plugins.courses.exceptions import ClassError
from plugins.courses.forms.classes import ListFileForm
from plugins.courses.forms.fields import key_of
from plugins.courses.models import Apology, Attendance, ClassSession, Cohort
from plugins.courses.services.classes.attendance import Stroke, mark, mark_rest, undo
from plugins.courses.services.classes.figures import matrix_of, turnouts
from plugins.courses.services.classes.importing import import_marks
from plugins.courses.services.classes.notices import expected_at
from plugins.courses.services.classes.signing_in import decide_apology
from plugins.courses.views.classes.explaining import explain
from plugins.courses.views.classes.frame import in_site_time, session_to_run

KEYS = {"present": "p", "late": "l", "excused": "e", "absent": "a", "made_up": "m"}
SIGNS = {"present": "✓", "late": "◔", "excused": "○", "absent": "✗", "made_up": "↻"}
HISTORY = 30
COLUMNS = {
    "session.title": pgettext_lazy("course", "class"),
    "session.starts_at": gettext_lazy("begins"),
    "person": gettext_lazy("person"),
    "number": gettext_lazy("staff number"),
    "get_state_display": pgettext_lazy("attendance", "mark"),
    "get_method_display": pgettext_lazy("attendance", "by way of"),
    "by": gettext_lazy("marked by"),
    "at": gettext_lazy("marked"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@in_site_time
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list of a class, and take marks."""
    session = session_to_run(request, pk)
    if request.method != "POST":
        return render(request, "lms_courses/classes/list.html", _list(session))
    is_part, problem = "X-Part" in request.headers, ""
    try:
        number = _act(request, session)
    except ClassError as error:
        problem = explain(error)
    if is_part:
        context = {**_list(session), "problem": problem}
        return render(request, "lms_courses/classes/components/rows.html", context)
    if problem:
        messages.error(request, problem)
    else:
        _say(request, number)
    return redirect("lms_courses:class_list", pk)


def _act(request: HttpRequest, session: ClassSession) -> int:
    """Do what a button says: one mark, the same for all others, or take it back."""
    stroke = Stroke(request.user, timezone.now())
    if "undo" in request.POST:
        return undo(session=session, user=request.user, now=stroke.now)
    if "rest" in request.POST:
        state = request.POST["rest"]
        if state not in {"present", "absent"}:
            raise PermissionDenied
        return mark_rest(session=session, state=state, stroke=stroke)
    person, _colon, state = request.POST.get("mark", "").partition(":")
    if state not in {"", *AttendanceState.values} or not key_of(person):
        raise PermissionDenied
    return mark(session=session, states={key_of(person): state}, stroke=stroke)


def _say(request: HttpRequest, number: int) -> None:
    text = ngettext("%(n)d mark was changed.", "%(n)d marks were changed.", number)
    messages.success(request, text % {"n": number})


def _list(session: ClassSession) -> dict[str, Any]:
    marks = {row.person_id: row for row in session.attendances.select_related("by")}
    asked = {row.person_id: row for row in session.apologies.all()}
    people = [member.person for member in expected_at(session)]
    known = {person.pk for person in people}
    gone = session.attendances.exclude(state="").exclude(person__in=known)
    people += [row.person for row in gone.select_related("person")]
    rows = [(person, marks.get(person.pk), asked.get(person.pk)) for person in people]
    given = [row.state for _p, row, _a in rows if row is not None and row.state]
    return {
        "session": session,
        "rows": rows,
        "states": [(state, KEYS[state], SIGNS[state]) for state in AttendanceState],
        "totals": [
            (state, SIGNS[state], given.count(state)) for state in AttendanceState
        ],
        "unmarked": len(rows) - len(given),
        "changes": session.changes.select_related("person", "by")[:HISTORY],
        "file_form": ListFileForm(),
        "is_future": session.starts_at > timezone.now(),
    }


@require_POST
@in_site_time
def take_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Take marks from a table, and say which rows could not be taken."""
    session, form = session_to_run(request, pk), ListFileForm(request.POST, request.FILES)  # fmt: skip
    context: dict[str, Any] = {}
    if form.is_valid():
        stroke = Stroke(request.user, timezone.now(), AttendanceMethod.IMPORT)
        try:
            rows = read_rows(form.cleaned_data["file"])
            taken = import_marks(session=session, rows=rows, stroke=stroke)
        except FileRefusedError as error:
            form.add_error("file", str(error))
        except ClassError as error:
            form.add_error(None, explain(error))
        else:
            _say(request, taken.changed)
            if not taken.problems:
                return redirect("lms_courses:class_list", pk)
            context["problems"] = taken.problems
    context = {**_list(session), "file_form": form, **context}
    return render(request, "lms_courses/classes/list.html", context)


@require_safe
@in_site_time
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list for signatures, on paper."""
    session = session_to_run(request, pk)
    people = [member.person for member in expected_at(session)]
    return render(request, "lms_courses/classes/sheet.html", {"session": session, "people": people})  # fmt: skip


@require_POST
@in_site_time
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept an apology, or not."""
    rows = Apology.objects.select_related("session__cohort", "person")
    seen = ClassSession.objects.visible_for(request.user).values("pk")
    apology = get_object_or_404(rows.filter(session__in=seen), pk=pk)
    session_to_run(request, apology.session_id)
    is_accepted = request.POST.get("answer") == "accept"
    try:
        decide_apology(
            apology=apology,
            is_accepted=is_accepted,
            user=request.user,
            now=timezone.now(),
        )
    except ClassError as error:
        messages.error(request, explain(error))
    else:
        said = _("%(name)s is excused.") if is_accepted else _("The apology of %(name)s is not accepted.")  # fmt: skip
        messages.success(request, said % {"name": display_name(apology.person)})
    if request.POST.get("next") == "today":
        return redirect("lms_courses:class_today")
    return redirect(apology.session)


@require_safe
@in_site_time
def matrix(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show who was at which class of a cohort, or hand it out as a table."""
    cohort: Cohort = get_object_or_404(Cohort.objects.visible_for(request.user), pk=pk)
    runs = Cohort.objects.run_by(request.user).filter(pk=pk).exists()
    if not runs and not request.user.has_perm("lms_courses.view_cohort"):
        raise PermissionDenied
    if kind := wanted_format(request):
        return _exported(cohort, kind)
    sessions, lines = matrix_of(cohort)
    context = {
        "cohort": cohort,
        "sessions": sessions,
        "lines": [
            (
                line,
                [
                    (
                        cell,
                        SIGNS.get(cell.state, ""),
                        str(AttendanceState(cell.state).label) if cell.state else "",
                    )
                    for cell in line.cells
                ],
            )
            for line in lines
        ],
        "states": [(state, SIGNS[state]) for state in AttendanceState],
        "turnouts": turnouts(sessions, lines),
        "may_run": runs,
    }
    return render(request, "lms_courses/classes/matrix.html", context)


def _exported(cohort: Cohort, kind: str) -> HttpResponseBase:
    rows = Attendance.objects.filter(session__cohort=cohort).exclude(state="")
    related = ("session", "person__staff_profile", "by")
    found = rows.select_related(*related).order_by("session__starts_at", "person")
    return as_table(
        found,
        columns=COLUMNS,
        name=f"attendance-{cohort.pk}-{timezone.localdate()}",
        kind=kind,
        accessors={"number": _number},
    )


def _number(row: Attendance) -> str:
    profile = getattr(row.person, "staff_profile", None)
    return str(getattr(profile, "staff_number", "") or "")
