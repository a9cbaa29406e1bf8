"""Coverage: who is to know what, and how far that is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.models import Team
from lms.people.display import display_name, team_of
from lms.plugins import plugin_settings
from plugins.courses.enums import EnrollmentState
from plugins.courses.models import Enrollment, LessonPage, LostPass
from plugins.courses.models.content import blocks_of, check_of
from plugins.courses.models.enrollment import EnrollmentQuerySet
from plugins.courses.services.coverage import (
    counted,
    rows_by_course,
    rows_by_team,
    total_of,
)
from plugins.courses.services.lost_passes import DECIDE
from plugins.courses.services.standings import standing_of, standings_of
from plugins.courses.services.telling import remind
from plugins.courses.views.finding import SEE, TEACH

PAGE_SIZE = 50
MOST_AT_ONCE = 500
_STATES = (
    EnrollmentState.OVERDUE,
    EnrollmentState.NEW,
    EnrollmentState.RUNNING,
    EnrollmentState.COMPLETED,
)


@require_safe
@permission_required(SEE, raise_exception=True)
def report(request: HttpRequest) -> HttpResponseBase:
    """Show the coverage by course and by team, or hand out all of it as a table."""
    rows = counted(request.user)
    if kind := wanted_format(request):
        return _table(rows, kind)
    today = timezone.localdate()
    courses = rows_by_course(rows, today)
    context = {
        "lost_passes": _lost_passes(request.user),
        "courses": courses,
        "teams": rows_by_team(rows, today),
        "total": total_of(courses),
        **_targets(),
    }
    return render(request, "lms_courses/report.html", context)


def _lost_passes(user: Any) -> int:
    """Return about how many corrected marks the person is to decide."""
    if not user.has_perms(DECIDE):
        return 0
    return LostPass.objects.open_to(user).waiting().count()


@require_safe
@permission_required(SEE, raise_exception=True)
def people(request: HttpRequest) -> HttpResponseBase:
    """Show who is where, of a course, of a team or of all."""
    found = _narrowed(request)
    rows, course, team = found
    choices = Choices(
        request.GET,
        {
            "state": {str(state): state.label for state in _STATES},
            "course": {course: course} if course else {},
            "team": {team: team} if team else {},
        },
    )
    today = timezone.localdate()
    narrowed = _in_state(rows, choices["state"], today)
    if kind := wanted_format(request):
        return _table(narrowed, kind)
    page = Paginator(narrowed, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = [*page]
    standings = standings_of(shown)
    context = {
        "entries": [(row, standings[row.pk], row.state_on(today)) for row in shown],
        "by_team": rows_by_team(rows, today) if course and not team else [],
        "by_course": rows_by_course(rows, today) if team and not course else [],
        "title": _title(rows, course, team),
        "course": course,
        "team": team,
        "options": choices.shown({})["state"],
        "query": choices.address(),
        "pages": pages_of(page, choices),
        "today": today,
        "late": rows.overdue(today).count(),
        **_targets(),
    }
    return render(request, "lms_courses/people.html", context)


@require_safe
@permission_required(SEE, raise_exception=True)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what somebody has done of a course, and what they answered."""
    user: Any = request.user
    rows = Enrollment.objects.open_to(user).select_related("person", "release__course")
    row = get_object_or_404(rows, pk=pk)
    may_read_notes = user.has_perm(TEACH) or row.person_id == user.pk
    answers, notes = _said(row, with_notes=may_read_notes)
    context = {
        "row": row,
        "standing": standing_of(row),
        "state": row.state_on(timezone.localdate()),
        "answers": answers,
        "notes": notes,
        "may_withdraw": user.has_perm(TEACH) and row.is_running,
    }
    return render(request, "lms_courses/person.html", context)


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
    return redirect(f"{request.path.removesuffix('remind/')}?{request.GET.urlencode()}")


def _narrowed(request: HttpRequest) -> tuple[EnrollmentQuerySet, str, str]:
    """Return the rows that an address asks for, with its course and team."""
    course, team = request.GET.get("course", ""), request.GET.get("team", "")
    rows = counted(request.user)
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


def _in_state(rows: QuerySet[Any], state: str, today: Any) -> QuerySet[Any]:
    if state == EnrollmentState.COMPLETED:
        return rows.exclude(completed_at=None)
    if state == EnrollmentState.OVERDUE:
        return rows.filter(completed_at=None, due_on__lt=today)
    if state:
        is_new = state == EnrollmentState.NEW
        open_rows = rows.filter(completed_at=None, begun_at__isnull=is_new)
        return open_rows.exclude(due_on__lt=today)
    return rows


def _title(rows: EnrollmentQuerySet, course: str, team: str) -> str:
    parts = []
    if course:
        first = rows.first()
        if first is None:
            raise Http404
        parts.append(first.release.title)
    if team:
        found = Team.objects.filter(pk=int(team)).first()
        parts.append(found.name if found else _("Without a team"))
    return " · ".join(parts) or _("All learners")


def _targets() -> dict[str, int]:
    known = plugin_settings("lms_courses")
    return {
        "coverage_target": known["coverage_target"],
        "pass_target": known["pass_target"],
    }


def _table(rows: QuerySet[Any], kind: str) -> HttpResponseBase:
    """Hand out who has completed what."""
    loaded = [*rows.select_related("person__staff_profile__team", "release__course")]
    standings, today = standings_of(loaded), timezone.localdate()
    columns = {
        "person": _("Name"),
        "team": _("Team"),
        "release.title": _("Course"),
        "state": _("State"),
        "percent": _("Percent"),
        "enrolled_at": _("Enrolled"),
        "begun_at": _("Begun"),
        "due_on": _("Due on"),
        "completed_at": _("Completed"),
        "cycle": _("How often"),
    }
    accessors = {
        "person": lambda row: display_name(row.person),
        "team": lambda row: team_of(row.person),
        "state": lambda row: str(row.state_on(today).label),
        "percent": lambda row: standings[row.pk].percent,
    }
    name = f"courses-{today}"
    return as_table(loaded, columns=columns, name=name, kind=kind, accessors=accessors)


def _said(row: Enrollment, *, with_notes: bool) -> tuple[list[Any], list[Any]]:
    """Return answers and notes with what was asked, as far as that still stands."""
    answers = [*row.check_answers.all()]
    notes = [*row.notes.exclude(text="")] if with_notes else []
    said: list[Any] = [*answers, *notes]
    keys = {each.lesson_key for each in said}
    asked: dict[Any, Any] = {
        (lesson.key, str(block.id)): block
        for lesson in LessonPage.objects.filter(key__in=keys)
        for kind in ("question", "reflection")
        for block in blocks_of(lesson, kind)
    }
    blocks: dict[Any, Any] = {
        each: asked.get((each.lesson_key, str(each.block))) for each in said
    }
    return (
        [(check_of(blocks[each]), each) for each in answers if blocks[each]],
        [(blocks[each].value["text"] if blocks[each] else "", each) for each in notes],
    )
