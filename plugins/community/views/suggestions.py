"""Suggestions: the list, and the form for a new one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from knowledge_base.views.choices import Choices, pages_of
from plugins.community.enums import Area
from plugins.community.exceptions import CommunityError
from plugins.community.forms import SuggestionForm
from plugins.community.models import Suggestion
from plugins.community.models.suggestion import UNANSWERED
from plugins.community.services.suggesting import change, limit, suggest

PAGE_SIZE = 20
LONGEST_WORDS = 60
SHOWN = {
    "all": pgettext_lazy("suggestions", "All"),
    "waiting": pgettext_lazy("suggestions", "To be answered"),
    "overdue": pgettext_lazy("suggestions", "Overdue"),
    "accepted": pgettext_lazy("suggestions", "Accepted"),
    "done": pgettext_lazy("suggestions", "Done"),
    "declined": pgettext_lazy("suggestions", "Declined"),
    "mine": pgettext_lazy("suggestions", "Mine"),
    "supported": pgettext_lazy("suggestions", "I support"),
}
ORDERS = {
    "newest": pgettext_lazy("suggestions", "Newest"),
    "support": pgettext_lazy("suggestions", "Most supported"),
}


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """List suggestions, the newest or the most supported first."""
    words = request.GET.get("words", "").replace("\0", "").strip()[:LONGEST_WORDS]
    asked = request.GET.copy()
    asked["words"] = words
    choices = Choices(
        asked,
        {
            "show": SHOWN,
            "area": dict(Area.choices),
            "order": ORDERS,
            "words": {words: words},
        },
        always={"show": "all", "order": "newest"},
    )
    rows = _rows(choices, request.user)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "rows": [_shown(row, request, today) for row in page.object_list],
        "total": page.paginator.count,
        "pages": pages_of(page, choices),
        "options": choices.shown({}),
        "words": words,
        "hidden": {n: choices[n] for n in ("show", "area", "order") if choices[n]},
        "is_narrowed": bool(words or choices["area"] or choices["show"] != "all"),
    }
    return render(request, "lms_community/suggestions.html", context)


def _rows(choices: Choices, user: Any) -> Any:
    rows = Suggestion.objects.visible_for(user).counted(user)
    for word in choices["words"].split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(problem__icontains=word)
            | Q(idea__icontains=word)
            | Q(benefit__icontains=word)
        )
    if choices["area"]:
        rows = rows.filter(area=choices["area"])
    rows = _narrowed(rows, choices["show"], user)
    if choices["order"] == "support":
        return rows.order_by("-supporters", "-suggested_at", "-pk")
    return rows


def _narrowed(rows: Any, show: str, user: Any) -> Any:
    if show == "mine":
        return rows.filter(suggested_by=user)
    rows = rows.exclude(state="withdrawn")
    if show == "all":
        return rows.exclude(state="merged")
    if show == "waiting":
        return rows.filter(state__in=UNANSWERED)
    if show == "overdue":
        return rows.overdue(timezone.localdate())
    if show == "supported":
        return rows.filter(is_supported=True)
    return rows.filter(state=show)


def _shown(row: Suggestion, request: HttpRequest, today: Any) -> dict[str, Any]:
    user: Any = request.user
    return {
        "row": row,
        "is_overdue": row.is_overdue_on(today),
        "author": row.suggested_by if row.may_know_author(user) else None,
        "is_mine": row.is_by(user),
        "may_support": row.may_be_supported_by(user),
        "next": f"{request.get_full_path()}#suggestion-{row.pk}",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a suggestion."""
    form = SuggestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = suggest(values=form.cleaned_data, user=request.user, now=timezone.now())
        messages.success(request, _("Thank you. You are told as soon as it goes on."))
        return redirect(row)
    context = {"form": form, "days": limit("answer_days")}
    return render(request, "lms_community/suggestion_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own suggestion while nobody has looked at it."""
    row = get_object_or_404(Suggestion, pk=pk, suggested_by=request.user)
    if row.state != "new":
        raise Http404
    form = SuggestionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            change(
                suggestion=row,
                values=form.cleaned_data,
                user=request.user,
                now=timezone.now(),
            )
        except CommunityError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Changed."))
            return redirect(row)
    context = {"form": form, "suggestion": row}
    return render(request, "lms_community/suggestion_form.html", context)
