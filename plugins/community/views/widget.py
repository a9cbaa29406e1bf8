"""What the community has on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from lms.extensions import HomeWidget
from plugins.community.models import Suggestion

MOST = 3


class CommunityWidget(HomeWidget):
    """The newest suggestions."""

    template = "lms_community/widget.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:  # noqa: ARG002 (the same for all)
        """Return what is new; None when nothing is."""
        rows = [*Suggestion.objects.unanswered()[:MOST]]
        return {"suggestions": rows} if rows else None
