"""What people fill in."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.extensions import activity_types
from lms.people.display import name_and_team
from lms.people.here import people_here
from plugins.rewards.enums import MeritLevel
from plugins.rewards.models import Gift, Merit, Rule, RuleVersion, TeamFund

ISO = "%Y-%m-%d"
"""What a browser understands, whatever the language of the page."""


class DonationForm(forms.Form):
    """Points for a team fund."""

    points = forms.IntegerField(
        label=pgettext_lazy("points", "Points"), min_value=1, max_value=1_000_000
    )
    turn = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why something is decided."""

    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        help_text=_("Needed to reject or take back; the person reads it."),
    )


class QuestionForm(forms.Form):
    """Why points are put in question."""

    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=300,
        help_text=_("The person who got the points reads it."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What shows it: both texts, an address, who said what."),
    )


class MeritDecisionForm(forms.Form):
    """At which level a merit counts, or why it does not."""

    level = forms.ChoiceField(label=_("Level"), choices=MeritLevel.choices)
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        help_text=_("Needed to reject; whoever proposed it reads it."),
    )


class MeritForm(forms.ModelForm[Merit]):
    """Somebody is proposed for points."""

    person: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Who"), queryset=None
    )

    class Meta:
        model = Merit
        fields = ["person", "level", "happened_on", "text"]
        widgets = {
            "happened_on": forms.DateInput(attrs={"type": "date"}, format=ISO),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people_here(localdate())
        field.label_from_instance = name_and_team
        if self.instance.pk:
            field.initial = self.instance.holder.user_id


class ApplicationForm(forms.ModelForm[Merit]):
    """Somebody asks for points for what they have done."""

    class Meta:
        model = Merit
        fields = ["level", "happened_on", "text"]
        widgets = {
            "happened_on": forms.DateInput(attrs={"type": "date"}, format=ISO),
            "text": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"level": _("What it was"), "text": _("What you did")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = [("", _("Please choose")), *MeritLevel.choices]

    def clean_happened_on(self) -> date:
        """Refuse what has not happened yet."""
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class RuleForm(forms.ModelForm[Rule]):
    """What a rule gives points for."""

    class Meta:
        model = Rule
        fields = ["name", "name_en", "code", "activity", "is_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(each.key, each.item.label) for each in activity_types.enabled()]
        named = {key for key, _label in known}
        own = self.instance.activity
        if own and own not in named:
            known.append((own, own))
        self.fields["activity"] = forms.ChoiceField(
            label=pgettext_lazy("points", "For"), choices=known
        )


class VersionForm(forms.ModelForm[RuleVersion]):
    """What a rule says from a day on."""

    class Meta:
        model = RuleVersion
        fields = [
            *("points", "cap_day", "cap_month", "cap_subject", "hold_days"),
            *("effective_from", "effective_to"),
        ]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format=ISO)
            for name in ("effective_from", "effective_to")
        }


class GiftForm(forms.ModelForm[Gift]):
    """A gift, without its stock."""

    class Meta:
        model = Gift
        fields = [
            *("name", "name_en", "kind", "description", "description_en", "price"),
            *("per_person", "opens_on", "closes_on", "is_on"),
        ]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format=ISO)
            for name in ("opens_on", "closes_on")
        }


class StockForm(forms.Form):
    """Pieces that come or go."""

    pieces = forms.IntegerField(
        label=_("Pieces"),
        min_value=-100_000,
        max_value=100_000,
        help_text=_("Below zero takes some away."),
    )
    reason = forms.CharField(label=_("Why?"), max_length=300)


class FundForm(forms.ModelForm[TeamFund]):
    """A team fund."""

    class Meta:
        model = TeamFund
        fields = ["name", "name_en", "team", "leader", "is_on"]
