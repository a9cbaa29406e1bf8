"""The register of risks: matrix, list, a risk with its history; the post."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.people.display import display_name
from lms.plugins import plugin_settings
from lms.posting import key_of
from plugins.archives.enums import RiskKind, RiskState
from plugins.archives.exceptions import ArchiveError, ChangedMeanwhileError
from plugins.archives.forms.risks import MeasureForm, PostForm, RiskForm
from plugins.archives.models import WORST, Measure, Post, Risk, RiskChange
from plugins.archives.models.risk import level_of
from plugins.archives.services import risks as services
from plugins.archives.views.months import keeper

PAGE_SIZE = 30
_MOST_AHEAD = 3650  # days: a setting that says more would leave the calendar
SHOWN = {
    "open": pgettext_lazy("risks", "Open"),
    "due": pgettext_lazy("risks", "To be looked at"),
    "closed": pgettext_lazy("risks", "Closed"),
}
COLUMNS = {
    "title": pgettext_lazy("risk", "title"),
    "get_kind_display": pgettext_lazy("risk", "kind"),
    "likelihood": pgettext_lazy("risk", "likelihood"),
    "effect": pgettext_lazy("risk", "effect"),
    "product": pgettext_lazy("risk", "product"),
    "owner": pgettext_lazy("risk", "owner"),
    "look_on": pgettext_lazy("risk", "looked at next on"),
    "get_state_display": pgettext_lazy("risk", "state"),
    "text": pgettext_lazy("risk", "what may happen"),
}
MORE = {
    services.MEASURE: gettext_lazy("Measure added"),
    services.TICKED: gettext_lazy("Measure ticked off"),
    services.REOPENED: gettext_lazy("Measure open again"),
}
CHOICES = {"kind": dict(RiskKind.choices), "state": dict(RiskState.choices)}


@require_safe
@keeper
def risks(request: HttpRequest) -> HttpResponseBase:
    """Show the matrix of what is open, and the list."""
    today = timezone.localdate()
    of_five = {str(n): n for n in range(1, WORST + 1)}
    known: dict[str, dict[str, Any]] = {
        "show": SHOWN,
        "kind": dict(RiskKind.choices),
        "likelihood": of_five,
        "effect": of_five,
    }
    choices = Choices(request.GET, known, always={"show": "open"})
    all_rows = Risk.objects.select_related("owner")
    shown = {
        "open": all_rows.open(),
        "due": all_rows.due(today),
        "closed": all_rows.filter(state=RiskState.CLOSED),
    }
    narrow = [name for name in known if name != "show" and choices[name]]
    rows = shown[choices["show"]].filter(**{name: choices[name] for name in narrow})
    if kind := wanted_format(request):
        return as_table(rows, columns=COLUMNS, name=f"risks-{today}", kind=kind)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    options = choices.shown({"due": shown["due"].order_by().count()})
    context = {
        "rows": [(row, row.look_on <= today and not row.is_closed) for row in page.object_list],
        "matrix": _matrix(choices),
        "pages": pages_of(page, choices),
        "options": options,
        "is_narrowed": bool(narrow) or choices["show"] != "open",
        "cell": bool(choices["likelihood"] or choices["effect"]),
        "export": f"{choices.address()}&export=".replace("?&", "?"),
        "post": Post.objects.filter(is_held=True).select_related("person").first(),
    }  # fmt: skip
    return render(request, "lms_archives/risks.html", context)


def _matrix(choices: Choices) -> list[tuple[int, list[dict[str, Any]]]]:
    """Return the rows, the likeliest first, each with five cells of how many are open."""
    pairs = [*Risk.objects.open().values_list("likelihood", "effect")]
    return [
        (
            likelihood,
            [
                {
                    "number": pairs.count((likelihood, effect)),
                    "effect": effect,
                    "level": level_of(likelihood, effect),
                    "url": choices.address(show="open", kind="", likelihood=likelihood, effect=effect),
                }
                for effect in range(1, WORST + 1)
            ],
        )
        for likelihood in range(WORST, 0, -1)
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@keeper
def new(request: HttpRequest) -> HttpResponse:
    """Write down a risk."""
    today = timezone.localdate()
    days = int(plugin_settings("lms_archives")["look_days"])
    ahead = timedelta(days=max(0, min(days, _MOST_AHEAD)))
    form = RiskForm(
        request.POST or None, today=today, initial={"look_on": today + ahead}
    )
    if request.method == "POST" and form.is_valid():
        row = services.add_risk(risk=form.instance, user=request.user, now=timezone.now())  # fmt: skip
        messages.success(request, _("The risk is kept; its owner is told."))
        return redirect(row)
    return render(request, "lms_archives/new_risk.html", {"form": form})


@require_safe
@keeper
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a risk, its measures and its history."""
    return _show(request, _risk(pk))


def _risk(pk: int) -> Risk:
    return get_object_or_404(Risk.objects.select_related("owner"), pk=pk)


def _show(request: HttpRequest, row: Risk, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    measures = row.measures.select_related("done_by")
    context = {
        "risk": row,
        "is_due": row.look_on <= today and not row.is_closed,
        "measures": [(each, not each.done_at and each.due_on < today) for each in measures],
        "form": forms.get("form") or RiskForm(instance=_risk(row.pk), today=today),
        "measure_form": forms.get("measure") or MeasureForm(auto_id="measure-%s"),
        "seen": forms.get("seen", row.version),
        "is_stale": forms.get("is_stale", False),
        "history": _history(row),
    }  # fmt: skip
    return render(request, "lms_archives/risk.html", context)


def _history(row: Risk) -> list[tuple[RiskChange, list[tuple[str, str, str]]]]:
    changes = [*row.changes.select_related("by")]
    keys = {
        field[side]
        for change in changes
        for field in change.fields
        for side in ("before", "after")
        if field["name"] == "owner" and field[side]
    }
    people = {p.pk: p for p in get_user_model()._default_manager.filter(pk__in=keys)}
    return [(c, [_told(field, people) for field in c.fields]) for c in changes]


def _told(field: dict[str, Any], people: dict[Any, Any]) -> tuple[str, str, str]:
    name = field["name"]
    if name in MORE:
        return str(MORE[name]), "", str(field["after"])
    label = RiskForm.base_fields[name].label

    def text(value: Any) -> str:
        if name == "owner":
            return display_name(people[value]) if value in people else "—"
        if name == "look_on":
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        return str(CHOICES.get(name, {}).get(value, value))

    return str(label), text(field["before"]), text(field["after"])


@require_POST
@keeper
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Change a risk, add a measure, tick one off."""
    row = _risk(pk)
    act: dict[str, Any] = {"user": request.user, "now": timezone.now()}
    today = timezone.localdate()
    if step == "change":
        form = RiskForm(request.POST, instance=_risk(pk), today=today)
        seen = key_of(request.POST.get("seen", ""))
        if not form.is_valid():
            return _show(request, row, form=form, seen=seen)
        words = form.cleaned_data.pop("words")
        try:
            services.change_risk(risk=row, values=form.cleaned_data, words=words, seen=seen, **act)  # fmt: skip
        except ChangedMeanwhileError as error:
            messages.error(request, str(error))
            return _show(request, _risk(pk), form=form, is_stale=True)
        messages.success(request, _("The risk is kept, with what changed."))
    elif step == "measure":
        measure = MeasureForm(request.POST, auto_id="measure-%s")
        if not measure.is_valid():
            return _show(request, row, measure=measure)
        services.add_measure(risk=row, **measure.cleaned_data, **act)
        messages.success(request, _("The measure is kept."))
    elif step in {"tick", "untick"}:
        key = key_of(request.POST.get("measure", ""))
        found = get_object_or_404(Measure, risk=row, pk=key)
        services.tick(measure=found, is_done=step == "tick", **act)
        messages.success(request, _("Noted."))
    else:
        raise Http404
    return redirect(row)


@require_http_methods(["GET", "HEAD", "POST"])
@keeper
def post(request: HttpRequest) -> HttpResponse:
    """Show who supervises quality and who did before; name somebody else."""
    rows = [*Post.objects.select_related("person", "named_by")]
    held = next((row for row in rows if row.is_held), None)
    initial = {"person": held.person_id, "duties": held.duties} if held else {}
    form = PostForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.fill_post(user=request.user, now=timezone.now(), **form.cleaned_data)  # fmt: skip
        except ArchiveError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The post is filled."))
            return redirect("lms_archives:post")
    context = {"rows": rows, "held": held, "form": form}
    return render(request, "lms_archives/post.html", context)
