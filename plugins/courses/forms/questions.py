"""A question as its author fills it in."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Script
from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models import Question, QuestionVersion
from plugins.courses.services.exams.bank import (
    LONGEST_FEEDBACK,
    LONGEST_OPTION,
    LONGEST_TEXT,
    Wording,
    completed,
    new_id,
)
from plugins.courses.services.exams.question_kinds import (
    MOST_OPTIONS,
    TRUE_FALSE,
    accepted_in,
)

LINKS: dict[str, Any] = {
    "knowledge_base:script": Script,
    "knowledge_base:faq": Faq,
    "knowledge_base:article": ArticlePage,
}
PLACES = range(1, MOST_OPTIONS + 1)


def item_at(address: str, user: Any) -> KnowledgeItem:
    """Return the item whose page has this address, if it is open to `user`.

    Raises ValidationError.
    """
    try:
        match = resolve(urlsplit(address).path)
        row = LINKS[match.view_name].objects.visible_for(user).get(**match.kwargs)
    except (Resolver404, ObjectDoesNotExist, ValueError, KeyError) as error:
        message = _("“%(line)s” is no FAQ entry, script or article that you can open.")
        raise ValidationError(message, params={"line": address[:80]}) from error
    item: KnowledgeItem = row.item
    return item


def sources_of(version: QuestionVersion | None, user: Any) -> Sequence[KnowledgeItem]:
    """Return the items a version is about and `user` may read."""
    if version is None:
        return []
    keys = version.sources.values_list("item", flat=True)
    rows = KnowledgeItem.objects.readable_by(user).filter(pk__in=keys)
    return [*rows.select_related("content_type")]


class QuestionForm(forms.ModelForm[Question]):
    """What is asked, how it is answered, which answer is right."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("question", "kind"),
        choices=QuestionKind.choices,
        help_text=_(
            "Single and multiple choice, true or false: tick what is right. "
            "Rating: 1 to 5 beside each. Ranking and ordering: its place beside each. "
            "Short text: one accepted answer a line, * for anything. Matching: beside "
            "each what belongs to it; without a first text it is one more to choose from. "
            "Gaps: [[1]], [[2]] … in the text, and in each line the accepted answers of "
            "one gap with | between them."
        ),
    )
    text = forms.CharField(
        label=pgettext_lazy("question", "text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    partial = forms.ChoiceField(
        label=pgettext_lazy("question", "partly right"),
        choices=PartialCredit.choices,
        help_text=_(
            "Right minus wrong: multiple choice. Each right part: matching and gaps. "
            "By distance: the rest."
        ),
    )
    feedback = forms.CharField(
        label=pgettext_lazy("question", "feedback"),
        max_length=LONGEST_FEEDBACK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it is so; shown with the right answer."),
    )
    links = forms.CharField(
        label=_("What it is about"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Addresses of FAQ entries, scripts or articles, one a line. When their text "
            "changes, the bank says so."
        ),
    )

    class Meta:
        model = Question
        fields = ["category", "tags", "language", "difficulty", "state"]

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = for_user
        self.version = self.instance.latest if self.instance.pk else None
        values = self._initial() if self.version else {}
        for place in PLACES:
            option = values.get(place, {})
            self.fields[f"o{place}_id"] = forms.CharField(
                required=False, max_length=20, widget=forms.HiddenInput
            )
            self.fields[f"o{place}_text"] = forms.CharField(
                label=_("Option"), required=False, max_length=LONGEST_OPTION
            )
            self.fields[f"o{place}_value"] = forms.CharField(
                label=_("Right, rating, place or counterpart"),
                required=False,
                max_length=LONGEST_OPTION,
            )
            for name, value in option.items():
                self.initial[f"o{place}_{name}"] = value

    def _initial(self) -> dict[int, dict[str, Any]]:
        version: Any = self.version
        for name in ("kind", "text", "partial", "feedback"):
            self.initial[name] = getattr(version, name)
        items = sources_of(version, self.user)
        self.known = [item.pk for item in items]
        addresses = [item.content.get_absolute_url() for item in items if item.content]
        self.initial["links"] = "\n".join(addresses)
        key = version.key
        right, values = key.get("right", ()), key.get("values", {})
        if "accepted" in key:
            texts = enumerate(key["accepted"][:MOST_OPTIONS], 1)
            return {place: {"text": text} for place, text in texts}
        if "gaps" in key:
            gaps = key["gaps"].items()
            return {int(gap): {"text": "|".join(texts)} for gap, texts in gaps}
        values = key.get("pairs", values)
        rows = [
            {
                "id": option["id"],
                "text": option["text"],
                "value": values.get(option["id"], 1 if option["id"] in right else ""),
            }
            for option in version.options
        ]
        rows += [{"value": text} for text in key.get("others", ())]
        return dict(enumerate(rows[:MOST_OPTIONS], 1))

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """Return the fields of each option."""
        return [
            (self[f"o{n}_id"], self[f"o{n}_text"], self[f"o{n}_value"]) for n in PLACES
        ]

    def clean_links(self) -> list[KnowledgeItem]:
        """Return the items at the addresses."""
        lines = self.cleaned_data["links"].split()
        return [*{item_at(line, self.user): None for line in lines}]

    def clean(self) -> dict[str, Any]:
        """Refuse a question that nobody could answer."""
        known: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.wording = completed(self._wording(known))
            except QuestionMistakeError as error:
                self.add_error(None, str(error))
        return known

    def _wording(self, known: dict[str, Any]) -> Wording:
        rows = [
            (known[f"o{n}_id"] or new_id(), known[f"o{n}_text"].strip(), known[f"o{n}_value"].strip())
            for n in PLACES
            if known[f"o{n}_text"].strip()
        ]  # fmt: skip
        kind = known["kind"]
        if kind == QuestionKind.MATCH:
            places = [n for n in PLACES if not known[f"o{n}_text"].strip()]
            others = [known[f"o{n}_value"].strip() for n in places]
            key: dict[str, Any] = {
                "pairs": {each: value for each, _text, value in rows if value},
                "others": [text for text in others if text],
            }
        elif kind == QuestionKind.CLOZE:
            key = {
                "gaps": {
                    str(n): accepted_in(text)
                    for n in PLACES
                    if (text := known[f"o{n}_text"].strip())
                }
            }
        elif kind == QuestionKind.SHORT:
            key = {"accepted": [text for _id, text, _value in rows]}
        elif kind in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
            key = {"right": [key for key, _text, value in rows if value]}
        elif kind == QuestionKind.TRUE_FALSE:
            first = known["o1_value"].strip()
            key = {"right": [TRUE_FALSE[0] if first else TRUE_FALSE[1]]}
        else:
            numbers = {key: value for key, _text, value in rows if value.isdecimal()}
            key = {"values": {each: int(value) for each, value in numbers.items()}}
        return Wording(
            kind=kind,
            text=known["text"],
            options=[{"id": each, "text": text} for each, text, _value in rows],
            key=key,
            partial=known["partial"],
            feedback=known["feedback"],
        )

    def items(self) -> list[KnowledgeItem]:
        """Return what the question is about, with what only others can see."""
        chosen: list[KnowledgeItem] = self.cleaned_data["links"]
        if self.version is None:
            return chosen
        hidden = self.version.sources.exclude(item=None).exclude(item__in=self.known)
        rows = hidden.select_related("item")
        return [*chosen, *(row.item for row in rows if row.item is not None)]
