"""Forms in which staff propose texts, and in which editors decide."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Collection, Locale

from knowledge_base.enums import Channel, ProposalKind
from knowledge_base.models import PhraseRule, Placeholder
from knowledge_base.models.hashing import text_hash
from knowledge_base.models.parts import LONGEST_TEXT, Part, clean_text
from knowledge_base.models.proposal import LONGEST_REASON
from knowledge_base.models.proposed_change import Change
from knowledge_base.models.spoken import Remark, SpokenText, remarks_on
from knowledge_base.validators import placeholder_names, validate_balanced
from lms.access import readable_collections

_PREFIX = "text-"
_SALT = "knowledge_base.proposal"
_MOST_ROWS = 16


class ProposalForm(forms.Form):
    """The texts of an item, each to be changed, and why.

    What was on the page when it was opened travels with it, signed, so that the
    proposal is held against the text that the person saw.
    """

    base = forms.CharField(widget=forms.HiddenInput, required=False)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy(
            "A sentence is enough. Please leave out customers' data."
        ),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        parts: Sequence[Part],
        kind: str,
        language: str,
        is_new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.language = kind, language
        self.remarks: list[Remark] = []
        seen = {part.name: part.text for part in parts}
        self.base_texts = dict.fromkeys(seen, "") if is_new else self._seen(seen)
        gone = [
            Part(name, _("A passage that is gone"), text)
            for name, text in self.base_texts.items()
            if name not in seen
        ]
        self.parts = {part.name: part for part in (*parts, *gone)}
        for name, part in self.parts.items():
            self.fields[f"{_PREFIX}{name}"] = text_field(part)
            self.initial.setdefault(
                f"{_PREFIX}{name}", self.base_texts.get(name, part.text)
            )
        self.initial["base"] = signing.dumps(self.base_texts, salt=_SALT, compress=True)
        self.order_fields(
            [*(name for name in self.fields if name.startswith(_PREFIX)), "reason"]
        )

    def _seen(self, now: Mapping[str, str]) -> dict[str, str]:
        """Return the texts as they were on the page; those of now if that is lost."""
        try:
            seen = signing.loads(self.data.get("base", ""), salt=_SALT)
        except signing.BadSignature:
            return dict(now)
        return {str(name): str(text) for name, text in seen.items()}

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by names of parts."""
        return {
            name: clean_text(self.cleaned_data.get(f"{_PREFIX}{name}", ""))
            for name in self.parts
        }

    @property
    def shown_fields(self) -> Iterator[Any]:
        """The fields that people see."""
        return (field for field in self if not field.is_hidden)

    @property
    def confirmation(self) -> str:
        """What stands for the texts and what the phrases say to them."""
        return text_hash("\n".join([*self.texts.values(), *map(str, self.remarks)]))

    @property
    def needs_confirmation(self) -> bool:
        """Whether the phrases say something that the person has not read yet."""
        read = self.data.get("confirmed") == self.confirmation
        return bool(self.remarks) and not read

    def clean(self) -> dict[str, Any]:
        """Check what is said, as the editing forms do."""
        values = super().clean() or {}
        texts = self.texts
        for name, error in errors_in(self.parts, texts):
            self.add_error(f"{_PREFIX}{name}", error)
        has_words = any(texts.get(channel) for channel in Channel.values)
        if self.kind == ProposalKind.SCRIPT and not has_words:
            self.add_error(None, _("Write the words for one channel at least."))
        changed = [
            SpokenText(name, text, self.parts[name].channel)
            for name, text in texts.items()
            if text != self.base_texts.get(name, "")
        ]
        rules = [*PhraseRule.objects.watching(self.language)]
        self.remarks = remarks_on(changed, rules)
        return values


class NewItemForm(ProposalForm):
    """The same for something that is not there yet, and in which language it is."""

    language_code = forms.ChoiceField(label=gettext_lazy("Language of the text"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, is_new=True, **kwargs)
        codes = Locale.objects.values_list("language_code", flat=True)
        field: Any = self.fields["language_code"]
        field.choices = [
            (code, Locale(language_code=code).get_display_name()) for code in codes
        ]
        self.order_fields(["language_code", *self.fields])
        if len(field.choices) < 2:  # noqa: PLR2004 (a choice takes two)
            field.widget = forms.HiddenInput()
            field.initial = field.choices[0][0]

    def clean(self) -> dict[str, Any]:
        """Check the text against the phrases of its language."""
        self.language = self.cleaned_data.get("language_code", self.language)
        return super().clean()


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
        self.fields[f"{_PREFIX}{change.name}"] = field

    @property
    def rows(self) -> Iterator[tuple[Change, Any, Any]]:
        """Each change with its box and its text, as far as it can be taken in."""
        for change in self.changes:
            if change.name in self.parts:
                box, text = self[f"take-{change.name}"], self[f"{_PREFIX}{change.name}"]
                yield change, box, text
            else:
                yield change, None, None

    @property
    def taken(self) -> dict[str, str]:
        """The texts to be taken in, by names of parts."""
        return {
            name: clean_text(self.cleaned_data.get(f"{_PREFIX}{name}", ""))
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
                self.add_error(f"{_PREFIX}{name}", _("This field is required."))
        for name, error in errors_in(self.parts, taken):
            self.add_error(f"{_PREFIX}{name}", error)
        return values


def text_field(part: Part) -> forms.CharField:
    """Return the input for one text: as high as what stands in it."""
    lines = sum(1 + len(line) // 45 for line in part.text.split("\n"))
    rows = min(max(lines + 1, 3), _MOST_ROWS)
    widget = forms.TextInput() if part.is_line else forms.Textarea({"rows": rows})
    return forms.CharField(
        label=part.label,
        help_text=part.help_text,
        max_length=min(part.longest or LONGEST_TEXT, LONGEST_TEXT),
        required=part.is_required,
        widget=widget,
    )


def errors_in(
    parts: Mapping[str, Part], texts: Mapping[str, str]
) -> Iterator[tuple[str, ValidationError]]:
    """Yield what is wrong with texts: a line too long, an unknown placeholder."""
    for name, text in texts.items():
        longest = parts[name].longest_line
        if longest and any(len(line) > longest for line in text.split("\n")):
            message = _("A line may have %(number)s characters at most.")
            yield name, ValidationError(message % {"number": longest})
    words = {name: text for name, text in texts.items() if parts[name].channel}
    names = {found for text in words.values() for found in placeholder_names(text)}
    known = {*Placeholder.objects.filter(name__in=names).values_list("name", flat=True)}
    for name, text in words.items():
        try:
            validate_balanced(text)
        except ValidationError as error:
            yield name, error
        unknown = [each for each in placeholder_names(text) if each not in known]
        if unknown:
            message = _("There is no placeholder called %(names)s.")
            said = ", ".join(f"{{{{{each}}}}}" for each in unknown)
            yield name, ValidationError(message % {"names": said})
