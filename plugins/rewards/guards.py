"""Triggers: what the database itself keeps true, whoever writes to it.

On SQLite a migration that alters a table rebuilds it without its triggers: such a
migration must call `install` again. The audit tells when one of them is missing.
"""

from collections.abc import Iterator
from typing import Any

from plugins.rewards.dialects import Dialect, Trigger, dialect_of
from plugins.rewards.enums import SYSTEM_KINDS

EVENT = "lms_rewards_ledgerevent"
TRANSFER = "lms_rewards_transfer"
ACCOUNT = "lms_rewards_account"
VERSION = "lms_rewards_ruleversion"
CHANGE = "lms_rewards_giftchange"
MERIT = "lms_rewards_merit"
REFUSAL = "The journal of points is neither changed nor deleted."
FORGERY = "A balance changes by a transfer alone."
OVERLAP = "Two versions of a rule never count on the same day."
ALONE = "Whoever proposes a merit does not decide on it."
USED = "Points were given by this version of a rule: what it says stays."
_KEPT = (EVENT, TRANSFER, CHANGE)
_SYSTEM = ", ".join(f"'{kind}'" for kind in SYSTEM_KINDS)
_SAYS = ("rule_id", "points", "cap_day", "cap_month", "cap_subject", "hold_days", "effective_from")  # fmt: skip


def install(connection: Any) -> None:
    """Create all triggers; those that are there are made anew."""
    remove(connection)
    dialect = dialect_of(connection)
    with connection.cursor() as cursor:
        for trigger in triggers(dialect):
            for statement in dialect.create(trigger):
                cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop all triggers, as before the tables go."""
    dialect = dialect_of(connection)
    with connection.cursor() as cursor:
        for trigger in triggers(dialect):
            cursor.execute(dialect.drop(trigger))


def missing(connection: Any) -> list[str]:
    """Return the names of triggers that should be there and are not."""
    dialect = dialect_of(connection)
    with connection.cursor() as cursor:
        cursor.execute(dialect.there)
        known = {row[0] for row in cursor.fetchall()}
    return sorted({each.name for each in triggers(dialect)} - known)


def triggers(dialect: Dialect) -> Iterator[Trigger]:
    """Yield all of them, in the words of one database."""
    for table in _KEPT:
        yield from _kept(dialect, table)
    yield from _balances(dialect)
    yield from _versions(dialect)
    yield _merits(dialect)


def _kept(dialect: Dialect, table: str) -> Iterator[Trigger]:
    """Let rows of a table be written once."""
    refusal = dialect.refuse(REFUSAL)
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_no_{verb.lower()}"
        yield Trigger(name, table, f"BEFORE {verb} ON {table}", "", refusal)
    if dialect.has_truncate:
        # Nothing is lost where nothing is, and tests empty all tables.
        action = dialect.refuse_if(f"EXISTS (SELECT 1 FROM {table})", REFUSAL)
        head = f"BEFORE TRUNCATE ON {table}"
        yield Trigger(f"{table}_no_truncate", table, head, "", action)


def _balances(dialect: Dialect) -> Iterator[Trigger]:
    """Let balances begin at nothing, and change by a transfer alone."""
    yield Trigger(
        f"{ACCOUNT}_begins_empty",
        ACCOUNT,
        f"BEFORE INSERT ON {ACCOUNT}",
        "NEW.balance <> 0 OR NEW.last_transfer <> 0",
        dialect.refuse(FORGERY),
    )
    yield Trigger(
        f"{ACCOUNT}_by_transfer",
        ACCOUNT,
        f"BEFORE UPDATE ON {ACCOUNT}",
        dialect.changes("balance", "last_transfer", "kind", "holder_id"),
        dialect.refuse_if(_is_forged(), FORGERY),
    )
    yield Trigger(
        f"{TRANSFER}_moves",
        TRANSFER,
        f"AFTER INSERT ON {TRANSFER}",
        "",
        _move(dialect),
    )


def _versions(dialect: Dialect) -> Iterator[Trigger]:
    """Let versions of a rule not overlap, and those that were used stay."""
    for verb in ("INSERT", "UPDATE"):
        yield Trigger(
            f"{VERSION}_alone_{verb.lower()}",
            VERSION,
            f"BEFORE {verb} ON {VERSION}",
            "",
            dialect.refuse_if(_overlaps(), OVERLAP),
        )
    used = f"EXISTS (SELECT 1 FROM {EVENT} e WHERE e.rule_version_id = OLD.id)"
    yield Trigger(
        f"{VERSION}_stays",
        VERSION,
        f"BEFORE UPDATE ON {VERSION}",
        dialect.changes(*_SAYS),
        dialect.refuse_if(used, USED),
    )


def _merits(dialect: Dialect) -> Trigger:
    """Let another decide on a merit than whoever proposed it.

    No check constraint: rows from before there was this rule stay as they were.
    """
    return Trigger(
        f"{MERIT}_by_another",
        MERIT,
        f"BEFORE UPDATE ON {MERIT}",
        "NEW.decided_by_id = NEW.proposed_by_id"
        f" AND ({dialect.changes('decided_by_id', 'proposed_by_id')})",
        dialect.refuse(ALONE),
    )


def _is_forged() -> str:
    """Say when a new balance is not the old one and exactly one later transfer."""
    return (
        "NEW.kind <> OLD.kind OR NEW.holder_id <> OLD.holder_id"
        " OR NEW.last_transfer <= OLD.last_transfer"
        " OR NEW.balance - OLD.balance <> COALESCE((SELECT CASE"
        " WHEN t.credit_id = OLD.id THEN t.amount"
        " WHEN t.debit_id = OLD.id THEN -t.amount END"
        f" FROM {TRANSFER} t WHERE t.id = NEW.last_transfer), 0)"
        " OR NEW.balance = OLD.balance"
    )


def _overlaps() -> str:
    far = "'9999-12-31'"
    return (
        f"EXISTS (SELECT 1 FROM {VERSION} o WHERE o.rule_id = NEW.rule_id"
        " AND o.id <> COALESCE(NEW.id, 0)"
        f" AND o.effective_from <= COALESCE(NEW.effective_to, {far})"
        f" AND NEW.effective_from <= COALESCE(o.effective_to, {far}))"
    )


def _move(dialect: Dialect) -> str:
    moved = f"id IN (NEW.debit_id, NEW.credit_id) AND kind NOT IN ({_SYSTEM})"
    return (
        f"{dialect.lock(ACCOUNT, moved)}"
        f"UPDATE {ACCOUNT} SET last_transfer = NEW.id, balance = balance +"
        " CASE WHEN id = NEW.credit_id THEN NEW.amount ELSE -NEW.amount END"
        f" WHERE {moved};"
    )
