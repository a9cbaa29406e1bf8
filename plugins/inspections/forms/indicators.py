"""Indicators as they are kept."""

from typing import Any

from django import forms

from plugins.inspections.models import Indicator

MOST_INDICATORS = 20

IndicatorFormSet: Any = forms.modelformset_factory(
    Indicator,
    fields=["name", "name_en", "unit", "goal", "direction", "is_retired"],
    extra=1,
    max_num=MOST_INDICATORS,
    validate_max=True,
    absolute_max=MOST_INDICATORS + 1,
)
