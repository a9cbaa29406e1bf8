from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from knowledge_base.exceptions import RefusedContentError
from knowledge_base.models import Tag


def check_tags(names: Sequence[str]) -> list[str]:
    """Return the names, each once; raises RefusedContentError for one too long."""
    limit = Tag._meta.get_field("name").max_length or 0
    for name in names:
        if len(name) > limit:
            reason = _("The tag “%(name)s” is longer than %(limit)d characters.")
            raise RefusedContentError(reason % {"name": name, "limit": limit})
    return [*{name.casefold(): name for name in names}.values()]


def tag_names(item: Any) -> frozenset[str]:
    """Return the tags of an item, to be compared."""
    return frozenset(tag.name.casefold() for tag in item.tags.all())
