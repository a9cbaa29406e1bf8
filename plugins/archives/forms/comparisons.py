"""What is compared with what."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.extensions import indicators
from lms.form_fields import day_input
from plugins.archives.models.comparison import MOST_DAYS
from plugins.archives.services.before_after import Asked

_FIRST_DAY = date(2000, 1, 1)
_USUAL = 30


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_DAYS, initial=_USUAL)  # fmt: skip


class AskForm(forms.Form):
    """An indicator, a day and how long before and after."""

    indicator = forms.ChoiceField(label=pgettext_lazy("archive", "Indicator"))
    day = forms.DateField(
        label=pgettext_lazy("comparison", "Day, such as that of a training"),
        widget=day_input(),
    )
    before_days = _days(pgettext_lazy("comparison", "Days before"))
    after_days = _days(pgettext_lazy("comparison", "Days after"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        field: Any = self.fields["indicator"]
        field.choices = [(each.key, each.item.label) for each in indicators.enabled()]

    def clean_day(self) -> date:
        """Return a day that is over."""
        day: date = self.cleaned_data["day"]
        if not _FIRST_DAY <= day < self._today:
            raise forms.ValidationError(_("Please choose a day that is over."))
        return day

    @property
    def asked(self) -> Asked:
        """What is asked for; only where the form is valid."""
        names = ("indicator", "day", "before_days", "after_days")
        return Asked(**{name: self.cleaned_data[name] for name in names})


class KeepForm(forms.Form):
    """Under which title it is kept, and what was concluded."""

    title = forms.CharField(label=pgettext_lazy("comparison", "Title"), max_length=120)
    conclusion = forms.CharField(
        label=pgettext_lazy("comparison", "Conclusion"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
