"""Tables as they are written: a block of fields for each indicator."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import RowsField
from lms.models import Team
from plugins.performance.enums import Kind, Side
from plugins.performance.models import Part, PerformanceTable, Reason, TableVersion
from plugins.performance.services.measuring import known_indicators
from plugins.performance.services.settings import setting

MOST_PARTS = 20
MOST_REASONS = 40
FULL_WEIGHT = 100
_SPARE = 2
STEPS = {0: _("any whole number"), 5: "5", 10: "10", 20: "20", 25: "25", 50: "50"}


class TableForm(forms.ModelForm[PerformanceTable]):
    """What a table is called, for whom it holds, and how much each side counts."""

    teams = RowsField(
        label=_("Teams, with those below them"),
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = PerformanceTable
        fields = ["name", "name_en", "teams", "jobs", "is_retired"]
        widgets = {"jobs": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, sides: Mapping[Side, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in Side:
            self.fields[f"side_{side}"] = forms.IntegerField(
                label=side.label,
                min_value=0,
                max_value=FULL_WEIGHT,
                initial=sides.get(side, 0),
            )

    def side_fields(self) -> list[Any]:
        """Return the fields of the weights."""
        return [self[f"side_{side}"] for side in Side]

    def clean(self) -> Any:
        """Refuse weights of the sides that are not 100 together."""
        cleaned = super().clean() or {}
        is_whole = all(f"side_{side}" in cleaned for side in Side)
        if is_whole and sum(self.sides().values()) != FULL_WEIGHT:
            self.add_error(None, _("The weights of the three sides must sum to 100."))
        return cleaned

    def sides(self) -> dict[str, int]:
        """Return the weights that were filled in."""
        return {side.value: self.cleaned_data[f"side_{side}"] for side in Side}

    def _save_m2m(self) -> None:
        """Leave it alone: a service saves a table."""


class PartForm(forms.Form):
    """One indicator."""

    key = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    name = forms.CharField(
        label=pgettext_lazy("performance", "Indicator"),
        max_length=80,
        required=False,
        help_text=_("Without a name it is none."),
    )
    name_en = forms.CharField(label=_("In English"), max_length=80, required=False)
    weight = forms.IntegerField(
        label=_("weight in percent"),
        min_value=0,
        max_value=FULL_WEIGHT,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Where its points come from"), choices=Kind.choices, required=False
    )
    step = forms.TypedChoiceField(
        label=_("Steps of rated points"),
        choices=STEPS.items,
        coerce=int,
        empty_value=None,
        required=False,
    )
    source = forms.ChoiceField(label=_("What is measured"), required=False)
    target = forms.DecimalField(
        label=_("Target"),
        max_digits=9,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_(
            "The figure that gives all points; before it they are in proportion. Of "
            "call-backs, if empty: the days to attend."
        ),
    )
    is_less = forms.BooleanField(
        label=_("A smaller figure is better"),
        required=False,
        help_text=_("What is measured knows by itself."),
    )
    quota = forms.IntegerField(
        label=_("Call-backs for each person"),
        min_value=1,
        max_value=100_000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {key: str(item.label) for key, item in known_indicators().items()}
        kept = self.initial.get("source") or ""
        if kept and kept not in known:
            known[kept] = kept  # its plugin is off
        field: Any = self.fields["source"]
        field.choices = [("", "—"), *known.items()]
        self.fields["quota"].initial = setting("callback_quota")

    def clean(self) -> Any:
        """Ask for what the kind needs; a block without a name is none."""
        cleaned = super().clean() or {}
        if not cleaned.get("name") or self.errors:
            return cleaned
        kind = cleaned.get("kind") or Kind.RATED
        if not cleaned.get("weight"):
            self.add_error("weight", _("Please give it a weight."))
        if kind == Kind.MEASURED and not cleaned.get("source"):
            self.add_error("source", _("Please choose what is measured."))
        if kind in (Kind.MEASURED, Kind.ENTERED) and cleaned.get("target") is None:
            self.add_error("target", _("Please name the figure that gives all points."))
        return cleaned

    def part(self) -> Part:
        """Return the indicator."""
        row = self.cleaned_data
        kind = row["kind"] or Kind.RATED
        item = known_indicators().get(row["source"])
        is_measured = kind == Kind.MEASURED
        is_less = not item.more_is_better if is_measured and item else row["is_less"]
        target = row["target"] if kind != Kind.RATED else None
        return Part(
            key=row["key"],
            name=row["name"],
            name_en=row["name_en"],
            weight=row["weight"],
            kind=kind,
            step=(row["step"] or 0) if kind == Kind.RATED else 0,
            source=row["source"] if is_measured else "",
            target="" if target is None else f"{target.normalize():f}",
            is_less=is_less and kind in (Kind.MEASURED, Kind.ENTERED),
            quota=(row["quota"] or setting("callback_quota")) if kind == Kind.CALLS else 0,
        )  # fmt: skip


class _Parts(forms.BaseFormSet[PartForm]):
    """The indicators in their order."""

    def clean(self) -> None:
        """Refuse weights that are not 100 together."""
        is_whole = self.management_form.is_valid() and not any(self.errors)
        if is_whole and sum(part.weight for part in self.parts()) != FULL_WEIGHT:
            raise ValidationError(_("The weights of the indicators must sum to 100."))

    def parts(self) -> list[Part]:
        """Return the indicators."""
        return [f.part() for f in self.ordered_forms if f.cleaned_data.get("name")]


PartFormSet: Any = forms.formset_factory(
    PartForm,
    formset=_Parts,
    extra=_SPARE,
    can_delete=True,
    can_order=True,
    max_num=MOST_PARTS,
    validate_max=True,
    absolute_max=MOST_PARTS + _SPARE,
)


def rows_of(version: TableVersion | None) -> list[dict[str, Any]]:
    """Return the indicators of a version as the forms show them."""
    parts = version.parts if version else []
    return [{**vars(part), "quota": part.quota or None} for part in parts]


ReasonFormSet: Any = forms.modelformset_factory(
    Reason,
    fields=["name", "name_en", "points", "is_retired"],
    extra=1,
    max_num=MOST_REASONS,
    validate_max=True,
    absolute_max=MOST_REASONS + 1,
)
