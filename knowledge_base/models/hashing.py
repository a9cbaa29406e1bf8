"""How a text is told from another one: the one way to make its hash."""

from hashlib import sha256
from typing import Any


def text_hash(text: str) -> str:
    """Return what is remembered of a text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def live_text(content: Any) -> str:
    """Return the text of an article, FAQ entry or script below its title."""
    return str(content.plain_text)


def live_text_hash(content: Any) -> str:
    """Return what is remembered of an article, FAQ entry or script as it is read."""
    return text_hash(f"{content.title}\n{live_text(content)}")
