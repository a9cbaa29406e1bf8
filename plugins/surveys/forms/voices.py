"""What is filled in about customers."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lms.form_fields import PersonField, moment_input
from lms.models import Team
from lms.people.here import people_here
from plugins.surveys.models import Voice
from plugins.surveys.validators import refuse_other_times


class VoiceForm(forms.ModelForm[Voice]):
    """What a customer said."""

    person = PersonField(label=_("Whom it concerns"), queryset=None, required=False)

    class Meta:
        model = Voice
        fields = [
            *("kind", "channel", "said_at", "csat", "nps", "ces", "words"),
            *("person", "team", "reference"),
        ]
        widgets = {
            "said_at": moment_input(),
            "words": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: Any = self.fields
        known["person"].queryset = people_here(localdate())
        known["team"].queryset = Team.objects.all()

    def clean_said_at(self) -> datetime:
        """Refuse what nobody can have said then."""
        moment: datetime = self.cleaned_data["said_at"]
        refuse_other_times(moment, timezone.now())
        return moment


class OwnerForm(forms.Form):
    """Who follows up."""

    owner = PersonField(label=_("Owner"), queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people_here(localdate())


class TableForm(forms.Form):
    """A table of what customers said."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
