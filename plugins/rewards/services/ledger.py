"""The one way by which points move: locked, keyed, balanced.

Promises of `post`, on SQLite and PostgreSQL:

* exactly once: the entry is written first, under its key; who comes second reads what
  the first has written. The same key with another content raises KeyConflictError.
* no double spending: `locked` takes the accounts of a holder in the order of their
  keys, and what is available is read only after that. On SQLite the transaction holds
  the lock of the whole file from its beginning (`transaction_mode: IMMEDIATE`).
* all or nothing: entry and transfers are one transaction. It belongs to the caller, so
  that an award is written together with what it is for, or not at all.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from lms.models.append_only import insert_if_new
from lms.targets import Target
from plugins.rewards.enums import (
    MEMBER_KINDS,
    SYSTEM_KINDS,
    AccountKind,
    EventKind,
    HolderKind,
)
from plugins.rewards.exceptions import BadPointsError, KeyConflictError, NotEnoughError
from plugins.rewards.models import (
    Account,
    Holder,
    LedgerEvent,
    RuleVersion,
    Transfer,
)

MOST_AT_ONCE = 1_000_000
Lines = list[tuple[Account, Account, int]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is to be written; all but notes and times is compared with what is there."""

    key: str
    kind: EventKind
    holder: Holder
    points: int
    now: datetime
    effective_on: date
    full_points: int | None = None
    actor: Holder | None = None
    rule_version: RuleVersion | None = None
    subject: Target | None = None
    about: str = ""
    reverses: LedgerEvent | None = None
    note: str = ""
    payload: tuple[object, ...] = ()
    """What makes the content one; without it the points and the subject."""

    @property
    def digest(self) -> str:
        """A number that differs with the content."""
        subject = (self.subject.model, self.subject.key) if self.subject else ()
        reversed_key = self.reverses.pk if self.reverses else None
        said = self.payload or (self.points, reversed_key)
        text = json.dumps([self.kind, self.holder.pk, subject, said], default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Accounts:
    """The locked accounts of some holders, and those of the system."""

    rows: Mapping[tuple[int, str], Account]
    system: Mapping[str, Account]

    def of(self, holder: Holder, kind: AccountKind) -> Account:
        """Return one account, as it is under the lock."""
        return self.rows[holder.pk, kind]

    def balance(self, holder: Holder, kind: AccountKind) -> int:
        """Return how many points are in it."""
        return self.of(holder, kind).balance


@contextmanager
def joining() -> Iterator[None]:
    """Let what owns its transaction elsewhere join that of the caller, as the demo."""
    token = _is_joining.set(True)
    try:
        yield
    finally:
        _is_joining.reset(token)


def durable() -> AbstractContextManager[Any]:
    """Return the outermost transaction: what was done when it ends stays done."""
    return transaction.atomic(durable=not _is_joining.get())


_is_joining: ContextVar[bool] = ContextVar("is_joining", default=False)


def whole_points(points: Any) -> int:
    """Return a number of points; raises BadPointsError for anything else."""
    is_whole = isinstance(points, int) and not isinstance(points, bool)
    if not is_whole or not 1 <= points <= MOST_AT_ONCE:
        raise BadPointsError
    return int(points)


def holder_of(user: Any) -> Holder:
    """Return whose points a person's are; made with the first."""
    return Holder.objects.get_or_create(
        user=user, defaults={"kind": HolderKind.PERSON}
    )[0]


def maybe_holder(user: Any) -> Holder | None:
    """Return the holder of a person; None for nobody."""
    return holder_of(user) if getattr(user, "pk", None) else None


def locked(*holders: Holder) -> Accounts:
    """Lock the accounts of these holders until the transaction ends, and return them."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Points move in a transaction.")
    keys = sorted({holder.pk for holder in holders})
    wanted = Account.objects.filter(holder__in=keys).order_by("pk")
    rows = [*wanted.select_for_update(no_key=True)]
    if len(rows) < len(keys) * len(MEMBER_KINDS):
        _add_accounts(keys, MEMBER_KINDS)
        rows = [*wanted.select_for_update(no_key=True)]
    return Accounts({(row.holder_id, row.kind): row for row in rows}, _system())


def post(
    entry: Entry, lines: Iterable[tuple[Account, Account, int]]
) -> tuple[LedgerEvent, bool]:
    """Write an entry and move its points; return it, and whether it is new.

    Transfers of nothing are left out. Raises KeyConflictError.
    """
    is_new = insert_if_new(row_of(entry))
    event = LedgerEvent.objects.get(key=entry.key)
    if event.payload_hash != entry.digest:
        raise KeyConflictError(entry.key)
    if is_new:
        Transfer.objects.bulk_create(
            Transfer(event=event, debit=debit, credit=credit, amount=amount)
            for debit, credit, amount in lines
            if amount
        )
    return event, is_new


def paid_in(accounts: Accounts, holder: Holder, source: Account, amount: int) -> Lines:
    """Return the transfers that bring points: what is owed is paid first."""
    owed = -accounts.balance(holder, AccountKind.DEBT)
    paid = min(owed, amount)
    return [
        (source, accounts.of(holder, AccountKind.DEBT), paid),
        (source, accounts.of(holder, AccountKind.AVAILABLE), amount - paid),
    ]


def need(accounts: Accounts, holder: Holder, amount: int) -> Account:
    """Return the account with what is available; raises NotEnoughError."""
    account = accounts.of(holder, AccountKind.AVAILABLE)
    if account.balance < amount:
        raise NotEnoughError(amount - account.balance)
    return account


def written(key: str) -> LedgerEvent | None:
    """Return the entry with a key, if it is there."""
    return LedgerEvent.objects.filter(key=key).first()


def _system() -> Mapping[str, Account]:
    rows = Account.objects.filter(holder__kind=HolderKind.SYSTEM)
    found = {row.kind: row for row in rows}
    if len(found) < len(SYSTEM_KINDS):
        _add_accounts([_system_holder().pk], SYSTEM_KINDS)
        found = {row.kind: row for row in rows.all()}
    return found


def _system_holder() -> Holder:
    """Return the one holder that is the other side; the first one, if two were made."""
    holders = Holder.objects.filter(kind=HolderKind.SYSTEM).order_by("pk")
    return holders.first() or Holder.objects.create(
        kind=HolderKind.SYSTEM, uuid=SYSTEM_UUID
    )


SYSTEM_UUID = "00000000-0000-4000-8000-000000000001"


def _add_accounts(holders: Iterable[int], kinds: Iterable[AccountKind]) -> None:
    missing = [Account(holder_id=key, kind=kind) for key in holders for kind in kinds]
    Account.objects.bulk_create(missing, ignore_conflicts=True)


def row_of(entry: Entry) -> LedgerEvent:
    """Return the row that an entry becomes, not saved."""
    subject = entry.subject or Target("", "")
    full = entry.points if entry.full_points is None else entry.full_points
    return LedgerEvent(
        key=entry.key,
        kind=entry.kind,
        payload_hash=entry.digest,
        holder=entry.holder,
        rule_version=entry.rule_version,
        subject_model=subject.model,
        subject_key=subject.key,
        about=entry.about,
        points=entry.points,
        full_points=full,
        actor=entry.actor,
        reverses=entry.reverses,
        effective_on=entry.effective_on,
        created_at=entry.now,
        note=entry.note[:300],
    )
