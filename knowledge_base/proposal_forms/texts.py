"""The input for one text of an item, and what may be wrong with it."""

from collections.abc import Iterator, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knowledge_base.models import Placeholder
from knowledge_base.models.parts import LONGEST_TEXT, Part
from knowledge_base.validators import placeholder_names, validate_balanced

PREFIX = "text-"
_MOST_ROWS = 16


def text_field(part: Part) -> forms.CharField:
    """Return the input for one text: as high as what stands in it."""
    lines = sum(1 + len(line) // 45 for line in part.text.split("\n"))
    rows = min(max(lines + 1, 3), _MOST_ROWS)
    widget = forms.TextInput() if part.is_line else forms.Textarea({"rows": rows})
    return forms.CharField(
        label=part.label,
        help_text=part.help_text,
        max_length=min(part.longest or LONGEST_TEXT, LONGEST_TEXT),
        required=part.is_required,
        widget=widget,
    )


def errors_in(
    parts: Mapping[str, Part], texts: Mapping[str, str]
) -> Iterator[tuple[str, ValidationError]]:
    """Yield what is wrong with texts: a line too long, an unknown placeholder."""
    for name, text in texts.items():
        longest = parts[name].longest_line
        if longest and any(len(line) > longest for line in text.split("\n")):
            message = _("A line may have %(number)s characters at most.")
            yield name, ValidationError(message % {"number": longest})
    words = {name: text for name, text in texts.items() if parts[name].channel}
    yield from _wrong_placeholders(words)


def _wrong_placeholders(
    words: Mapping[str, str],
) -> Iterator[tuple[str, ValidationError]]:
    names = {found for text in words.values() for found in placeholder_names(text)}
    known = {*Placeholder.objects.filter(name__in=names).values_list("name", flat=True)}
    for name, text in words.items():
        try:
            validate_balanced(text)
        except ValidationError as error:
            yield name, error
        unknown = [each for each in placeholder_names(text) if each not in known]
        if unknown:
            message = _("There is no placeholder called %(names)s.")
            said = ", ".join(f"{{{{{each}}}}}" for each in unknown)
            yield name, ValidationError(message % {"names": said})
