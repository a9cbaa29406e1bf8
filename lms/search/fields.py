"""Fields of `search_fields` whose rows are read ahead for many objects at once.

Where rows are loaded ahead into a relation, Django puts together a queryset for each
object, which costs more than to index it; into a list they are loaded without one.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model, Prefetch
from modelsearch.index import RelatedFields


class Children(RelatedFields):
    """Rows that point at an object, such as the answers of a question."""

    def select_on_queryset(self, queryset: Any) -> Any:
        """Load the rows of all objects at once."""
        ahead: Any = Prefetch(self.field_name, to_attr=self._kept)
        return queryset.prefetch_related(ahead)

    def get_value(self, obj: Model) -> list[Any]:
        """Return the rows, those that were read ahead if they were."""
        if self._kept in obj.__dict__:
            return [*obj.__dict__[self._kept]]
        return [*getattr(obj, self.field_name).all()]

    @property
    def _kept(self) -> str:
        return f"_{self.field_name}_to_index"


class TagNames(RelatedFields):
    """Tags whose names are read without an object for each; for a subclass to say how."""

    def names(self, obj: Model) -> Iterable[str]:
        """Return the names of the tags of an object."""
        raise NotImplementedError

    def other_names(self, obj: Model) -> Iterator[str]:  # noqa: ARG002 (of most tags there are none)
        """Yield by what else they are called."""
        yield from ()
