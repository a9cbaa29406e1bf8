"""Fields that forms of several parts have."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from lms.people.display import name_and_team


def day_input() -> forms.DateInput:
    """Return a field for a day, its value as browsers want it, in any language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input() -> forms.DateTimeInput:
    """Return a field for a day and a time."""
    return forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )


class RowsField(forms.ModelMultipleChoiceField[Any]):
    """A choice of several rows; a key larger than any is refused as one that is not there.

    Django's own would break on SQLite.
    """

    def _check_values(self, value: Any) -> Any:
        try:
            return super()._check_values(value)  # type: ignore[misc] # Django's, without types
        except OverflowError:
            code = "invalid_list"
            raise ValidationError(self.error_messages[code], code=code) from None


def by_name(people: QuerySet[Any]) -> QuerySet[Any]:
    """Return people as they are offered to be chosen: by name, with their teams."""
    ordered = people.order_by("last_name", "first_name", "username")
    return ordered.select_related("staff_profile__team")


def people_here() -> QuerySet[Any]:
    """Return everybody who signs in, to be chosen from."""
    return by_name(get_user_model()._default_manager.filter(is_active=True))


class PersonField(forms.ModelChoiceField[Any]):
    """A choice of people, as `by_name` returns them."""

    def label_from_instance(self, obj: Any) -> str:
        """Return name and team."""
        return name_and_team(obj)


class PeopleField(RowsField):
    """A choice of several people, as `by_name` returns them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return name and team."""
        return name_and_team(obj)
