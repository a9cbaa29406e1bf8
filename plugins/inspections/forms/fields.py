"""Fields that several forms have."""

from typing import Any

from django import forms

from lms.people.display import display_name
from lms.form_fields import RowsField


def day_input() -> forms.DateInput:
    """Return a field for a day, its value as browsers want it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def lines_input(rows: int) -> forms.Textarea:
    """Return a field for several lines."""
    return forms.Textarea(attrs={"rows": rows})


def named(person: Any) -> str:
    """Return name and team."""
    team = getattr(getattr(person, "staff_profile", None), "team", None)
    return f"{display_name(person)} · {team}" if team else display_name(person)


class PersonField(forms.ModelChoiceField[Any]):
    """A choice of people by names and teams."""

    def label_from_instance(self, obj: Any) -> str:
        """Return name and team."""
        return named(obj)


class PeopleField(RowsField):
    """A choice of several people by names and teams."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return name and team."""
        return named(obj)


class TeamsField(RowsField):
    """A choice of several teams."""

    widget = forms.CheckboxSelectMultiple
