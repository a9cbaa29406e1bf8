"""The tables of SQLite's index: Wagtail's, with its texts kept once, and a narrow one.

Wagtail's full-text table keeps a copy of all texts; ours reads them from the entries.
Every hit is looked up for its object and its tags: in a row with all its texts that is
a page of the database for each, in the narrow table a few bytes.
"""

from collections.abc import Iterator

TABLE = "wagtailsearch_indexentry"
FTS = f"{TABLE}_fts"
KEYS = "lms_search_keys"
TEXTS = "autocomplete, body, title"
_OBJECT = "content_type_id, object_id, tags"
_EVENTS = {"insert": ("", "NEW"), "update": ("OLD", "NEW"), "delete": ("OLD", "")}


def full_text(name: str = FTS) -> str:
    """Return what makes a full-text table of the entries."""
    return (
        f"CREATE VIRTUAL TABLE {name} USING fts5"
        f"({TEXTS}, content='{TABLE}', content_rowid='id')"
    )


def keys() -> Iterator[str]:
    """Yield what makes the narrow table anew."""
    yield f"DROP TABLE IF EXISTS {KEYS}"
    yield (
        f"CREATE TABLE {KEYS} (id integer PRIMARY KEY, content_type_id integer NOT NULL,"
        " object_id varchar(50) NOT NULL, tags text NOT NULL)"
    )
    yield f"INSERT INTO {KEYS} SELECT id, {_OBJECT} FROM {TABLE} ORDER BY id"


def triggers() -> Iterator[str]:
    """Yield what makes the triggers that keep both tables as the entries are."""
    for event, (before, after) in _EVENTS.items():
        away = f" {_without(before)};" if before else ""
        added = f" {_with(after)};" if after else ""
        yield (
            f"CREATE TRIGGER {event}_{FTS} AFTER {event} ON {TABLE}"
            f" BEGIN{away}{added} END"
        )


def without_triggers() -> Iterator[str]:
    """Yield what takes them away, and Wagtail's own, which have the same names."""
    for event in _EVENTS:
        yield f"DROP TRIGGER IF EXISTS {event}_{FTS}"


def _without(row: str) -> str:
    """Return what takes a row of the entries out of both, if it is there.

    What is deleted through the models has been taken out before.
    """
    texts = ", ".join(f"{row}.{name}" for name in TEXTS.split(", "))
    return (
        f"INSERT INTO {FTS} ({FTS}, rowid, {TEXTS})"
        f" SELECT 'delete', {row}.id, {texts}"
        f" WHERE EXISTS (SELECT 1 FROM {FTS}_docsize WHERE id = {row}.id);"
        f" DELETE FROM {KEYS} WHERE id = {row}.id"
    )


def _with(row: str) -> str:
    texts = ", ".join(f"{row}.{name}" for name in TEXTS.split(", "))
    found = ", ".join(f"{row}.{name}" for name in _OBJECT.split(", "))
    return (
        f"INSERT INTO {FTS} (rowid, {TEXTS}) VALUES ({row}.id, {texts});"
        f" INSERT INTO {KEYS} VALUES ({row}.id, {found})"
    )
