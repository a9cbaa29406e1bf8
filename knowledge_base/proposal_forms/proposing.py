"""The forms in which staff propose texts: a change, or something new."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from knowledge_base.enums import Channel, ProposalKind
from knowledge_base.models import PhraseRule
from knowledge_base.models.hashing import text_hash
from knowledge_base.models.parts import Part, clean_text
from knowledge_base.models.proposal import LONGEST_REASON
from knowledge_base.models.spoken import Remark, SpokenText, remarks_on
from knowledge_base.proposal_forms.texts import PREFIX, errors_in, text_field

_SALT = "knowledge_base.proposal"


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
            self.fields[f"{PREFIX}{name}"] = text_field(part)
            self.initial.setdefault(
                f"{PREFIX}{name}", self.base_texts.get(name, part.text)
            )
        self.initial["base"] = signing.dumps(self.base_texts, salt=_SALT, compress=True)
        self.order_fields(
            [*(name for name in self.fields if name.startswith(PREFIX)), "reason"]
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
            name: clean_text(self.cleaned_data.get(f"{PREFIX}{name}", ""))
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
            self.add_error(f"{PREFIX}{name}", error)
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
