"""Fields that forms of several parts have."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.people.display import name_and_team

_YEARS = 20


def day_input() -> forms.DateInput:
    """Return a field for a day, its value as browsers want it, in any language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment_input() -> forms.DateTimeInput:
    """Return a field for a day and a time."""
    return forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )


def is_near(day: date) -> bool:
    """Tell whether somebody may mean a day: none is planned for another lifetime."""
    return abs(day.year - timezone.localdate().year) <= _YEARS


def refuse_far(day: date) -> None:
    """Refuse a day with a slip of the finger in its year."""
    if not is_near(day):
        raise ValidationError(_("Please look at the year once more."))


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


class PersonField(forms.ModelChoiceField[Any]):
    """A choice of people, as `lms.people.here` returns them."""

    def __init__(self, queryset: Any, *, required: bool = True, **options: Any) -> None:
        if required:
            options.setdefault("empty_label", _("Please choose"))
        super().__init__(queryset, required=required, **options)

    def label_from_instance(self, obj: Any) -> str:
        """Return name and team."""
        return name_and_team(obj)


class PeopleField(RowsField):
    """A choice of several people, as `lms.people.here` returns them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return name and team."""
        return name_and_team(obj)
