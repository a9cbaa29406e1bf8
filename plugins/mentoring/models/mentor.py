"""Who takes apprentices, and in what."""

import re
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.display import display_name
from lms.search.analysis import fold, runs

_BETWEEN = re.compile(r"[\s,，、;；/·|]+")


def _pieces(text: str) -> set[str]:
    """Return what two texts share when they are about the same: pairs of characters, words."""
    found: set[str] = set()
    for run in runs(fold(text)):
        pairs = {*map("".join, pairwise(run.text))} if run.is_han else set()
        found |= pairs or {run.text}
    return found


class _MentorManager(models.Manager["Mentor"]):
    """Brings the person along: a mentor is named after it."""

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("person__staff_profile__team")


class Mentor(models.Model):
    """What somebody who takes apprentices says about it."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("mentor"),
        related_name="+",
    )
    directions = models.CharField(
        _("directions"),
        max_length=200,
        help_text=_("What one learns there, in words with commas between them."),
    )
    note = models.TextField(_("how one learns there"), max_length=500, blank=True)
    is_open = models.BooleanField(_("takes apprentices"), default=True)

    objects = _MentorManager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        ordering = ["person__last_name", "person__first_name", "pk"]
        default_permissions = ("view", "add", "change")

    def __str__(self) -> str:
        return display_name(self.person)

    @property
    def words(self) -> list[str]:
        """The directions, one by one, as they were written."""
        return [*filter(None, _BETWEEN.split(self.directions))]

    def matching(self, wanted: str) -> list[str]:
        """Return those of the words that fit what is wanted."""
        asked = _pieces(wanted)
        return [word for word in self.words if _pieces(word) & asked]

    def fit(self, wanted: str) -> int:
        """Return how much of what is wanted is among the directions."""
        return len(_pieces(self.directions) & _pieces(wanted))
