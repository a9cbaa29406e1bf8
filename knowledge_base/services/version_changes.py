"""What two versions of an item say differently, and what one of them points at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from knowledge_base.models import Faq, LibraryDocument, LibraryImage, Script, Tag
from knowledge_base.models.wording import Content, Reference, Wording, wording_of
from lms.access import Reader, readable_collections, readable_pages
from lms.differences import Passage, differences

_LONG = 600  # so much unchanged text is folded up
_AROUND = 150  # so much of it stays beside a change
_LISTS: Mapping[str, tuple[Any, Sequence[str]]] = {
    "links": (gettext_lazy("Links"), ("link", "page")),
    "files": (gettext_lazy("Attachments"), ("document", "image")),
    "entries": (gettext_lazy("Scripts and FAQ entries"), ("script", "faq")),
    "tags": (gettext_lazy("Tags"), ("tag",)),
}


@dataclass(frozen=True)
class Listed:
    """What a version points at, of one sort."""

    name: str
    label: Any
    items: Mapping[Reference, str]


@dataclass(frozen=True)
class Change:
    """A part of which two versions say something different."""

    name: str
    label: str
    passages: Sequence[Passage] = ()
    removed: Sequence[str] = ()
    added: Sequence[str] = ()

    @property
    def folded(self) -> list[tuple[Passage, str, str]]:
        """The passages, with the middle of what stays, if it is long, and its end."""
        return [_fold(passage) for passage in self.passages]


def changes(
    model: type[Model], before: Content, after: Content, user: Reader
) -> list[Change]:
    """Return where two versions differ, as far as `user` may read what they point at."""
    old, new = wording_of(model, before), wording_of(model, after)
    names = _names([*old.references, *new.references], user)
    return [*_changed_texts(old, new), *_changed_lists(old, new, names)]


def lists_of(wording: Wording, user: Reader) -> list[Listed]:
    """Return what a version points at, as far as `user` may read it."""
    names = _names(wording.references, user)
    listed = (
        Listed(name, label, _of_kinds(wording, kinds, names))
        for name, (label, kinds) in _LISTS.items()
    )
    return [found for found in listed if found.items]


def _changed_texts(old: Wording, new: Wording) -> list[Change]:
    befores = {part.name: part for part in old.texts}
    afters = {part.name: part for part in new.texts}
    found = []
    for name, part in {**befores, **afters}.items():
        before = befores[name].text if name in befores else ""
        after = afters[name].text if name in afters else ""
        if before != after:
            found.append(Change(name, part.label, differences(before, after)))
    return found


def _changed_lists(
    old: Wording, new: Wording, names: Mapping[Reference, str]
) -> list[Change]:
    found = []
    for name, (label, kinds) in _LISTS.items():
        before, after = (_of_kinds(wording, kinds, names) for wording in (old, new))
        removed = [text for ref, text in before.items() if ref not in after]
        added = [text for ref, text in after.items() if ref not in before]
        if removed or added:
            found.append(Change(name, label, removed=removed, added=added))
    return found


def _of_kinds(
    wording: Wording, kinds: Sequence[str], names: Mapping[Reference, str]
) -> dict[Reference, str]:
    wanted = (ref for ref in wording.references if ref.kind in kinds)
    return {ref: names[ref] for ref in wanted if ref in names}


def _names(references: Iterable[Reference], user: Reader) -> dict[Reference, str]:
    """Return what may be said of each; what is closed to `user`, or gone, is left out."""
    keys: dict[str, list[str]] = {}
    for reference in references:
        keys.setdefault(reference.kind, []).append(reference.key)
    links = {Reference("link", key): key for key in keys.pop("link", [])}
    return {
        **links,
        **{
            Reference(kind, str(row.pk)): _name(kind, row)
            for kind, found in keys.items()
            for row in _readable(kind, user).filter(
                pk__in=[key for key in found if key.isdecimal()]
            )
        },
    }


def _readable(kind: str, user: Reader) -> QuerySet[Any]:
    files = readable_collections(user)
    rows: Mapping[str, QuerySet[Any]] = {
        "page": Page.objects.live().filter(readable_pages(user)),
        "document": LibraryDocument.objects.filter(files),
        "image": LibraryImage.objects.filter(files),
        "script": Script.objects.visible_for(user),
        "faq": Faq.objects.visible_for(user),
        "tag": Tag.objects.select_related("alias_of"),
    }
    return rows[kind]


def _name(kind: str, row: Any) -> str:
    if kind == "tag":
        return str(row.alias_of or row)
    return (
        _("Picture: %(title)s") % {"title": row.title} if kind == "image" else str(row)
    )


def _fold(passage: Passage) -> tuple[Passage, str, str]:
    text = passage.text
    if passage.kind != "same" or len(text) < _LONG:
        return passage, "", ""
    first, last = text[:_AROUND], text[-_AROUND:]
    return Passage("same", first), text[_AROUND:-_AROUND], last
