"""What is filled in about reviews."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.form_fields import PeopleField, PersonField, day_input
from lms.people.here import by_name, people_here
from plugins.archives.enums import ReviewKind
from plugins.archives.models import Action, Review
from plugins.archives.weeks import last_of, quarter_of

_FIRST_YEAR = 2000


def _people(label: Any, **options: Any) -> PeopleField:
    return PeopleField(label=label, queryset=None, **options)


class BeginForm(forms.ModelForm[Review]):
    """What is reviewed, when, with whom."""

    month = forms.DateField(
        label=pgettext_lazy("review", "A day in the month or quarter"),
        widget=day_input(),
    )
    people = _people(pgettext_lazy("review", "Who takes part"), required=False)

    class Meta:
        model = Review
        fields = ["kind", "month", "title", "held_on", "people"]
        widgets = {"held_on": day_input()}
        help_texts = {"title": _("Needed for a key node, such as the end of a course.")}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        fields: Any = self.fields
        fields["people"].queryset = people_here(today)

    def clean(self) -> Any:
        """Settle which days it is about."""
        cleaned = super().clean() or {}
        day, kind = cleaned.get("month"), cleaned.get("kind")
        if day and not _FIRST_YEAR <= day.year <= self._today.year + 1:
            self.add_error("month", _("Please choose a day of these years."))
            return cleaned
        if kind == ReviewKind.NODE and not cleaned.get("title"):
            self.add_error("title", _("Please say which key node this is about."))
        if day and kind:
            first = day.replace(day=1)
            self.instance.first, self.instance.last = (
                quarter_of(day) if kind == ReviewKind.QUARTER else (first, last_of(first))
            )  # fmt: skip
        return cleaned


class MinutesForm(forms.ModelForm[Review]):
    """The minutes."""

    people = _people(pgettext_lazy("review", "Who took part"), required=False)

    class Meta:
        model = Review
        fields = ["held_on", "findings", "decisions", "people"]
        widgets = {
            "held_on": day_input(),
            "findings": forms.Textarea(attrs={"rows": 6}),
            "decisions": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        here = Q(pk__in=people_here(today).order_by().values("pk"))
        was_there = Q(pk__in=self.instance.people.order_by().values("pk"))
        people = get_user_model()._default_manager.filter(here | was_there)
        fields["people"].queryset = by_name(people)


class ActionForm(forms.ModelForm[Action]):
    """Who does what until when."""

    owner = PersonField(label=pgettext_lazy("review", "Who does it"), queryset=None)

    class Meta:
        model = Action
        fields = ["what", "owner", "due_on"]
        widgets = {"due_on": day_input()}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people_here(today)
