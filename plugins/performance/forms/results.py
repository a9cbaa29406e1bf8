"""What superiors and managers fill in about results."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PeopleField, PersonField
from plugins.performance.models import (
    LONGEST,
    MOST_POINTS,
    MOST_TOGETHER,
    Correction,
    Part,
    Reason,
)


class BonusForm(forms.Form):
    """Points beside the indicators."""

    reason = forms.ModelChoiceField(
        label=pgettext_lazy("bonus", "Reason"),
        queryset=Reason.objects.filter(is_retired=False),
        required=False,
        empty_label=pgettext_lazy("bonus", "Another reason"),
    )
    points = forms.IntegerField(
        label=pgettext_lazy("bonus", "Points"),
        min_value=-MOST_POINTS,
        max_value=MOST_POINTS,
        required=False,
        help_text=_("Empty: those of the reason. Less than 0 is a penalty."),
    )
    words = forms.CharField(
        label=pgettext_lazy("bonus", "What happened"),
        max_length=300,
        required=False,
        help_text=_("The person reads it. No names and numbers of customers."),
    )

    def clean(self) -> Any:
        """Take the points of the reason where none are written."""
        cleaned = super().clean() or {}
        reason = cleaned.get("reason")
        if "points" in cleaned and not cleaned["points"]:
            if reason is None:
                self.add_error("points", _("Another reason needs points, more or less than 0."))  # fmt: skip
            else:
                cleaned["points"] = reason.points
        if reason is None and not cleaned.get("words"):
            self.add_error("words", _("Please say what happened."))
        return cleaned


class CorrectionForm(forms.Form):
    """What an indicator came to in truth."""

    key = forms.ChoiceField(label=_("What is corrected"))
    points = forms.DecimalField(
        label=_("Points from now on"),
        max_digits=5,
        decimal_places=2,
        min_value=-MOST_TOGETHER,
        max_value=100,
        help_text=_("Of 100; of all bonuses together: their sum."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("correction", "Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it."),
    )

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["key"]
        known = [(part.key, part.label) for part in parts]
        field.choices = [*known, (Correction.BONUS, _("all bonuses together"))]


class RatersForm(forms.Form):
    """Who rates a team."""

    superior = PersonField(
        label=_("Superior"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("superior", "As it is"),
        help_text=_("At first the manager of each person's team."),
    )
    panel = PeopleField(label=_("Panel"), queryset=None, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("superior", "panel"):
            field: Any = self.fields[name]
            field.queryset = people


class PasteForm(forms.Form):
    """Figures of one indicator, a line for each person or team."""

    key = forms.ChoiceField(label=pgettext_lazy("performance", "Indicator"))
    text = forms.CharField(
        label=pgettext_lazy("performance", "Figures"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_(
            "One line each: name, user name, staff number or team, then the figure. Of "
            "call-backs: how many, people on duty, days to attend. Between commas or tabs."
        ),
    )

    def __init__(self, *args: Any, choices: Collection[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["key"]
        field.choices = choices
