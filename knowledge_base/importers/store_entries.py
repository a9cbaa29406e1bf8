"""Drafts of FAQ entries and scripts become entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.importers.drafts import FaqDraft, ScriptDraft
from knowledge_base.importers.items import DraftType, ItemStore
from knowledge_base.importers.tags import tag_names
from knowledge_base.importers.validity import labels_of
from knowledge_base.models import (
    Faq,
    FaqQuestion,
    FaqScript,
    Script,
    ScriptNote,
    ScriptVariant,
)


class EntryStore(ItemStore[DraftType]):
    """What FAQ entries and scripts share."""

    def check(self, item: Any) -> None:
        """Refuse what the editing form would refuse, in rows below the entry too."""
        super().check(item)
        with labels_of(item):
            item.full_clean()
        for child in self.children(item):
            with labels_of(child):
                child.full_clean(exclude=[item._meta.model_name])

    def check_publication(self, item: Any) -> None:
        """Refuse what its own `publish` would refuse."""
        item.phrase_rules = self.lookups.rules(self.draft.language)
        item.refuse_publication()

    def children(self, item: Any) -> Iterable[Model]:
        """Return the rows below the entry."""
        raise NotImplementedError


class FaqStore(EntryStore[FaqDraft]):
    """Stores a FAQ entry."""

    model = Faq
    title_field = "question"

    def fill(self, item: Any) -> None:
        """Write question, answers, other questions, scripts and tags."""
        item.question, item.answer = self.draft.title, self.draft.answer
        item.short_answer = self.draft.short_answer
        others = [{"text": text} for text in self.draft.other_questions]
        _rewrite(item.other_questions, FaqQuestion, others)
        links = [{"script_id": script.pk} for script in self._scripts]
        _rewrite(item.script_links, FaqScript, links, key="script_id")
        self.tag(item)

    def snapshot(self, item: Any) -> object:
        """Return what is written."""
        others = [other.text for other in item.other_questions.all()]
        scripts = [link.script_id for link in item.script_links.all()]
        texts = (item.question, item.short_answer, item.answer)
        return texts, others, scripts, tag_names(item)

    def children(self, item: Any) -> Iterable[Model]:
        """Return the other ways to ask."""
        return item.other_questions.all()

    @property
    def _scripts(self) -> list[Script]:
        return [*dict.fromkeys(filter(None, map(self._script, self.draft.scripts)))]

    def _script(self, name: str) -> Script | None:
        scripts = Script.objects.filter(locale=self.locale).order_by("pk")
        found: Script | None = (
            scripts.filter(short_code=name.lower()).first()
            or scripts.filter(title=name).first()
        )
        remark = _("There is no script called “%(name)s”.") % {"name": name}
        if found is None and remark not in self.remarks:
            self.remarks.append(remark)
        return found


class ScriptStore(EntryStore[ScriptDraft]):
    """Stores a script; the one with its short code in another language is its original."""

    model = Script

    def fill(self, item: Any) -> None:
        """Write words, notes, tags and what says when to use it."""
        draft = self.draft
        item.title, item.short_code = draft.title, draft.short_code
        item.scene, item.stage, item.emotion = draft.scene, draft.stage, draft.emotion
        notes = [{"kind": kind, "text": text} for kind, text in draft.notes]
        _rewrite(item.notes, ScriptNote, notes)
        words = [{"channel": key, "text": text} for key, text in draft.words.items()]
        _rewrite(item.variants, ScriptVariant, words, key="channel")
        self.tag(item)

    def snapshot(self, item: Any) -> object:
        """Return what is written."""
        words = {variant.channel: variant.text for variant in item.variants.all()}
        notes = [(note.kind, note.text) for note in item.notes.all()]
        where = (item.short_code, item.scene, item.stage, item.emotion)
        return item.title, where, words, notes, tag_names(item)

    def check(self, item: Any) -> None:
        """Refuse also a script without a word."""
        if not self.draft.words:
            raise RefusedContentError(_("There are no words for any channel."))
        super().check(item)

    def children(self, item: Any) -> Iterable[Model]:
        """Return variants and notes."""
        return [*item.variants.all(), *item.notes.all()]

    def find_original(self) -> Any | None:
        """Return the script with the same short code in another language."""
        code = self.draft.short_code
        named = super().find_original()
        if named or not code:
            return named
        return self.elsewhere().filter(short_code=code).first()


def _rewrite(
    relation: Any,
    model: type[Model],
    rows: Sequence[Mapping[str, Any]],
    key: str = "sort_order",
) -> None:
    """Write the rows below an entry; those that are there are used again.

    Which one is whose is told by `key`: what is unique must not move between rows.
    """
    children = [*relation.all()]
    for position, child in enumerate(children):
        child.sort_order = position
    kept = {getattr(child, key): child for child in children}
    written = []
    for position, row in enumerate(rows):
        values = {"sort_order": position, **row}
        child = kept.get(values[key]) or model()
        for name, value in values.items():
            setattr(child, name, value)
        written.append(child)
    relation.set(written)
