"""What an uploader may do with what a file holds; asked on the server, each time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.importers.drafts import (
    ArticleDraft,
    Draft,
    FaqDraft,
    ItemDraft,
    PhraseDraft,
    PlaceholderDraft,
    Refusal,
    RewritingDraft,
    ScriptDraft,
)
from knowledge_base.models import (
    ArticlePage,
    CategoryPage,
    Faq,
    ImportBatch,
    KnowledgeItem,
    LibraryPage,
    PhraseRule,
    Placeholder,
    RewritingPair,
    Script,
)
from lms.access import hidden_collections
from lms.policies import may_read

_ITEMS: Mapping[type[Draft], type[Any]] = {
    ArticleDraft: ArticlePage,
    FaqDraft: Faq,
    ScriptDraft: Script,
}
_ROWS: Mapping[type[Draft], type[Any]] = {
    PhraseDraft: PhraseRule,
    PlaceholderDraft: Placeholder,
    RewritingDraft: RewritingPair,
}
_KINDS = {ArticleDraft: "article", FaqDraft: "faq", ScriptDraft: "script"}


@dataclass(frozen=True)
class Rights:
    """What the person who uploaded a batch may do."""

    batch: ImportBatch

    def admit(self, draft: Draft, *, publish: bool) -> Draft | Refusal | None:
        """Return the draft at its place, or why it is refused.

        None when it belongs to the other part: what may be published, and what may not.
        """
        try:
            placed, may_publish = self._placed(draft)
        except RefusedContentError as error:
            return Refusal(draft.place, error, _kind(draft)) if publish else None
        if not self.batch.publish:
            return placed
        if publish == may_publish:
            return placed if publish else _held(placed)
        return None

    @property
    def user(self) -> Any:
        """Who uploaded the batch."""
        return self.batch.uploader

    def _placed(self, draft: Draft) -> tuple[Draft, bool]:
        if isinstance(draft, ArticleDraft):
            return self._article(draft)
        if isinstance(draft, ItemDraft):
            return self._entry(draft)
        self._check_row(_ROWS[type(draft)])
        return draft, True

    def _article(self, draft: ArticleDraft) -> tuple[Draft, bool]:
        draft = self._in_category(draft)
        found = self._found(draft)
        place = self._place(draft) if draft.category or found is None else None
        if place is not None:
            self._check(place.permissions_for_user(self.user).can_add_subpage())
        if found is None:
            tester = place.permissions_for_user(self.user) if place else None
            return draft, bool(tester and tester.can_publish_subpage())
        tester = found.permissions_for_user(self.user)
        self._check(may_read(self.user, found) and tester.can_edit())
        self._check_lock(found)
        return draft, tester.can_publish()

    def _in_category(self, draft: ArticleDraft) -> ArticleDraft:
        """Put an article that names none into the category chosen for the batch."""
        chosen = self.batch.category
        if draft.category or chosen is None:
            return draft
        if chosen.locale.language_code != draft.language:
            return draft
        return replace(draft, category=chosen.title)

    def _entry(self, draft: ItemDraft) -> tuple[Draft, bool]:
        policy = policy_registry.get_by_type(_ITEMS[type(draft)])
        found = self._found(draft)
        if found is None:
            self._check(policy.user_has_permission(self.user, "add"))
            chosen = self.batch.collection_id
            self._check(chosen not in hidden_collections(self.user))
            draft = replace(draft, collection_id=chosen)
        else:
            has = policy.user_has_permission_for_instance
            self._check(has(self.user, "change", found))
            self._check_lock(found)
        return draft, policy.user_has_permission(self.user, "publish")

    def _check_row(self, model: type[Any]) -> None:
        name = f"{model._meta.app_label}.%s_{model._meta.model_name}"
        self._check(self.user.has_perms([name % "add", name % "change"]))

    def _found(self, draft: ItemDraft) -> Any | None:
        model = _ITEMS[type(draft)]
        known = KnowledgeItem.objects.filter(
            content_type=ContentType.objects.get_for_model(model), source=draft.source
        ).values_list("object_id", flat=True)
        rows = model._default_manager.filter(
            pk__in=[*known], locale__language_code=draft.language
        )
        return rows.order_by("pk").first()

    def _place(self, draft: ArticleDraft) -> Page | None:
        """Return where the article goes, or the library that gets a new category."""
        libraries = LibraryPage.objects.filter(locale__language_code=draft.language)
        library = libraries.order_by("path").first()
        if library is None or not draft.category:
            return library
        below = CategoryPage.objects.descendant_of(library)
        found: Page | None = below.filter(title=draft.category).first()
        if found is not None:
            self._check(may_read(self.user, found))
        return found or library

    @staticmethod
    def _check(is_allowed: bool) -> None:  # noqa: FBT001 (the one thing it is about)
        if not is_allowed:
            raise RefusedContentError(_("You have no permission to write there."))

    def _check_lock(self, found: Any) -> None:
        lock = found.get_lock()
        if lock and lock.for_user(self.user):
            raise RefusedContentError(_("It is locked."))


def _held(draft: Draft) -> Draft:
    remark = _("You may not publish it; it stays a draft.")
    return replace(draft, remarks=[*draft.remarks, remark])


def _kind(draft: Draft) -> str:
    return _KINDS.get(type(draft), "file")
