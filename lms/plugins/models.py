"""What the database keeps of plugins."""

from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MIGRATION_FAILED = "Its migration failed"
DAYS_OF_ERRORS = 14
"""So long the last error of running code is shown, unless it raises again."""


class PluginState(models.Model):
    """Whether a plugin is on, how it is set, and what its tables look like.

    The row outlives the code: `tables` describes the tables as the last migration left
    them, so that the host can put stand-ins in the place of models that are gone.
    """

    label = models.CharField(
        pgettext_lazy("plugin", "label"), max_length=80, primary_key=True
    )
    name = models.CharField(_("name"), max_length=200)
    version = models.CharField(_("version"), max_length=50, blank=True)
    distribution = models.CharField(_("package"), max_length=200, blank=True)
    enabled = models.BooleanField(_("on"), default=False)
    settings = models.JSONField(
        _("settings"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    migrated_to = models.CharField(_("last migration"), max_length=255, blank=True)
    tables = models.JSONField(_("tables"), default=list, blank=True)
    error = models.TextField(_("last error"), blank=True)
    traceback = models.TextField(_("traceback"), blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("plugin")
        verbose_name_plural = _("plugins")
        ordering = ["label"]
        default_permissions = ()
        permissions = [("manage_plugins", _("Can switch plugins on and off"))]

    def __str__(self) -> str:
        return self.name or self.label

    def is_error_old(self, now: datetime) -> bool:
        """Whether what it raised is so long ago that it says nothing any more."""
        return now - self.changed_at > timedelta(days=DAYS_OF_ERRORS)

    @property
    def has_failed_to_migrate(self) -> bool:
        """Whether the last error is that of a migration, not one of running code."""
        return self.error.startswith(MIGRATION_FAILED)
