"""What people fill in."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.form_fields import PersonField
from lms.people.display import display_name
from lms.people.here import people_here
from plugins.recognition.enums import Reason, Source
from plugins.recognition.models import Praise, SchemeVersion, Story
from plugins.recognition.models.praise import MOST_WORDS

_ISO = "%Y-%m-%d"


def _lines(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


class ThanksForm(forms.ModelForm[Praise]):
    """Thanks for a colleague, in a few seconds."""

    person = PersonField(label=_("Whom do you thank?"), queryset=None)
    reason = forms.ChoiceField(
        label=_("What for?"), choices=Reason, widget=forms.RadioSelect
    )

    class Meta:
        model = Praise
        fields = ["person", "reason", "words"]
        labels = {"words": _("In a sentence")}
        widgets = {"words": _lines(2, MOST_WORDS)}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = people_here(timezone.localdate()).exclude(
            pk=user.pk
        )
        fields["words"].required = True


class PraiseForm(forms.ModelForm[Praise]):
    """What a customer praised, with where it can be looked up."""

    person = PersonField(label=_("Whom did the customer praise?"), queryset=None)
    source = forms.ChoiceField(
        label=_("How did the customer say it?"),
        choices=[each for each in Source.choices if each[0] != Source.COLLEAGUE],
    )

    class Meta:
        model = Praise
        fields = ["person", "source", "happened_on", "words", "reference"]
        labels = {
            "words": _("What the customer said"),
            "happened_on": _("On which day?"),
        }
        widgets = {
            "words": _lines(3, MOST_WORDS),
            "happened_on": forms.DateInput(attrs={"type": "date"}, format=_ISO),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = people_here(timezone.localdate())
        fields["words"].required = fields["reference"].required = True

    def clean_happened_on(self) -> date:
        """Refuse a day to come, and one that nobody can check any more."""
        day: date = self.cleaned_data["happened_on"]
        today = timezone.localdate()
        if day > today:
            raise ValidationError(_("This day is still to come."))
        if (today - day).days > 366:  # noqa: PLR2004 (a year)
            raise ValidationError(_("This is more than a year ago."))
        return day

    def values(self) -> dict[str, Any]:
        """Return what was filled in, without the person."""
        names = ("source", "happened_on", "words", "reference")
        return {name: self.cleaned_data[name] for name in names}


class StoryForm(forms.ModelForm[Story]):
    """Praise at length."""

    class Meta:
        model = Story
        fields = ["title", "text"]
        widgets = {"text": _lines(8, 2000)}


class NameField(forms.ModelChoiceField[Any]):
    """A choice of people by their names, where all are of one team."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return display_name(obj)


class BallotForm(forms.Form):
    """For whom somebody votes."""

    person = NameField(
        label=_("Who of your team served customers and colleagues best this month?"),
        queryset=None,
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = choices


class SchemeForm(forms.ModelForm[SchemeVersion]):
    """By what stars are chosen from a month on."""

    from_month = forms.DateField(
        label=_("from this month on"),
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
        input_formats=["%Y-%m", _ISO],
        help_text=_(
            "As year and month, such as 2026-09. Months under way keep theirs."
        ),
    )

    class Meta:
        model = SchemeVersion
        fields = [
            *("from_month", "praise", "thanks", "scores", "peers"),
            *("praise_goal", "thanks_goal", "candidates"),
            *("bonus", "bonus_en", "praise_bonus"),
        ]
        labels = {
            "praise": _("Weight of praise from customers"),
            "thanks": _("Weight of thanks from colleagues"),
            "scores": _("Weight of marks"),
            "peers": _("Weight of the votes of the team"),
        }

    def clean_from_month(self) -> date:
        """Return the first day of the month; refuse one that is over."""
        month: date = self.cleaned_data["from_month"].replace(day=1)
        if month < timezone.localdate().replace(day=1):
            raise ValidationError(_("This month is over; what it was decided by stays."))  # fmt: skip
        return month
