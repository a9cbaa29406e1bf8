"""What is filled in beside a month."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import pgettext_lazy

from plugins.archives.enums import DocumentKind
from plugins.archives.models import Note, month_name

_LEAST, _MOST = Decimal(-100), Decimal(1_000_000)


class MonthForm(forms.Form):
    """Which month is frozen."""

    month = forms.TypedChoiceField(
        label=pgettext_lazy("archive", "Month"), coerce=parse_date
    )

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["month"]
        field.choices = [(each.isoformat(), month_name(each)) for each in months]


class NoteForm(forms.ModelForm[Note]):
    """A note."""

    class Meta:
        model = Note
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class DocumentForm(forms.Form):
    """A document."""

    kind = forms.ChoiceField(label=pgettext_lazy("archive", "Kind"), choices=DocumentKind)  # fmt: skip
    file = forms.FileField(label=pgettext_lazy("archive", "File"))


class GoalsForm(forms.Form):
    """The goal of each indicator; empty for none."""

    def __init__(
        self, *args: Any, labels: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for key, label in labels:
            self.fields[key] = forms.DecimalField(
                label=label,
                required=False,
                min_value=_LEAST,
                max_value=_MOST,
                decimal_places=2,
                max_digits=9,
            )
