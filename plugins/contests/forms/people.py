"""People are chosen by typing: a long list would have to be read."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.display import name_and_team
from lms.posting import key_of

_SPARE = 4


def names_of(people: Any) -> dict[int, str]:
    """Return name and team by key; of those who share both the user name, too."""
    called = {each: name_and_team(each) for each in people}
    shared = Counter(called.values())
    return {
        each.pk: f"{name} · {each.get_username()}" if shared[name] > 1 else name
        for each, name in called.items()
    }


class NamesInput(forms.SelectMultiple):
    """A line for each person; the page has the names as the list `contest-people`."""

    template_name = "lms_contests/components/names.html"
    lines: int | None = None
    """How many there are; some more than are filled in where that is not said."""
    people: Mapping[int, str] = {}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return the keys of those who are named; a name that is none as it is."""
        texts = super().value_from_datadict(data, files, name) or []
        known = {label: str(key) for key, label in self.people.items()}
        found = (known.get(text.strip(), text.strip()) for text in texts)
        return [*dict.fromkeys(filter(None, found))]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return the lines, the last ones empty."""
        texts = [self.people.get(key_of(str(each)), each) for each in value or ()]
        spare = (self.lines or len(texts) + _SPARE) - len(texts)
        context: dict[str, Any] = forms.Widget.get_context(self, name, value, attrs)
        context["widget"]["lines"] = texts + [""] * max(spare, 0)
        return context


class NamesField(forms.TypedMultipleChoiceField):
    """Several people, each of whom is named on a line."""

    widget = NamesInput
    default_error_messages = {
        "invalid_choice": _(
            "“%(value)s” cannot be chosen. Type a part of the name and take one that is offered."
        )
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=int, **options)

    def offer(self, people: Mapping[int, str], lines: int | None = None) -> None:
        """Let these people be named, on so many lines."""
        self.choices = list(people.items())
        self.widget.people, self.widget.lines = people, lines
