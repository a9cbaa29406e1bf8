"""How a draft becomes an item, whatever its kind: found again, compared, versioned."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, TextField
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.importers.drafts import ItemDraft, State
from knowledge_base.models import KnowledgeItem

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

    def __init__(self, draft: DraftType, *, publish: bool) -> None:
        self.draft = draft
        self.publish = publish
        self.remarks = [*draft.remarks]

    def store(self) -> Stored:
        """Add or update the item; raises UnimportableError or ValidationError."""
        found = self._find()
        with disable_reference_index_auto_update():  # three times for each item
            state = self._update(found) if found else self._add(self._new())
        return Stored(state, self.remarks)

    @abstractmethod
    def fill(self, item: Any) -> None:
        """Write the draft into the item, without saving it."""

    @abstractmethod
    def snapshot(self, item: Any) -> object:
        """Return all that `fill` writes, to be compared."""

    @abstractmethod
    def save_new(self, item: Any) -> None:
        """Put a filled item into the database."""

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

    @cached_property
    def locale(self) -> Locale:
        """The content language."""
        language = self.draft.language
        locale = Locale.objects.filter(language_code=language).first()
        if locale is None:
            reason = _("The site has no content in the language “%(name)s”.")
            raise RefusedContentError(reason % {"name": language})
        return locale

    @cached_property
    def owner(self) -> Any | None:
        """Who the draft says answers for it, if there is such a person."""
        name = self.draft.owner
        users = get_user_model()._default_manager
        found = users.filter(**{users.model.USERNAME_FIELD: name}).first()
        if name and found is None:
            remark = _("Nobody has the username “%(name)s”; it has no owner.")
            self.remarks.append(remark % {"name": name})
        return found if name else None

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

    def _find(self) -> Any | None:
        known = KnowledgeItem.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model),
            source=self.draft.source,
        )
        found = self.model._default_manager.filter(
            pk__in=[*known.values_list("object_id", flat=True)], locale=self.locale
        )
        return found.order_by("pk").first()

    def _new(self) -> Any:
        item = self.model(locale=self.locale, live=False)
        item.owner = self.owner
        if self.draft.collection_id is not None:
            item.collection_id = self.draft.collection_id
        key = self._translation_key(item)
        if key:
            item.translation_key = key
        return item

    def _add(self, item: Any) -> State:
        self.fill(item)
        self.check(item)
        self.save_new(item)
        item.items.update(source=self.draft.source)
        log(instance=item, action="wagtail.create", content_changed=True)
        self._keep_version(item, is_new=True)
        return State.ADDED

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
        self._keep_version(latest, is_new=False)

    def _keep_version(self, item: Any, *, is_new: bool) -> None:
        # What is new was checked a moment ago, and its creation is logged.
        revision = item.save_revision(clean=not is_new, log_action=not is_new)
        if self.publish:
            revision.publish()
        ReferenceIndex.create_or_update_for_object(item)

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
