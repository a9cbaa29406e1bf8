"""What people fill in on the site; the admin has Wagtail's own forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.enums import Channel
from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script, Tag
from lms.tag_suggestions import suggestible
from plugins.case_studies.enums import ActionTarget, CaseChannel, CaseKind
from plugins.case_studies.models import CasePage
from plugins.case_studies.services.actions import NewAction
from plugins.case_studies.services.offered import (
    as_text,
    links_of,
    offered_sources,
    row_at,
    target_of,
)
from plugins.case_studies.services.rewriting import NewWording

_LINKS: Mapping[str, tuple[str, Any]] = {
    "knowledge_base:script": ("scripts", Script),
    "knowledge_base:faq": ("faq_entries", Faq),
    "knowledge_base:article": ("articles", ArticlePage),
}
MOST_LINKS = 20
OTHERS = "others"


def day_input() -> forms.DateInput:
    """Return a field for a day, its value as browsers want it, in any language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def people() -> Any:
    """Return those to whom something may be given."""
    found = get_user_model()._default_manager.filter(is_active=True)
    return found.order_by("last_name", "first_name", "username")


def linked_row(address: str, user: Any) -> tuple[str, Any]:
    """Return the field of a case and the row that an address of the site leads to.

    Raises ValidationError for anything but what is open to `user`.
    """
    path = address
    if "://" in address:
        path = "/" + address.partition("://")[2].partition("/")[2]
    try:
        match = resolve(path)
        if match.view_name in _LINKS:
            name, model = _LINKS[match.view_name]
            return name, model.objects.visible_for(user).get(**match.kwargs)
        if (row := row_at(path, user)) is not None:
            return OTHERS, row
    except (Resolver404, ObjectDoesNotExist):
        pass
    message = _("“%(line)s” is nothing on this site that can be found by search.")
    raise ValidationError(message, params={"line": address})


class PersonField(forms.ModelChoiceField[Any]):
    """A choice of people by their names."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return str(obj.get_full_name() or obj.get_username())


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


class TagsField(forms.ModelMultipleChoiceField[Any]):
    """A choice of tags that are there, as far as the person sees what has them."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Return the name."""
        return str(obj.name)


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

    def clean_links(self) -> dict[str, list[Any]]:
        """Return the rows behind the addresses; refuse what is not there for them."""
        found: dict[str, list[Any]] = {name: [] for name, _model in _LINKS.values()}
        found[OTHERS] = []
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines()]
        for line in [line for line in lines if line][:MOST_LINKS]:
            name, row = linked_row(line, self.user)
            found[name].append(as_text(row) if name == OTHERS else row)
        return found

    def values(self) -> dict[str, Any]:
        """Return what is to be saved, by field of the case."""
        values = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        tags = [*self.cleaned_data["tags"]]
        return {**values, **self.cleaned_data["links"], "tags": tags}

    def typed(self) -> dict[str, Any]:
        """Return what can be kept while somebody is writing: whatever is valid."""
        known = getattr(self, "cleaned_data", {})
        return {
            name: known[name]
            for name in self._meta.fields or ()
            if name in known
            and (known[name] or name not in {"title", "kind", "channel"})
        }


def addresses_of_links(case: CasePage, user: Any) -> list[str]:
    """Return the addresses of what a case points at."""
    rows = [*case.scripts.all(), *case.faq_entries.all(), *case.articles.all()]
    others = links_of(map(target_of, case.others), user).values()
    return [*(row.get_absolute_url() for row in rows), *(link.url for link in others)]


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
        self.fields["owner"].queryset = people()  # type: ignore[attr-defined] # a field of choices

    def clean_link(self) -> tuple[KnowledgeItem | None, str]:
        """Return the item behind the address, or what is kept of something else."""
        text = self.cleaned_data["link"].strip()
        if not text:
            return None, ""
        name, row = linked_row(text, self.user)
        return (None, as_text(row)) if name == OTHERS else (row.item, "")

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


class PickForm(forms.Form):
    """The cases of a week."""

    day = forms.DateField(label=_("A day of the week"), widget=day_input())
    facilitator = PersonField(label=_("Who leads it"), queryset=None)
    cases: Any = forms.ModelMultipleChoiceField(
        label=_("Cases"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, cases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facilitator"].queryset = people()  # type: ignore[attr-defined] # a field of choices
        self.fields["cases"].queryset = cases  # type: ignore[attr-defined] # a field of choices
