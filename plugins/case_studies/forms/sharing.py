"""What people fill in who share a case; the admin has Wagtail's own forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.enums import Channel
from knowledge_base.models import Tag
from lms.form_fields import day_input
from lms.tag_suggestions import suggestible
from plugins.case_studies.enums import CaseKind
from plugins.case_studies.forms.fields import (
    LINKS,
    OTHERS,
    TagsField,
    addresses_of_links,
    linked_row,
)
from plugins.case_studies.models import CasePage

MOST_LINKS = 20
TEMPLATE = pgettext_lazy(
    "case", "Customer: \nAgent: \nCustomer: \n★ Agent: \nCustomer: "
)
EXAMPLES: Mapping[str, Any] = {
    "summary": _(
        "For example: An elderly customer calls for the third time: the new air "
        "conditioner drips, and each time she was told to wait."
    ),
    "timeline": _("For example:\n10:05 first call\n10:20 second call, put off"),
    "outcome": _("For example: The fitter came the same day; a letter of thanks."),
    "need": _("For example: That somebody keeps it in hand until it is done."),
    "gap": _("For example: Nobody sees that she calls again for the same thing."),
    "improvement": _(
        "For example: The third call on one matter stays with one person."
    ),
    "reflection": _("For example: A time one keeps calms more than ten apologies."),
}
"""What stands in grey in an empty field."""


class BeginForm(forms.Form):
    """The three questions with which a case begins."""

    kind = forms.ChoiceField(
        label=_("What is it an example of?"),
        choices=CaseKind.choices,
        widget=forms.RadioSelect,
        initial=CaseKind.GOOD,
    )
    title = forms.CharField(
        label=pgettext_lazy("case", "Title"),
        max_length=120,
        help_text=_("The situation in one line, without names."),
    )
    channel = forms.ChoiceField(
        label=_("Where was the customer served?"), choices=Channel.choices
    )
    start = forms.ChoiceField(
        label=_("Begin with"),
        choices=[
            ("template", _("a conversation to fill in, the moment of turning marked")),
            ("", _("an empty form")),
        ],
        widget=forms.RadioSelect,
        initial="template",
        required=False,
    )

    def template(self) -> str:
        """Return the conversation with which the draft begins."""
        return str(TEMPLATE) if self.cleaned_data["start"] else ""


class CaseForm(forms.ModelForm[CasePage]):
    """All that the author writes."""

    links = forms.CharField(
        label=_("Scripts, FAQ entries, articles and more that belong to it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Paste their addresses, one a line; courses and whatever else search finds "
            "may be linked too."
        ),
    )
    tags = TagsField(label=pgettext_lazy("case", "Tags"), queryset=None, required=False)

    class Meta:
        model = CasePage
        fields = [
            *("title", "kind", "channel", "segment", "severity", "product"),
            *("happened_on", "source", "source_note", "summary", "timeline"),
            *("dialogue", "outcome", "need", "gap", "improvement", "root_cause"),
            "reflection",
        ]
        help_texts = {"title": ""}
        widgets = {
            "happened_on": day_input(),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "timeline": forms.Textarea(attrs={"rows": 4}),
            "dialogue": forms.Textarea(attrs={"rows": 10}),
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("outcome", "need", "gap", "improvement", "reflection")
            },
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = [tag.pk for tag in self.instance.tags.all()]
        offered = suggestible(user, Tag) | Q(pk__in=chosen)
        tags = Tag.objects.canonical().filter(offered).order_by("name")
        self.fields["tags"].queryset = tags  # type: ignore[attr-defined] # a field of choices
        self.initial["tags"] = chosen
        self.initial["links"] = "\n".join(addresses_of_links(self.instance, user))
        for name, example in EXAMPLES.items():
            self.fields[name].widget.attrs["placeholder"] = example
        for field in self.fields.values():
            field.show_hidden_initial = True  # says what the person has changed

    def clean_links(self) -> dict[str, list[Any]]:
        """Return the rows behind the addresses; refuse what is not there for them."""
        found: dict[str, list[Any]] = {name: [] for name, _model in LINKS.values()}
        found[OTHERS] = []
        lines = map(str.strip, self.cleaned_data["links"].splitlines())
        addresses = [*filter(None, lines)]
        if len(addresses) > MOST_LINKS:
            message = _("At most %(most)d addresses, please.")
            raise ValidationError(message, params={"most": MOST_LINKS})
        for line in addresses:
            name, row = linked_row(line, self.user)
            found[name].append(row)
        return found

    def values(self) -> dict[str, Any]:
        """Return what is to be saved, by field of the case."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        tags = [*self.cleaned_data["tags"]]
        return {**values, **self.cleaned_data["links"], "tags": tags}

    def go_on_from(self, newer: "CaseForm") -> None:
        """Take what is newer wherever the person has changed nothing; begin from it."""
        untouched = self.fields.keys() - {*self.changed_data}
        data: Any = self.data.copy()  # type: ignore[attr-defined] # what a browser sent
        for name in self.fields:
            value = newer[name].value()
            values = value if isinstance(value, list) else [value]
            data.setlist(self[name].html_initial_name, values)
            if name in untouched:
                data.setlist(self[name].html_name, values)
        self.data = data

    def typed(self) -> dict[str, Any]:
        """Return what can be kept while somebody is writing: whatever is valid."""
        known = getattr(self, "cleaned_data", {})
        return {
            name: known[name]
            for name in self._meta.fields or ()
            if name in known
            and (known[name] or name not in {"title", "kind", "channel"})
        }
