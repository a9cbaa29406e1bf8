"""What is asked: questionnaires and their versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language
from lms.models.person_field import person_field
from plugins.surveys.enums import QuestionKind


@dataclass(frozen=True)
class Question:
    """One question of a version."""

    key: str
    """Stays the same from version to version: by it waves are compared."""
    kind: QuestionKind
    text: str
    text_en: str = ""
    options: Sequence[Sequence[str]] = ()
    """Of a choice: each as Chinese and English."""
    is_required: bool = True

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Question":
        """Read what a version keeps."""
        return cls(**{**row, "kind": QuestionKind(row["kind"])})

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return in_readers_language(self.text, self.text_en)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What may be chosen, as it is kept and as it is read."""
        numbers = [(str(n), str(n)) for n in self.kind.values_on]
        named = [
            (str(place), in_readers_language(chinese, english))
            for place, (chinese, english) in enumerate(self.options)
        ]
        return numbers or named


class Questionnaire(models.Model):
    """Something that is asked again and again."""

    name = models.CharField(pgettext_lazy("survey", "name"), max_length=80)
    name_en = models.CharField(
        pgettext_lazy("survey", "name in English"), max_length=80, blank=True
    )
    is_retired = models.BooleanField(_("no longer used"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["is_retired", "name", "pk"]
        default_permissions = ("change",)

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        """Return the page of its questions."""
        return reverse("lms_surveys:questionnaire", args=[self.pk])


class QuestionnaireVersion(models.Model):
    """The questions as they were asked; kept as they are after the first answer."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    questions = models.JSONField()
    created_at = models.DateTimeField(_("made"))
    created_by = person_field(_("made by"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a questionnaire")
        verbose_name_plural = _("versions of questionnaires")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="lms_surveys_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"

    @property
    def asked(self) -> list[Question]:
        """The questions in their order."""
        return [Question.of(row) for row in self.questions]
