from django.conf import settings
from django.db import models
from django.urls import reverse
from modelsearch import index
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from lms.plugins.pages import PluginPageMixin


class BoardPage(PluginPageMixin, Page):
    """A page of its own type."""

    intro = models.CharField(max_length=200, blank=True)
    template = "lms_sample/board_page.html"
    content_panels = [*Page.content_panels, FieldPanel("intro")]


@register_snippet
class Notice(index.Indexed, models.Model):
    """A snippet, which points at a person and may point at a page."""

    text = models.CharField(max_length=200)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True
    )
    page = models.ForeignKey(
        BoardPage, models.CASCADE, related_name="notices", null=True, blank=True
    )
    search_fields = [index.SearchField("text", boost=4)]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self):
        """Return where the notice hangs."""
        return reverse("lms_sample:notice", args=[self.pk])
