"""What a house says of the words of its queries: synonyms and stop words."""

import re
from functools import partial
from typing import Any

import reversion
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from lms.enums import WordRule
from lms.search.vocabulary import normalized

WORDS_KEY = "lms-search-words"
"""Where the cache keeps which state of the table is in force."""

_BETWEEN = re.compile(r"[|,，、;；\n]+")
_ALONE = (WordRule.STOP, WordRule.CONTENT)


@reversion.register()
class SearchWord(models.Model):
    """One rule on words, over the tables that come with the engine."""

    rule = models.CharField(
        _("rule"), max_length=8, choices=WordRule, default=WordRule.SAME
    )
    word = models.CharField(_("word"), max_length=60)
    others = models.CharField(
        _("other words"),
        max_length=300,
        blank=True,
        help_text=_("Separated by |, by commas or 、. Stop words have none."),
    )
    note = models.CharField(_("why"), max_length=200, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("synonym or stop word")
        verbose_name_plural = _("synonyms and stop words")
        ordering = ["rule", "word", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "word"], name="lms_search_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.word

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and have every process that shares the cache read the table anew."""
        super().save(*args, **kwargs)
        forget_words()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete, with the same effect."""
        deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)
        forget_words()
        return deleted

    @property
    def group(self) -> tuple[str, ...]:
        """The word and its others, as they are written."""
        return (self.word, *split_words(self.others))

    def clean(self) -> None:
        """Refuse what could never be of use."""
        others = split_words(self.others)
        if not normalized(self.word):
            raise ValidationError({"word": _("Write a word.")})
        if any(not normalized(other) for other in others):
            raise ValidationError({"others": _("Write words, and not signs alone.")})
        if self.rule in _ALONE:
            self._check_alone(others)
        else:
            self._check_others(others)

    def _check_alone(self, others: list[str]) -> None:
        if others:
            note = _("Each stop word has a row of its own.")
            raise ValidationError({"others": note})
        if " " in normalized(self.word):
            raise ValidationError({"word": _("Write one word, without spaces.")})

    def _check_others(self, others: list[str]) -> None:
        if not others and self.rule != WordRule.APART:
            raise ValidationError({"others": _("Write at least one other word.")})
        if normalized(self.word) in map(normalized, others):
            note = _("“%(word)s” needs no rule to find itself.")
            raise ValidationError({"others": note % {"word": self.word}})
        if self.rule == WordRule.ONE_WAY and " " in normalized(self.word):
            raise ValidationError({"word": _("Write one word, without spaces.")})


def split_words(text: str) -> list[str]:
    """Return the words of a cell."""
    return [word for part in _BETWEEN.split(text) if (word := part.strip())]


def forget_words() -> None:
    """Let the next search read the table, once this transaction is committed."""
    transaction.on_commit(partial(cache.delete, WORDS_KEY))
