"""Texts that people write in Chinese and in English: which of them a reader reads."""

from django.utils.translation import get_language


def reads_english() -> bool:
    """Tell whether the site speaks English to whoever reads now."""
    return (get_language() or "").startswith("en")


def in_readers_language(text: str, english: str) -> str:
    """Return what the reader understands; the first, where there is no English one."""
    return (reads_english() and english) or text
