"""Refuses what looks like personal data of customers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lms.detector import find_personal_data


def refuse_personal_data(text: str) -> None:
    """Raise ValidationError, naming all that colleagues must not read."""
    found = [hit.text for hit in find_personal_data(text)]
    if found:
        said = _("This looks like data of a customer: %(found)s. Colleagues read it, so please leave it out.")  # fmt: skip
        raise ValidationError(said % {"found": ", ".join(found)})
