"""Refuses what looks like personal data of customers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.detector import Kind, find_personal_data


def refuse_personal_data(text: str) -> None:
    """Raise ValidationError, naming what it was; the number of a ticket is wanted."""
    found = (hit for hit in find_personal_data(text) if hit.kind != Kind.ORDER)
    if hit := next(found, None):
        said = _("“%(found)s” looks like personal data. Please leave it out: everybody reads this.")  # fmt: skip
        raise ValidationError(said % {"found": hit.text})
