"""The code on the trainer's screen: of one class and of half a minute."""

from datetime import datetime
from hmac import compare_digest

from django.utils.crypto import salted_hmac

from plugins.courses.models import ClassSession

STEP = 30
"""Seconds for which a code is shown; it is taken for one step more."""
DIGITS = 6
_SALT = "lms_courses.class_code"


def code_of(session: ClassSession, now: datetime, steps_ago: int = 0) -> str:
    """Return the code that is shown now, or was shown some steps ago."""
    step = int(now.timestamp()) // STEP - steps_ago
    digest = salted_hmac(_SALT, f"{session.key}:{step}", algorithm="sha256").digest()
    return str(int.from_bytes(digest[:8], "big") % 10**DIGITS).zfill(DIGITS)


def seconds_left(now: datetime) -> int:
    """Return for how long the code of now is still shown."""
    return STEP - int(now.timestamp()) % STEP


def is_right(session: ClassSession, code: str, now: datetime) -> bool:
    """Tell whether a code is that of now, or the one before."""
    typed = "".join(code.split()).encode()
    known = [code_of(session, now, ago).encode() for ago in (0, 1)]
    return any(compare_digest(typed, each) for each in known)
