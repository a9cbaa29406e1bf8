"""What a plugin can be."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Computed from code, database and surroundings; only ENABLED runs."""

    ENABLED = "enabled", _("On")
    DISABLED = "disabled", _("Off")
    NEEDS_MIGRATION = "needs_migration", _("Needs migration")
    NEEDS_RESTART = "needs_restart", _("Needs restart")
    BLOCKED = "blocked", _("Blocked")
    FAILED = "failed", _("Failed")
    MISSING = "missing", _("Code missing")
    EXCLUDED = "excluded", _("Excluded")

    @property
    def is_problem(self) -> bool:
        """Whether somebody has to do something about it."""
        return self not in {Status.ENABLED, Status.DISABLED, Status.EXCLUDED}


class Category(models.TextChoices):
    """What a plugin is for."""

    CONTENT = "content", _("Content")
    LEARNING = "learning", _("Learning")
    ENGAGEMENT = "engagement", _("Engagement")
    REPORTING = "reporting", _("Reporting")
    INTEGRATION = "integration", _("Integration")
