"""How a trigger is written for SQLite, and for PostgreSQL."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple


class Trigger(NamedTuple):
    """A trigger: its name, its table, and what follows `CREATE TRIGGER name`."""

    name: str
    table: str
    head: str
    condition: str
    action: str


class Dialect(ABC):
    """The words of one database."""

    differs: ClassVar[str]
    there: ClassVar[str]
    """A query for the names of all triggers that act."""
    has_truncate: ClassVar[bool]

    @abstractmethod
    def refuse(self, text: str) -> str:
        """Stop the statement with a sentence."""

    @abstractmethod
    def refuse_if(self, condition: str, text: str) -> str:
        """Stop it where something holds."""

    @abstractmethod
    def lock(self, table: str, condition: str) -> str:
        """Lock rows by their keys, where not the whole file is locked anyway."""

    @abstractmethod
    def create(self, trigger: Trigger) -> Iterator[str]:
        """Yield the statements that make a trigger."""

    @abstractmethod
    def drop(self, trigger: Trigger) -> str:
        """Return the statement that takes it away, if it is there."""

    def changes(self, *names: str) -> str:
        """Say that one of these columns is given another value."""
        return " OR ".join(f"NEW.{name} {self.differs} OLD.{name}" for name in names)


class SQLite(Dialect):
    """A trigger holds its action."""

    differs = "IS NOT"
    there = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    has_truncate = False

    def refuse(self, text: str) -> str:
        """Stop the statement with a sentence."""
        return f"SELECT RAISE(ABORT, '{text}');"

    def refuse_if(self, condition: str, text: str) -> str:
        """Stop it where something holds."""
        return f"SELECT CASE WHEN {condition} THEN RAISE(ABORT, '{text}') END;"

    def lock(self, table: str, condition: str) -> str:  # noqa: ARG002 (nothing to lock)
        """Return nothing: whoever writes has locked the file."""
        return ""

    def create(self, trigger: Trigger) -> Iterator[str]:
        """Yield the statement that makes a trigger."""
        when = f" WHEN {trigger.condition}" if trigger.condition else ""
        yield (
            f"CREATE TRIGGER {trigger.name} {trigger.head} FOR EACH ROW{when}"
            f" BEGIN {trigger.action} END"
        )

    def drop(self, trigger: Trigger) -> str:
        """Return the statement that takes it away."""
        return f"DROP TRIGGER IF EXISTS {trigger.name}"


class PostgreSQL(Dialect):
    """A trigger calls a function of its name."""

    differs = "IS DISTINCT FROM"
    there = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    has_truncate = True

    def refuse(self, text: str) -> str:
        """Stop the statement with a sentence."""
        state = "integrity_constraint_violation"
        return f"RAISE EXCEPTION '{text}' USING ERRCODE = '{state}';"

    def refuse_if(self, condition: str, text: str) -> str:
        """Stop it where something holds."""
        return f"IF {condition} THEN {self.refuse(text)} END IF;"

    def lock(self, table: str, condition: str) -> str:
        """Lock rows by their keys."""
        return (
            f"PERFORM 1 FROM {table} WHERE {condition} ORDER BY id FOR NO KEY UPDATE; "
        )

    def create(self, trigger: Trigger) -> Iterator[str]:
        """Yield the statements that make a function and the trigger that calls it."""
        is_statement = "TRUNCATE" in trigger.head
        end = (
            "RETURN NULL;" if is_statement or "AFTER" in trigger.head else "RETURN NEW;"
        )
        yield (
            f"CREATE FUNCTION {trigger.name}() RETURNS trigger AS $$ BEGIN"
            f" {trigger.action} {end} END $$ LANGUAGE plpgsql"
        )
        when = f" WHEN ({trigger.condition})" if trigger.condition else ""
        level = "STATEMENT" if is_statement else "ROW"
        yield (
            f"CREATE TRIGGER {trigger.name} {trigger.head} FOR EACH {level}{when}"
            f" EXECUTE FUNCTION {trigger.name}()"
        )

    def drop(self, trigger: Trigger) -> str:
        """Return the statement that takes the function away, and the trigger with it."""
        return f"DROP FUNCTION IF EXISTS {trigger.name}() CASCADE"


def dialect_of(connection: Any) -> Dialect:
    """Return the words of a database."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
