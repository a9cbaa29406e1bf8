"""The lists that each person has: favorites, and what was of use last."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from knowledge_base.models import Favorite, Use
from lms.access import Reader
from lms.search.lists import PersonalList, register_list


class Favorites(PersonalList):
    """What the person has starred, the last star first."""

    name = "favorites"
    label = _("Favorites")
    hint = _("Press the star on a script, an FAQ entry or an article to keep it here.")

    def keys(
        self, user: Reader, limit: int, offset: int = 0
    ) -> Sequence[tuple[type[Model], Any]]:
        """Return what is starred and may be read."""
        rows = self._rows(user).order_by("-created_at", "-pk")
        return _keys(rows[offset : offset + limit])

    def count(self, user: Reader) -> int:
        """Return how much that is."""
        return self._rows(user).count()

    def _rows(self, user: Reader) -> QuerySet[Any]:
        return Favorite.objects.of(user).visible_for(user)


class Recent(PersonalList):
    """What the person has used, the last first, each item once."""

    name = "recent"
    label = _("Recently used")
    hint = _("What you copy shows up here.")

    def keys(
        self, user: Reader, limit: int, offset: int = 0
    ) -> Sequence[tuple[type[Model], Any]]:
        """Return what was used and may be read."""
        rows = Use.objects.last_of(user).visible_for(user).order_by("-used_at", "-pk")
        return _keys(rows[offset : offset + limit])

    def count(self, user: Reader) -> int:
        """Return how much that is."""
        return Use.objects.last_of(user).visible_for(user).count()


def _keys(rows: QuerySet[Any]) -> list[tuple[type[Model], Any]]:
    """Return model and key of the content that rows with an item are about."""
    found = rows.values_list("item__content_type", "item__object_id")
    types = [(ContentType.objects.get_for_id(pk), key) for pk, key in found]
    return [(model, key) for kind, key in types if (model := kind.model_class())]


def register_lists() -> None:
    """Offer both."""
    for personal_list in (Favorites(), Recent()):
        register_list(personal_list)
