"""The tables of SQLite's index: Wagtail's, with its texts kept once, and two small ones.

Wagtail's full-text table keeps a copy of all texts; ours reads them from the entries.
Titles and labels have a full-text table of their own, a thirtieth of the whole: what is
looked for in them alone would be read among all texts.
Every hit is looked up for its object and its tags: in a row with all its texts that is
a page of the database for each, in the narrow table a few bytes.
"""

from collections.abc import Iterator

TABLE = "wagtailsearch_indexentry"
FTS, NAMES = f"{TABLE}_fts", f"{TABLE}_names"
KEYS = "lms_search_keys"
TEXTS = {FTS: "autocomplete, body, title", NAMES: "autocomplete, title"}
_OBJECT = "content_type_id, object_id, tags"
_EVENTS = {"insert": ("", "NEW"), "update": ("OLD", "NEW"), "delete": ("OLD", "")}


def full_text(kind: str = FTS, name: str = "") -> str:
    """Return what makes a full-text table of the entries, by another name if need be."""
    return (
        f"CREATE VIRTUAL TABLE {name or kind} USING fts5"
        f"({TEXTS[kind]}, content='{TABLE}', content_rowid='id')"
    )


def names() -> Iterator[str]:
    """Yield what makes the full text of titles and labels anew."""
    yield f"DROP TABLE IF EXISTS {NAMES}"
    yield full_text(NAMES)
    yield f"INSERT INTO {NAMES} ({NAMES}) VALUES ('rebuild')"


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
    """Return what takes a row of the entries out of all, if it is there.

    What is deleted through the models has been taken out before.
    """
    is_there = f"EXISTS (SELECT 1 FROM {FTS}_docsize WHERE id = {row}.id)"
    taken_out = [
        f"INSERT INTO {table} ({table}, rowid, {texts})"
        f" SELECT 'delete', {row}.id, {_of(row, texts)} WHERE {is_there}"
        for table, texts in reversed(TEXTS.items())  # the one that tells goes last
    ]
    return "; ".join([*taken_out, f"DELETE FROM {KEYS} WHERE id = {row}.id"])


def _with(row: str) -> str:
    put_in = [
        f"INSERT INTO {table} (rowid, {texts}) VALUES ({row}.id, {_of(row, texts)})"
        for table, texts in TEXTS.items()
    ]
    found = f"INSERT INTO {KEYS} VALUES ({row}.id, {_of(row, _OBJECT)})"
    return "; ".join([*put_in, found])


def _of(row: str, columns: str) -> str:
    return ", ".join(f"{row}.{name}" for name in columns.split(", "))
