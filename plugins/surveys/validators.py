"""Refuses what looks like personal data of customers in words and numbers."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_SEPARATOR = r"[ \-.·]?"
_PATTERNS = (
    re.compile(rf"(?<!\d)1{_SEPARATOR}[3-9](?:{_SEPARATOR}\d){{9}}(?!\d)"),  # mobile
    re.compile(r"(?<!\d)0\d{2,3}[ \-]?[2-8]\d{6,7}(?!\d)"),  # fixed line
    re.compile(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)"),  # identity card
    re.compile(r"(?<!\d)(?:\d{4}[ \-]?){3}\d{4,7}(?!\d)"),  # bank card
    re.compile(r"[\w.+\-]+@[\w\-]+\.[\w.\-]+"),  # mail
)


def refuse_personal_data(text: str) -> None:
    """Raise ValidationError, naming what it was, for numbers and addresses of people."""
    plain = unicodedata.normalize("NFKC", text)
    for pattern in _PATTERNS:
        if found := pattern.search(plain):
            said = _("“%(found)s” looks like personal data of a customer. Please leave it out; the number of the ticket is enough.")  # fmt: skip
            raise ValidationError(said % {"found": found[0]})
