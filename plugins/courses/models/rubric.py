"""What a performance is judged by; what was used once is never changed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from json import dumps
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from lms.models.person_field import person_field

MOST_POINTS = 9
"""A judge gives points with one digit of the keyboard."""


@dataclass(frozen=True)
class Criterion:
    """One thing to look at, and what some of its points look like."""

    name: str
    weight: int
    points: int
    anchors: Mapping[str, str]
    """Points, as text, to what one sees at them."""

    @property
    def scale(self) -> list[tuple[int, str]]:
        """Each number of points, with its anchor where it has one."""
        return [(n, self.anchors.get(str(n), "")) for n in range(1, self.points + 1)]

    def reached(self, points: int | None) -> str:
        """Return the highest anchor that so many points have reached."""
        reached = [(int(n), text) for n, text in self.anchors.items()]
        below = [each for each in reached if each[0] <= (points or 0)]
        return max(below, default=(0, ""))[1]


class Rubric(models.Model):
    """The name under which versions of criteria follow each other."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("rubric", "title"), max_length=100)
    is_on = models.BooleanField(
        _("in use"), default=True, help_text=_("Offered for new practicals.")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["title"]
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return self.title

    @property
    def latest(self) -> "RubricVersion | None":
        """The version for new sittings."""
        return self.versions.first()


class RubricVersion(AppendOnlyModel):
    """Criteria as they were at one time, found by the hash of their content."""

    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    criteria = models.JSONField(_("criteria"))
    """A list of criteria in their order, each as of `Criterion`."""
    digest = models.CharField(_("SHA-256"), max_length=64)
    written_by = person_field(_("written by"))
    written_at = models.DateTimeField(_("written"))

    objects = AppendOnlyQuerySet["RubricVersion"].as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a rubric")
        verbose_name_plural = _("versions of rubrics")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["rubric", "number"], name="lms_courses_rubric_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rubric} {self.number}"

    @property
    def parts(self) -> list[Criterion]:
        """The criteria."""
        return [Criterion(**each) for each in self.criteria]


def as_rows(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Return what a version keeps."""
    return [asdict(each) for each in criteria]


def digest_of_criteria(criteria: Sequence[Criterion]) -> str:
    """Return what differs as soon as a word of them does."""
    text = dumps(as_rows(criteria), ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()
