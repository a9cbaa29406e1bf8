"""What people fill in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.form_fields import (
    PeopleField,
    PersonField,
    day_input,
    moment_input,
    refuse_far,
)
from lms.people.here import by_name, people_here
from lms.search.links import links_of, target_at
from lms.targets import Target
from plugins.community.models import (
    Application,
    Entry,
    Fund,
    Item,
    Meeting,
    Suggestion,
    Talk,
)
from plugins.community.models.fund import MOST_PURPOSE
from plugins.community.models.meeting import MOST_RECORD, MOST_SUMMARY
from plugins.community.models.suggestion import MOST_TEXT
from plugins.community.services.meetings import Record


def _lines(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most})


class SuggestionForm(forms.ModelForm[Suggestion]):
    """What is wrong, what to do, what it would bring."""

    class Meta:
        model = Suggestion
        fields = ["title", "area", "problem", "idea", "benefit", "is_anonymous"]
        widgets = {
            "problem": _lines(3, MOST_TEXT),
            "idea": _lines(3, MOST_TEXT),
            "benefit": _lines(2, MOST_TEXT),
            "area": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["area"].choices = [each for each in fields["area"].choices if each[0]]


class MeetingForm(forms.ModelForm[Meeting]):
    """When and where people meet, and who looks after it."""

    host = PersonField(
        label=gettext_lazy("Who looks after it?"), queryset=None, required=False
    )

    class Meta:
        model = Meeting
        fields = [
            *("kind", "title", "theme", "starts_at", "minutes"),
            *("place", "host", "team"),
        ]
        widgets = {"starts_at": moment_input(), "kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["starts_at"].validators.append(refuse_far)
        fields["host"].queryset = people_here(timezone.localdate())
        fields["kind"].choices = [each for each in fields["kind"].choices if each[0]]


class TalkForm(forms.ModelForm[Talk]):
    """What somebody wants to share."""

    address = forms.CharField(
        label=gettext_lazy("Address of an article, a case or a script"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Copy it from the browser. Who may not read it sees no link."
        ),
    )

    class Meta:
        model = Talk
        fields = ["title", "kind", "summary", "minutes"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3, "maxlength": MOST_SUMMARY}),
            "kind": forms.RadioSelect,
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        about = self.instance.about
        self._shown = about in (shown := links_of([about], user))
        self.initial["address"] = shown[about].url if self._shown else ""
        fields: Any = self.fields
        fields["kind"].choices = [each for each in fields["kind"].choices if each[0]]

    def clean_address(self) -> Target | None:
        """Return to what it leads; refuse what the person cannot read."""
        text = self.cleaned_data["address"].strip()
        if not text:
            return None
        found = target_at(text, self._user)
        if found is None:
            raise ValidationError(_("Nothing that you can read here has this address."))
        return found

    def values(self) -> dict[str, Any]:
        """Return what a talk keeps; what the person may not read it is about still."""
        known = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        about = self.cleaned_data["address"]
        if about is None:
            return (
                {**known, "about_model": "", "about_key": ""} if self._shown else known
            )
        return {**known, "about_model": about.model, "about_key": about.key}


class ItemForm(forms.ModelForm[Item]):
    """Who does what by when."""

    owner = PersonField(label=gettext_lazy("Who?"), queryset=None)

    class Meta:
        model = Item
        fields = ["title", "owner", "due_on", "is_issue", "next_quarter"]
        labels = {
            "title": gettext_lazy("What is to be done, or was raised?"),
            "due_on": gettext_lazy("By when?"),
        }
        widgets = {"due_on": day_input()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].queryset = people_here(timezone.localdate())


class RecordForm(forms.Form):
    """What was said, who was there, which talks were given."""

    record = forms.CharField(
        label=gettext_lazy("Record"),
        max_length=MOST_RECORD,
        required=False,
        show_hidden_initial=True,  # says which record the person has seen
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": MOST_RECORD}),
        validators=Meeting._meta.get_field("record").validators,
    )
    there = PeopleField(label=gettext_lazy("Who was there?"), queryset=None, required=False)  # fmt: skip
    somebody = PersonField(
        label=gettext_lazy("Somebody else who was there"), queryset=None, required=False
    )
    given = forms.MultipleChoiceField(
        label=gettext_lazy("Talks that were given"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, *, meeting: Meeting, talks: Any) -> None:
        seats = [
            each for each in meeting.seats.all() if each.is_coming or each.was_there
        ]
        was_there = {seat.person_id for seat in seats if seat.was_there}
        is_held = meeting.state == "held"
        given = [str(talk.pk) for talk in talks if talk.state == "given" or not is_held]
        initial = {
            "record": meeting.record,
            "there": was_there if is_held else [seat.person_id for seat in seats],
            "given": given,
        }
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        here = people_here(timezone.localdate())
        keys = [seat.person_id for seat in seats]
        fields["there"].queryset = by_name(here.model.objects.filter(pk__in=keys))
        fields["somebody"].queryset = here.exclude(pk__in=keys)
        fields["given"].choices = [(str(talk.pk), talk.title) for talk in talks]

    def written(self) -> Record:
        """Return what was filled in."""
        known = self.cleaned_data
        seen = self.data.get(self.add_initial_prefix("record"), self.initial["record"])
        return Record(
            text=known["record"],
            seen=seen,
            there=[*known["there"], *filter(None, [known["somebody"]])],
            given=[int(key) for key in known["given"]],
        )


class ApplicationForm(forms.ModelForm[Application]):
    """How much, and what for."""

    class Meta:
        model = Application
        fields = ["fund", "amount", "purpose"]
        labels = {"fund": gettext_lazy("From which fund?")}
        widgets = {"purpose": _lines(4, MOST_PURPOSE), "fund": forms.RadioSelect}
        help_texts = {
            "purpose": gettext_lazy("As much as is needed to decide. Only those who decide read it."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["fund"].queryset = Fund.objects.filter(is_open=True)
        fields["fund"].empty_label = None


class FundForm(forms.ModelForm[Fund]):
    """What a fund is called, and what it may be used for."""

    class Meta:
        model = Fund
        fields = ["kind", "name", "name_en", "terms", "is_open"]
        widgets = {"terms": _lines(3, MOST_PURPOSE), "kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [each for each in fields["kind"].choices if each[0]]


class PayInForm(forms.ModelForm[Entry]):
    """Money that came in."""

    class Meta:
        model = Entry
        fields = ["amount", "note"]
        labels = {"note": gettext_lazy("Where does it come from?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["note"].required = True

    def clean_amount(self) -> Decimal:
        """Refuse nothing, and less."""
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(_("Please write an amount above zero."))
        return amount
