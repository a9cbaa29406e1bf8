"""What trainers fill in about exams."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PeopleField, PersonField, RowsField
from lms.models import Team
from lms.people.here import people_here
from plugins.courses.enums import RegradeMode


class AssignForm(forms.Form):
    """Who is to sit an exam, and by when."""

    teams: Any = RowsField(
        label=_("Teams"),
        queryset=Team.objects.all(),
        required=False,
        help_text=_("All of their people now, those of teams below them too."),
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    people = PeopleField(
        label=pgettext_lazy("exam", "People"),
        queryset=None,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    due_on = forms.DateField(
        label=_("By when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people_here(localdate())  # type: ignore[attr-defined] # a field of choices

    def clean(self) -> dict[str, Any]:
        """Refuse to assign it to nobody."""
        known: dict[str, Any] = super().clean() or {}
        if not self.errors and not (known["teams"] or known["people"]):
            self.add_error(None, str(_("Choose a team or a person.")))
        return known

    def chosen(self) -> list[Any]:
        """Return everybody who was chosen."""
        teams = {each.pk for team in self.cleaned_data["teams"] for each in team.with_descendants()}  # fmt: skip
        members = (
            people_here(localdate()).filter(staff_profile__team__in=teams)
            if teams
            else []
        )
        return [*{*members, *self.cleaned_data["people"]}]


class AllowForm(forms.Form):
    """More time or attempts for one person."""

    person = PersonField(label=_("Person"), queryset=None)
    minutes = forms.IntegerField(
        label=_("More minutes"), min_value=0, max_value=600, initial=0
    )
    attempts = forms.IntegerField(
        label=_("More attempts"), min_value=0, max_value=10, initial=0
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)
    known = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """How many were given when the form was made: a second press gives nothing twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_here(localdate())  # type: ignore[attr-defined] # a field of choices

    def clean(self) -> dict[str, Any]:
        """Refuse what would give nothing."""
        known: dict[str, Any] = super().clean() or {}
        if not self.errors and not (known["minutes"] or known["attempts"]):
            self.add_error(None, str(_("Give more minutes or attempts.")))
        return known


class RegradeForm(forms.Form):
    """How a question is marked again, and why."""

    mode = forms.ChoiceField(label=_("How"), choices=RegradeMode.choices)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    digest = forms.CharField(widget=forms.HiddenInput)
