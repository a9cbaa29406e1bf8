from django.conf import settings
from django.db import models
from modelsearch import index
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, Page, RevisionMixin
from wagtail.snippets.models import register_snippet

from lms.plugins.pages import PluginPageMixin


class BadgePage(PluginPageMixin, Page):
    """Tells of the badges there are."""

    intro = models.CharField(max_length=200, blank=True)
    template = "lms_badges/badge_page.html"
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]


@register_snippet
class Badge(index.Indexed, DraftStateMixin, RevisionMixin, models.Model):
    """One badge of one person; may be told of on a page."""

    title = models.CharField(max_length=100)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True
    )
    page = models.ForeignKey(
        BadgePage, models.PROTECT, related_name="badges", null=True, blank=True
    )
    search_fields = [index.SearchField("title")]

    def __str__(self):
        return self.title
