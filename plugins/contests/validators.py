"""Refuses what looks like personal data of customers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.detector import find_personal_data


def refuse_personal_data(text: str) -> None:
    """Raise ValidationError, naming what it was."""
    if hit := next(iter(find_personal_data(text)), None):
        said = _("“%(found)s” looks like data of a customer. Please leave it out; nothing else you wrote is lost.")  # fmt: skip
        raise ValidationError(said % {"found": hit.text})
