"""Phrases to say and not to say, and what was allowed in spite of them."""

from typing import Self

import reversion
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Channel, PhraseKind, Severity
from knowledge_base.models.item import KnowledgeItem
from knowledge_base.phrases import folded_phrase, split_phrases, validate_pattern

_RANKS = {severity: rank for rank, severity in enumerate(Severity.values)}


class PhraseRuleQuerySet(models.QuerySet["PhraseRule"]):
    """Phrases of all kinds."""

    def in_language(self, language: str) -> Self:
        """Return what holds for texts in `language`."""
        return self.filter(is_active=True, language__in=["", language])

    def watching(self, language: str) -> Self:
        """Return the rules that a text is checked against."""
        return self.in_language(language).exclude(kind=PhraseKind.POLITE)

    def matching(self, query: str) -> list["PhraseRule"]:
        """Return what holds `query`, whichever script or width it is written in."""
        wanted = folded_phrase(query).strip()
        return [rule for rule in self if wanted in rule.searched_text]


@reversion.register()
class PhraseRule(models.Model):
    """A phrase 文明用语 or 服务忌语, and what to say instead."""

    kind = models.CharField(
        _("kind"), max_length=10, choices=PhraseKind, default=PhraseKind.FORBIDDEN
    )
    severity = models.CharField(
        _("severity"),
        max_length=5,
        choices=Severity,
        default=Severity.WARN,
        help_text=_("What happens to a script or FAQ entry that holds the phrase."),
    )
    pattern = models.CharField(
        _("phrase"),
        max_length=120,
        validators=[validate_pattern],
        help_text=_(
            "As it is written; * stands for up to ten characters, ? for one. "
            "Full-width signs stand for themselves."
        ),
    )
    better = models.CharField(_("better wording"), max_length=300, blank=True)
    channel = models.CharField(
        _("channel"),
        max_length=10,
        choices=Channel,
        blank=True,
        help_text=_("Empty: all."),
    )
    is_opener = models.BooleanField(
        _("only at the beginning"),
        default=False,
        help_text=_("Of a text; further on the phrase is harmless."),
    )
    exceptions = models.CharField(
        _("exceptions"),
        max_length=300,
        blank=True,
        help_text=_(
            "Longer phrases, separated by |, inside which the phrase is harmless."
        ),
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_("Of the texts, such as zh-hans or en. Empty: all."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = PhraseRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["kind", "pattern", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pattern", "language", "channel"],
                name="lms_knowledge_base_phrase_once",
            )
        ]
        permissions = [("override_phraserule", _("Can publish in spite of a phrase"))]

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        """Refuse what the form would let pass and nobody can have meant."""
        for phrase in split_phrases(self.exceptions):
            try:
                validate_pattern(phrase)
            except ValidationError as error:
                raise ValidationError({"exceptions": error.messages}) from error

    @property
    def rank(self) -> int:
        """How bad the phrase is, the worst first."""
        return _RANKS.get(self.severity, len(_RANKS))

    @property
    def searched_text(self) -> str:
        """All that a reader may search for."""
        return folded_phrase(f"{self.pattern}\n{self.better}\n{self.reason}")


class PhraseOverride(models.Model):
    """A phrase that may stand in one text of one item: who said so, and why.

    It is bound to the text that was seen: when that changes, it lapses.
    """

    item = models.ForeignKey(
        KnowledgeItem, on_delete=models.CASCADE, related_name="phrase_overrides"
    )
    pattern = models.CharField(_("phrase"), max_length=120)
    text_hash = models.CharField(max_length=64)
    reason = models.CharField(_("why"), max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("allowed phrase")
        verbose_name_plural = _("allowed phrases")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["item", "pattern", "text_hash"],
                name="lms_knowledge_base_override_once",
            )
        ]

    def __str__(self) -> str:
        return self.pattern
