"""What the page of an article, FAQ entry or script shows of cases."""

from typing import Any

from django.db.models import Model
from django.db.models.expressions import Combinable
from django.http import HttpRequest

from lms.extensions import ItemPanel
from plugins.case_studies.services.reading import cases_about, has_cases

MOST = 5


class CasesOfItem(ItemPanel):
    """The cases because of which an item was changed, and those that point at it."""

    template = "lms_case_studies/item_panel.html"

    def context(self, request: HttpRequest, item: Any) -> dict[str, Any] | None:
        """Return the first of them; None when there is none."""
        found = cases_about(item, request.user, most=MOST)
        return {"cases": found} if found else None

    def concerns(self, model: type[Model]) -> Combinable:
        """Return whether any case, published or not, is about a row."""
        return has_cases(model)
