"""Planning: cohorts, their people, their timetable."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.display import display_name
from lms.plugins import plugin_settings
from plugins.courses.exceptions import ClassChangedError, ClassError
from plugins.courses.forms.classes import ClassForm, TimetableForm
from plugins.courses.forms.cohorts import CohortForm, PeopleForm, catching_up
from plugins.courses.forms.fields import key_of
from plugins.courses.models import ClassSession, Cohort, CohortMember
from plugins.courses.services.classes.cohorts import (
    ADD,
    add_members,
    keep_cohort,
    remove_member,
)
from plugins.courses.services.classes.figures import behind
from plugins.courses.services.classes.issues import carry_over
from plugins.courses.services.classes.timetable import (
    cancel_class,
    change_class,
    heavy_weeks,
    is_weekend,
    restore_class,
    rooms_taken,
    save_classes,
    taken_at,
    version_of,
)
from plugins.courses.views.classes.explaining import explain, shown_time
from plugins.courses.views.classes.frame import (
    cohort_to_run,
    in_site_time,
    session_to_run,
)
from plugins.courses.views.classes.timetables import show_cohort

WRITES = require_http_methods(["GET", "HEAD", "POST"])


@WRITES
@in_site_time
def new_cohort(request: HttpRequest) -> HttpResponse:
    """Plan a cohort."""
    if not request.user.has_perm(ADD):
        raise PermissionDenied
    key = key_of(request.GET.get("after", ""))
    if not key:
        return _edit(request, Cohort())
    seen = Cohort.objects.visible_for(request.user).select_related("course")
    return _edit(request, Cohort(), after=get_object_or_404(seen, pk=key))


@WRITES
@in_site_time
def edit_cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a cohort."""
    return _edit(request, cohort_to_run(request, pk))


def _edit(
    request: HttpRequest, row: Cohort, after: Cohort | None = None
) -> HttpResponse:
    """Fill in a cohort; one after another one takes in who has to catch up there."""
    people = behind(after, timezone.localdate()) if after else []
    initial = catching_up(after) if after else {}
    form = CohortForm(request.POST or None, instance=row, user=request.user, initial=initial)  # fmt: skip
    if form.is_valid():
        now = timezone.now()
        found = keep_cohort(
            cohort=form.instance,
            trainers=form.cleaned_data["trainers"],
            spans=form.cleaned_data["phases"],
            user=request.user,
            now=now,
        )
        messages.success(request, _("The cohort is saved."))
        issues = form.cleaned_data.get("issues", ())
        carry_over(cohort=found, issues=issues, user=request.user, now=now)
        _take_in(request, found, people)
        return redirect(found)
    context = {"form": form, "cohort": row if row.pk else None, "people": people}
    return render(request, "lms_courses/classes/edit_cohort.html", context)


def _take_in(request: HttpRequest, cohort: Cohort, people: list[Any]) -> None:
    """Add who has to catch up; where there are too few places, the cohort is there all the same."""
    if not people:
        return
    try:
        _say_added(request, add_members(cohort=cohort, people=people, now=timezone.now()))  # fmt: skip
    except ClassError as error:
        messages.error(request, explain(error))


@require_POST
@in_site_time
def add_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Add people and teams to a cohort."""
    cohort, form = cohort_to_run(request, pk), PeopleForm(request.POST)
    if form.is_valid():
        try:
            added = add_members(cohort=cohort, people=form.people(), now=timezone.now())
        except ClassError as error:
            form.add_error(None, explain(error))
        else:
            _say_added(request, added)
            return redirect(f"{cohort.get_absolute_url()}#people")
    return show_cohort(request, cohort, form)


def _say_added(request: HttpRequest, added: list[CohortMember]) -> None:
    waiting = sum(row.is_waiting for row in added)
    text = ngettext("%(n)d person joined.", "%(n)d people joined.", len(added) - waiting)  # fmt: skip
    messages.success(request, text % {"n": len(added) - waiting})
    if waiting:
        text = ngettext(
            "%(n)d person is on the waiting list.",
            "%(n)d people are on the waiting list.",
            waiting,
        )
        messages.warning(request, text % {"n": waiting})


@require_POST
@in_site_time
def remove_person(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take somebody out of a cohort; adding them again brings everything back."""
    cohort = cohort_to_run(request, pk)
    member = get_object_or_404(cohort.members.select_related("person"), pk=key)
    remove_member(member=member, now=timezone.now())
    said = _("%(name)s has left the cohort; the marks stay. To take it back, add the person again.")  # fmt: skip
    messages.success(request, said % {"name": display_name(member.person)})
    return redirect(f"{cohort.get_absolute_url()}#people")


@WRITES
@in_site_time
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a row of classes: looked at first, then saved."""
    cohort = cohort_to_run(request, pk)
    form = TimetableForm(request.POST or None, cohort=cohort)
    planned: list[ClassSession] = []
    if form.is_valid():
        planned = form.classes()
        if "save" in request.POST:
            try:
                number = save_classes(sessions=planned, now=timezone.now())
            except ClassError as error:
                form.add_error(None, explain(error))
            else:
                text = ngettext("%(n)d class is planned.", "%(n)d classes are planned.", number)  # fmt: skip
                messages.success(request, text % {"n": number})
                return redirect(cohort)
    taken = taken_at(planned)
    context = {
        "cohort": cohort,
        "form": form,
        "rows": [
            {"session": each, "is_weekend": is_weekend(each.starts_at), "taken": found}
            for each, found in zip(planned, taken, strict=True)
        ],
        "heavy": heavy_weeks(cohort, planned),
        "most_minutes": plugin_settings("lms_courses")["most_minutes_a_week"],
        "is_refused": any(each.trainer for each in taken),
    }
    return render(request, "lms_courses/classes/plan.html", context)


@WRITES
@in_site_time
def new_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one class, such as a make-up class."""
    cohort = cohort_to_run(request, pk)
    row = ClassSession(cohort=cohort, kind=request.GET.get("kind", "theory"))
    return _edit_class(request, row)


@WRITES
@in_site_time
def edit_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a class, and move it or it and all later ones."""
    session = session_to_run(request, pk)
    cohort_to_run(request, session.cohort_id)
    return _edit_class(request, session)


def _edit_class(request: HttpRequest, row: ClassSession) -> HttpResponse:
    form = ClassForm(request.POST or None, instance=row, user=request.user)
    seen = version_of(row) if row.pk else ""
    context: dict[str, Any] = {"seen": request.POST.get("seen", seen)}
    if form.is_valid():
        row.materials = form.cleaned_data["links"]
        try:
            _keep(request, row, is_rest=form.cleaned_data.get("is_rest", False))
        except ClassChangedError:
            context |= _both(form, row)
        except ClassError as error:
            form.add_error(None, explain(error))
        else:
            _say_saved(request, row)
            return redirect(row)
    context |= {"form": form, "session": row if row.pk else None, "cohort": row.cohort}
    return render(request, "lms_courses/classes/edit_class.html", context)


def _keep(request: HttpRequest, row: ClassSession, *, is_rest: bool) -> None:
    now = timezone.now()
    if row.pk:
        seen = request.POST.get("seen", "")
        change_class(session=row, is_rest=is_rest, now=now, seen=seen)
    else:
        save_classes(sessions=[row], now=now)


def _both(form: ClassForm, row: ClassSession) -> dict[str, Any]:
    """Return what to show whoever saves after somebody else: both versions, nothing lost."""
    held = ClassSession.objects.select_related("trainer").get(pk=row.pk)
    saved = ClassForm(instance=held, user=form.user)
    names = form.go_on_from(saved)
    words = {
        "kind": held.get_kind_display(),
        "starts_at": shown_time(held.starts_at),
        "trainer": display_name(held.trainer) if held.trainer else "",
    }
    theirs = [(form[n].label, words.get(n, saved.in_browser(n))) for n in names]
    return {"seen": version_of(held), "is_late": True, "theirs": theirs}


def _say_saved(request: HttpRequest, row: ClassSession) -> None:
    messages.success(request, _("The class is saved."))
    for other in rooms_taken(row):
        said = _("“%(title)s” (%(cohort)s) is in the same room at that time.")
        messages.warning(request, said % {"title": other.title, "cohort": other.cohort})


@require_POST
@in_site_time
def class_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Cancel a class, or take that back."""
    session, now = session_to_run(request, pk), timezone.now()
    cohort_to_run(request, session.cohort_id)
    try:
        if step == "cancel":
            reason = request.POST.get("reason", "")[:200]
            cancel_class(session=session, reason=reason, now=now)
            messages.success(request, _("The class is cancelled; its people are told."))
        elif step == "restore":
            restore_class(session=session, now=now)
            messages.success(request, _("The class takes place; its people are told."))
        else:
            raise Http404
    except ClassError as error:
        messages.error(request, explain(error))
    return redirect(session)
