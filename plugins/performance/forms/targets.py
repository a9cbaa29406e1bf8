"""Targets of the house as they are written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import day_input
from plugins.performance.models import HouseTarget
from plugins.performance.services.measuring import known_indicators
from plugins.performance.services.settings import shifted
from plugins.performance.services.targets import MOST_MONTHS

_YEARS = range(2000, 2100)


class TargetForm(forms.ModelForm[HouseTarget]):
    """Which figure, from where, by how much, until when."""

    source = forms.ChoiceField(
        label=pgettext_lazy("house target", "Figure"), required=False
    )

    class Meta:
        model = HouseTarget
        fields = ["name", "name_en", "source", "base", "change", "first", "last"]
        widgets = {"first": day_input(), "last": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {key: str(item.label) for key, item in known_indicators().items()}
        if self.instance.source and self.instance.source not in known:
            known[self.instance.source] = self.instance.source  # its plugin is off
        field: Any = self.fields["source"]
        field.choices = [("", _("Entered by hand")), *known.items()]

    def clean(self) -> Any:
        """Refuse days that are the wrong way round, or too far apart."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        for name in ("first", "last"):
            if name in cleaned and cleaned[name].year not in _YEARS:
                self.add_error(name, _("Please choose a day of this century."))
                return cleaned
        if first and last and last <= first:
            self.add_error("last", _("Please choose a later day than the first one."))
        elif first and last and last >= shifted(first.replace(day=1), MOST_MONTHS):
            self.add_error("last", _("A target lasts three years at most."))
        if not cleaned.get("change") and "change" in cleaned:
            self.add_error("change", _("Please say by how much it is to change."))
        return cleaned
