"""One suggestion: what became of it, and what the reader may do about it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.views.personal import next_address
from lms.posting import Steps, key_of, take_step, text_of
from plugins.community.enums import SuggestionState
from plugins.community.exceptions import CommunityError, MergeError
from plugins.community.models import ANSWER, Comment, Suggestion
from plugins.community.models.suggestion import (
    MOST_COMMENT,
    MOST_TEXT,
    OPEN,
    UNANSWERED,
)
from plugins.community.services import answering, suggesting

MOST_OTHERS = 200


def _words(request: HttpRequest) -> str:
    return text_of(request, "words", MOST_TEXT)


def _act(request: HttpRequest) -> Mapping[str, Any]:
    return {"user": request.user, "now": timezone.now()}


def _support(request: HttpRequest, row: Suggestion) -> None:
    suggesting.support(suggestion=row, **_act(request))


def _unsupport(request: HttpRequest, row: Suggestion) -> None:
    suggesting.take_support_back(suggestion=row, user=request.user)


def _comment(request: HttpRequest, row: Suggestion) -> None:
    words = text_of(request, "words", MOST_COMMENT)
    suggesting.comment(suggestion=row, words=words, **_act(request))


def _withdraw(request: HttpRequest, row: Suggestion) -> None:
    suggesting.withdraw(suggestion=row, **_act(request))


def _look_at(request: HttpRequest, row: Suggestion) -> None:
    answering.look_at(suggestion=row, **_act(request))


def _accept(request: HttpRequest, row: Suggestion) -> None:
    answering.accept(suggestion=row, words=_words(request), **_act(request))


def _finish(request: HttpRequest, row: Suggestion) -> None:
    answering.finish(suggestion=row, words=_words(request), **_act(request))


def _decline(request: HttpRequest, row: Suggestion) -> None:
    answering.decline(suggestion=row, words=_words(request), **_act(request))


def _reopen(request: HttpRequest, row: Suggestion) -> None:
    answering.reopen(suggestion=row, words=_words(request), **_act(request))


def _merge(request: HttpRequest, row: Suggestion) -> None:
    rows = Suggestion.objects.visible_for(request.user)
    into = rows.filter(pk=key_of(request.POST.get("into", ""))).first()
    if into is None:
        raise MergeError
    answering.merge(suggestion=row, into=into, **_act(request))


STEPS: Steps = {
    "support": (_support, gettext_lazy("You support this suggestion.")),
    "unsupport": (_unsupport, gettext_lazy("You no longer support it.")),
    "comment": (_comment, gettext_lazy("Your comment is there.")),
    "withdraw": (_withdraw, gettext_lazy("Taken back; nobody else reads it any more.")),
    "look-at": (_look_at, gettext_lazy("You look at it; whoever suggested it is told.")),
    "accept": (_accept, gettext_lazy("Accepted; whoever suggested it is told.")),
    "finish": (_finish, gettext_lazy("Done; whoever suggested it is told.")),
    "decline": (_decline, gettext_lazy("Declined; whoever suggested it is told why.")),
    "reopen": (_reopen, gettext_lazy("It is open again.")),
    "merge": (_merge, gettext_lazy("Merged; the other one has its supporters now.")),
}  # fmt: skip


@require_safe
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a suggestion."""
    return _render(request, _row(request, pk))


@require_POST
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; what is refused keeps what was written."""
    row = _row(request, pk)
    if not take_step(request, STEPS, step, row, refusal=CommunityError):
        return _render(request, _row(request, pk), tried=step)
    return redirect(next_address(request) or row)


@require_POST
def remove_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a comment away."""
    found = get_object_or_404(Comment.objects.select_related("suggestion"), pk=pk)
    row = _row(request, found.suggestion_id)
    suggesting.remove_comment(comment=found, user=request.user)
    messages.success(request, str(gettext_lazy("The comment is gone.")))
    return redirect(row)


def _row(request: HttpRequest, pk: int) -> Suggestion:
    rows = Suggestion.objects.visible_for(request.user).counted(request.user)
    found: Suggestion = get_object_or_404(rows.select_related("merged_into"), pk=pk)
    return found


def _render(request: HttpRequest, row: Suggestion, tried: str = "") -> HttpResponse:
    user: Any = request.user
    knows = row.may_know_author(user)
    may_answer = user.has_perm(ANSWER) and not row.is_by(user)
    may = _may(row, user, may_answer=may_answer)
    context = {
        "suggestion": row,
        "author": row.suggested_by if knows else None,
        "is_mine": row.is_by(user),
        "is_overdue": row.is_overdue_on(timezone.localdate()),
        "steps": [(each, _who(each, row, knows)) for each in _by(row.steps)],
        "comments": [(each, _who(each, row, knows)) for each in _by(row.comments)],
        "duplicates": row.duplicates.exclude(state="withdrawn"),
        "may": may,
        "others": _others(row) if may["merge"] else (),
        "tried": tried,
        "tries": {tried.replace("-", "_"): True},
        "typed": request.POST,
    }
    return render(request, "lms_community/suggestion.html", context)


def _by(rows: Any) -> Any:
    return rows.select_related("by")


def _who(each: Any, row: Suggestion, knows: bool) -> Any:  # noqa: FBT001 (one answer for all rows)
    """Return who it was; the one who suggested it stays hidden with the name."""
    is_author = each.by_id is not None and each.by_id == row.suggested_by_id
    return None if is_author and not knows else each.by


def _may(row: Suggestion, user: Any, *, may_answer: bool) -> dict[str, bool]:
    state = row.state
    is_open = state in OPEN
    closed = state in answering.CLOSED
    is_new = state == SuggestionState.NEW
    return {
        "support": row.may_be_supported_by(user),
        "comment": state != SuggestionState.WITHDRAWN,
        "change": is_new and row.is_by(user),
        "look_at": may_answer and is_new,
        "accept": may_answer and state in UNANSWERED,
        "finish": may_answer and state == SuggestionState.ACCEPTED,
        "decline": may_answer and is_open,
        "merge": may_answer and is_open,
        "reopen": closed
        and (
            user.has_perm(ANSWER)
            or (row.is_by(user) and state == SuggestionState.DECLINED)
        ),
    }


def _others(row: Suggestion) -> Any:
    """Return what it could be merged into, the same area first."""
    rows = Suggestion.objects.exclude(pk=row.pk)
    rows = rows.exclude(state__in=[SuggestionState.MERGED, SuggestionState.WITHDRAWN])
    found = [*rows.order_by("-suggested_at")[:MOST_OTHERS]]
    return sorted(found, key=lambda each: each.area != row.area)
