"""What would be lost or cut off if rows were deleted."""

from collections.abc import Collection, Iterator
from typing import Any


def uses_of(
    model: Any, keys: Collection[Any], *, ignoring: Collection[Any]
) -> dict[Any, list[str]]:
    """Return by key what points at these rows, in people's words.

    `ignoring` are models whose rows may go with them.
    """
    found: dict[Any, list[str]] = {}
    for related, field in _relations(model, ignoring):
        rows = related._base_manager.filter(**{f"{field.name}__in": keys})
        label = str(related._meta.verbose_name_plural)
        for key in rows.order_by().values_list(field.name, flat=True).distinct():
            if label not in found.setdefault(key, []):
                found[key].append(label)
    return found


def _relations(model: Any, ignoring: Collection[Any]) -> Iterator[tuple[Any, Any]]:
    own = {field.remote_field.through for field in model._meta.many_to_many}
    for relation in model._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete
        if is_reverse and relation.related_model not in {*own, *ignoring}:
            yield relation.related_model, relation.field
