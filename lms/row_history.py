"""History of settings-like rows, kept by django-reversion.

What Wagtail keeps revisions of has its history there; see decision 0009.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import reversion
from django.core.checks import CheckMessage, Error
from django.db.models import Field, Model
from reversion.models import Version
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase
from wagtail.models import Page, RevisionMixin

_REFUSED = (Page, RevisionMixin, TagBase, ItemBase)


@dataclass(frozen=True)
class Change:
    """A field of a version that differs from the version before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A version of a row, and what it changed."""

    version: Version
    changes: Sequence[Change]


@contextmanager
def recorded(user: Any, comment: str) -> Iterator[None]:
    """Keep a version of each registered row that is saved inside, in one transaction."""
    with reversion.create_revision():
        if user is not None and user.is_authenticated:
            reversion.set_user(user)
        reversion.set_comment(comment)
        yield


def record_last(rows: Sequence[Model], user: Any, comment: str) -> None:
    """Keep versions of rows that are about to be deleted."""
    with recorded(user, comment):
        for row in rows:
            reversion.add_to_revision(row)


def history_of(row: Model) -> list[Entry]:
    """Return the versions of a row, the newest first."""
    versions = Version.objects.get_for_object(row).select_related("revision__user")
    known = [(version, version.field_dict) for version in versions]
    befores = [*(fields for _version, fields in known[1:]), {}]
    return [
        Entry(version, _changes(row, before, fields))
        for (version, fields), before in zip(known, befores, strict=False)
    ]


def with_old_values(row: Model, version: Version) -> Model:
    """Fill a row with the values of a version of it, without saving it."""
    names = {field.attname for field in row._meta.concrete_fields}
    for name, value in version.field_dict.items():
        if name in names and name != row._meta.pk.attname:
            setattr(row, name, value)
    return row


def check_versioned_models(**_kwargs: object) -> list[CheckMessage]:
    """Refuse reversion where it would bring drafts live or break trees and tags."""
    return [
        Error(
            f"{model._meta.label} is registered with django-reversion.",
            hint="Pages, drafts and what has tags keep their history in Wagtail.",
            obj=model,
            id="lms_knowledge_base.E001",
        )
        for model in reversion.get_registered_models()
        if issubclass(model, _REFUSED) or _has_tags(model)
    ]


def _has_tags(model: type[Model]) -> bool:
    return any(isinstance(field, TaggableManager) for field in model._meta.get_fields())


def _changes(row: Model, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return [
        Change(
            str(field.verbose_name),
            _shown(field, before.get(field.attname)),
            _shown(field, after.get(field.attname)),
        )
        for field in row._meta.concrete_fields
        if not field.primary_key
        and before.get(field.attname) != after.get(field.attname)
    ]


def _shown(field: "Field[Any, Any]", value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    choices = dict(field.flatchoices)
    return str(choices.get(value, "" if value is None else value))
