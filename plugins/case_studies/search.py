"""How cases appear in search."""

from collections.abc import Hashable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.access import Reader, reading_key
from lms.search.sources import Facet, Presentation, SearchSource
from plugins.case_studies.enums import CaseKind
from plugins.case_studies.models import CasePage

SHOWN = ("summary", "need", "gap", "improvement")


class CaseSource(SearchSource[Any]):
    """Published cases."""

    kind = "case"
    label = _("Cases")
    model = CasePage
    brief_fields = ("title",)
    facets = (
        Facet(
            "case_kind", pgettext_lazy("case", "Kind of case"), "kind", CaseKind.choices
        ),
    )

    def visible_for(self, user: Reader) -> QuerySet[Any]:
        """Return what is published and open to `user`."""
        return CasePage.objects.visible_for(user)

    def visible_key(self, user: Reader) -> Hashable:
        """Return what is closed to `user`."""
        return reading_key(user)

    def with_details(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Load what is shown, and no more."""
        return queryset.only("title", "kind", *SHOWN, "last_published_at")

    def present(self, obj: Any) -> Presentation:
        """Return title, what happened and the three lenses."""
        return Presentation(
            title=obj.title,
            url=obj.get_absolute_url(),
            text="\n".join(filter(None, (getattr(obj, name) for name in SHOWN))),
            updated_at=obj.last_published_at,
            badge=str(obj.get_kind_display()),
        )
