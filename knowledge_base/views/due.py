"""What is to be checked, and by whom."""

from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge_base.enums import Freshness, ItemKind
from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script
from knowledge_base.models.freshness import DUE, with_freshness, with_tasks
from knowledge_base.models.kinds import content_type_of
from knowledge_base.models.periods import site_day
from knowledge_base.services.verification import CHANGE
from knowledge_base.views.choices import Choices, pages_of
from lms.exports import as_table, wanted_format
from lms.models import Team

PAGE_SIZE = 20


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
    items = items.filter(_owned(choices["whose"], user))
    if choices["kind"]:
        items = items.filter(content_type=content_type_of(choices["kind"]))
    return items


def _owned(whose: str, user: Any) -> Q:
    match whose:
        case "mine":
            return Q(owner=user.pk)
        case "team":
            return Q(owner__staff_profile__team__in=_teams(user))
        case "nobody":
            return Q(owner=None)
    return Q()


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
