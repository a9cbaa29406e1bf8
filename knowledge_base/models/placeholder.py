from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import PlaceholderKind


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
        return (_speaks_english() and self.label_en) or self.label

    @property
    def local_sample(self) -> str:
        """The sample in the reader's language."""
        return (_speaks_english() and self.sample_en) or self.sample


def _speaks_english() -> bool:
    return (get_language() or "").startswith("en")
