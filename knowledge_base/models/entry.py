"""What FAQ entries and scripts have in common."""

from typing import Any, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from modelcluster.models import ClusterableModel
from wagtail.models import (
    CollectionMember,
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from knowledge_base.models.item import GovernedMixin
from knowledge_base.models.kept import KeptVersionsMixin
from knowledge_base.models.spoken import SpokenMixin
from knowledge_base.models.tagged import TaggedMixin
from lms.access import Reader, readable_collections


class EntryQuerySet(models.QuerySet[Any]):
    """FAQ entries or scripts."""

    def readable_by(self, user: Reader) -> Self:
        """Return what is in a collection that `user` may read, drafts too."""
        return self.filter(readable_collections(user))

    def visible_for(self, user: Reader) -> Self:
        """Return what of it is live."""
        return self.readable_by(user).filter(live=True)


class Entry(
    TaggedMixin,
    SpokenMixin,
    KeptVersionsMixin,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    GovernedMixin,
    CollectionMember,
    index.Indexed,
    ClusterableModel,
):
    """A snippet with the whole life of a page: draft, approval, lock, history."""

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="%(class)s")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(class)s",
        for_concrete_model=False,
    )

    objects = EntryQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        abstract = True
        indexes = [
            models.Index(
                fields=["locale", "-last_published_at", "live"],
                name="lms_kb_%(class)s_newest",
            ),
            models.Index(fields=["live"], name="lms_kb_%(class)s_live"),
        ]

    @property
    def revisions(self) -> models.QuerySet[Any]:
        """The versions, under the name that Wagtail asks for."""
        return self._revisions

    def get_preview_template(self, _request: object, _mode_name: str) -> str:
        """Preview with what readers see."""
        return f"knowledge_base/{self._meta.model_name}.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        """Show what the phrases say above the draft."""
        context = super().get_preview_context(request, mode_name)
        return {**context, "phrase_remarks": self.phrase_remarks()}
