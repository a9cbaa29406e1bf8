"""The form in which an editor decides what of a proposal is taken in."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection

from knowledge_base.models.parts import Part, clean_text
from knowledge_base.models.proposal import LONGEST_REASON
from knowledge_base.models.proposed_change import Change
from knowledge_base.proposal_forms.texts import PREFIX, errors_in, text_field
from lms.access import readable_collections


class DecisionForm(forms.Form):
    """Which of the proposed texts are taken in, how they read, and what is said."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        help_text=gettext_lazy(
            "The proposer reads it. It is needed to reject the proposal."
        ),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        changes: Sequence[Change],
        parts: Sequence[Part],
        is_new: bool,
        user: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.changes = changes
        self.parts = {part.name: part for part in parts}
        self.is_accepting = "accept" in self.data
        if is_new:
            readable = readable_collections(user, key="pk")
            self.fields["collection"] = forms.ModelChoiceField(
                Collection.objects.filter(readable),
                label=_("Collection"),
                initial=Collection.get_first_root_node(),
                required=self.is_accepting,
            )
        for change in changes:
            if change.name in self.parts:
                self._add(change)

    def _add(self, change: Change) -> None:
        part = self.parts[change.name]
        self.fields[f"take-{change.name}"] = forms.BooleanField(
            label=_("Take this in"), required=False, initial=not change.is_done
        )
        field = text_field(part)
        field.required = False
        field.label = _("The text to be taken in")
        field.help_text = ""
        field.initial = change.offered
        self.fields[f"{PREFIX}{change.name}"] = field

    @property
    def rows(self) -> Iterator[tuple[Change, Any, Any]]:
        """Each change with its box and its text, as far as it can be taken in."""
        for change in self.changes:
            if change.name in self.parts:
                box, text = self[f"take-{change.name}"], self[f"{PREFIX}{change.name}"]
                yield change, box, text
            else:
                yield change, None, None

    @property
    def taken(self) -> dict[str, str]:
        """The texts to be taken in, by names of parts."""
        return {
            name: clean_text(self.cleaned_data.get(f"{PREFIX}{name}", ""))
            for name in self.parts
            if self.cleaned_data.get(f"take-{name}")
        }

    def clean(self) -> dict[str, Any]:
        """Ask for a reason to reject, and for a text to accept."""
        values = super().clean() or {}
        if not self.is_accepting:
            if not (values.get("answer") or "").strip():
                self.add_error("answer", _("Tell the proposer why."))
            return values
        taken = self.taken
        if not taken:
            self.add_error(None, _("Choose at least one text, or reject the proposal."))
        for name, text in taken.items():
            if self.parts[name].is_required and not text:
                self.add_error(f"{PREFIX}{name}", _("This field is required."))
        for name, error in errors_in(self.parts, taken):
            self.add_error(f"{PREFIX}{name}", error)
        return values
