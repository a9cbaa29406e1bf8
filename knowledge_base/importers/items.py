"""How drafts become items, whatever their kind: found again, compared, versioned."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, TextField
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.importers.adding import NewItem, add_items
from knowledge_base.importers.drafts import ItemDraft, State
from knowledge_base.importers.lookups import Lookups
from knowledge_base.importers.tags import check_tags

DraftType = TypeVar("DraftType", bound=ItemDraft)


@dataclass(frozen=True)
class Stored:
    """What became of a draft, and what a person should know of it."""

    state: State
    remarks: Sequence[str] = ()


class ItemStore(ABC, Generic[DraftType]):
    """Stores one draft.

    An item with the same source and language is updated, but only when the file says
    something else than at its last import: what was edited on the site since stays.
    """

    model: ClassVar[type[Any]]
    title_field: ClassVar[str] = "title"

    def __init__(self, draft: DraftType, lookups: Lookups, *, publish: bool) -> None:
        self.draft = draft
        self.lookups = lookups
        self.publish = publish
        self.remarks = [*draft.remarks]
        self.new: NewItem | None = None
        """What is to be added, if the item is not there yet."""

    @classmethod
    def store(cls, drafts: Sequence[DraftType], *, publish: bool) -> list[Stored]:
        """Add or update the items; raises UnimportableError or ValidationError."""
        lookups = Lookups(cls.model, drafts)
        stores = [cls(draft, lookups, publish=publish) for draft in drafts]
        with disable_reference_index_auto_update():  # three times for each item
            states = [each.settle() for each in stores]
            add_items([each.new for each in stores if each.new], publish=publish)
        return [
            Stored(state, each.remarks)
            for state, each in zip(states, stores, strict=True)
        ]

    @abstractmethod
    def fill(self, item: Any) -> None:
        """Write the draft into the item, without saving it."""

    @abstractmethod
    def snapshot(self, item: Any) -> object:
        """Return all that `fill` writes, to be compared."""

    def parent(self) -> Page | None:
        """Return the page below which a new item is put, if it is a page."""
        return None

    def place_again(self, item: Any) -> bool:
        """Move the item to where the draft says; tell whether it moved."""
        del item
        return False

    def check(self, item: Any) -> None:
        """Refuse what the editing form would refuse."""
        for field in item._meta.get_fields():
            limit = isinstance(field, TextField) and field.max_length
            if limit and len(getattr(item, field.name)) > limit:
                reason = _("%(field)s: longer than %(limit)d characters.")
                values = {"field": field.verbose_name, "limit": limit}
                raise RefusedContentError(reason % values)

    def check_publication(self, item: Any) -> None:
        """Refuse what must not go out."""

    @cached_property
    def locale(self) -> Locale:
        """The content language."""
        locale = self.lookups.locales.get(self.draft.language)
        if locale is None:
            reason = _("The site has no content in the language “%(name)s”.")
            raise RefusedContentError(reason % {"name": self.draft.language})
        return locale

    @cached_property
    def owner(self) -> Any | None:
        """Who the draft says answers for it, if there is such a person."""
        name = self.draft.owner
        found = self.lookups.people.get(name)
        if name and found is None:
            remark = _("Nobody has the username “%(name)s”; it has no owner.")
            self.remarks.append(remark % {"name": name})
        return found

    def tag(self, item: Any) -> None:
        """Write the tags that the draft names; raise RefusedContentError for a bad one.

        As the manager of tags would, which asks the database for each.
        """
        row = item.tags.through
        tags = self.lookups.tags(check_tags(self.draft.tags))
        item.tagged_items = [row(tag=tag) for tag in tags]

    @cached_property
    def original(self) -> Any | None:
        """The item in another language that this one translates."""
        return self.find_original()

    def find_original(self) -> Any | None:
        """Return the item whose title the draft names."""
        title = self.draft.translation_of
        if not title:
            return None
        found = self.elsewhere().filter(**{self.title_field: title}).first()
        if found is None:
            remark = _("“%(title)s”, of which it is a translation, is not there.")
            self.remarks.append(remark % {"title": title})
        return found

    def elsewhere(self) -> Any:
        """Return the items in other languages, the oldest first."""
        others = self.model._default_manager.exclude(locale=self.locale)
        return others.order_by("pk")

    def settle(self) -> State:
        """Update the item, or make it in memory as `new`."""
        found = self.lookups.known.get((self.draft.source, self.locale.pk))
        if found is not None:
            return self._update(found)
        item = self._new()
        self.fill(item)
        self.check(item)
        if self.publish:
            self.check_publication(item)
        self.new = NewItem(item, self.draft.source, self.parent())
        return State.ADDED

    def _new(self) -> Any:
        item = self.model(locale=self.locale, live=False)
        item.owner = self.owner
        if self.draft.collection_id is not None:
            item.collection_id = self.draft.collection_id
        key = self._translation_key(item)
        if key:
            item.translation_key = key
        return item

    def _update(self, item: Any) -> State:
        is_changed = self.place_again(item)
        is_changed |= self._link_translation(item)
        is_changed |= self._change_owner(item)
        item = self.model._default_manager.get(pk=item.pk)
        imported = item.revisions.filter(user=None).order_by("-created_at").first()
        if imported is None or self._says_something_else(imported.as_object()):
            self._overwrite(item)
            is_changed = True
        elif self.publish and self._waits_since(item, imported):
            imported.publish()
            is_changed = True
        return State.UPDATED if is_changed else State.UNCHANGED

    def _says_something_else(self, imported: Any) -> bool:
        before = self.snapshot(imported)
        self.fill(imported)
        return self.snapshot(imported) != before

    def _waits_since(self, item: Any, imported: Any) -> bool:
        return item.first_published_at is None and item.latest_revision == imported

    def _overwrite(self, item: Any) -> None:
        latest = item.get_latest_revision_as_object()
        if item.latest_revision and item.latest_revision.user_id:
            remark = _("It was edited on the site since; its history has that version.")
            self.remarks.append(remark)
        self.fill(latest)
        self.check(latest)
        revision = latest.save_revision(log_action=True)
        if self.publish:
            revision.publish()
        ReferenceIndex.create_or_update_for_object(latest)

    def _change_owner(self, item: Any) -> bool:
        if self.owner is None:
            return False
        others = item.items.exclude(owner=self.owner)
        return others.update(owner=self.owner) > 0

    def _link_translation(self, item: Any) -> bool:
        key = self._translation_key(item)
        if key in {None, item.translation_key}:
            return False
        rows = self.model._base_manager.filter(pk=item.pk)
        return rows.update(translation_key=key) > 0

    def _translation_key(self, item: Model) -> UUID | None:
        original = self.original
        if original is None:
            return None
        key: UUID = original.translation_key
        rivals = self.model._default_manager.filter(
            translation_key=key, locale=self.locale
        ).exclude(pk=item.pk)
        if rivals.exists():
            remark = _("“%(title)s” already has a translation: “%(rival)s”.")
            values = {"title": original, "rival": rivals.first()}
            self.remarks.append(remark % values)
            return None
        return key
