from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.models import Tag

_LONGEST = Tag._meta.get_field("name").max_length or 0


def fits(name: str) -> bool:
    """Tell whether a tag can have this name."""
    return len(name) <= _LONGEST


def check_tags(names: Sequence[str]) -> Sequence[str]:
    """Return the names; raises RefusedContentError for one too long."""
    for name in names:
        if not fits(name):
            reason = _("The tag “%(name)s” is longer than %(limit)d characters.")
            raise RefusedContentError(reason % {"name": name, "limit": _LONGEST})
    return names


def tag_names(item: Any) -> frozenset[str]:
    """Return the tags of an item, to be compared."""
    return frozenset(tag.name.casefold() for tag in item.tags.all())
