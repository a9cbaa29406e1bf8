"""Limits are set for each grade; what has begun keeps its own."""

from collections.abc import Iterable

from django.db import transaction
from django.forms.models import model_to_dict

from plugins.complaints.models import Limits


@transaction.atomic
def keep_limits(*, rows: Iterable[Limits]) -> None:
    """Keep the limits of each grade, whoever was first to set them."""
    for row in rows:
        values = model_to_dict(row, exclude=["id", "grade"])
        Limits.objects.update_or_create(grade=row.grade, defaults=values)
