"""Pairs of a stiff wording and a warm one: 生硬 and 共情."""

from typing import Self

import reversion
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from knowledge_base.phrases import folded_phrase


class RewritingPairQuerySet(models.QuerySet["RewritingPair"]):
    """Pairs in all languages."""

    def active(self) -> Self:
        """Return what readers see."""
        return self.filter(is_active=True)

    def matching(self, query: str) -> list["RewritingPair"]:
        """Return what holds `query`, whichever script or width it is written in."""
        wanted = folded_phrase(query).strip()
        return [pair for pair in self if wanted in pair.searched_text]


@reversion.register()
class RewritingPair(index.Indexed, models.Model):
    """What sounds stiff, and how to say it with empathy."""

    stiff = models.CharField(_("stiff wording"), max_length=300)
    empathic = models.CharField(_("empathic wording"), max_length=500)
    note = models.CharField(
        _("explanation"),
        max_length=300,
        blank=True,
        help_text=_("Why it works, or when to say it."),
    )
    scene = models.CharField(_("scene"), max_length=60, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_("Of the texts, such as zh-hans or en. Empty: all."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = RewritingPairQuerySet.as_manager()

    search_fields = [
        # Not a title: who asks about refunds wants a script or an answer first.
        index.SearchField("stiff"),
        index.SearchField("empathic"),
        index.SearchField("scene"),
        index.SearchField("note"),
    ]

    class Meta:
        verbose_name = _("rewriting pair")
        verbose_name_plural = _("rewriting pairs")
        ordering = ["scene", "stiff", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stiff", "language"], name="lms_knowledge_base_rewriting_once"
            )
        ]

    def __str__(self) -> str:
        return self.stiff

    def get_absolute_url(self) -> str:
        """Return its place in the list."""
        return f"{reverse('knowledge_base:rewritings')}#pair-{self.pk}"

    @property
    def searched_text(self) -> str:
        """All that a reader may search for."""
        texts = (self.stiff, self.empathic, self.note, self.scene)
        return folded_phrase("\n".join(texts))
