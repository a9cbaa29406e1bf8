"""What is filled in about complaints."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PersonField, moment_input
from lms.models import Team
from lms.people.here import people_here
from plugins.complaints.enums import Cause, Grade, Outcome
from plugins.complaints.models import Complaint, Limits
from plugins.complaints.models.complaint import MOST_WORDS
from plugins.complaints.models.entry import HARDEST
from plugins.complaints.validators import refuse_personal_data

OLDEST = timedelta(days=366)


class ComplaintForm(forms.ModelForm[Complaint]):
    """A complaint, as whoever takes it writes it down in a minute."""

    is_answered = forms.BooleanField(
        label=_("The customer got a first answer at once"),
        required=False,
        initial=True,
    )

    class Meta:
        model = Complaint
        fields = [
            *("channel", "happened", "wanted", "grade", "category", "area"),
            *("reference", "team", "received_at"),
        ]
        widgets = {
            "channel": forms.RadioSelect,
            "grade": forms.RadioSelect,
            "happened": forms.Textarea(attrs={"rows": 4}),
            "wanted": forms.Textarea(attrs={"rows": 2}),
            "received_at": moment_input(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields
        _offer_rows(known, self.initial)
        known["team"].queryset = Team.objects.all()
        known["team"].empty_label = pgettext_lazy("complaint", "I handle it myself")
        known["team"].label = _("Who handles it")
        known["received_at"].required = False

    def clean_received_at(self) -> datetime:
        """Return now where nothing was filled in; refuse what is to come or long past."""
        now = timezone.now()
        moment: datetime = self.cleaned_data["received_at"] or now
        if moment > now:
            raise ValidationError(_("This is still to come."))
        if moment < now - OLDEST:
            raise ValidationError(_("This is more than a year ago."))
        return moment


def _offer_rows(fields: Any, chosen: Mapping[str, Any]) -> None:
    """Offer the kinds and areas that are in use, and those that were chosen before."""
    for name in ("category", "area"):
        offered = Q(is_retired=False) | Q(pk=chosen.get(name))
        fields[name].queryset = fields[name].queryset.filter(offered)
        fields[name].empty_label = pgettext_lazy("complaint", "Not known yet")


class CorrectForm(forms.ModelForm[Complaint]):
    """What was written down, to be corrected."""

    class Meta:
        model = Complaint
        fields = ["happened", "wanted", "category", "area", "reference"]
        widgets = {
            "happened": forms.Textarea(attrs={"rows": 4}),
            "wanted": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_rows(self.fields, self.initial)


def _words(label: Any, most: int = MOST_WORDS, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        validators=[refuse_personal_data],
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class GiveForm(forms.Form):
    """Who handles it."""

    handler = PersonField(label=pgettext_lazy("complaint", "Handler"), queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["handler"]
        field.queryset = people_here(localdate())


class PassOnForm(forms.Form):
    """To which department it goes."""

    team = forms.ModelChoiceField(
        label=pgettext_lazy("complaint", "Department"), queryset=Team.objects.all()
    )
    words = _words(_("What they need to know"))


class WordsForm(forms.Form):
    """Words about a step."""

    words = _words(_("In a sentence or two"))


class RegradeForm(forms.Form):
    """Another grade, and why."""

    grade = forms.ChoiceField(label=pgettext_lazy("complaint", "Grade"), choices=Grade)
    words = _words(pgettext_lazy("complaint", "Why"))


class CloseForm(forms.Form):
    """How it ended."""

    result = _words(_("What was done, and what the customer agreed to"))
    cause = forms.ChoiceField(
        label=_("What it came from"),
        choices=[("", pgettext_lazy("complaint", "Please choose")), *Cause.choices],
    )


class CallForm(forms.Form):
    """What a call-back brought."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("call-back", "Outcome"),
        choices=Outcome,
        widget=forms.RadioSelect,
    )
    words = _words(_("What the customer said"), required=False)

    def clean(self) -> Any:
        """Ask for words where somebody was reached and is not satisfied."""
        cleaned = super().clean() or {}
        is_unhappy = cleaned.get("outcome") == Outcome.UNSATISFIED
        if is_unhappy and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Please write what is still wrong: the complaint is opened again with it."))  # fmt: skip
        return cleaned


_AMOUNT = {
    1: pgettext_lazy("difficulty", "none or little"),
    2: pgettext_lazy("difficulty", "some"),
    3: pgettext_lazy("difficulty", "much"),
}
_EMOTION = {
    1: pgettext_lazy("difficulty", "calm"),
    2: pgettext_lazy("difficulty", "upset"),
    3: pgettext_lazy("difficulty", "furious"),
}
_REACH = {
    1: pgettext_lazy("difficulty", "one customer"),
    2: pgettext_lazy("difficulty", "several"),
    3: pgettext_lazy("difficulty", "in public"),
}


def _mark(label: Any, names: Mapping[int, Any]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=[(n, names[n]) for n in range(1, HARDEST + 1)],
        widget=forms.RadioSelect,
    )


class RatingForm(forms.Form):
    """How hard it was."""

    amount = _mark(pgettext_lazy("difficulty", "Amount"), _AMOUNT)
    emotion = _mark(pgettext_lazy("difficulty", "Emotion"), _EMOTION)
    reach = _mark(pgettext_lazy("difficulty", "Reach"), _REACH)


class LimitsForm(forms.ModelForm[Limits]):
    """The limits of a grade."""

    class Meta:
        model = Limits
        fields = [
            *("answer_minutes", "on_site_minutes", "feedback_minutes"),
            *("close_minutes", "is_same_day", "passed_minutes", "call_back_percent"),
        ]

    def clean(self) -> Any:
        """Refuse limits that cross each other."""
        cleaned = super().clean() or {}
        first, then, last = (
            cleaned.get(f"{name}_minutes") for name in ("answer", "feedback", "close")
        )
        if first and then and last and not first <= then <= last:
            self.add_error(None, _("The first answer comes before the feedback, and that before the closing."))  # fmt: skip
        return cleaned
