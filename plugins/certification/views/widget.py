"""What certification has on the first page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from lms.extensions import HomeWidget
from plugins.certification.models import Award, Candidacy

MOST = 5


class MyCertificates(HomeWidget):
    """Where the reader is on the way, and what expires soon."""

    template = "lms_certification/widget.html"

    def context(self, request: HttpRequest) -> Mapping[str, Any] | None:
        """Return both; None when there is neither."""
        user: Any = request.user
        today = timezone.localdate()
        candidacies = [*Candidacy.objects.of(user).under_way()[:MOST]]
        expiring = [*Award.objects.of(user).expiring_on(today)[:MOST]]
        if not (candidacies or expiring):
            return None
        return {"candidacies": candidacies, "expiring": expiring}
