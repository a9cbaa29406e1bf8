"""Triggers: what the database itself keeps true, whoever writes to it.

On SQLite a migration that alters a table rebuilds it without its triggers: such a
migration must call `install` again. The audit tells when one of them is missing.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from plugins.rewards.enums import SYSTEM_KINDS

EVENT = "lms_rewards_ledgerevent"
TRANSFER = "lms_rewards_transfer"
ACCOUNT = "lms_rewards_account"
VERSION = "lms_rewards_ruleversion"
CHANGE = "lms_rewards_giftchange"
REFUSAL = "The journal of points is neither changed nor deleted."
FORGERY = "A balance changes by a transfer alone."
OVERLAP = "Two versions of a rule never count on the same day."
USED = "Points were given by this version of a rule: what it says stays."
_KEPT = (EVENT, TRANSFER, CHANGE)
_SYSTEM = ", ".join(f"'{kind}'" for kind in SYSTEM_KINDS)
_SAYS = ("rule_id", "points", "cap_day", "cap_month", "cap_subject", "hold_days", "effective_from")  # fmt: skip


class Trigger(NamedTuple):
    """A trigger: its name, its table, and what follows `CREATE TRIGGER name`."""

    name: str
    table: str
    head: str
    condition: str
    action: str


def install(connection: Any) -> None:
    """Create all triggers; those that are there are made anew."""
    remove(connection)
    with connection.cursor() as cursor:
        make = _postgres if connection.vendor == "postgresql" else _sqlite
        for statement in make():
            cursor.execute(statement)


def remove(connection: Any) -> None:
    """Drop all triggers, as before the tables go."""
    is_postgres = connection.vendor == "postgresql"
    tables = {*connection.introspection.table_names()}
    with connection.cursor() as cursor:
        for trigger in triggers(is_postgres=is_postgres):
            if trigger.table in tables:
                place = f" ON {trigger.table}" if is_postgres else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{place}")
        if is_postgres:
            for name in {each.name for each in triggers(is_postgres=True)}:
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def missing(connection: Any) -> list[str]:
    """Return the names of triggers that should be there and are not."""
    is_postgres = connection.vendor == "postgresql"
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        if is_postgres
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        known = {row[0] for row in cursor.fetchall()}
    wanted = {each.name for each in triggers(is_postgres=is_postgres)}
    return sorted(wanted - known)


def triggers(*, is_postgres: bool) -> Iterator[Trigger]:
    """Yield all of them, in the words of one database."""
    dialect = _Dialect(is_postgres)
    for table in _KEPT:
        yield from _kept(dialect, table)
    yield from _balances(dialect)
    yield from _versions(dialect)


class _Dialect:
    """The words of one database."""

    def __init__(self, is_postgres: bool) -> None:  # noqa: FBT001 (one or the other)
        self.is_postgres = is_postgres
        self._differs = "IS DISTINCT FROM" if is_postgres else "IS NOT"

    def refuse(self, text: str) -> str:
        """Stop the statement with a sentence."""
        return (_raise_postgres if self.is_postgres else _raise_sqlite)(text)

    def refuse_if(self, condition: str, text: str) -> str:
        """Stop it where something holds."""
        return _if(self.is_postgres, condition, self.refuse(text))

    def changes(self, *names: str) -> str:
        """Say that one of these columns is given another value."""
        return " OR ".join(f"NEW.{name} {self._differs} OLD.{name}" for name in names)


def _kept(dialect: _Dialect, table: str) -> Iterator[Trigger]:
    """Let rows of a table be written once."""
    refusal = dialect.refuse(REFUSAL)
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_no_{verb.lower()}"
        yield Trigger(name, table, f"BEFORE {verb} ON {table}", "", refusal)
    if dialect.is_postgres:
        # Nothing is lost where nothing is, and tests empty all tables.
        action = f"IF EXISTS (SELECT 1 FROM {table}) THEN {refusal} END IF;"
        head = f"BEFORE TRUNCATE ON {table}"
        yield Trigger(f"{table}_no_truncate", table, head, "", action)


def _balances(dialect: _Dialect) -> Iterator[Trigger]:
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
        _move(dialect.is_postgres),
    )


def _versions(dialect: _Dialect) -> Iterator[Trigger]:
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


def _move(is_postgres: bool) -> str:  # noqa: FBT001 (a dialect or the other) (as all here)
    lock = (
        f"PERFORM 1 FROM {ACCOUNT} WHERE id IN (NEW.debit_id, NEW.credit_id)"
        f" AND kind NOT IN ({_SYSTEM}) ORDER BY id FOR NO KEY UPDATE; "
        if is_postgres
        else ""
    )
    return (
        f"{lock}UPDATE {ACCOUNT} SET last_transfer = NEW.id, balance = balance +"
        " CASE WHEN id = NEW.credit_id THEN NEW.amount ELSE -NEW.amount END"
        f" WHERE id IN (NEW.debit_id, NEW.credit_id) AND kind NOT IN ({_SYSTEM});"
    )


def _if(is_postgres: bool, condition: str, action: str) -> str:  # noqa: FBT001 (a dialect or the other)
    if is_postgres:
        return f"IF {condition} THEN {action} END IF;"
    return action.replace("SELECT RAISE", f"SELECT CASE WHEN {condition} THEN RAISE").replace("');", "') END;")  # fmt: skip


def _raise_postgres(text: str) -> str:
    return f"RAISE EXCEPTION '{text}' USING ERRCODE = 'integrity_constraint_violation';"


def _raise_sqlite(text: str) -> str:
    return f"SELECT RAISE(ABORT, '{text}');"


def _sqlite() -> Iterator[str]:
    for each in triggers(is_postgres=False):
        when = f" WHEN {each.condition}" if each.condition else ""
        yield (
            f"CREATE TRIGGER {each.name} {each.head} FOR EACH ROW{when}"
            f" BEGIN {each.action} END"
        )


def _postgres() -> Iterator[str]:
    for each in triggers(is_postgres=True):
        is_statement = "TRUNCATE" in each.head
        end = "RETURN NULL;" if is_statement or "AFTER" in each.head else "RETURN NEW;"
        yield (
            f"CREATE FUNCTION {each.name}() RETURNS trigger AS $$ BEGIN"
            f" {each.action} {end} END $$ LANGUAGE plpgsql"
        )
        when = f" WHEN ({each.condition})" if each.condition else ""
        level = "STATEMENT" if is_statement else "ROW"
        yield (
            f"CREATE TRIGGER {each.name} {each.head} FOR EACH {level}{when}"
            f" EXECUTE FUNCTION {each.name}()"
        )
