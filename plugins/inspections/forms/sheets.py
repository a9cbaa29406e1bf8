"""What an inspector fills in beside the marks."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.detector import Kind, find_personal_data
from lms.form_fields import day_input
from plugins.inspections.enums import Channel
from plugins.inspections.forms.fields import lines_input
from plugins.inspections.models import Sheet


class SheetForm(forms.ModelForm[Sheet]):
    """The reference, and words; all may be empty in a draft."""

    channel = forms.ChoiceField(
        label=Sheet._meta.get_field("channel").verbose_name, choices=Channel.choices
    )

    class Meta:
        model = Sheet
        fields = ["reference", "channel", "happened_on", "lines", "strengths", "to_do"]
        widgets = {
            "happened_on": day_input(),
            "lines": lines_input(6),
            "strengths": lines_input(3),
            "to_do": lines_input(3),
        }
        help_texts = {
            "lines": _(
                "A line for each comment, such as: 00:42 broke in on the customer"
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["happened_on"].required = False
        if not self.instance.needs_reference:
            fields["reference"].label = _("place, or a number if there is one")
            fields["reference"].help_text = _("No names and numbers of customers.")
        if self.instance.second_of_id:
            for name in ("reference", "channel", "happened_on"):
                fields[name].disabled = True

    def clean_happened_on(self) -> date | None:
        """Refuse what is still to come, and what was before the month."""
        day: date | None = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This is still to come."))
        if day and day < self.instance.plan.month:
            raise ValidationError(_("This was before the month that is inspected."))
        return day

    def _post_clean(self) -> None:
        """Leave the row alone: a service changes it."""


class TableForm(forms.Form):
    """A table of figures."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


def personal_data_in(*texts: str) -> list[str]:
    """Return what looks like data of customers; the number of a call is wanted."""
    return [
        hit.text
        for text in texts
        for hit in find_personal_data(text)
        if hit.kind != Kind.ORDER
    ]
