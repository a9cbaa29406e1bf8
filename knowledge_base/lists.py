"""The lists that each person has: favorites, and what was of use last."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from knowledge_base.models import KnowledgeItem
from knowledge_base.models.item import visible_items_key
from knowledge_base.models.personal import items_starred_by, items_used_by
from lms.access import Reader, key_of
from lms.prepared import Prepared, Slot
from lms.search.lists import PersonalList, register_list


class ItemList(PersonalList):
    """A list of items, in the order of a query."""

    def __init__(self) -> None:
        self._page = Prepared(self._rows)

    @abstractmethod
    def items(
        self, user: Reader, whose: RawSQL | None = None
    ) -> QuerySet[KnowledgeItem]:
        """Return what is on the list of `user` and may be read, newest first.

        `whose` may be a slot that stands for `user`.
        """

    def keys(
        self, user: Reader, limit: int, offset: int = 0
    ) -> Sequence[tuple[type[Model], Any]]:
        """Return model and key of what the items stand for."""
        asked = (visible_items_key(user), limit, offset)
        rows = self._page.rows(user, limit, offset, key=asked, person=key_of(user))
        kinds = [(ContentType.objects.get_for_id(kind), key) for kind, key in rows]
        return [(model, key) for kind, key in kinds if (model := kind.model_class())]

    def _rows(self, user: Reader, limit: int, offset: int) -> QuerySet[Any, Any]:
        rows = self.items(user, Slot("person")())
        return rows.values_list("content_type", "object_id")[offset : offset + limit]

    def count(self, user: Reader) -> int:
        """Return how much that is."""
        return self.items(user).count()


class Favorites(ItemList):
    """What the person has starred."""

    name = "favorites"
    label = _("Favorites")
    hint = _("Press the star on a script, an FAQ entry or an article to keep it here.")

    def items(
        self, user: Reader, whose: RawSQL | None = None
    ) -> QuerySet[KnowledgeItem]:
        """Return what is starred."""
        return items_starred_by(user, whose)


class Recent(ItemList):
    """What the person has used, each item once."""

    name = "recent"
    label = _("Recently used")
    hint = _("What you copy shows up here.")

    def items(
        self, user: Reader, whose: RawSQL | None = None
    ) -> QuerySet[KnowledgeItem]:
        """Return what was used."""
        return items_used_by(user, whose)


def register_lists() -> None:
    """Offer both."""
    for personal_list in (Favorites(), Recent()):
        register_list(personal_list)
