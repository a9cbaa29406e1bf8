"""What trainers fill in."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.form_fields import PeopleField
from lms.models import Team
from plugins.courses.services.learners import people


class FindPeopleForm(forms.Form):
    """Whom to show."""

    team = forms.ModelChoiceField(
        Team.objects.all(), required=False, label=_("Team"), empty_label=_("All teams")
    )
    words = forms.CharField(required=False, max_length=60, label=_("Name or number"))


class AssignForm(forms.Form):
    """Who is to take a course, and until when."""

    people = PeopleField(people(), required=False, label=_("people"))
    is_whole_team = forms.BooleanField(
        required=False,
        label=_("The whole team"),
        help_text=_("Everybody whom the list above was narrowed to."),
    )
    due_on = forms.DateField(
        required=False,
        label=_("due on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: after as many days as the course says."),
    )
    is_again = forms.BooleanField(
        required=False, label=_("Also for those who have completed it, once more")
    )

    def __init__(self, *args: Any, shown: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = shown  # type: ignore[attr-defined] # a model field's
        self._today = today

    def clean_due_on(self) -> date | None:
        """Refuse a day that is over."""
        day: date | None = self.cleaned_data["due_on"]
        if day is not None and day < self._today:
            raise ValidationError(_("This day is over."))
        return day

    def clean(self) -> Any:
        """Refuse to assign it to nobody."""
        cleaned = super().clean() or {}
        if not cleaned.get("is_whole_team") and not cleaned.get("people"):
            raise ValidationError(_("Choose who is to take it."))
        return cleaned
