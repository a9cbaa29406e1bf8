"""The published versions of an item: who wrote them, what they say, what differs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Min, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry as log_registry
from wagtail.models import Page, Revision, TaskState

from knowledge_base.models import (
    ArticlePage,
    Faq,
    LibraryDocument,
    LibraryImage,
    Script,
    Tag,
)
from knowledge_base.models.kept import PUBLISHED
from knowledge_base.models.wording import (
    Content,
    Reference,
    Wording,
    says_same,
    wording_of,
)
from lms.access import Reader, readable_collections, readable_pages
from lms.differences import Passage, differences

VERSIONS_PER_PAGE = 20
_LONG = 600  # so much unchanged text is folded up
_AROUND = 150  # so much of it stays beside a change
_LISTS: Mapping[str, tuple[Any, Sequence[str]]] = {
    "links": (gettext_lazy("Links"), ("link", "page")),
    "files": (gettext_lazy("Attachments"), ("document", "image")),
    "entries": (gettext_lazy("Scripts and FAQ entries"), ("script", "faq")),
    "tags": (gettext_lazy("Tags"), ("tag",)),
}


@dataclass
class Version:
    """A version that was published, and when for the first time."""

    number: int
    revision_id: int
    published_at: datetime
    note: str
    is_live: bool
    earlier_id: int | None = None
    writers: Sequence[Any] = ()
    publisher: Any = None
    approver: Any = None


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


def published(content: Any) -> QuerySet[Any, Any]:
    """Return rows of the versions that were published, the newest first."""
    logs = log_registry.get_logs_for_instance(content).filter(action__in=PUBLISHED)
    rows = logs.filter(revision__created_at__isnull=False).order_by()
    return (
        rows.values(
            "revision_id",
            written_at=F("revision__created_at"),
            note=F("revision__version_note__text"),
        )
        .annotate(published_at=Min("timestamp"), log_id=Min("pk"))
        .order_by("-published_at", "-log_id")
    )


def versions(content: Any, rows: Sequence[Any], *, first: int) -> list[Version]:
    """Return what is to be told of these rows, of which the newest has number `first`.

    A row more than are asked for tells since when the last of them was written.
    """
    people = _People()
    publishers = _publishers(content, rows)
    approvers = _approvers(rows)
    writers = _writers(content, rows)
    found = [
        Version(
            number=first - place,
            revision_id=row["revision_id"],
            published_at=row["published_at"],
            note=row["note"] or "",
            is_live=content.live_revision_id == row["revision_id"],
            earlier_id=earlier and earlier["revision_id"],
            writers=people.ask(writers.get(row["revision_id"], ())),
            publisher=people.ask([publishers.get(row["log_id"])]),
            approver=people.ask([approvers.get(row["revision_id"])]),
        )
        for place, (row, earlier) in enumerate(
            zip(rows[:VERSIONS_PER_PAGE], [*rows[1:], None], strict=False)
        )
    ]
    return people.introduce(found)


class _People:
    """Collects keys, to ask for all names at once."""

    def __init__(self) -> None:
        self.keys: set[Any] = set()

    def ask(self, keys: Iterable[Any]) -> list[Any]:
        wanted = [key for key in dict.fromkeys(keys) if key]
        self.keys.update(wanted)
        return wanted

    def introduce(self, found: list[Version]) -> list[Version]:
        people = get_user_model()._default_manager.in_bulk(self.keys)
        for version in found:
            version.writers = [people[key] for key in version.writers if key in people]
            version.publisher = people.get(next(iter(version.publisher), None))
            version.approver = people.get(next(iter(version.approver), None))
        return found


def _publishers(content: Any, rows: Sequence[Any]) -> dict[Any, Any]:
    logs = log_registry.get_logs_for_instance(content)
    keys = [row["log_id"] for row in rows]
    return dict(logs.filter(pk__in=keys).values_list("pk", "user_id"))


def _approvers(rows: Sequence[Any]) -> dict[Any, Any]:
    keys = [row["revision_id"] for row in rows]
    approved = TaskState.objects.filter(status=TaskState.STATUS_APPROVED)
    found = approved.filter(revision__in=keys).order_by("finished_at")
    return dict(found.values_list("revision_id", "finished_by_id"))


def _writers(content: Any, rows: Sequence[Any]) -> dict[Any, list[Any]]:
    """Return who changed something between each version and the one before.

    Whoever only pressed a button wrote nothing, unless nobody else did either.
    """
    moments = [row["written_at"] for row in rows]
    if not moments:
        return {}
    is_whole = len(rows) <= VERSIONS_PER_PAGE
    range_ = {"created_at__lte": max(moments)}
    if not is_whole:
        range_["created_at__gte"] = min(moments)
    drafts = Revision.objects.for_instance(content).filter(**range_)
    ends = {row["revision_id"] for row in rows}
    found: dict[Any, list[Any]] = {}
    since: list[Any] = []
    before: Content | None = None
    for draft in drafts.order_by("created_at", "pk").iterator():
        is_change = before is None or not says_same(
            type(content), before, draft.content
        )
        since += [draft.user_id] if is_change else []
        before = draft.content
        if draft.pk in ends:
            found[draft.pk] = since or [draft.user_id]
            since = []
    return found


def version_row(content: Any, revision_id: int) -> tuple[int, Any] | None:
    """Return number and row of a published version; None if it is not one."""
    rows = published(content)
    row = rows.filter(revision_id=revision_id).first()
    if row is None:
        return None
    earlier = rows.filter(published_at__lt=row["published_at"]).count()
    return earlier + 1, row


def content_of(revision_id: int) -> Content:
    """Return what a version says, as it was saved."""
    content: Content = Revision.objects.values_list("content", flat=True).get(
        pk=revision_id
    )
    return content


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


def old_article(content: Content) -> ArticlePage:
    """Return an article that holds an old body, to be shown and not to be saved."""
    return ArticlePage(body=content.get("body") or "[]")
