"""What entrants and judges fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PersonField
from plugins.contests.forms.people import NamesField, names_of
from plugins.contests.models import Proposal
from plugins.contests.validators import refuse_personal_data


class TeamForm(forms.Form):
    """A team that enters: its name, and whom the captain asks."""

    name = forms.CharField(label=_("Name of your team"), max_length=40)
    teammates = NamesField(
        label=_("Teammates"),
        help_text=_("Type a part of a name, then take one that is offered."),
    )

    def __init__(self, *args: Any, people: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = people
        self.people = names_of(people)
        fields: Any = self.fields
        fields["teammates"].offer(self.people, number)

    def clean_teammates(self) -> list[Any]:
        """Return the people."""
        return [*self._people.filter(pk__in=self.cleaned_data["teammates"])]


class TeammateForm(forms.Form):
    """Somebody else who is asked."""

    person = PersonField(label=_("Ask somebody else"), queryset=None)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["person"].queryset = people


class ProposalForm(forms.ModelForm[Proposal]):
    """A proposal: problem, idea, benefit, and a file."""

    upload = forms.FileField(
        label=pgettext_lazy("proposal", "File"),
        required=False,
        max_length=200,
        help_text=_("One document or picture, 20 MB at most; no data of customers."),
    )
    drops_file = forms.BooleanField(label=_("Take the file away"), required=False)

    class Meta:
        model = Proposal
        fields = ["title", "problem", "idea", "benefit", "may_be_shown"]
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("problem", "idea", "benefit")}  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "problem", "idea", "benefit"):
            self.fields[name].validators.append(refuse_personal_data)
        if not self.instance.filename:
            del self.fields["drops_file"]

    def _post_clean(self) -> None:
        """Leave the row alone: a service changes it."""


class TableForm(forms.Form):
    """A table of marks, as a file or pasted."""

    file = forms.FileField(
        label=_("CSV or XLSX file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    text = forms.CharField(
        label=_("Or paste it here"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> Any:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not cleaned.get("text"):
            self.add_error(None, _("Please choose a file, or paste the table."))
        return cleaned
