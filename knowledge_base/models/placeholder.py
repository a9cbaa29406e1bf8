from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import reversion
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import PlaceholderKind
from knowledge_base.validators import PLACEHOLDER
from lms.bilingual import in_readers_language


@reversion.register()
class Placeholder(models.Model):
    """A gap that scripts may have, `{{name}}`, filled in while the customer waits."""

    name = models.CharField(
        _("name"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[^\W\d][\w-]*$", _("Letters, digits, - and _, a letter first.")
            )
        ],
        help_text=_("As it stands between the braces, such as customer."),
    )
    label = models.CharField(_("label"), max_length=60)
    label_en = models.CharField(_("label in English"), max_length=60, blank=True)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=PlaceholderKind.choices,
        default=PlaceholderKind.TEXT,
    )
    sample = models.CharField(_("sample"), max_length=100)
    sample_en = models.CharField(_("sample in English"), max_length=100, blank=True)
    is_required = models.BooleanField(_("must be filled in"), default=True)
    choices = models.CharField(
        _("choices"),
        max_length=400,
        blank=True,
        help_text=_("Of a choice: the options, separated by |."),
    )

    class Meta:
        verbose_name = _("placeholder")
        verbose_name_plural = _("placeholders")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{{{{{self.name}}}}}"

    def clean(self) -> None:
        """Refuse a choice without options."""
        if self.kind == PlaceholderKind.CHOICE and not self.choice_list:
            raise ValidationError({"choices": _("A choice needs its options.")})

    @property
    def choice_list(self) -> list[str]:
        """The options of a choice."""
        return [part.strip() for part in self.choices.split("|") if part.strip()]

    @property
    def local_label(self) -> str:
        """The label in the reader's language."""
        return in_readers_language(self.label, self.label_en)

    @property
    def local_sample(self) -> str:
        """The sample in the reader's language."""
        return in_readers_language(self.sample, self.sample_en)


@dataclass(frozen=True)
class Part:
    """A piece of a script: words, or a gap with what is known of its content."""

    text: str = ""
    placeholder: Placeholder | None = None
    value: str = ""


def split_at_placeholders(
    text: str, known: Mapping[str, Placeholder], values: Mapping[str, str]
) -> Iterator[Part]:
    """Cut `text` into words and gaps; a name that nobody defined stays as written."""
    end = 0
    for match in PLACEHOLDER.finditer(text):
        placeholder = known.get(match[1])
        if placeholder is None:
            continue
        if match.start() > end:
            yield Part(text[end : match.start()])
        value = values.get(placeholder.name, "")
        yield Part(placeholder=placeholder, value=value)
        end = match.end()
    if end < len(text):
        yield Part(text[end:])


def values_known_of(user: Any) -> dict[str, str]:
    """Return what the person who speaks need not type: the own name and number."""
    profile = getattr(user, "staff_profile", None)
    name = getattr(user, "get_full_name", str)
    return {
        "agent": name() if user.is_authenticated else "",
        "agent_no": getattr(profile, "staff_number", None) or "",
    }
