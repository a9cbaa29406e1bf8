"""Scoring forms as they are written: a block of fields for each criterion."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plugins.inspections.models import Criterion, FormVersion, ScoringForm

MOST_CRITERIA = 40
_SPARE = 3
_MOST_POINTS = 100
_LONGEST_ANCHOR = 200


class ScoringFormForm(forms.ModelForm[ScoringForm]):
    """What a form is called."""

    class Meta:
        model = ScoringForm
        fields = ["name", "name_en", "is_retired"]


class CriterionForm(forms.Form):
    """One criterion."""

    key = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    section = forms.CharField(
        label=pgettext_lazy("criterion", "Section"),
        max_length=60,
        required=False,
        help_text=_("Such as manners, process, adaptability; English after a |."),
    )
    name = forms.CharField(
        label=pgettext_lazy("criterion", "What is looked at"),
        max_length=120,
        required=False,
        help_text=_("English after a |. Without it the criterion is none."),
    )
    points = forms.IntegerField(
        label=pgettext_lazy("criterion", "Points"),
        min_value=0,
        max_value=_MOST_POINTS,
        required=False,
        help_text=_("Half of them for half, none for none."),
    )
    full = forms.CharField(
        label=_("What full looks like"), max_length=_LONGEST_ANCHOR, required=False
    )
    half = forms.CharField(
        label=_("What half looks like"), max_length=_LONGEST_ANCHOR, required=False
    )
    none = forms.CharField(
        label=_("What none looks like"), max_length=_LONGEST_ANCHOR, required=False
    )
    cap = forms.IntegerField(
        label=_("Knock-out: the most that the sheet scores then"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_(
            "Only for what must not happen. 0 fails the sheet, 60 caps it at 60; empty: "
            "an ordinary criterion."
        ),
    )

    def clean(self) -> Any:
        """Ask for points or a cap; a block without a name is none."""
        cleaned = super().clean() or {}
        if not cleaned.get("name") or self.errors:
            return cleaned
        if not cleaned.get("section"):
            self.add_error("section", _("Please name the section."))
        if cleaned.get("cap") is None and not cleaned.get("points"):
            self.add_error("points", _("Please give it points, or a cap for a knock-out."))  # fmt: skip
        return cleaned


class _Criteria(forms.BaseFormSet[CriterionForm]):
    """The criteria in their order."""

    def clean(self) -> None:
        """Refuse a form by which nothing can be scored."""
        is_whole = self.management_form.is_valid() and not any(self.errors)
        if is_whole and not any(each.points for each in self.criteria()):
            raise ValidationError(_("Please write one criterion with points at least."))

    def criteria(self) -> list[Criterion]:
        """Return what is looked at."""
        rows = [
            form.cleaned_data
            for form in self.ordered_forms
            if form.cleaned_data.get("name")
        ]
        texts = ("key", "section", "name", "full", "half", "none")
        return [
            Criterion(
                **{name: row[name] for name in texts},
                cap=row["cap"],
                points=0 if row["cap"] is not None else row["points"],
            )
            for row in rows
        ]


CriterionFormSet: Any = forms.formset_factory(
    CriterionForm,
    formset=_Criteria,
    extra=_SPARE,
    can_delete=True,
    can_order=True,
    max_num=MOST_CRITERIA,
    validate_max=True,
    absolute_max=MOST_CRITERIA + _SPARE,
)


def rows_of(version: FormVersion | None) -> list[dict[str, Any]]:
    """Return the criteria of a version as the forms show them."""
    parts = version.parts if version else ()
    return [
        {**vars(each), "points": None if each.is_knockout else each.points}
        for each in parts
    ]
