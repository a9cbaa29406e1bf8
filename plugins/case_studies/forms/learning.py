"""What people fill in who learn from a case: actions, wordings, the cases of a week."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from knowledge_base.enums import Channel
from knowledge_base.models import KnowledgeItem
from lms.form_fields import PersonField, RowsField, day_input
from lms.people.here import people_here
from plugins.case_studies.enums import ActionTarget
from plugins.case_studies.forms.fields import (
    OTHERS,
    linked_row,
)
from plugins.case_studies.services.actions import NewAction
from plugins.case_studies.services.offered import offered_sources
from plugins.case_studies.services.rewriting import NewWording


def targets() -> list[tuple[str, Any]]:
    """Return what an action may change: ours, and what the host and plugins offer."""
    offered = [(source.kind, source.label) for source in offered_sources()]
    *ours, other = ActionTarget.choices
    return [*ours, *offered, other]


class ActionForm(forms.Form):
    """Something to be changed."""

    title = forms.CharField(label=_("What is to be done?"), max_length=200)
    owner = PersonField(label=_("Who does it"), queryset=None)
    due_on = forms.DateField(label=_("By when"), widget=day_input())
    target = forms.ChoiceField(label=_("What it changes"), choices=targets)
    link = forms.CharField(
        label=_("Address of what it changes, if that is on this site"), required=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["owner"].queryset = people_here(localdate())  # type: ignore[attr-defined] # a field of choices

    def clean_link(self) -> tuple[KnowledgeItem | None, str]:
        """Return the item behind the address, or what is kept of something else."""
        text = self.cleaned_data["link"].strip()
        if not text:
            return None, ""
        name, row = linked_row(text, self.user)
        return (None, row) if name == OTHERS else (row.item, "")

    def action(self) -> NewAction:
        """Return what is asked for."""
        known = self.cleaned_data
        item, other = known["link"]
        return NewAction(
            title=known["title"],
            owner=known["owner"],
            due_on=known["due_on"],
            target=known["target"],
            item=item,
            other=other,
        )


class RewriteForm(forms.Form):
    """Words, before and after."""

    channel = forms.ChoiceField(
        label=_("Channel of the script"), choices=Channel.choices
    )
    before = forms.CharField(
        label=_("What was said"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    after = forms.CharField(
        label=_("What to say instead"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    script: Any = forms.ModelChoiceField(
        label=_("Into the draft of"),
        queryset=None,
        required=False,
        empty_label=_("A new script"),
    )

    def __init__(self, *args: Any, scripts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["script"].queryset = scripts  # type: ignore[attr-defined] # a field of choices

    def wording(self) -> NewWording:
        """Return the wording."""
        return NewWording(**self.cleaned_data)


class WeekForm(forms.Form):
    """Of which week the cases are."""

    day = forms.DateField(label=_("A day of the week"), widget=day_input())


class PickForm(forms.Form):
    """The cases of a week; any of `cases` may be chosen, `offered` are listed."""

    day = forms.DateField(widget=forms.HiddenInput)
    facilitator = PersonField(label=_("Who leads it"), queryset=None)
    words = forms.CharField(
        label=_("Find older cases"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "case-search__input"}),
    )
    cases: Any = RowsField(
        label=_("Cases"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, cases: Any, offered: Iterable[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitator"].queryset = people_here(localdate())  # type: ignore[attr-defined] # a field of choices
        field: Any = self.fields["cases"]
        field.queryset = cases
        field.choices = [(case.pk, case.title) for case in offered]
