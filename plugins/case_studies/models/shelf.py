"""Shelves of cases, as pages beside the libraries."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from lms.plugins.pages import KeyedPageMixin


class CaseIndexPage(KeyedPageMixin, Page):
    """A shelf of cases; closing it closes what stands on it."""

    url_name = "lms_case_studies:shelf"
    template = "lms_case_studies/cases.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["lms_case_studies.CasePage"]

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("shelf of cases")
        verbose_name_plural = _("shelves of cases")
