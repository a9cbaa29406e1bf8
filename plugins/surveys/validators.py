"""Refuses personal data of customers, and times at which nobody said anything."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.detector import Kind, find_personal_data


def refuse_personal_data(text: str) -> None:
    """Raise ValidationError, naming what it was, for numbers and addresses of people.

    The number of a ticket is wanted.
    """
    found = (hit for hit in find_personal_data(text) if hit.kind != Kind.ORDER)
    if hit := next(found, None):
        said = _("“%(found)s” looks like personal data of a customer. Please leave it out; the number of the ticket is enough.")  # fmt: skip
        raise ValidationError(said % {"found": hit.text})


_LONGEST_AGO = timedelta(days=3660)


def refuse_other_times(moment: datetime, now: datetime) -> None:
    """Raise ValidationError for what nobody can have said yet, or said ages ago."""
    if moment > now:
        raise ValidationError(_("This is still to come."))
    if moment < now - _LONGEST_AGO:
        raise ValidationError(_("This is more than ten years ago."))
