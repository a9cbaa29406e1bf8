"""What service is scored by: forms and their versions."""

from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.person_field import person_field
from plugins.inspections.enums import Level

CHANGE = "lms_inspections.change_scoringform"


def in_two_languages(text: str) -> str:
    """Return the reader's part of a text with English after a bar."""
    chinese, _bar, english = text.partition("|")
    return in_readers_language(chinese.strip(), english.strip())


@dataclass(frozen=True)
class Criterion:
    """One thing to look at; names may have English after a bar."""

    key: str
    """Stays the same from version to version."""
    section: str
    name: str
    points: int = 0
    full: str = ""
    half: str = ""
    none: str = ""
    cap: int | None = None
    """Of a knock-out: the most that a sheet scores where it has happened."""

    @property
    def is_knockout(self) -> bool:
        """Whether it caps the sheet in place of giving points."""
        return self.cap is not None

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return in_two_languages(self.name)

    @property
    def part(self) -> str:
        """Its section in the reader's language."""
        return in_two_languages(self.section)

    @property
    def query(self) -> str:
        """What to search for to find scripts about it: its Chinese name."""
        return self.name.partition("|")[0].strip()

    @property
    def scale(self) -> list[tuple[Level, str]]:
        """Each level with what it looks like."""
        anchors = {Level.FULL: self.full, Level.HALF: self.half, Level.NONE: self.none}
        return [(level, in_two_languages(anchors.get(level, ""))) for level in Level]


class ScoringForm(models.Model):
    """The name under which versions follow each other."""

    name = models.CharField(pgettext_lazy("scoring form", "name"), max_length=80)
    name_en = models.CharField(
        pgettext_lazy("scoring form", "name in English"), max_length=80, blank=True
    )
    is_retired = models.BooleanField(
        pgettext_lazy("scoring form", "no longer used"), default=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("scoring form")
        verbose_name_plural = _("scoring forms")
        ordering = ["is_retired", "name", "pk"]
        default_permissions = ("change",)

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return the page of its criteria."""
        return reverse("lms_inspections:form", args=[self.pk])

    @property
    def newest(self) -> "FormVersion | None":
        """The version for what is drawn from now on."""
        return self.versions.first()


class FormVersion(models.Model):
    """Criteria as they were at one time; kept as they are once a sheet has them."""

    form = models.ForeignKey(ScoringForm, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    criteria = models.JSONField()
    written_at = models.DateTimeField(pgettext_lazy("scoring form", "written"))
    written_by = person_field(pgettext_lazy("scoring form", "written by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a scoring form")
        verbose_name_plural = _("versions of scoring forms")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["form", "number"], name="lms_inspections_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.number}"

    @property
    def parts(self) -> list[Criterion]:
        """The criteria in their order."""
        return [Criterion(**row) for row in self.criteria]
