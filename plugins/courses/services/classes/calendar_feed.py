"""One's timetable as a calendar that telephones and computers fetch: RFC 5545."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from unicodedata import category

from plugins.courses.models import CalendarFeed, ClassSession

_WIDTH = 75
"""Bytes of a line; what is longer goes on in the next, after a space."""
_PAST, _MOST = timedelta(days=60), 500


def renew_feed(*, person: Any, now: datetime) -> CalendarFeed:
    """Give the feed a new secret; the old address leads nowhere from now on."""
    values = {"token": token_urlsafe(32), "renewed_at": now}
    return CalendarFeed.objects.update_or_create(person=person, defaults=values)[0]


def calendar_of(person: Any, *, name: str, now: datetime) -> bytes:
    """Return the classes of somebody: titles and times alone."""
    rows = ClassSession.objects.attended_by(person) | ClassSession.objects.filter(
        trainer=person
    )
    recent = rows.filter(ends_at__gte=now - _PAST).distinct()[:_MOST]
    return b"".join(fold(line) for line in _lines(recent, name))


def etag_of(calendar: bytes) -> str:
    """Return what is the same as long as the calendar is."""
    return f'"{sha256(calendar).hexdigest()[:32]}"'


def fold(line: str) -> bytes:
    """Return a line in pieces of at most 75 bytes, no character torn."""
    pieces, piece = [], b""
    for char in line:
        coded = char.encode()
        if len(piece) + len(coded) > _WIDTH:
            pieces.append(piece)
            piece = b" "
        piece += coded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"


def escaped(text: str) -> str:
    """Return a text as a value; it holds no sign that only steers."""
    text = "".join(c for c in text if c in "\n\t" or category(c) != "Cc")
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def _lines(sessions: Iterable[ClassSession], name: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Shifu//Courses//EN")
    yield f"X-WR-CALNAME:{escaped(name)}"
    for session in sessions:
        yield from (
            "BEGIN:VEVENT",
            f"UID:{session.key}@lms-courses",
            f"DTSTAMP:{_moment(session.changed_at)}",
            f"LAST-MODIFIED:{_moment(session.changed_at)}",
            f"SEQUENCE:{int(session.changed_at.timestamp()) % 2**31}",
            f"DTSTART:{_moment(session.starts_at)}",
            f"DTEND:{_moment(session.ends_at)}",
            f"SUMMARY:{escaped(session.title)}",
            f"STATUS:{'CANCELLED' if session.cancelled_at else 'CONFIRMED'}",
            "END:VEVENT",
        )
    yield "END:VCALENDAR"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
