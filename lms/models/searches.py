"""What people searched for and how it ended; what the index has still to take in."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.enums import SearchEnd

LONGEST_QUERY = 200
LONGEST_ADDRESS = 500


class SearchLogQuerySet(models.QuerySet["SearchLog"]):
    """Searches, to be counted."""

    def since(self, moment: datetime) -> Self:
        """Return those made at `moment` or later."""
        return self.filter(searched_at__gte=moment)

    def in_vain(self) -> Self:
        """Return those that found nothing."""
        return self.filter(total=0)

    def unopened(self) -> Self:
        """Return those whose results were looked at and left.

        How a search ended is known only where the page's script could tell.
        """
        return self.filter(total__gt=0, end=SearchEnd.NOTHING)


class SearchLog(models.Model):
    """A search: folded, without what may be a customer's, and how it ended.

    What is typed in one go is one row: the query as it stood last. The row outlives the
    person, without the name.
    """

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # the constraint has one
    )
    key = models.CharField(max_length=32)
    query = models.CharField(_("query"), max_length=LONGEST_QUERY)
    total = models.PositiveIntegerField(_("results"))
    end = models.CharField(
        _("end"), max_length=7, choices=SearchEnd, default=SearchEnd.UNSEEN
    )
    address = models.CharField(_("opened item"), max_length=LONGEST_ADDRESS, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), null=True)
    seconds = models.PositiveIntegerField(_("seconds to copy"), null=True)
    elapsed = models.PositiveIntegerField(_("milliseconds"), null=True)
    searched_at = models.DateTimeField(_("searched"))

    objects = SearchLogQuerySet.as_manager()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="lms_searchlog_logged_once"
            )
        ]
        indexes = [
            models.Index(fields=["searched_at"], name="lms_searchlog_when"),
            models.Index(fields=["query", "searched_at"], name="lms_searchlog_query"),
        ]

    def __str__(self) -> str:
        return self.query


class IndexChange(models.Model):
    """A change of an object that the search index has still to take in.

    It is written in the transaction of the change and deleted once the index has it, so
    that a process killed between the two leaves word. Several of one object are as good
    as one; each deletes its own.
    """

    wagtail_reference_index_ignore = True

    model = models.CharField(max_length=150)
    key = models.CharField(max_length=64)
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
