"""What one has added to the library."""

from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledge_base.enums import ContributionKind
from knowledge_base.models import Contribution, KnowledgeItem

PAGE_SIZE = 50


@require_safe
def my_contributions(request: HttpRequest) -> HttpResponse:
    """List one's contributions with why, those that were taken back as well."""
    mine = Contribution.objects.of(request.user)
    rows = mine.given().select_related("countered_by")
    rows = rows.prefetch_related("item__content_type", "item__content")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    keys = [row.item_id for row in page.object_list if row.item_id]
    items = KnowledgeItem.objects.visible_for(request.user).filter(pk__in=keys)
    counted = rows.filter(countered_by=None)
    numbers = counted.order_by().values_list("kind").annotate(number=Count("pk"))
    context = {
        "page": page,
        "visible": {*items.values_list("pk", flat=True)},
        "numbers": [(ContributionKind(kind).label, n) for kind, n in numbers],
        "size": mine.aggregate(size=Sum("size"))["size"] or 0,
    }
    return render(request, "knowledge_base/my_contributions.html", context)
