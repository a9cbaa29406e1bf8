"""Where people find help: counselling, and somebody to talk to."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.bilingual import in_readers_language

OFFER = "lms_growth.keep_offer"


class Offer(models.Model):
    """An offer of help. Nobody is noted who looks at it."""

    title = models.CharField(pgettext_lazy("offer of help", "title"), max_length=80)
    title_en = models.CharField(
        pgettext_lazy("offer of help", "title in English"), max_length=80, blank=True
    )
    what = models.TextField(
        pgettext_lazy("offer of help", "what it is"), max_length=1000
    )
    what_en = models.TextField(
        pgettext_lazy("offer of help", "what it is, in English"),
        max_length=1000,
        blank=True,
    )
    how = models.TextField(
        pgettext_lazy("offer of help", "how to reach it"),
        max_length=500,
        help_text=_("Telephone, room, hours, address."),
    )
    how_en = models.TextField(
        pgettext_lazy("offer of help", "how to reach it, in English"),
        max_length=500,
        blank=True,
    )
    hint = models.CharField(
        pgettext_lazy("offer of help", "how it is kept confidential"),
        max_length=300,
        blank=True,
    )
    hint_en = models.CharField(
        pgettext_lazy("offer of help", "how it is kept confidential, in English"),
        max_length=300,
        blank=True,
    )
    place = models.PositiveSmallIntegerField(
        pgettext_lazy("offer of help", "place"),
        default=0,
        validators=[MaxValueValidator(999)],
        help_text=_("The smallest first."),
    )
    is_retired = models.BooleanField(
        pgettext_lazy("offer of help", "no longer offered"), default=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("growth", "offer of help")
        verbose_name_plural = pgettext_lazy("growth", "offers of help")
        ordering = ["is_retired", "place", "pk"]
        default_permissions = ()
        permissions = [("keep_offer", _("Can keep the offers of help"))]

    def __str__(self) -> str:
        return in_readers_language(self.title, self.title_en)

    @property
    def what_said(self) -> str:
        """What it is, in the reader's language."""
        return in_readers_language(self.what, self.what_en)

    @property
    def how_said(self) -> str:
        """How to reach it, in the reader's language."""
        return in_readers_language(self.how, self.how_en)

    @property
    def hint_said(self) -> str:
        """How it is kept confidential, in the reader's language."""
        return in_readers_language(self.hint, self.hint_en)
