"""Fields that several forms have."""

from django import forms

from lms.form_fields import RowsField


class TeamsField(RowsField):
    """A choice of several teams."""

    widget = forms.CheckboxSelectMultiple
