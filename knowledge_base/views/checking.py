"""What somebody says of an item that is to be checked: right, put off, retired."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge_base.exceptions import (
    AlreadyDecidedError,
    DeferredTwiceError,
    ReviewError,
    SoleAuthorError,
    TextChangedError,
)
from knowledge_base.models import KnowledgeItem, ReviewTask
from knowledge_base.services.review_tasks import defer_task, retire_task
from knowledge_base.services.verification import verify_item
from knowledge_base.views.personal import next_address

LONGEST_REASON = 300


@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Take down that the text which was shown is still right."""
    item = get_object_or_404(KnowledgeItem.objects.visible_for(request.user), pk=pk)
    try:
        verify_item(
            item=item,
            user=request.user,
            shown_hash=request.POST.get("text", ""),
            now=timezone.now(),
        )
    except TextChangedError:
        context = {"content": item.content, "next": next_address(request)}
        return render(request, "knowledge_base/text_changed.html", context, status=409)
    except SoleAuthorError as error:
        messages.error(request, explain(error))
    else:
        text = _("“%(title)s” is marked as checked.")
        messages.success(request, text % {"title": _title(item)})
    return _back(request, item)


@require_POST
def defer(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item off to the next review."""
    text = _("“%(title)s” is put off to the next review.")
    return _decide(request, pk, defer_task, text)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an item off the site, or propose that."""
    return _decide(request, pk, retire_task, _("“%(title)s” is retired."))


def explain(error: ReviewError) -> str:
    """Return for people what went wrong, and what to do."""
    texts = {
        SoleAuthorError: _(
            "You alone have written this text. Please ask a colleague to check it."
        ),
        AlreadyDecidedError: _("Somebody has decided this meanwhile."),
        DeferredTwiceError: _(
            "It was put off once already. Please check it, correct it or retire it."
        ),
    }
    return texts[type(error)]


def _decide(
    request: HttpRequest, pk: int, service: Callable[..., ReviewTask], text: str
) -> HttpResponse:
    tasks = ReviewTask.objects.filter(
        item__in=KnowledgeItem.objects.visible_for(request.user).values("pk")
    )
    task = get_object_or_404(tasks.select_related("item"), pk=pk)
    reason = " ".join(request.POST.get("reason", "").split())
    title = _title(task.item)
    if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
        messages.error(request, _("Please say why, in a sentence."))
        return _back(request, task.item)
    try:
        decided = service(
            task=task, user=request.user, reason=reason, now=timezone.now()
        )
    except (AlreadyDecidedError, DeferredTwiceError) as error:
        messages.error(request, explain(error))
        return _back(request, task.item)
    if decided.is_undecided:
        text = _("“%(title)s” is handed to the editors, who can take it off the site.")
    messages.success(request, text % {"title": title})
    return _back(request, task.item)


def _back(request: HttpRequest, item: KnowledgeItem) -> HttpResponse:
    """Lead back to where the form was; from a page that is gone, to the list."""
    content: Any = KnowledgeItem.objects.get(pk=item.pk).content
    own = content.get_absolute_url()
    wanted = next_address(request) or own
    if not content.live and wanted == own:
        return redirect("knowledge_base:due")
    return redirect(wanted)


def _title(item: KnowledgeItem) -> str:
    content: Any = item.content
    return str(content.title)
