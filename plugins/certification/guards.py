"""Triggers: decisions, published requirements and what stands on a certificate stay.

On SQLite a migration that alters a table rebuilds it without its triggers: such a
migration must call `install` again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

REFUSAL = "What was decided, published or issued is not changed."
_DECISION = ("candidacy_id", "is_granted", "reason", "basis", "sha256", "decided_at")
_SIGNED = ("topic_id", "signed_on", "note", "counters_id", "created_at")
_ISSUED = ("uuid", "serial", "level_id", "candidacy_id", "decision_id", "issued_at", "valid_from", "held_since", "expires_on", "renews_from", "snapshot", "sha256")  # fmt: skip
_ASKED = ("level_id", "number", "tree", "published_at")
KEPT: Mapping[str, tuple[str, ...]] = {
    "lms_certification_decision": _DECISION,
    "lms_certification_signoff": _SIGNED,
    "lms_certification_award": _ISSUED,
}
"""Tables of which no row goes, and what stays in their rows; people may go."""
VERSIONS = "lms_certification_levelversion"


def install(connection: Any) -> None:
    """Create the triggers; those that are there are made anew."""
    remove(connection)
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for name, head, condition in _triggers("IS DISTINCT FROM" if is_postgres else "IS NOT"):  # fmt: skip
            when = f" WHEN ({condition})" if condition else ""
            start = f"CREATE TRIGGER {name} {head} FOR EACH ROW{when}"
            if not is_postgres:
                refuse = f"SELECT RAISE(ABORT, '{REFUSAL}');"
                cursor.execute(f"{start} BEGIN {refuse} END")
                continue
            cursor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION"
                f" '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';"
                " END $$ LANGUAGE plpgsql"
            )
            cursor.execute(f"{start} EXECUTE FUNCTION {name}()")


def remove(connection: Any) -> None:
    """Drop the triggers, as before the tables go."""
    with connection.cursor() as cursor:
        for name, _head, _condition in _triggers(""):
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _triggers(differs: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, event and condition of each."""
    for table, columns in {**KEPT, VERSIONS: _ASKED}.items():
        changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns)
        if table == VERSIONS:
            changed = f"OLD.published_at IS NOT NULL AND ({changed})"
        else:
            yield f"{table}_remains", f"BEFORE DELETE ON {table}", ""
        yield f"{table}_stays", f"BEFORE UPDATE ON {table}", changed
