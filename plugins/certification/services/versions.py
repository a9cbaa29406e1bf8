"""What can be reached, and what it takes: drafts, and versions that stay."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.row_history import recorded
from plugins.certification import trees
from plugins.certification.exceptions import PublishedError, TreeError
from plugins.certification.models import Level, LevelVersion
from plugins.certification.services.evaluating import kind_of, label_of


def keep_row(*, row: Any, user: Any) -> Any:
    """Save a scheme, level or topic, with its history."""
    with recorded(user, _("Changed") if row.pk else _("Added")):
        row.save()
    return row


@transaction.atomic
def draft_of(*, level: Level, user: Any, now: datetime) -> LevelVersion:
    """Return the draft of a level, begun with what its newest version says."""
    Level.objects.select_for_update().get(pk=level.pk)
    versions = LevelVersion.objects.filter(level=level)
    draft = versions.filter(published_at=None).first()
    if draft is not None:
        return draft
    newest = versions.newest().first()
    last = versions.aggregate(last=Max("number"))["last"] or 0
    return LevelVersion.objects.create(
        level=level,
        number=last + 1,
        tree=newest.tree if newest else trees.empty(),
        created_at=now,
        created_by=user,
    )


@transaction.atomic
def change_draft(*, version: LevelVersion, tree: dict[str, Any]) -> LevelVersion:
    """Let a draft ask for something else.

    Raises PublishedError for one that is published, and TreeError for what is no tree.
    """
    row = _locked_draft(version)
    try:
        trees.check(tree)
    except trees.MalformedTreeError as error:
        raise TreeError(_("There are too many requirements or groups.")) from error
    row.tree = tree
    row.save(update_fields=["tree"])
    return row


@transaction.atomic
def discard_draft(*, version: LevelVersion) -> None:
    """Throw a draft away. Raises PublishedError for one that is published."""
    _locked_draft(version).delete()


@transaction.atomic
def publish_version(*, version: LevelVersion, user: Any, now: datetime) -> LevelVersion:
    """Let whoever applies from now on need what the draft says; it stays like this.

    Raises PublishedError for one that is published, and TreeError where nobody could
    ever meet it.
    """
    row = _locked_draft(version)
    if faults := [*_faults(row)]:
        raise TreeError(" ".join(faults))
    row.published_at, row.published_by = now, user
    row.save(update_fields=["published_at", "published_by"])
    return row


def _locked_draft(version: LevelVersion) -> LevelVersion:
    row = LevelVersion.objects.select_for_update().get(pk=version.pk)
    if row.published_at is not None:
        raise PublishedError
    return row


def _faults(version: LevelVersion) -> Iterator[str]:
    if any(trees.impossible(version.tree)):
        yield _("A group is empty, or asks for more parts than it has.")
    for leaf in trees.leaves(version.tree):
        if kind_of(leaf) is None:
            text = _("“%(kind)s” cannot be checked now.")
            yield text % {"kind": leaf["kind"]}
        elif version.level.code in _levels_in(leaf):
            text = _("“%(requirement)s”: a level does not ask for itself.")
            yield text % {"requirement": label_of(leaf)}


def _levels_in(leaf: trees.Tree) -> list[str]:
    is_held = leaf["kind"] == "lms_certification.level_held"
    return [leaf["parameters"]["level"]] if is_held else []
