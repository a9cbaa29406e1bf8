"""Reviews: the list, the board of one, and its report."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from knowledge_base.enums import Freshness, TaskState
from knowledge_base.exceptions import AlreadyDecidedError
from knowledge_base.models import (
    ArticlePage,
    Faq,
    KnowledgeItem,
    ReviewCycle,
    ReviewTask,
    Script,
)
from knowledge_base.models.freshness import with_freshness
from knowledge_base.models.periods import site_day
from knowledge_base.services.review_cycles import CLOSE, assign_items, close_cycle
from knowledge_base.services.verification import CHANGE
from knowledge_base.views.board import owners_of, progress_of
from knowledge_base.views.checking import explain
from knowledge_base.views.choices import Choices, pages_of
from knowledge_base.views.personal import next_address
from lms.people.here import people_here
from lms.posting import key_of

SEE = "lms_knowledge_base.view_reviewcycle"
PAGE_SIZE = 30
MOST_SHOWN = 40


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """List the reviews with how far each is, those that go on first, then the latest."""
    _let_in(request, SEE)
    cycles = sorted(ReviewCycle.objects.all()[:MOST_SHOWN], key=lambda c: not c.is_open)
    tasks = ReviewTask.objects.filter(cycle__in=cycles).readable_by(request.user)
    found = tasks.order_by().values_list("cycle", "state").annotate(n=Count("pk"))
    numbers: dict[int, Counter[str]] = {cycle.pk: Counter() for cycle in cycles}
    for cycle, state, number in found:
        numbers[cycle][state] = number
    rows = [(cycle, progress_of(numbers[cycle.pk])) for cycle in cycles]
    return render(request, "knowledge_base/reviews.html", {"rows": rows})


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the board of a review: how far it is, who is late, what is to be decided."""
    _let_in(request, SEE)
    cycle = get_object_or_404(ReviewCycle, pk=pk)
    today = site_day(timezone.now())
    tasks = with_freshness(readable_tasks(cycle, request.user), today, prefix="item__")
    facts = [*tasks.order_by().values_list("item__owner", "state", "freshness")]
    owners = owners_of(facts)
    choices = Choices(
        request.GET,
        {
            "state": dict(TaskState.choices),
            "owner": {str(owner.key): owner.name for owner in owners},
        },
    )
    page = Paginator(_narrowed(tasks, choices), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    states = Counter(state for _owner, state, _freshness in facts)
    context = {
        "cycle": cycle,
        "progress": progress_of(states),
        "late": sum(owner.late for owner in owners),
        "owners": owners,
        "choices": choices.shown(states),
        "rows": [(task, Freshness(task.freshness)) for task in page],
        "pages": pages_of(page, choices),
        "here": request.path + choices.address(page=page.number),
        "days_left": (cycle.ends_on - today).days,
        "may_decide": cycle.is_open and request.user.has_perm(CHANGE),
        "may_close": cycle.is_open and request.user.has_perm(CLOSE),
        "people": people_here(localdate()) if request.user.has_perm(CHANGE) else [],
    }
    return render(request, "knowledge_base/review.html", context)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a review and lead to its report."""
    cycle = get_object_or_404(ReviewCycle, pk=pk)
    try:
        close_cycle(cycle=cycle, user=request.user, now=timezone.now())
    except AlreadyDecidedError as error:
        messages.error(request, explain(error))
    else:
        messages.success(request, _("The review is closed."))
    return redirect("knowledge_base:review_report", pk)


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the chosen items of a review to another owner."""
    _let_in(request, CHANGE)
    cycle = get_object_or_404(ReviewCycle, pk=pk)
    owner = (
        people_here(localdate())
        .filter(pk__in=_keys([request.POST.get("owner", "")]))
        .first()
    )
    keys = _keys(request.POST.getlist("task"))
    items = KnowledgeItem.objects.filter(
        review_tasks__in=cycle.tasks.filter(pk__in=keys)
    )
    if owner is None or not keys:
        messages.error(request, _("Choose items and a person."))
    else:
        number = assign_items(items=items, owner=owner, user=request.user)
        text = ngettext(
            "%(number)d item was given to %(name)s.",
            "%(number)d items were given to %(name)s.",
            number,
        )
        values = {"number": number, "name": owner.get_full_name() or owner}
        messages.success(request, text % values)
    fallback = redirect("knowledge_base:review", pk).url
    return redirect(next_address(request) or fallback)


def readable_tasks(cycle: ReviewCycle, user: Any) -> QuerySet[ReviewTask]:
    """Return the tasks of a review about what `user` may read."""
    return cycle.tasks.readable_by(user)


def with_contents(tasks: QuerySet[Any]) -> QuerySet[Any]:
    """Load what tasks are about, and the people."""
    contents = [
        ArticlePage.objects.defer("body"),
        Faq.objects.all(),
        Script.objects.all(),
    ]
    return tasks.select_related("item__owner", "decided_by").prefetch_related(
        "item__content_type", GenericPrefetch("item__content", contents)
    )


def _let_in(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _narrowed(tasks: QuerySet[Any], choices: Choices) -> QuerySet[Any]:
    if choices["state"]:
        tasks = tasks.filter(state=choices["state"])
    if owner := choices["owner"]:
        tasks = tasks.filter(item__owner=None if owner == "none" else owner)
    return with_contents(tasks).order_by(
        F("decided_at").asc(nulls_first=True),
        F("item__next_due_on").asc(nulls_last=True),
        "pk",
    )


def _keys(texts: list[str]) -> list[int]:
    return [*filter(None, map(key_of, texts))]
