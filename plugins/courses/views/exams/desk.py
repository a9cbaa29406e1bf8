"""Exams for trainers and managers: results, figures of questions, who is to sit them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
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

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.plugins import plugin_settings
from plugins.courses.enums import ExamState, Review
from plugins.courses.exceptions import ExamError
from plugins.courses.forms.exams import AllowForm, AssignForm
from plugins.courses.models import Attempt, Exam, ExamAllowance, RemedialOrder
from plugins.courses.services.exams.admission import (
    ALLOW,
    TEACH,
    allow_more,
    assign_exam,
)
from plugins.courses.services.exams.explaining import explain
from plugins.courses.services.exams.figures import (
    bars_of,
    people_of,
    teams_of,
    to_sit,
)
from plugins.courses.services.exams.item_statistics import FEWEST, analyse
from plugins.courses.services.exams.remedial import close_remedial
from plugins.courses.services.exams.reviewing import reviewed

SEE = "lms_courses.report_enrollment"
LOOK = "lms_courses.view_question"
PAGE_SIZE = 30
SHOWN = {
    "open": pgettext_lazy("trainings", "To be done"),
    "closed": pgettext_lazy("trainings", "Closed"),
}
COLUMNS = {
    "person": gettext_lazy("person"),
    "team": gettext_lazy("team"),
    "attempts": pgettext_lazy("exam", "attempts"),
    "best": gettext_lazy("best score"),
    "is_passed": pgettext_lazy("exam", "passed"),
}


def _open(request: HttpRequest) -> QuerySet[Exam]:
    return Exam.objects.open_to(request.user)


def _found(request: HttpRequest, pk: int) -> Exam:
    return get_object_or_404(_open(request).select_related("course"), pk=pk)


@require_safe
@permission_required(SEE, raise_exception=True)
def desk(request: HttpRequest) -> HttpResponse:
    """List the exams with how they go."""
    people = "attempts__person"
    exams = (
        Exam.objects.open_to(request.user)
        .exclude(state=ExamState.DRAFT)
        .select_related("course")
        .order_by("title", "pk")
        .annotate(
            sat=Count(people, distinct=True),
            passed=Count(people, distinct=True, filter=Q(attempts__is_passed=True)),
        )
    )
    page = Paginator(exams, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "pages": pages_of(page, Choices(request.GET, {}))}
    return render(request, "lms_courses/exams/desk.html", context)


@require_safe
@permission_required(SEE, raise_exception=True)
def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show how people and teams did; `?export=xlsx` hands out the table."""
    exam = _found(request, pk)
    people = people_of(exam, timezone.now())
    if kind := wanted_format(request):
        return as_table(
            people, columns=COLUMNS, name=f"exam-{exam.pk}-{timezone.localdate()}", kind=kind
        )  # fmt: skip
    target = plugin_settings("lms_courses")["pass_target"]
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "exam": exam,
        "page": page,
        "pages": pages_of(page, Choices(request.GET, {})),
        "teams": teams_of(people, target),
        "bars": bars_of(people, exam.pass_mark),
        "target": target,
        "to_sit": to_sit(exam),
        "passed": sum(each.is_passed for each in people),
        "may_assign": request.user.has_perm(TEACH),
        "here": "report",
    }
    return render(request, "lms_courses/exams/report.html", context)


@require_safe
@permission_required([SEE, LOOK], raise_exception=True)
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the figures of each question that an exam has asked."""
    exam = _found(request, pk)
    context = {
        "exam": exam,
        "figures": analyse(exam),
        "fewest": FEWEST,
        "may_regrade": request.user.has_perm(ALLOW),
        "here": "items",
    }
    return render(request, "lms_courses/exams/items.html", context)


@require_safe
@permission_required([SEE, LOOK], raise_exception=True)
def attempt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what somebody answered, with all marks it ever had; one's own as ever."""
    rows = Attempt.objects.finished().filter(exam__in=_open(request))
    found = get_object_or_404(rows.select_related("exam__course", "person"), key=key)
    if found.person_id == request.user.pk:
        return redirect(found)
    context = {
        "attempt": found,
        "exam": found.exam,
        "rows": reviewed(found, Review.ANSWERS),
        "markings": found.markings.select_related("regrade"),
    }
    return render(request, "lms_courses/exams/attempt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(TEACH, raise_exception=True)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who is to sit an exam, and give somebody more time or attempts."""
    exam = _found(request, pk)
    form = AssignForm(request.POST or None)
    if form.is_valid():
        number = assign_exam(
            exam=exam,
            people=form.chosen(),
            user=request.user,
            now=timezone.now(),
            due_on=form.cleaned_data["due_on"],
        )
        said = ngettext(
            "Assigned to %(n)s more person.", "Assigned to %(n)s more people.", number
        )
        messages.success(request, said % {"n": number})
        return redirect("lms_courses:exam_report", exam.pk)
    return _assigning(request, exam, form, _allowing(exam))


def _allowing(exam: Exam) -> AllowForm:
    return AllowForm(initial={"known": exam.allowances.count()})


def _assigning(
    request: HttpRequest, exam: Exam, form: AssignForm, allowing: AllowForm
) -> HttpResponse:
    given = exam.allowances.select_related("person", "given_by")[:PAGE_SIZE]
    context = {
        "exam": exam,
        "form": form,
        "allowing": allowing if request.user.has_perm(ALLOW) else None,
        "given": given,
        "here": "assign",
    }
    return render(request, "lms_courses/exams/assign.html", context)


@require_POST
@permission_required(ALLOW, raise_exception=True)
def allow(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody more time or attempts."""
    exam = _found(request, pk)
    form = AllowForm(request.POST)
    if not form.is_valid():
        return _assigning(request, exam, AssignForm(), form)
    known = form.cleaned_data.pop("known")
    row = ExamAllowance(exam=exam, given_at=timezone.now(), **form.cleaned_data)
    try:
        allow_more(allowance=row, user=request.user, known=known)
    except ExamError as error:
        form.add_error(None, explain(error))
        form.data = {**request.POST.dict(), "known": exam.allowances.count()}
        return _assigning(request, exam, AssignForm(), form)
    messages.success(request, _("Noted; it counts from the next attempt on."))
    return redirect("lms_courses:exam_assign", exam.pk)


@require_safe
@permission_required(TEACH, raise_exception=True)
def remedial(request: HttpRequest) -> HttpResponse:
    """List who needs reinforced training."""
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "open"})
    orders = RemedialOrder.objects.filter(exam__in=_open(request)).select_related(
        "exam", "person__staff_profile__team", "closed_by"
    )
    is_open = choices["show"] == "open"
    wanted = orders.waiting() if is_open else orders.exclude(closed_at=None)
    page = Paginator(wanted, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": pages_of(page, choices),
        "options": choices.shown({"open": orders.waiting().count()}),
        "is_open": is_open,
    }
    return render(request, "lms_courses/exams/remedial.html", context)


@require_POST
@permission_required(TEACH, raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a reinforced training with a note; another attempt is granted."""
    order = get_object_or_404(
        RemedialOrder.objects.filter(exam__in=_open(request)), pk=pk
    )
    note = request.POST.get("note", "").replace("\r\n", "\n")
    note = note.replace("\x00", "")[:1000]
    try:
        close_remedial(order=order, user=request.user, note=note, now=timezone.now())
    except ExamError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("Closed: there is one more attempt now."))
    return redirect("lms_courses:exam_remedial")
