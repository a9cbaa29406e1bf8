"""What people fill in."""

from typing import Any

from django import forms

from plugins.community.models import Suggestion
from plugins.community.models.suggestion import MOST_TEXT


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
