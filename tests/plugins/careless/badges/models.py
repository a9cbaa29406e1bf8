from django.db import models
from wagtail.models import Page

from lms.plugins.pages import PluginPageMixin


class BarePage(Page):
    """Not gated."""


class LatePage(Page, PluginPageMixin):
    """Gated behind the page, so not at all."""


class Badge(models.Model):
    """People may work with it while the plugin is off."""

    text = models.CharField(max_length=20)

    def __str__(self):
        return self.text
