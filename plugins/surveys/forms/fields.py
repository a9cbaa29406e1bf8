"""Fields that several forms have."""

from typing import Any

from django import forms

from lms.exports import display_name
from lms.rows_field import RowsField


def day_input() -> forms.DateInput:
    """Return a field for a day, its value as browsers want it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input() -> forms.DateTimeInput:
    """Return a field for a day and a time."""
    return forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )


class PersonField(forms.ModelChoiceField[Any]):
    """A choice of people by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return display_name(obj)


class PeopleField(RowsField):
    """A choice of several people by their names and teams."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return name and team."""
        profile = getattr(obj, "staff_profile", None)
        team = profile.team.name if profile and profile.team else ""
        return f"{display_name(obj)} · {team}" if team else display_name(obj)


class TeamsField(RowsField):
    """A choice of several teams."""

    widget = forms.CheckboxSelectMultiple
