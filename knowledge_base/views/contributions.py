"""What one has added to the library."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledge_base.enums import ContributionKind
from knowledge_base.models import Contribution, KnowledgeItem
from lms.exports import as_table, wanted_format

PAGE_SIZE = 50


@require_safe
def my_contributions(request: HttpRequest) -> HttpResponseBase:
    """List one's contributions with why, those that were taken back as well."""
    mine = Contribution.objects.of(request.user)
    rows = mine.given().select_related("countered_by")
    rows = rows.prefetch_related("item__content_type", "item__content")
    items = KnowledgeItem.objects.visible_for(request.user)
    if kind := wanted_format(request):
        return _as_table(rows, {*items.values_list("pk", flat=True)}, kind)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    keys = [row.item_id for row in page.object_list if row.item_id]
    items = items.filter(pk__in=keys)
    counted = rows.filter(countered_by=None)
    numbers = counted.order_by().values_list("kind").annotate(number=Count("pk"))
    context = {
        "page": page,
        "visible": {*items.values_list("pk", flat=True)},
        "numbers": [(ContributionKind(kind).label, n) for kind, n in numbers],
        "size": mine.aggregate(size=Sum("size"))["size"] or 0,
    }
    return render(request, "knowledge_base/my_contributions.html", context)


def _as_table(rows: Any, visible: set[int], kind: str) -> HttpResponseBase:
    def title(row: Any) -> str:
        return str(row.item.content.title) if row.item_id in visible else ""

    return as_table(
        rows,
        columns={
            "occurred_at": _("When"),
            "get_kind_display": _("Kind"),
            "item": _("Item"),
            "size": _("Changed characters"),
            "countered_by.reason": _("Taken back because"),
        },
        accessors={"item": title},
        name="contributions",
        kind=kind,
    )
