"""What is asked of cases, under a name."""

from typing import Any, Self

from django.db.models import Q
from wagtail.query import PageQuerySet

from lms.access import Reader, readable_pages
from plugins.case_studies.enums import CaseKind, CaseState

HANDLE = ("lms_case_studies.check_caserecord", "lms_case_studies.review_caserecord")


class CaseQuerySet(PageQuerySet):
    """What is asked of cases; every view and search begins here."""

    def readable_by(self, user: Reader) -> Self:
        """Return what is not closed to `user`, drafts too."""
        return self.filter(readable_pages(user))

    def visible_for(self, user: Reader) -> Self:
        """Return what is published and open to `user`."""
        return self.readable_by(user).live().filter(record__state=CaseState.PUBLISHED)

    def visible_among(self, keys: Any, user: Reader) -> Self:
        """Return what `visible_for` would of some keys, beginning with these.

        Asked in that way, SQLite goes through all that is published.
        """
        hidden = [state for state in CaseState if state != CaseState.PUBLISHED]
        rows = self.filter(pk__in=keys, record__isnull=False).readable_by(user).live()
        return rows.exclude(record__state__in=hidden)

    def shared_by(self, user: Any) -> Self:
        """Return what somebody has shared or begun, in any state."""
        return self.readable_by(user).filter(record__shared_by=user)

    def begun_by(self, user: Any) -> Self:
        """Return what somebody has begun and not handed in."""
        return self.filter(
            record__shared_by=user,
            record__state=CaseState.DRAFT,
            record__shared_at=None,
        )

    def waiting(self) -> Self:
        """Return what was handed in and somebody else is to confirm as anonymous."""
        rows = self.filter(record__state=CaseState.DRAFT, record__reason="")
        return rows.exclude(record__shared_at=None)

    def handled_by(self, user: Any) -> Self:
        """Return what `user` may open in some role: reader, author, checker."""
        readable = self.readable_by(user)
        if any(map(user.has_perm, HANDLE)):
            is_handed_in = ~Q(record__shared_at=None)
        else:
            is_handed_in = Q(live=True, record__state=CaseState.PUBLISHED)
        return readable.filter(is_handed_in | Q(record__shared_by=user))

    def on_the_wall(self, user: Reader) -> Self:
        """Return the good stories to whose showing there is consent now."""
        return (
            self.visible_for(user)
            .filter(kind=CaseKind.GOOD, record__consent_withdrawn_at=None)
            .exclude(record__consented_at=None)
        )
