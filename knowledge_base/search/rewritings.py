"""How pairs of wordings appear in search."""

from collections.abc import Hashable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from knowledge_base.models import RewritingPair
from lms.access import Reader
from lms.search.sources import Presentation, SearchSource


class RewritingSource(SearchSource[RewritingPair]):
    """Pairs of wordings, found by either; every reader may read them."""

    kind = "rewriting"
    label = _("Rewrites")
    model = RewritingPair
    title_fields = ("stiff",)

    def visible_for(self, user: Reader) -> QuerySet[RewritingPair]:  # noqa: ARG002 (open to all)
        """Return what is active."""
        return RewritingPair.objects.active()

    def hidden_from(self, user: Reader) -> Sequence[QuerySet[Any]]:  # noqa: ARG002 (open to all)
        """Return what is not active."""
        return [RewritingPair.objects.filter(is_active=False)]

    def visible_key(self, user: Reader) -> Hashable:  # noqa: ARG002 (open to all)
        """Return the same for all."""
        return ()

    def present(self, obj: RewritingPair) -> Presentation:
        """Return the stiff wording, with the empathic one below."""
        return Presentation(
            title=obj.stiff,
            url=obj.get_absolute_url(),
            text="\n".join(filter(None, [obj.empathic, obj.note])),
            badge=obj.scene,
        )
