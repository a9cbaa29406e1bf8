"""What readers say back: helpful or not, a mistake, and what became of it."""

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from knowledge_base.enums import Complaint
from knowledge_base.forms import ReportForm, VoteForm
from knowledge_base.models import KnowledgeItem, Report
from knowledge_base.models.feedback_summary import Feedback, feedback_on
from knowledge_base.services.feedback import (
    cast_vote,
    explain_vote,
    report_mistake,
    withdraw_vote,
)
from lms.exports import as_table, wanted_format
from lms.models import SearchWish

_MOST_SHOWN = 100


def feedback_context(feedback: Feedback) -> dict[str, Any]:
    """Return what the components at the end of an item's page need."""
    return {
        "feedback": feedback,
        "complaints": Complaint.choices,
        "blank_fields": _blank_fields(get_language() or ""),
    }


@lru_cache(maxsize=16)
def _blank_fields(_language: str) -> str:
    """Return the form that nobody has filled in yet: the same on each page."""
    fields = [
        render_to_string("components/field.html", {"field": field})
        for field in ReportForm()
    ]
    return mark_safe("".join(fields))  # noqa: S308 (of templates)


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep, change or take back one's vote."""
    item = _readable(request, pk)
    form = VoteForm(request.POST)
    error = "" if form.is_valid() else _("Choose one of them.")
    if not error:
        _keep_vote(item, request.user, form.cleaned_data)
    if _wants_partial(request):
        feedback = feedback_on(item.content, request.user)
        context = {**feedback_context(feedback), "error": error}
        return _partial(request, "helpful", context)
    if error:
        messages.error(request, error)
    else:
        messages.success(request, _("Thank you. That was noted."))
    return redirect(f"{_address(item)}#feedback")


def _keep_vote(item: KnowledgeItem, user: Any, said: dict[str, Any]) -> None:
    what = said["vote"]
    if what == "none":
        withdraw_vote(item=item, user=user)
    elif what == "why":
        reason = {"complaint": said["complaint"], "remark": said["remark"]}
        explain_vote(item=item, user=user, **reason)
    else:
        cast_vote(item=item, user=user, is_helpful=what == "yes")


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a report; show its form on a page of its own where there is no script."""
    item = _readable(request, pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    is_sent = form.is_bound and form.is_valid()
    if is_sent:
        report_mistake(item=item, user=request.user, **form.cleaned_data)
    context = {"item": item, "report_form": form, "is_sent": is_sent}
    if _wants_partial(request):
        context["feedback"] = feedback_on(item.content, request.user)
        return _partial(request, "report", context)
    if not is_sent:
        return render(request, "knowledge_base/report.html", context)
    messages.success(
        request, _("Thank you. What becomes of it stands under “My reports”.")
    )
    return redirect(_address(item))


@require_safe
def my_reports(request: HttpRequest) -> HttpResponseBase:
    """Show what became of one's reports, and of what one looked for in vain.

    With `export=csv` or `xlsx` it is a table of all of them.
    """
    mine = Report.objects.filter(reporter=request.user.pk).with_items()
    items = KnowledgeItem.objects.visible_for(request.user)
    wishes = SearchWish.objects.filter(user=request.user.pk).select_related("gap")
    # Of what has been closed to the reporter since, not even the title shows.
    visible = items.filter(reports__reporter=request.user.pk)
    keys = {*visible.values_list("pk", flat=True)}
    if kind := wanted_format(request):
        rows = [*(_report_row(row, keys) for row in mine), *map(_wish_row, wishes)]
        return _as_table(rows, kind)
    context = {
        "reports": mine[:_MOST_SHOWN],
        "visible": keys,
        "wishes": wishes[:_MOST_SHOWN],
    }
    return render(request, "knowledge_base/my_reports.html", context)


def _report_row(report: Report, visible: set[int]) -> dict[str, Any]:
    content: Any = report.item.content if report.item_id in visible else None
    return {
        "created_at": report.created_at,
        "kind": report.get_kind_display(),
        "title": str(content.title) if content else "",
        "text": report.text,
        "state": report.get_state_display(),
        "answer": report.answer,
    }


def _wish_row(wish: SearchWish) -> dict[str, Any]:
    return {
        "created_at": wish.created_at,
        "kind": _("Looked for in vain"),
        "title": "",
        "text": wish.text,
        "state": wish.gap.get_state_display(),
        "answer": wish.gap.answer,
    }


def _as_table(rows: list[dict[str, Any]], kind: str) -> HttpResponseBase:
    columns = {
        "created_at": _("When"),
        "kind": _("Kind"),
        "title": _("Item"),
        "text": _("Text"),
        "state": _("State"),
        "answer": _("Answer"),
    }
    return as_table(rows, columns=columns, name="reports", kind=kind)


def _readable(request: HttpRequest, pk: int) -> KnowledgeItem:
    return get_object_or_404(KnowledgeItem.objects.visible_for(request.user), pk=pk)


def _address(item: KnowledgeItem) -> str:
    content: Any = item.content
    return str(content.get_absolute_url())


def _wants_partial(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", None))


def _partial(
    request: HttpRequest, component: str, context: dict[str, Any]
) -> HttpResponse:
    template = f"knowledge_base/components/{component}.html"
    response = render(request, template, {**context, "is_partial": True})
    response["X-Results"] = "yes"  # nothing else is swapped in
    return response
