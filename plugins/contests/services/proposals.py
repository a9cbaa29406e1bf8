"""Proposals: written and changed until the last day, with a file or without."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from lms.files.gate import inspect
from lms.files.kinds import KINDS, PICTURES, FileKind
from lms.files.pictures import without_metadata
from plugins.contests.exceptions import ScoredError, StaleError, WrongStateError
from plugins.contests.models import KEEP, Entry, Proposal, Standing
from plugins.contests.services.gates import locked_round

TAKEN: Mapping[str, FileKind] = PICTURES | {
    name: KINDS[name] for name in ("pdf", "docx", "xlsx", "pptx", "odt", "txt", "md")
}
MOST_BYTES = 20 * 1024 * 1024
TEXTS = ("title", "problem", "idea", "benefit")


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What an entrant has written."""

    texts: Mapping[str, str]
    may_be_shown: bool = False
    file: Any = None
    drops_file: bool = False


@transaction.atomic
def save_proposal(
    *, standing: Standing, user: Any, proposed: Proposed, seen: int, now: datetime
) -> Proposal:
    """Hand in a proposal, or another text in its place, until the last day is over.

    `seen` is the revision that was changed, 0 for none. Raises PermissionDenied for who
    is not in the entry, WrongStateError, ScoredError, StaleError, and FileRefusedError
    for a file that is not taken.
    """
    row = locked_round(standing.round)
    if not Entry.objects.of(user).filter(pk=standing.entry_id).exists():
        raise PermissionDenied
    if not row.takes_proposals_on(localdate(now)) or standing.is_absent:
        raise WrongStateError
    if standing.sheets.exists():
        raise ScoredError
    known = Proposal.objects.filter(standing=standing).first()
    if (known.revision if known else 0) != seen:
        raise StaleError
    file = proposed.file
    kind = inspect(file, most=MOST_BYTES, kinds=TAKEN) if file else None
    proposal = known or Proposal(standing=standing, revision=0)
    for name in TEXTS:
        setattr(proposal, name, proposed.texts[name])
    proposal.may_be_shown = proposed.may_be_shown
    proposal.written_by, proposal.written_at = user, now
    proposal.revision += 1
    if proposal.file and (kind or proposed.drops_file):
        _drop_file(proposal)
    if kind is not None:
        _keep_file(proposal, file, kind)
    proposal.save()
    return proposal


def _drop_file(proposal: Proposal) -> None:
    """Delete the file once that is certain."""
    remove = partial(proposal.file.storage.delete, str(proposal.file.name))
    transaction.on_commit(remove)
    proposal.file, proposal.filename, proposal.mime = "", "", ""
    proposal.size, proposal.sha256 = 0, ""


def _keep_file(proposal: Proposal, file: Any, kind: FileKind) -> None:
    name = file.name[-200:]
    kept = without_metadata(file) if kind.extension in PICTURES else file
    digest = sha256()
    for chunk in kept.chunks():
        digest.update(chunk)
    proposal.filename, proposal.mime = name, kind.mime
    proposal.size, proposal.sha256 = kept.size, digest.hexdigest()
    proposal.file.save(f"file.{kind.extension}", kept, save=False)


@transaction.atomic
def agree_to_show(*, standing: Standing, agrees: bool, user: Any) -> None:
    """Let everybody read a proposal that wins, or not; whoever agreed may change it."""
    if not Entry.objects.of(user).filter(pk=standing.entry_id).exists():
        raise PermissionDenied
    rows = Proposal.objects.filter(standing=standing)
    if not rows.update(may_be_shown=agrees):
        raise WrongStateError


def may_read(standing: Standing, user: Any) -> bool:
    """Tell whether somebody reads a proposal: load round, contest, entry and proposal.

    The entrants; organizers and the jury of the round unless they take part themselves;
    everybody those that have won a prize, if the entrants agreed.
    """
    row, entry = standing.round, standing.entry
    own = Entry.objects.of(user).filter(contest=row.contest).first()
    is_shown = (
        row.contest.is_announced
        and bool(entry.prize)
        and standing.proposal.may_be_shown
    )
    if is_shown or own is not None:
        return is_shown or own == entry
    return bool(user.has_perm(KEEP) or row.judges.filter(pk=user.pk).exists())


def remove_files() -> None:
    """Delete all files of proposals."""
    for each in Proposal.objects.exclude(file=""):
        each.file.storage.delete(str(each.file.name))
