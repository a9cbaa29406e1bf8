"""All pairs: who learns from whom, who is behind, who has no mentor yet."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.models.periods import site_day
from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.notifications import is_here
from lms.posting import key_of
from plugins.mentoring.exceptions import MentoringError
from plugins.mentoring.forms import PairForm, PlanForm
from plugins.mentoring.models import KEEP, Pair
from plugins.mentoring.services.figures import (
    Weeks,
    figures_of_mentors,
    newcomers_without_mentor,
    weeks_of_pairs,
)
from plugins.mentoring.services.pairing import change_pair, most_apprentices, pair_up
from plugins.mentoring.services.sampling import samples_of_pairs
from plugins.mentoring.services.suggesting import suggest_mentors
from plugins.mentoring.views.strips import strip_of

PAGE_SIZE = 20
MOST_NEWCOMERS = 20
SHOWN = {
    "running": pgettext_lazy("pairs", "Under way"),
    "behind": pgettext_lazy("pairs", "Behind with observations"),
    "unsampled": pgettext_lazy("pairs", "Self-reviews without a word"),
    "undecided": pgettext_lazy("pairs", "To be decided"),
    "over": pgettext_lazy("pairs", "Over"),
}
COLUMNS = {
    "mentor_name": gettext_lazy("mentor"),
    "apprentice_name": gettext_lazy("apprentice"),
    "direction": gettext_lazy("direction"),
    "starts_on": pgettext_lazy("pair", "from"),
    "ends_on": pgettext_lazy("pair", "until"),
    "get_state_display": pgettext_lazy("pair", "state"),
    "closed_on": pgettext_lazy("pair", "closed on"),
    "kept": gettext_lazy("weeks kept"),
    "late": gettext_lazy("weeks written late"),
    "missing": gettext_lazy("weeks missing"),
    "excused": gettext_lazy("weeks excused"),
    "reviewed": gettext_lazy("weeks with self-reviews"),
    "sampled": gettext_lazy("of them with a comment"),
}
MENTOR_COLUMNS = {
    "person": gettext_lazy("mentor"),
    "running": gettext_lazy("apprentices now"),
    "pairs": gettext_lazy("apprentices in all"),
    "passed": pgettext_lazy("apprentices", "passed"),
    "percent": gettext_lazy("weeks kept, %"),
    "results": gettext_lazy("results of apprentices"),
    "score": gettext_lazy("score"),
}


@require_safe
@permission_required(KEEP, raise_exception=True)
def pairs(request: HttpRequest) -> HttpResponseBase:
    """List pairs, those of one kind, or hand them out as a table."""
    today = site_day(timezone.now())
    choices = Choices(request.GET, {"show": SHOWN}, always={"show": "running"})
    running = [*Pair.objects.running().order_by("ends_on", "pk")]
    weeks = weeks_of_pairs(running, today)
    samples = samples_of_pairs(running, weeks, today)
    known: dict[str, Any] = {
        "running": running,
        "behind": sorted(
            (pair for pair in running if weeks[pair.pk].missing),
            key=lambda pair: -weeks[pair.pk].missing,
        ),
        "unsampled": [pair for pair in running if samples[pair.pk].missed],
        "undecided": [pair for pair in running if _waits(pair, today)],
        "over": Pair.objects.over().order_by("-closed_on", "-pk"),
    }
    wanted = known[choices["show"]]
    if kind := wanted_format(request):
        return _table(wanted, weeks_of_pairs(wanted, today), kind, today)
    page = Paginator(wanted, PAGE_SIZE).get_page(request.GET.get("page"))
    if choices["show"] == "over":
        weeks = weeks_of_pairs(page.object_list, today)
    counts = {name: len(known[name]) for name in SHOWN if name != "over"}
    context = {
        "rows": [(pair, strip_of(weeks[pair.pk])) for pair in page.object_list],
        "pages": pages_of(page, choices),
        "options": choices.shown(counts),
        "newcomers": newcomers_without_mentor(today)[:MOST_NEWCOMERS],
        "export": f"{choices.address(show=choices['show'])}&export=".replace("?&", "?"),
        "today": today,
    }
    return render(request, "lms_mentoring/pairs.html", context)


def _waits(pair: Pair, today: date) -> bool:
    """Tell whether somebody has to decide: the time is over, or one of the two has left."""
    both = (pair.mentor, pair.apprentice)
    now = timezone.now()
    is_left = any(person is None or not is_here(person, now) for person in both)
    return is_left or pair.ends_on < today


def _table(
    rows: Any, weeks: dict[int, Weeks], kind: str, today: date
) -> HttpResponseBase:
    samples = samples_of_pairs(rows, weeks, today)
    accessors = {
        "kept": lambda pair: weeks[pair.pk].kept,
        "late": lambda pair: weeks[pair.pk].late,
        "missing": lambda pair: weeks[pair.pk].missing,
        "excused": lambda pair: weeks[pair.pk].excused,
        "reviewed": lambda pair: samples[pair.pk].over,
        "sampled": lambda pair: samples[pair.pk].taken,
    }
    name = f"pairs-{today}"
    return as_table(rows, columns=COLUMNS, name=name, kind=kind, accessors=accessors)


@require_safe
@permission_required(KEEP, raise_exception=True)
def mentors(request: HttpRequest) -> HttpResponseBase:
    """Show what mentors have achieved, the best first, or hand it out as a table."""
    today = site_day(timezone.now())
    now = timezone.now()
    rows = [each for each in figures_of_mentors(today) if is_here(each.person, now)]
    if kind := wanted_format(request):
        name = f"mentors-{today}"
        return as_table(rows, columns=MENTOR_COLUMNS, name=name, kind=kind)
    choices = Choices(request.GET, {})
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "pages": pages_of(page, choices),
        "most": most_apprentices(),
    }
    return render(request, "lms_mentoring/mentors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Make a pair; "find" puts the mentors into another order and keeps what is typed."""
    now = timezone.now()
    typed = request.POST or request.GET
    suggestions = suggest_mentors(
        direction=typed.get("direction", ""),
        besides=[key_of(typed.get("apprentice", ""))],
        today=site_day(now),
        now=now,
    )
    is_sent = request.method == "POST" and "find" not in request.POST
    form = PairForm(
        request.POST if is_sent else None,
        suggestions=suggestions,
        today=site_day(now),
        initial=typed.dict(),
    )
    if form.is_valid():
        try:
            pair = pair_up(
                mentor=form.cleaned_data["mentor"],
                apprentice=form.cleaned_data["apprentice"],
                plan=form.plan(),
                user=request.user,
                now=now,
            )
        except MentoringError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The pair begins; both are told."))
            return redirect(pair)
    full = [each for each in suggestions if each.is_full]
    context = {"form": form, "full": full, "has_mentors": bool(suggestions)}
    return render(request, "lms_mentoring/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(KEEP, raise_exception=True)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a pair is for, and how long it lasts."""
    pair = get_object_or_404(Pair, pk=pk)
    form = PlanForm(request.POST or None, instance=pair)
    if form.is_valid():
        try:
            change_pair(
                pair=pair, plan=form.plan(), user=request.user, now=timezone.now()
            )
        except MentoringError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The pair is changed."))
            return redirect(pair)
    return render(request, "lms_mentoring/change.html", {"form": form, "pair": pair})
