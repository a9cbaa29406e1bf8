"""Who is where in a course or a team, and what trainers do for several people at once."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import wanted_format
from lms.models import Team
from plugins.courses.enums import EnrollmentState
from plugins.courses.forms.assigning import SelectionForm
from plugins.courses.forms.fields import key_of
from plugins.courses.models import Enrollment
from plugins.courses.models.enrollment import EnrollmentQuerySet
from plugins.courses.services.coverage import (
    counted,
    rows_by_course,
    rows_by_team,
    taken_back,
)
from plugins.courses.services.standings import standings_of
from plugins.courses.services.telling import remind
from plugins.courses.views.changing import CHANGE, change_rows
from plugins.courses.views.finding import SEE
from plugins.courses.views.report import table, targets

PAGE_SIZE = 50
MOST_AT_ONCE = 500
_STATES = (
    EnrollmentState.OVERDUE,
    EnrollmentState.NEW,
    EnrollmentState.RUNNING,
    EnrollmentState.COMPLETED,
    EnrollmentState.WITHDRAWN,
)


@require_safe
@permission_required(SEE, raise_exception=True)
def people(request: HttpRequest) -> HttpResponseBase:
    """Show who is where, of a course, of a team or of all."""
    form = SelectionForm(today=timezone.localdate())
    if kind := wanted_format(request):
        return table(_listed(request), kind)
    return _show(request, form)


@require_POST
@permission_required(CHANGE, raise_exception=True)
def change_people(request: HttpRequest) -> HttpResponseBase:
    """Change a due date for those who are ticked, take a course back, or give it again."""
    form = SelectionForm(request.POST, today=timezone.localdate())
    form.chosen = {*request.POST.getlist("row")}
    rows = _listed(request)
    if not request.POST.get("is_all"):
        rows = rows.filter(pk__in=[key_of(key) for key in form.chosen])
    if change_rows(request, rows, form):
        return redirect(f"{_address(request)}?{request.GET.urlencode()}")
    return _show(request, form)


@require_POST
@permission_required(SEE, raise_exception=True)
def remind_people(request: HttpRequest) -> HttpResponse:
    """Remind all who are late, or those who are named, once a day at most."""
    rows, _course, _team = _narrowed(request)
    late = rows.overdue(timezone.localdate())
    keys = {*request.POST.getlist("row")}
    chosen = [row.pk for row in rows.running() if str(row.pk) in keys] if keys else []
    wanted = rows.filter(pk__in=chosen) if keys else late
    now = timezone.now()
    told = sum(
        remind(enrollment=row, now=now)
        for row in wanted.select_related("person", "release__course")[:MOST_AT_ONCE]
    )
    if told:
        sentence = ngettext("%(n)s was reminded.", "%(n)s were reminded.", told)
        messages.success(request, sentence % {"n": told})
    else:
        messages.info(request, _("Nobody is reminded twice a day."))
    return redirect(f"{_address(request)}?{request.GET.urlencode()}")


def _address(request: HttpRequest) -> str:
    """Return that of the list, from one of its buttons."""
    return request.path.removesuffix("remind/").removesuffix("change/")


def _show(request: HttpRequest, form: SelectionForm) -> HttpResponse:
    rows, course, team = _narrowed(request)
    choices = _choices(request, course, team)
    today = timezone.localdate()
    page = Paginator(_listed(request), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [*page]
    standings = standings_of(shown)
    context = {
        "entries": [(row, standings[row.pk], row.state_on(today)) for row in shown],
        "by_team": rows_by_team(rows, today) if course and not team else [],
        "by_course": rows_by_course(rows, today) if team and not course else [],
        "title": _title(request, course, team),
        "course": course,
        "team": team,
        "options": choices.shown({})["state"],
        "query": choices.address(),
        "pages": pages_of(page, choices),
        "total": page.paginator.count,
        "today": today,
        "late": rows.overdue(today).count(),
        "form": form,
        "may_change": request.user.has_perms(CHANGE) and shown,
        "is_taken_back": choices["state"] == EnrollmentState.WITHDRAWN,
        **targets(),
    }
    return render(request, "lms_courses/people.html", context)


def _choices(request: HttpRequest, course: str, team: str) -> Choices:
    return Choices(
        request.GET,
        {
            "state": {str(state): state.label for state in _STATES},
            "course": {course: course} if course else {},
            "team": {team: team} if team else {},
        },
    )


def _listed(request: HttpRequest) -> EnrollmentQuerySet:
    """Return the rows of the list: narrowed, and in the state that is asked for."""
    state, today = request.GET.get("state", ""), timezone.localdate()
    rows, _course, _team = _narrowed(
        request, is_gone=state == EnrollmentState.WITHDRAWN
    )
    if state == EnrollmentState.COMPLETED:
        return rows.exclude(completed_at=None)
    if state == EnrollmentState.OVERDUE:
        return rows.filter(completed_at=None, due_on__lt=today)
    if state in {EnrollmentState.NEW, EnrollmentState.RUNNING}:
        is_new = state == EnrollmentState.NEW
        open_rows = rows.filter(completed_at=None, begun_at__isnull=is_new)
        return open_rows.exclude(due_on__lt=today)
    return rows


def _narrowed(
    request: HttpRequest, *, is_gone: bool = False
) -> tuple[EnrollmentQuerySet, str, str]:
    """Return the rows that an address asks for, with its course and team."""
    course, team = request.GET.get("course", ""), request.GET.get("team", "")
    rows = (taken_back if is_gone else counted)(request.user)
    if course:
        try:
            rows = rows.filter(course_key=UUID(course))
        except ValueError as error:
            raise Http404 from error
    if team:
        if not team.isdecimal() or len(team) > 9:  # noqa: PLR2004 (as a key may be)
            raise Http404
        rows = rows.filter(person__staff_profile__team=int(team) or None)
    ordered = rows.order_by(F("due_on").asc(nulls_last=True), "person__username", "pk")
    loaded = ordered.select_related(
        "person__staff_profile__team", "release__course", "assigned_by"
    )
    return loaded, course, team


def _title(request: HttpRequest, course: str, team: str) -> str:
    parts = []
    if course:
        rows = Enrollment.objects.open_to(request.user).filter(course_key=course)
        first = rows.select_related("release").first()
        if first is None:
            raise Http404
        parts.append(first.release.title)
    if team:
        found = Team.objects.filter(pk=int(team)).first()
        parts.append(found.name if found else _("Without a team"))
    return " · ".join(parts) or _("All learners")
