"""A pair: its weeks, what the two write, the plan, and how it ends."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.models.periods import site_day
from knowledge_base.views.choices import Choices, pages_of
from lms.extensions import activity_types
from lms.plugins import plugin_settings
from lms.posting import key_of, text_of
from plugins.mentoring.enums import PairState
from plugins.mentoring.exceptions import MentoringError
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
from plugins.mentoring.services.leaving import (
    is_settled,
    may_excuse,
    note_leave,
    take_back_leave,
)
from plugins.mentoring.services.pairing import close_pair, hand_over
from plugins.mentoring.services.planning import add_step, may_plan, remove_step, tick
from plugins.mentoring.services.sampling import review_to_sample, samples_of_pairs
from plugins.mentoring.services.suggesting import suggest_mentors
from plugins.mentoring.services.writing import (
    comment,
    give_service_review,
    keep_review,
    may_read_service_review,
    observe,
    reply,
)
from plugins.mentoring.views.strips import strip_of

PAGE_SIZE = 12
MOST_SHOWN = 31
Take = Callable[[HttpRequest, Pair, Mapping[str, Any]], object]


def _row(request: HttpRequest, name: str, rows: Any) -> Any:
    """Return the row of a pair that is named; raises Http404 for another's."""
    return get_object_or_404(rows, pk=key_of(request.POST.get(name, "")))


def _observe(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    row = None
    if request.POST.get("observation"):
        row = _row(request, "observation", pair.observations)
    observe(
        pair=pair,
        user=request.user,
        seen_on=known["seen_on"],
        words={"behaviors": known["behaviors"], "advice": known["advice"]},
        now=timezone.now(),
        key=row and row.pk,
    )


def _reply(request: HttpRequest, pair: Pair, _known: Mapping[str, Any]) -> None:
    row = _row(request, "observation", pair.observations)
    reply(observation=row, user=request.user, text=text_of(request, "reply"), now=timezone.now())  # fmt: skip


def _review(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    values = {name: value for name, value in known.items() if name != "day"}
    keep_review(pair=pair, user=request.user, day=known["day"], values=values, now=timezone.now())  # fmt: skip


def _comment(request: HttpRequest, pair: Pair, _known: Mapping[str, Any]) -> None:
    row = _row(request, "review", pair.reviews)
    comment(review=row, user=request.user, text=text_of(request, "comment"), now=timezone.now())  # fmt: skip


def _give(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    give_service_review(pair=pair, user=request.user, values=known, now=timezone.now())


def _plan(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    add_step(pair=pair, user=request.user, **known)


def _tick(*, is_done: bool) -> Take:
    def take(request: HttpRequest, pair: Pair, _known: Mapping[str, Any]) -> None:
        row = _row(request, "step", pair.steps)
        tick(step=row, user=request.user, is_done=is_done, now=timezone.now())

    return take


def _remove(request: HttpRequest, pair: Pair, _known: Mapping[str, Any]) -> None:
    remove_step(step=_row(request, "step", pair.steps), user=request.user)


def _away(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    note_leave(
        pair=pair,
        user=request.user,
        side=known["side"],
        days=(known["first_day"], known["last_day"]),
        reason=known["reason"],
        now=timezone.now(),
    )


def _back(request: HttpRequest, pair: Pair, _known: Mapping[str, Any]) -> None:
    row = _row(request, "leave", pair.leaves)
    take_back_leave(leave=row, user=request.user, now=timezone.now())


def _close(state: PairState) -> Take:
    def take(request: HttpRequest, pair: Pair, _known: Mapping[str, Any]) -> None:
        words = text_of(request, "words")
        close_pair(pair=pair, state=state, words=words, user=request.user, now=timezone.now())  # fmt: skip

    return take


def _hand_over(request: HttpRequest, pair: Pair, known: Mapping[str, Any]) -> None:
    hand_over(pair=pair, user=request.user, now=timezone.now(), **known)


STEPS: Mapping[str, tuple[Take, Any]] = {
    "observe": (_observe, gettext_lazy("The observation is kept; your apprentice is told.")),
    "reply": (_reply, gettext_lazy("Your reply is kept; your mentor is told.")),
    "review": (_review, gettext_lazy("Your self-review is kept.")),
    "comment": (_comment, gettext_lazy("Your comment is kept; your apprentice is told.")),
    "serve": (_give, gettext_lazy("Thank you. Your mentor reads it when the pair is over.")),
    "plan": (_plan, gettext_lazy("The step is in the plan.")),
    "tick": (_tick(is_done=True), gettext_lazy("The step is done.")),
    "untick": (_tick(is_done=False), gettext_lazy("The step is open again.")),
    "remove": (_remove, gettext_lazy("The step is out of the plan.")),
    "away": (_away, gettext_lazy("The leave is noted; a week with most days on leave is excused.")),
    "back": (_back, gettext_lazy("The leave is taken back.")),
    "pass": (_close(PairState.PASSED), gettext_lazy("Passed; both are told.")),
    "end": (_close(PairState.ENDED), gettext_lazy("The pair is ended; both are told.")),
    "hand-over": (_hand_over, gettext_lazy("Handed over; what was written stays.")),
}  # fmt: skip
FORMS: Mapping[str, Any] = {
    "observe": ObservationForm,
    "review": ReviewForm,
    "serve": ServiceReviewForm,
    "plan": StepForm,
    "away": LeaveForm,
    "hand-over": HandOverForm,
}


@require_safe
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a pair to the two, to whoever keeps pairs, and to a mentor who took over."""
    return _show(request, _pair(request, pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Do one thing about a pair; what was written stays when it is refused."""
    row = _pair(request, pk)
    if step not in STEPS:
        raise Http404
    take, done = STEPS[step]
    form = _form(row, step, request.POST) if step in FORMS else None
    if form is not None and not form.is_valid():
        return _show(request, row, step, form)
    try:
        take(request, row, form.cleaned_data if form else {})
    except MentoringError as error:
        messages.error(request, str(error))
        return _show(request, row, step, form)
    messages.success(request, str(done))
    return redirect(row)


def _pair(request: HttpRequest, pk: int) -> Pair:
    rows = Pair.objects.visible_for(request.user)
    return get_object_or_404(rows, pk=pk)


def _form(row: Pair, name: str, data: Any = None) -> Any:
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


def _show(
    request: HttpRequest, row: Pair, tried: str = "", tried_form: Any = None
) -> HttpResponse:
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
        name.replace("-", "_"): tried.get(name) or _form(row, name)
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
