"""What trainers fill in."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.form_fields import PeopleField, day_input, refuse_far
from lms.models import Team
from plugins.courses.enums import EnrollmentAct
from plugins.courses.models.enrollment_note import LONGEST_REASON
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


class ChangeForm(forms.Form):
    """What is changed about a course that people have; the button says which."""

    act = forms.ChoiceField(
        choices=[
            (act, act.label)
            for act in (
                EnrollmentAct.DUE_MOVED,
                EnrollmentAct.TAKEN_BACK,
                EnrollmentAct.GIVEN_BACK,
            )
        ],
    )
    due_on = forms.DateField(
        required=False,
        label=_("new due date"),
        widget=day_input(),
        validators=[refuse_far],
    )
    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        label=_("Why? The person reads it."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> Any:
        """Refuse another due date without a day, or with one that is over."""
        cleaned = super().clean() or {}
        day = cleaned.get("due_on")
        if cleaned.get("act") != EnrollmentAct.DUE_MOVED or "due_on" in self.errors:
            return cleaned
        if day is None:
            self.add_error("due_on", _("Choose the new day."))
        elif day < self._today:
            self.add_error("due_on", _("This day is over."))
        return cleaned


class SelectionForm(ChangeForm):
    """The same for several people: those that are ticked, or all of the list."""

    chosen: Collection[str] = ()
    """The keys of the rows that are ticked, as they were sent."""

    is_all = forms.BooleanField(required=False, label=_("All of this list"))
    reason = forms.CharField(
        required=False, max_length=LONGEST_REASON, label=_("Why? They read it.")
    )

    def clean(self) -> Any:
        """Refuse to change nothing."""
        cleaned = super().clean()
        if not cleaned.get("is_all") and not self.chosen:
            raise ValidationError(_("Tick at least one person."))
        return cleaned
