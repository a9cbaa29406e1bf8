"""What editing forms would refuse, in their words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from knowledge_base.exceptions import RefusedContentError


@contextmanager
def labels_of(row: Any) -> Iterator[None]:
    """Name fields by their labels in what is refused; raises RefusedContentError."""
    try:
        yield
    except ValidationError as error:
        reasons = [
            _labelled(row, name, " ".join(messages))
            for name, messages in error.message_dict.items()
        ]
        raise RefusedContentError(" ".join(reasons)) from error


def _labelled(row: Any, name: str, reason: str) -> str:
    if name == NON_FIELD_ERRORS:
        return reason
    label = row._meta.get_field(name).verbose_name
    return _("%(field)s: %(reason)s") % {"field": label, "reason": reason}
