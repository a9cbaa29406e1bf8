from django.db import models
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField

from tests.plugins.careless.badges.blocks import BadgeBlock, BadgesBlock
from tests.plugins.careless.badges.models import Badge


class Award(models.Model):
    """Of the host, and leans on a plugin."""

    badge = models.ForeignKey(Badge, models.CASCADE)
    body = StreamField([("text", CharBlock()), ("badges", BadgesBlock(BadgeBlock()))])

    def __str__(self):
        return str(self.badge)
