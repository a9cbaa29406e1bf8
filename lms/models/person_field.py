"""Who did a step: kept beside it, and empty once the person is gone."""

from typing import Any

from django.conf import settings
from django.db import models


def person_field(label: Any, **options: Any) -> Any:
    """Return a field for somebody who did a step, and who may go."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=label,
        related_name="+",
        null=True,
        blank=True,
        **options,
    )
