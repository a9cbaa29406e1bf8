"""What is filled in about risks and the post."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from lms.form_fields import PersonField, day_input
from lms.notifications import holders_of
from lms.people.here import by_name, people_here
from plugins.archives.models import KEEP, WORST, Measure, Risk
from plugins.archives.services.risks import FIELDS

LIKELIHOOD = {
    1: pgettext_lazy("likelihood", "1: hardly ever"),
    2: pgettext_lazy("likelihood", "2: seldom"),
    3: pgettext_lazy("likelihood", "3: now and then"),
    4: pgettext_lazy("likelihood", "4: likely"),
    5: pgettext_lazy("likelihood", "5: almost sure"),
}
EFFECT = {
    1: pgettext_lazy("effect of a risk", "1: hardly felt"),
    2: pgettext_lazy("effect of a risk", "2: small"),
    3: pgettext_lazy("effect of a risk", "3: felt by customers"),
    4: pgettext_lazy("effect of a risk", "4: large"),
    5: pgettext_lazy("effect of a risk", "5: service breaks down"),
}


def _of_five(label: Any, names: dict[int, Any]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=[(n, names[n]) for n in range(1, WORST + 1)],
        initial=3,
    )


class RiskForm(forms.ModelForm[Risk]):
    """A risk."""

    likelihood = _of_five(pgettext_lazy("risk", "Likelihood"), LIKELIHOOD)
    effect = _of_five(pgettext_lazy("risk", "Effect"), EFFECT)
    owner = PersonField(label=pgettext_lazy("risk", "Owner"), queryset=None)
    words = forms.CharField(
        label=pgettext_lazy("risk", "Why, or what was seen"),
        max_length=300,
        required=False,
    )

    class Meta:
        model = Risk
        fields = [*FIELDS]
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "look_on": day_input()}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].queryset = people_here(today)
        if not self.instance.pk:
            del fields["state"], fields["words"]


class MeasureForm(forms.ModelForm[Measure]):
    """Something that is done against a risk."""

    class Meta:
        model = Measure
        fields = ["what", "due_on"]
        widgets = {"due_on": day_input()}


class PostForm(forms.Form):
    """Who supervises quality: one of those who keep the archive."""

    person = PersonField(label=pgettext_lazy("post", "Who holds it"), queryset=None)
    duties = forms.CharField(
        label=pgettext_lazy("post", "Duties"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = by_name(holders_of(KEEP))
