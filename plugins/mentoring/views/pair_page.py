"""The page of a pair: its weeks, what the two wrote, the plan, and what may be done."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge_base.models.periods import site_day
from knowledge_base.views.choices import Choices, pages_of
from lms.extensions import activity_types
from lms.plugins import plugin_settings
from plugins.mentoring.forms import (
    HandOverForm,
    LeaveForm,
    ObservationForm,
    ReviewForm,
    ServiceReviewForm,
    StepForm,
)
from plugins.mentoring.models import KEEP, Pair
from plugins.mentoring.services.figures import weeks_of_pairs
from plugins.mentoring.services.leaving import is_settled, may_excuse
from plugins.mentoring.services.planning import may_plan
from plugins.mentoring.services.sampling import review_to_sample, samples_of_pairs
from plugins.mentoring.services.suggesting import suggest_mentors
from plugins.mentoring.services.writing import may_read_service_review
from plugins.mentoring.views.strips import strip_of

PAGE_SIZE = 12
MOST_SHOWN = 31
FORMS: Mapping[str, Any] = {
    "observe": ObservationForm,
    "review": ReviewForm,
    "serve": ServiceReviewForm,
    "plan": StepForm,
    "away": LeaveForm,
    "hand-over": HandOverForm,
}


def form_of(row: Pair, name: str, data: Any = None) -> Any:
    """Return the form of a step, filled in or not."""
    now = timezone.now()
    today = site_day(now)
    if name == "hand-over":
        offered = suggest_mentors(
            direction=row.direction,
            besides=[row.mentor_id, row.apprentice_id],
            today=today,
            now=now,
        )
        return HandOverForm(data, suggestions=offered, auto_id="hand-%s")
    initial = {"seen_on": today, "day": today, "first_day": today}
    return FORMS[name](data, initial=initial, auto_id=f"{name}-%s")


RIGHTS = {
    "observe": "observe",
    "review": "review",
    "serve": "serve",
    "plan": "plan",
    "away": "excuse",
    "hand-over": "keep",
}
"""What may be filled in, and the right that it takes."""


def show_pair(
    request: HttpRequest, row: Pair, tried: str = "", tried_form: Any = None
) -> HttpResponse:
    """Show a pair; `tried` is a step that was refused, with what was filled in."""
    user: Any = request.user
    may = _rights(row, user)
    today = site_day(timezone.now())
    choices = Choices(request.GET, {})
    page = Paginator(row.observations.all(), PAGE_SIZE).get_page(request.GET.get("page"))  # fmt: skip
    days = int(plugin_settings("lms_mentoring")["review_days"])
    weeks = weeks_of_pairs([row], today)
    samples = samples_of_pairs([row], weeks, today)[row.pk]
    reviews = [*row.reviews.all()[:MOST_SHOWN]]
    reads = may_read_service_review(row, user)
    context = {
        "pair": row,
        "before": _before(row, user),
        "may": may,
        "forms": _forms(row, may, {tried: tried_form}),
        "strip": strip_of(weeks[row.pk]),
        "observations": page.object_list,
        "pages": pages_of(page, choices),
        "here": f"?page={page.number}" if page.number > 1 else "",
        "reviews": reviews,
        "samples": samples,
        "pick": review_to_sample(reviews, samples) if may["comment"] else None,
        "review_until": row.reviews_until(days) if days else None,
        "leaves": [
            (each, may["excuse"] and not is_settled(row, user, each.first_day, today))
            for each in row.leaves.select_related("said_by")
        ],
        "steps": [(each, each.is_late_on(today)) for each in row.steps.all()],
        "service_review": getattr(row, "service_review", None) if reads else None,
        "results": _results(row),
        "tried": tried,
        "typed": request.POST,
        "today": today,
        "is_time_over": row.is_running and row.ends_on < today,
    }
    return render(request, "lms_mentoring/pair.html", context)


def _forms(
    row: Pair, may: Mapping[str, bool], tried: Mapping[str, Any]
) -> dict[str, Any]:
    """Return a form for each thing that may be done; one that was tried as it was."""
    return {
        name.replace("-", "_"): tried.get(name) or form_of(row, name)
        for name, right in RIGHTS.items()
        if may[right]
    }


def _before(row: Pair, user: Any) -> Pair | None:
    """Return the pair that this one continues, if the person may read it."""
    return Pair.objects.visible_for(user).filter(pk=row.continues_id).first()


def _rights(row: Pair, user: Any) -> dict[str, bool]:
    """Return what somebody may do about a pair now."""
    is_mentor, is_apprentice = user.pk == row.mentor_id, user.pk == row.apprentice_id
    is_on = row.is_running
    is_other = not (is_mentor or is_apprentice)
    return {
        "observe": is_mentor and is_on,
        "reply": is_apprentice and is_on,
        "review": is_apprentice and is_on,
        "comment": is_mentor and is_on,
        "serve": is_apprentice and not hasattr(row, "service_review"),
        "plan": is_on and may_plan(row, user),
        "excuse": is_on and may_excuse(row, user),
        "keep": is_on and is_other and user.has_perm(KEEP),
        "is_mentor": is_mentor,
        "is_apprentice": is_apprentice,
    }


def _results(row: Pair) -> list[tuple[Any, Any]]:
    """Return what the apprentice achieved, each with its name and day."""
    found = []
    for each in row.results.all()[:MOST_SHOWN]:
        kind = activity_types.get(each.activity)
        found.append((kind.label if kind else _("Something passed"), each.achieved_at))
    return found
