"""A field in which several rows are chosen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


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
