"""Fields that several forms have."""

from django import forms

from lms.form_fields import RowsField


def lines_input(rows: int) -> forms.Textarea:
    """Return a field for several lines."""
    return forms.Textarea(attrs={"rows": rows})


class TeamsField(RowsField):
    """A choice of several teams."""

    widget = forms.CheckboxSelectMultiple
