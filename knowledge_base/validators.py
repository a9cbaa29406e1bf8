"""Rules on text that need no database."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

PLACEHOLDER = re.compile(r"\{\{\s*([^\W\d][\w-]*)\s*\}\}")
"""`{{name}}`: a letter of any script, then letters, digits, `_` or `-`."""

validate_short_code = RegexValidator(
    r"^[a-z0-9]{2,12}$", _("A short code has 2 to 12 letters a-z or digits.")
)


def placeholder_names(text: str) -> list[str]:
    """Return the names of the placeholders in `text`, each once, in order."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def validate_balanced(text: str) -> None:
    """Refuse braces that do not make a placeholder, naming the place."""
    rest = PLACEHOLDER.sub(lambda found: " " * len(found.group()), text)
    found = re.search(r"\{\{|\}\}", rest)
    if found:
        near = text[max(0, found.start() - 8) : found.end() + 12]
        raise ValidationError(
            _(
                "A placeholder is written {{name}}, with both pairs of braces. "
                "Please look at “%(near)s”."
            ),
            code="unbalanced",
            params={"near": near},
        )
