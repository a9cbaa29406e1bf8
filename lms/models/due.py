"""When jobs ran last."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DueJob(models.Model):
    """What is known of a job that `run_due` drives."""

    key = models.CharField(max_length=150, unique=True)
    next_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        verbose_name = _("scheduled job")
        verbose_name_plural = _("scheduled jobs")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
