"""What is filled in to plan a month."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PeopleField, PersonField, day_input
from lms.models import Team
from lms.people.here import people_here
from plugins.inspections.enums import Per, Source
from plugins.inspections.forms.fields import TeamsField, lines_input
from plugins.inspections.models import Plan, ScoringForm, month_name
from plugins.inspections.models.plan import MOST_NUMBER
from plugins.inspections.services.plans import Choice, Quota, inspectors

_BACK, _AHEAD = 6, 3
FULL_WEIGHT = 100


def shifted(first: date, months: int) -> date:
    """Return the first day of a month so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


class PlanForm(forms.ModelForm[Plan]):
    """Which month, by which form, of whom, by whom; how many of each source."""

    month = forms.TypedChoiceField(label=_("month"), coerce=parse_date)
    teams = TeamsField(
        label=_("Teams, with those below them"), queryset=None, required=False
    )
    people = PeopleField(label=_("People besides"), queryset=None, required=False)
    inspectors = PeopleField(label=_("Inspectors"), queryset=None)

    class Meta:
        model = Plan
        fields = [
            *("month", "name", "form", "teams", "people", "inspectors"),
            *("is_cross_team", "goal"),
        ]

    def __init__(
        self, *args: Any, quotas: Sequence[Quota], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        this = today.replace(day=1)
        months = [shifted(this, n) for n in range(-_BACK, _AHEAD + 1)]
        if self.instance.pk and self.instance.month not in months:
            months.insert(0, self.instance.month)
        fields["month"].choices = [(each.isoformat(), month_name(each)) for each in months]  # fmt: skip
        usable = Q(is_retired=False) | Q(pk=self.instance.form_id)
        fields["form"].queryset = ScoringForm.objects.filter(usable, versions__isnull=False).distinct()  # fmt: skip
        fields["teams"].queryset = Team.objects.all()
        fields["people"].queryset = people_here(today)
        fields["inspectors"].queryset = inspectors(today)
        for quota in quotas:
            self._add_quota(quota)

    def _add_quota(self, quota: Quota) -> None:
        name = quota.source.value
        self.fields[f"{name}_number"] = forms.IntegerField(
            label=pgettext_lazy("inspection", "how many"),
            min_value=0,
            max_value=MOST_NUMBER,
            initial=quota.number,
        )
        self.fields[f"{name}_per"] = forms.ChoiceField(
            label=pgettext_lazy("inspection", "for whom"),
            choices=Per.choices,
            initial=quota.per,
        )
        self.fields[f"{name}_weight"] = forms.IntegerField(
            label=_("weight in percent"),
            min_value=0,
            max_value=FULL_WEIGHT,
            initial=quota.weight,
        )

    def quota_fields(self) -> list[tuple[Source, list[Any]]]:
        """Return each source with its three fields."""
        parts = ("number", "per", "weight")
        return [(s, [self[f"{s.value}_{part}"] for part in parts]) for s in Source]

    def clean(self) -> Any:
        """Refuse weights that are not 100, and a month that inspects nothing."""
        cleaned = super().clean() or {}
        if any(f"{s.value}_{part}" not in cleaned for s in Source for part in ("number", "per", "weight")):  # fmt: skip
            return cleaned
        quotas = self.quotas()
        if sum(each.weight for each in quotas) != FULL_WEIGHT:
            self.add_error(None, _("The weights must sum to 100."))
        if not any(each.number for each in quotas):
            self.add_error(None, _("Please draw one sheet of some source at least."))
        if not cleaned.get("teams") and not cleaned.get("people"):
            self.add_error("teams", _("Please choose teams or people."))
        return cleaned

    def quotas(self) -> list[Quota]:
        """Return what was filled in for each source."""
        known = self.cleaned_data
        return [
            Quota(
                source,
                known[f"{source.value}_number"],
                Per(known[f"{source.value}_per"]),
                known[f"{source.value}_weight"],
            )
            for source in Source
        ]

    def choice(self) -> Choice:
        """Return who is inspected by whom."""
        known = self.cleaned_data
        return Choice([*known["teams"]], [*known["people"]], [*known["inspectors"]])

    def _save_m2m(self) -> None:
        """Leave it alone: a service saves a plan."""


class InspectorForm(forms.Form):
    """Who inspects."""

    inspector = PersonField(label=_("Inspector"), queryset=None)

    def __init__(self, *args: Any, offered: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model()._default_manager.filter(pk__in=offered)
        field: Any = self.fields["inspector"]
        field.queryset = people.select_related("staff_profile__team")


class ActionForm(forms.Form):
    """Something to do, by a day."""

    criterion = forms.ChoiceField(
        label=pgettext_lazy("improvement", "About"), required=False
    )
    what = forms.CharField(
        label=_("What is to be done"), max_length=300, widget=lines_input(2)
    )
    due_on = forms.DateField(label=_("By when"), widget=day_input())

    def __init__(
        self, *args: Any, criteria: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["criterion"]
        field.choices = [("", _("the whole sheet")), *criteria]
