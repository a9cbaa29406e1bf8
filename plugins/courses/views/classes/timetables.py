"""Timetables: one's own, that of today, that of a cohort, and one class."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from knowledge_base.views.choices import Choices, pages_of
from lms.form_fields import is_near
from lms.search.links import links_of
from lms.targets import Target
from plugins.courses.forms.cohorts import PeopleForm
from plugins.courses.forms.fields import monday_of
from plugins.courses.models import (
    Apology,
    Attendance,
    ClassSession,
    Cohort,
    CohortIssue,
    MakeUpOrder,
)
from plugins.courses.models.cohort import PLAN_ALL
from plugins.courses.services.classes.booking import classes_for
from plugins.courses.services.classes.cohorts import ADD
from plugins.courses.services.classes.notices import expected_at
from plugins.courses.services.classes.signing_in import is_open, window_of
from plugins.courses.services.classes.timetable import SATURDAY, is_weekend, rooms_taken
from plugins.courses.views.classes.frame import in_site_time, session_seen

PAGE_SIZE = 30
SHOWN = {"list": _("List"), "week": _("Week"), "past": _("Past")}
WEEK = 7


@require_safe
@in_site_time
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own timetable, what is on now first."""
    user, now = request.user, timezone.now()
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "list"})
    rows = ClassSession.objects.attended_by(user).select_related("cohort", "trainer")
    monday = monday_of(_day(request))
    context: dict[str, Any] = {
        "options": choices.shown({}),
        "show": choices["show"],
        "now": now,
        "next": _next(rows, now),
        "orders": _orders(user, now),
    }
    if choices["show"] == "week":
        context |= _week(rows, monday, user)
    else:
        is_past = choices["show"] == "past"
        wanted = rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk") if is_past else rows.filter(ends_at__gt=now)  # fmt: skip
        page = Paginator(wanted, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "pages": pages_of(page, choices),
            "rows": with_marks(page.object_list, user),
        }
    return render(request, "lms_courses/classes/mine.html", context)


def _day(request: HttpRequest) -> date:
    """Return the day that is asked for; today where it is none, or out of all reach."""
    today = timezone.localdate()
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return today
    return day if is_near(day) else today


def _next(rows: Any, now: datetime) -> dict[str, Any] | None:
    """Return the class that is on, or the next one."""
    found = rows.held().filter(ends_at__gt=now).first()
    if found is None:
        return None
    is_today = timezone.localdate(found.starts_at) == timezone.localdate(now)
    return {"session": found, "is_open": is_open(found, now), "is_today": is_today}


def with_marks(
    sessions: Iterable[ClassSession], user: Any
) -> list[tuple[ClassSession, str, bool]]:
    """Return classes, each with the person's mark and whether it is on a weekend."""
    rows = [*sessions]
    known = {
        row.session_id: row
        for row in Attendance.objects.filter(person=user, session__in=rows)
    }
    return [
        (
            row,
            known[row.pk].state if row.pk in known else "",
            is_weekend(row.starts_at),
        )
        for row in rows
    ]


def _week(rows: Any, monday: date, user: Any) -> dict[str, Any]:
    begin = timezone.make_aware(datetime.combine(monday, datetime.min.time()))
    shown = with_marks(
        rows.filter(starts_at__gte=begin, starts_at__lt=begin + timedelta(days=WEEK)),
        user,
    )
    days = [monday + timedelta(days=n) for n in range(WEEK)]
    return {
        "days": [
            (day, day.weekday() >= SATURDAY, [each for each in shown if timezone.localdate(each[0].starts_at) == day])
            for day in days
        ],
        "monday": monday,
        "before": monday - timedelta(days=WEEK),
        "after": monday + timedelta(days=WEEK),
    }  # fmt: skip


def _orders(user: Any, now: datetime) -> list[tuple[MakeUpOrder, list[ClassSession]]]:
    rows = MakeUpOrder.objects.waiting().filter(member__person=user)
    found = rows.with_exam().select_related("member__cohort", "booked")
    return [(order, [*classes_for(order, now)[:5]]) for order in found]


@require_safe
@in_site_time
def today(request: HttpRequest) -> HttpResponse:
    """Show what somebody teaches today and next, and what waits for an answer."""
    user, now = request.user, timezone.now()
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = ClassSession.objects.run_by(user).held() if not user.has_perm(PLAN_ALL) else ClassSession.objects.held()  # fmt: skip
    counted = rows.select_related("cohort", "trainer").annotate(
        marked=Count("attendances", filter=~Q(attendances__state=""), distinct=True)
    )
    days = timedelta(days=1)
    unmarked = counted.filter(
        ends_at__lt=now, starts_at__gte=begin - WEEK * days, marked=0
    )
    apologies = Apology.objects.filter(is_accepted=None, session__in=rows.values("pk"))
    context = {
        "now": now,
        "sessions": counted.filter(starts_at__gte=begin, starts_at__lt=begin + days),
        "coming": counted.filter(
            starts_at__gte=begin + days, starts_at__lt=begin + (WEEK + 1) * days
        ),
        "unmarked": unmarked.filter(starts_at__lt=begin),
        "apologies": apologies.select_related("session__cohort", "person"),
    }
    return render(request, "lms_courses/classes/today.html", context)


@require_safe
@in_site_time
def cohorts(request: HttpRequest) -> HttpResponse:
    """List the cohorts that the person sees."""
    rows = Cohort.objects.visible_for(request.user).select_related("course")
    counted = rows.annotate(
        people=Count(
            "members",
            filter=Q(members__left_at=None, members__is_waiting=False),
            distinct=True,
        ),
        classes=Count("sessions", filter=Q(sessions__cancelled_at=None), distinct=True),
    )
    ordered = counted.order_by("-begins_on", "-pk")  # counting takes the order away
    page = Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": pages_of(page, Choices(request.GET, {})),
        "today": timezone.localdate(),
        "may_add": request.user.has_perm(ADD),
    }
    return render(request, "lms_courses/classes/cohorts.html", context)


@require_safe
@in_site_time
def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a cohort."""
    rows = Cohort.objects.visible_for(request.user).select_related("course")
    return show_cohort(request, get_object_or_404(rows, pk=pk), PeopleForm())


def show_cohort(
    request: HttpRequest, found: Cohort, form: PeopleForm, **more: Any
) -> HttpResponse:
    """Show a cohort, with what was filled in and could not be taken."""
    user, now = request.user, timezone.now()
    may_run = Cohort.objects.run_by(user).filter(pk=found.pk).exists()
    sessions = found.sessions.select_related("trainer", "cohort")
    members = found.members.present().select_related("person__staff_profile__team")
    week = found.week_of(timezone.localdate(now))
    context = {
        "cohort": found,
        "rows": with_marks(sessions, user),
        "phases": [
            (each, each.first_week <= week <= each.last_week)
            for each in found.phases.all()
        ],
        "week": week,
        "trainers": found.trainers.all(),
        "members": members
        if may_run or user.has_perm("lms_courses.view_cohort")
        else [],
        "may_run": may_run,
        "may_see": user.has_perm("lms_courses.view_cohort") or may_run,
        "form": form,
        "taken_up": CohortIssue.objects.filter(planned_in=found).select_related(
            "cohort"
        ),
        "may_bring_up": may_run
        or found.members.learning().filter(person=user.pk).exists(),
        "now": now,
        **more,
    }
    return render(request, "lms_courses/classes/cohort.html", context)


@require_safe
@in_site_time
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one class."""
    return show_session(request, session_seen(request, pk))


def show_session(request: HttpRequest, found: ClassSession) -> HttpResponse:
    """Show one class to whoever sees it."""
    user, now = request.user, timezone.now()
    is_expected = any(m.person_id == user.pk for m in expected_at(found))
    opens, closes = window_of(found)
    may_run = ClassSession.objects.run_by(user).filter(pk=found.pk).exists()
    apologies = found.apologies.select_related("person")
    own = Attendance.objects.filter(session=found, person=user.pk).first()
    context = {
        "session": found,
        "own": own,
        "is_expected": is_expected,
        "is_open": is_open(found, now),
        "is_over": found.is_over(now),
        "is_begun": found.starts_at <= now,
        "is_weekend": is_weekend(found.starts_at),
        "opens": opens,
        "closes": closes,
        "materials": links_of(map(Target.named, found.materials), user).values(),
        "may_run": may_run,
        "may_bring_up": may_run or is_expected,
        "may_plan": Cohort.objects.run_by(user).filter(pk=found.cohort_id).exists(),
        "apology": apologies.filter(person=user.pk).first() if is_expected else None,
        "apologies": apologies if may_run else [],
        "same_room": rooms_taken(found) if may_run and not found.cancelled_at else [],
    }
    return render(request, "lms_courses/classes/session.html", context)
