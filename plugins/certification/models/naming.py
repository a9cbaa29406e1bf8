"""Names that people read in their language, and people who may go."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language


class NamedInTwoLanguages(models.Model):
    """Something with a name and a few words about it, in two languages."""

    code = models.SlugField(
        pgettext_lazy("certification", "code"),
        unique=True,
        help_text=_("Small letters and digits; stands in addresses and numbers."),
    )
    name = models.CharField(pgettext_lazy("certification", "name"), max_length=80)
    name_en = models.CharField(
        pgettext_lazy("certification", "name in English"), max_length=80, blank=True
    )
    text = models.TextField(
        pgettext_lazy("certification", "description"), max_length=1000, blank=True
    )
    text_en = models.TextField(
        pgettext_lazy("certification", "description in English"),
        max_length=1000,
        blank=True,
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_readers_language(self.name, self.name_en)

    @property
    def description(self) -> str:
        """The words about it in the reader's language."""
        return in_readers_language(self.text, self.text_en)
