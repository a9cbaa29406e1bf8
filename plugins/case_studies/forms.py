"""What people fill in on the site; the admin has Wagtail's own forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.enums import Channel
from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script
from plugins.case_studies.enums import ActionTarget, CaseChannel, CaseKind
from plugins.case_studies.models import CasePage
from plugins.case_studies.services.actions import NewAction
from plugins.case_studies.services.rewriting import NewWording

_LINKS: Mapping[str, tuple[str, Any]] = {
    "knowledge_base:script": ("scripts", Script),
    "knowledge_base:faq": ("faq_entries", Faq),
    "knowledge_base:article": ("articles", ArticlePage),
}
MOST_LINKS = 20


def people() -> Any:
    """Return those to whom something may be given."""
    found = get_user_model()._default_manager.filter(is_active=True)
    return found.order_by("last_name", "first_name", "username")


def row_at(address: str, user: Any) -> tuple[str, Any]:
    """Return the field of a case and the row that an address of the site leads to.

    Raises ValidationError for anything but what is open to `user`.
    """
    path = address
    if "://" in address:
        path = "/" + address.partition("://")[2].partition("/")[2]
    try:
        match = resolve(path)
        name, model = _LINKS[match.view_name]
        return name, model.objects.visible_for(user).get(**match.kwargs)
    except (Resolver404, KeyError, ObjectDoesNotExist):
        message = _("“%(line)s” is no script, FAQ entry or article.")
        raise ValidationError(message, params={"line": address}) from None


class PersonField(forms.ModelChoiceField[Any]):
    """A choice of people by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return str(obj.get_full_name() or obj.get_username())


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
        label=_("Where was the customer served?"), choices=CaseChannel.choices
    )


class CaseForm(forms.ModelForm[CasePage]):
    """All that the author writes."""

    links = forms.CharField(
        label=_("Scripts, FAQ entries and articles that belong to it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Paste their addresses, one a line."),
    )

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
            "happened_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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
        if self.instance.pk and "links" not in self.initial:
            self.initial["links"] = "\n".join(addresses_of_links(self.instance))

    def clean_links(self) -> dict[str, list[Any]]:
        """Return the rows behind the addresses; refuse what is not there for them."""
        found: dict[str, list[Any]] = {name: [] for name, _model in _LINKS.values()}
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines()]
        for line in [line for line in lines if line][:MOST_LINKS]:
            name, row = row_at(line, self.user)
            found[name].append(row)
        return found

    def values(self) -> dict[str, Any]:
        """Return what is to be saved, by field of the case."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return {**values, **self.cleaned_data["links"]}

    def typed(self) -> dict[str, Any]:
        """Return what can be kept while somebody is writing: whatever is valid."""
        known = getattr(self, "cleaned_data", {})
        return {
            name: known[name]
            for name in self._meta.fields or ()
            if name in known
            and (known[name] or name not in {"title", "kind", "channel"})
        }


def addresses_of_links(case: CasePage) -> list[str]:
    """Return the addresses of what a case points at."""
    rows = [*case.scripts.all(), *case.faq_entries.all(), *case.articles.all()]
    return [row.get_absolute_url() for row in rows]


class ActionForm(forms.Form):
    """Something to be changed."""

    title = forms.CharField(label=_("What is to be done?"), max_length=200)
    owner = PersonField(label=_("Who does it"), queryset=None)
    due_on = forms.DateField(
        label=_("By when"), widget=forms.DateInput(attrs={"type": "date"})
    )
    target = forms.ChoiceField(label=_("What it changes"), choices=ActionTarget.choices)
    link = forms.CharField(
        label=_("Address of the script, FAQ entry or article"), required=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["owner"].queryset = people()  # type: ignore[attr-defined] # a field of choices

    def clean_link(self) -> KnowledgeItem | None:
        """Return the item behind the address."""
        text = self.cleaned_data["link"].strip()
        if not text:
            return None
        _name, row = row_at(text, self.user)
        item: KnowledgeItem = row.item
        return item

    def action(self) -> NewAction:
        """Return what is asked for."""
        known = self.cleaned_data
        return NewAction(
            title=known["title"],
            owner=known["owner"],
            due_on=known["due_on"],
            target=ActionTarget(known["target"]),
            item=known["link"],
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


class PickForm(forms.Form):
    """The cases of a week."""

    day = forms.DateField(
        label=_("A day of the week"), widget=forms.DateInput(attrs={"type": "date"})
    )
    facilitator = PersonField(label=_("Who leads it"), queryset=None)
    cases: Any = forms.ModelMultipleChoiceField(
        label=_("Cases"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitator"].queryset = people()  # type: ignore[attr-defined] # a field of choices
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined] # a field of choices
