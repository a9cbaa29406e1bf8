"""What is to be checked: the list, and what is said of an item."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.enums import Freshness, ItemKind
from knowledge_base.exceptions import (
    AlreadyDecidedError,
    DeferredTwiceError,
    ReviewError,
    SoleAuthorError,
    TextChangedError,
)
from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, ReviewTask, Script
from knowledge_base.models.freshness import DUE, with_freshness, with_tasks
from knowledge_base.models.kinds import content_type_of
from knowledge_base.models.periods import site_day
from knowledge_base.services.review_tasks import defer_task, retire_task
from knowledge_base.services.verification import CHANGE, verify_item
from knowledge_base.views.choices import Choices, pages_of
from knowledge_base.views.personal import next_address
from lms.exports import as_table, wanted_format
from lms.models import Team

PAGE_SIZE = 20
LONGEST_REASON = 300


@require_safe
def due(request: HttpRequest) -> HttpResponseBase:
    """List what the person, the team or, for editors, anybody has to check."""
    whose = _whose(request)
    choices = Choices(
        request.GET,
        {
            "whose": whose,
            "state": {str(state): state.label for state in DUE},
            "kind": dict(ItemKind.choices),
        },
        always={"whose": "mine"},
    )
    items: QuerySet[Any] = _narrowed(_due_items(request.user), choices, request.user)
    counts = dict(
        items.order_by().values_list("freshness").annotate(number=Count("pk"))
    )
    if choices["state"]:
        items = items.filter(freshness=choices["state"])
    if kind := wanted_format(request):
        return _as_table(_with_contents(items), kind)
    page = Paginator(_with_contents(items), PAGE_SIZE).get_page(request.GET.get("page"))
    editor = request.user.has_perm(CHANGE)
    context = {
        "rows": [_row(item, request.user, editor=editor) for item in page],
        "choices": choices.shown(counts),
        "number": page.paginator.count,
        "pages": pages_of(page, choices),
        "whose": choices["whose"],
        "here": choices.address(page=page.number),
        "table": choices.address(export="xlsx"),
    }
    return render(request, "knowledge_base/due.html", context)


def _as_table(items: QuerySet[Any], kind: str) -> HttpResponseBase:
    return as_table(
        items,
        columns={
            "kind": _("Kind"),
            "content.title": _("Item"),
            "owner": _("Owner"),
            "state": _("State"),
            "verified_at": _("Last check"),
            "next_due_on": _("to be checked by"),
        },
        accessors={
            "kind": lambda item: item.content_type.name,
            "state": lambda item: Freshness(item.freshness).label,
        },
        name="due",
        kind=kind,
    )


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


def _whose(request: HttpRequest) -> dict[str, str]:
    whose = {"mine": _("Mine"), "team": _("My team's")}
    if request.user.has_perm(CHANGE):
        whose |= {"all": _("Everybody's"), "nobody": _("Without an owner")}
    return whose


def _due_items(user: Any) -> QuerySet[Any]:
    items = KnowledgeItem.objects.visible_for(user)
    rows = with_freshness(items, site_day(timezone.now()))
    return rows.filter(freshness__in=DUE)


def _narrowed(items: QuerySet[Any], choices: Choices, user: Any) -> QuerySet[Any]:
    owners: dict[str, Callable[[], Q]] = {
        "mine": lambda: Q(owner=user.pk),
        "team": lambda: Q(owner__staff_profile__team__in=_teams(user)),
        "nobody": lambda: Q(owner=None),
        "all": Q,
    }
    owner = owners[choices["whose"]]()
    if choices["kind"]:
        owner &= Q(content_type=content_type_of(choices["kind"]))
    return items.filter(owner)


def _teams(user: Any) -> set[int]:
    """Return the keys of the person's team, and of all below those he or she leads."""
    profile = getattr(user, "staff_profile", None)
    own = {profile.team_id} if profile and profile.team_id else set()
    led = Team.objects.filter(manager=user.pk)
    return own | {team.pk for top in led for team in top.with_descendants()}


def _with_contents(items: QuerySet[Any]) -> QuerySet[Any]:
    contents = [
        ArticlePage.objects.defer("body"),
        Faq.objects.all(),
        Script.objects.all(),
    ]
    return (
        with_tasks(items)
        .select_related("owner")
        .prefetch_related("content_type", GenericPrefetch("content", contents))
        .order_by(F("next_due_on").asc(nulls_last=True), "pk")
    )


def _row(item: Any, user: Any, *, editor: bool) -> dict[str, Any]:
    kinds = {content_type_of(kind): kind for kind in ItemKind}
    return {
        "item": item,
        "kind": kinds[item.content_type],
        "state": Freshness(item.freshness),
        "checked_on": item.verified_at and site_day(item.verified_at),
        "may_verify": editor or item.owner_id == user.pk,
    }
