"""Naming tags, and making one of two; old versions of items follow."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from knowledge_base.exceptions import TakenNameError, UnmergeableTagsError
from knowledge_base.models import Tag
from knowledge_base.models.tag import tag_key
from knowledge_base.models.tagged import TAGGED_MODELS, TaggedBase

MERGED = "lms_knowledge_base.merge_tags"
RENAMED = "lms_knowledge_base.rename_tag"


def write_tag(*, tag: Tag, aliases: Sequence[str], user: Any) -> Tag:
    """Save a tag with its other names; when it is renamed, the old name joins them.

    Everything that has it is indexed again. Raises TakenNameError for a name that
    another tag has or is known by.
    """
    try:
        with transaction.atomic():
            return _write_tag(tag, aliases, user)
    except IntegrityError as error:  # somebody was faster
        raise TakenNameError(_("One of the names has just been taken.")) from error


def _write_tag(tag: Tag, aliases: Sequence[str], user: Any) -> Tag:
    before = Tag.objects.select_for_update().filter(pk=tag.pk).first()
    wanted = {tag_key(name): name for name in aliases}
    if before is not None and before.key != tag_key(tag.name):
        wanted.setdefault(tag_key(before.name), before.name)
    wanted.pop(tag_key(tag.name), None)
    if taken := taken_names([tag.name, *wanted.values()], tag):
        raise TakenNameError(next(iter(taken.values())))
    if before is not None:
        _retire_aliases(tag, wanted)
    tag.save()
    _add_aliases(tag, wanted)
    if before is not None:
        tag.save()  # again: what has it is indexed, with the aliases
    if before is not None and before.name != tag.name:
        log(tag, RENAMED, user=user, data={"before": before.name, "after": tag.name})
    return tag


def taken_names(names: Iterable[str], tag: Tag) -> dict[str, str]:
    """Return, for each name that is not `tag`'s to have, a sentence that says why."""
    keys = {tag_key(name): name for name in names}
    rows = Tag.objects.filter(key__in=keys).select_related("alias_of")
    rivals = [row for row in rows if tag.pk is None or tag.pk not in _ids(row)]
    named = [(keys[tag_key(row.name)], row) for row in rivals]
    return {name: _sentence(row, name) for name, row in named}


@transaction.atomic
def merge_tags(*, tag: Tag, into: Tag, user: Any) -> int:
    """Give all that has `tag` the tag `into`; return how many items and files it had.

    The name and the aliases of `tag` lead to `into` from now on, in old versions of
    items too. Raises UnmergeableTagsError for the same tag twice, and for an alias.
    """
    locked = Tag.objects.select_for_update().order_by("pk")
    found = {row.pk: row for row in locked.filter(pk__in=[tag.pk, into.pk])}
    if len(found) != 2 or any(row.alias_of_id for row in found.values()):  # noqa: PLR2004 (a pair)
        raise UnmergeableTagsError(_("Choose two different tags."))
    gone, kept = found[tag.pk], found[into.pk]
    moved = sum(_move_items(model, gone, kept) for model in TAGGED_MODELS)
    Tag.objects.filter(alias_of=gone).update(alias_of=kept)
    kept.category = kept.category or gone.category
    gone.alias_of, gone.category = kept, None
    gone.save()
    kept.save()  # what has it is indexed, with the new aliases
    data = {"merged": gone.name, "into": kept.name, "items": moved}
    for row in (gone, kept):
        log(row, MERGED, user=user, data=data)
    return moved


def _move_items(model: type[TaggedBase], gone: Tag, kept: Tag) -> int:
    rows: list[Any] = [*model._default_manager.filter(tag=gone)]
    tagged = model._default_manager.filter(tag=kept)
    already = {*tagged.values_list("content_object_id", flat=True)}
    for row in rows:
        if row.content_object_id in already:
            row.delete()
            continue
        row.tag = kept
        row.save(update_fields=["tag"])
        already.add(row.content_object_id)
    return len(rows)


def _retire_aliases(tag: Tag, wanted: Iterable[str]) -> None:
    for alias in tag.aliases.exclude(key=None).exclude(key__in=wanted):
        alias.retire()


def _add_aliases(tag: Tag, wanted: dict[str, str]) -> None:
    known = {alias.key: alias for alias in tag.aliases.exclude(key=None)}
    for key, name in wanted.items():
        alias = known.get(key) or Tag(alias_of=tag)
        if alias.name != name:
            alias.name = name
            alias.save()


def _ids(row: Tag) -> set[Any]:
    return {row.pk, row.alias_of_id}


def _sentence(row: Tag, name: str) -> str:
    if row.alias_of is not None:
        text = _("“%(name)s” already leads to the tag “%(tag)s”.")
        return text % {"name": name, "tag": row.alias_of.name}
    return _(
        "“%(name)s” is already there as the tag “%(tag)s”: use that one, or merge the two."
    ) % {"name": name, "tag": row.name}
