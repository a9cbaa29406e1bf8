"""What download sites put around a text, and what an import does about it."""

from typing import Self

import reversion
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import CleaningAction
from knowledge_base.phrases import split_phrases, validate_pattern

_RANKS = {action: rank for rank, action in enumerate(CleaningAction.values)}


class CleaningRuleQuerySet(models.QuerySet["CleaningRule"]):
    """Rules of all kinds."""

    def active(self) -> Self:
        """Return what imports go by."""
        return self.filter(is_active=True)


@reversion.register()
class CleaningRule(models.Model):
    """Words that do not belong to a text that is imported."""

    pattern = models.CharField(
        _("words"),
        max_length=120,
        unique=True,
        validators=[validate_pattern],
        help_text=_(
            "As they are written; * stands for up to ten characters, ? for one. "
            "Simplified and traditional, wide and narrow are the same."
        ),
    )
    action = models.CharField(
        _("what happens"),
        max_length=5,
        choices=CleaningAction,
        default=CleaningAction.MARK,
        help_text=_("In a table a line is never taken out, only marked."),
    )
    is_whole_line = models.BooleanField(
        _("only when the line says nothing else"), default=False
    )
    exceptions = models.CharField(
        _("exceptions"),
        max_length=300,
        blank=True,
        help_text=_("Longer phrases, separated by |, inside which nothing happens."),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    better = ""
    """Nothing takes the place of what goes."""
    channel = ""
    """It holds for all texts."""
    is_opener = False
    """It holds for all of a text."""

    objects = CleaningRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cleaning rule")
        verbose_name_plural = _("cleaning rules")
        ordering = ["action", "pattern"]

    def __str__(self) -> str:
        return self.pattern

    def clean(self) -> None:
        """Refuse exceptions that say nothing."""
        for phrase in split_phrases(self.exceptions):
            try:
                validate_pattern(phrase)
            except ValidationError as error:
                raise ValidationError({"exceptions": error.messages}) from error

    @property
    def rank(self) -> int:
        """Which rule wins, the lowest first."""
        return _RANKS.get(self.action, len(_RANKS))
