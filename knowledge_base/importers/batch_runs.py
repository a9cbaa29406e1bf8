"""Checking a batch and taking it in: at once if it is short, else by `run_due`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.log_actions import LogContext

from knowledge_base.enums import BatchState, MarkKind
from knowledge_base.importers.drafts import (
    Draft,
    ItemDraft,
    Outcome,
    Reading,
    Refusal,
    State,
)
from knowledge_base.importers.progress import forget_progress, note_progress
from knowledge_base.importers.rights import Rights
from knowledge_base.importers.row_drafts import fit_source
from knowledge_base.importers.run import Import, rehearsal
from knowledge_base.importers.uploads import folder_of, forget_files
from knowledge_base.models import ImportBatch
from knowledge_base.models.importing import KEPT_RESULT
from lms.notifications import language_of

MOST_ITEMS = 1_000
"""Of one batch: checking stores all of them and undoes it again."""
_LEASE = timedelta(minutes=10)
_STEP = 25


class _TooManyItemsError(Exception):
    """There is more in the batch than is taken at once."""


def begin_applying(*, batch: ImportBatch) -> bool:
    """Let a batch be taken in; False if somebody has said so already."""
    ready = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.READY, problem="")
    return bool(ready.update(state=BatchState.APPLYING, done=0))


def work_on(*, batch: ImportBatch, now: datetime) -> bool:
    """Do what the batch waits for; False if somebody else is at it."""
    rows = ImportBatch.objects.filter(pk=batch.pk)
    waiting = ImportBatch.objects.waiting(now).order_by().filter(pk=batch.pk)
    if not waiting.update(claimed_until=now + _LEASE):
        return False
    batch = ImportBatch.objects.select_related(
        "uploader", "category__locale", "collection"
    ).get(pk=batch.pk)
    person = batch.uploader
    if person is None or not person.is_active:
        problem = _("Whoever uploaded the files has left.")
        rows.update(state=BatchState.READY, problem=problem, claimed_until=None)
        return True
    with LogContext(user=person):
        if batch.state == BatchState.CHECKING:
            _check(batch)
        else:
            _apply(batch, now)
    return True


def work_off(*, now: datetime) -> int:
    """Work on what waits; return how many batches it were."""
    waiting = [*ImportBatch.objects.waiting(now).select_related("uploader")]
    worked = 0
    for batch in waiting:
        with translation.override(language_of(batch.uploader)):
            worked += work_on(batch=batch, now=now)
    return worked


def _check(batch: ImportBatch) -> None:
    work = _Work(batch, note=partial(_note_check, batch))
    problem = ""
    try:
        with folder_of(batch) as folder, rehearsal():
            work.run(folder)
    except _TooManyItemsError:
        problem = _(
            "There are more than %(most)s rows and texts in it. Divide it, or ask an "
            "administrator to import it with the command."
        ) % {"most": MOST_ITEMS}
    forget_progress(batch=batch)
    for file in batch.files.filter(refusal=""):
        batch.files.filter(pk=file.pk).update(**work.tally(file.name))
    outcomes = [] if problem else work.outcomes
    _keep(batch, BatchState.READY, outcomes, problem=problem)


def _apply(batch: ImportBatch, now: datetime) -> None:
    work = _Work(batch, known=_stored_before(batch), note=partial(_note, batch))
    with folder_of(batch) as folder:
        work.run(folder)
    forget_files(batch=batch)
    expires = now + KEPT_RESULT
    _keep(batch, BatchState.DONE, work.outcomes, expires_at=expires)


def _stored_before(batch: ImportBatch) -> dict[str, str]:
    """Return by source what an earlier attempt that was cut off has stored."""
    stored = {State.ADDED, State.UPDATED}
    if not batch.done:
        return {}
    done = batch.outcomes[: batch.done]
    return {o["source"]: o["state"] for o in done if o["state"] in stored}


def _note_check(batch: ImportBatch, work: "_Work", total: int) -> None:
    if (done := len(work.outcomes)) % _STEP == 0:
        note_progress(batch=batch, done=done, total=total)


def _note(batch: ImportBatch, work: "_Work", total: int) -> None:
    done = len(work.outcomes)
    if done % _STEP == 0:
        rows = ImportBatch.objects.filter(pk=batch.pk)
        rows.update(done=done, total=total, outcomes=work.outcomes)


def _keep(
    batch: ImportBatch,
    state: BatchState,
    outcomes: list[dict[str, Any]],
    **values: Any,
) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=state,
        outcomes=outcomes,
        done=len(outcomes),
        total=len(outcomes),
        claimed_until=None,
        **values,
    )


@dataclass
class _Work:
    """One run through a batch, and what becomes of each item."""

    batch: ImportBatch
    known: dict[str, str] = field(default_factory=dict)
    note: Callable[["_Work", int], None] = lambda _work, _total: None
    outcomes: list[dict[str, Any]] = field(default_factory=list)
    readings: dict[str, dict[str, int]] = field(default_factory=dict)
    items: dict[str, tuple[str, str]] = field(default_factory=dict)

    def run(self, folder: Path) -> None:
        """Take in what may be published as such, and the rest as drafts."""
        rights = Rights(self.batch)
        held: list[Draft] = []

        def admit(draft: Draft) -> Draft | Refusal | None:
            admitted = rights.admit(draft, publish=True)
            if admitted is None:
                held.append(draft)
            return admitted

        self._run(folder, admit, publish=self.batch.publish)
        if held:
            self._run(folder, partial(rights.admit, publish=False), publish=False)

    def _run(self, folder: Path, admit: Any, *, publish: bool) -> None:
        seen = {outcome["place"] for outcome in self.outcomes}

        def progress(outcome: Outcome, _count: int, total: int) -> None:
            if outcome.place not in seen:
                self.outcomes.append(self._kept(outcome))
                self.note(self, len(seen) + total)

        Import(
            path=folder,
            language=self.batch.language or None,
            publish=publish,
            simplifies=self.batch.simplifies,
            admit=admit,
            listen=self._listen,
        ).run(progress)

    def _listen(self, reading: Reading) -> None:
        self.readings[reading.source] = {
            "notes": reading.notes_stripped,
            "dropped": reading.count(MarkKind.DROPPED) + reading.count(MarkKind.CUT),
            "doubtful": reading.count(MarkKind.DOUBTFUL),
            "lost": reading.count(MarkKind.LOST),
        }
        for each in reading.found:
            if isinstance(each, ItemDraft):
                self.items[each.place] = (each.source, each.title)
        if len(self.items) > MOST_ITEMS or len(reading.found) > MOST_ITEMS:
            raise _TooManyItemsError

    def tally(self, name: str) -> dict[str, int]:
        """Return what the cleaner did in a file."""
        return self.readings.get(fit_source(name), {})

    def _kept(self, outcome: Outcome) -> dict[str, Any]:
        source, title = self.items.get(outcome.place, ("", ""))
        state = str(outcome.state)
        if source and outcome.state == State.UNCHANGED:
            state = self.known.get(source, state)
        return {
            "place": outcome.place,
            "kind": str(outcome.kind),
            "state": state,
            "reason": outcome.reason,
            "remarks": [*outcome.remarks],
            "source": source,
            "title": title,
        }
