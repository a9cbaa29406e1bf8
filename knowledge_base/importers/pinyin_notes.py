"""Pinyin notes behind characters, as download sites put them: 訓(xùn)練(liàn)."""

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NOTE = re.compile(
    rf"(?P<han>[{_HAN}])[(（]\s*(?P<note>[a-zü\u0300-\u036f\u00e0-\u01dc\u1e3f]{{1,9}})\s*[)）]",
    re.IGNORECASE,
)
_TONES = frozenset("\u0304\u0301\u030c\u0300")


def strip_pinyin_notes(text: str) -> tuple[str, int]:
    """Return the text without the notes, and how many there were.

    A syllable with a tone mark is always a note; without one it must be a way to read
    the very character, so that 使用(app) and 客户(VIP) stay.
    """
    count = 0

    def without_note(found: re.Match[str]) -> str:
        nonlocal count
        if not _is_note(found["han"], found["note"].lower()):
            return found[0]
        count += 1
        return found["han"]

    return _NOTE.sub(without_note, text), count


def _is_note(character: str, note: str) -> bool:
    plain, tones = _without_tone(note)
    if tones:
        return tones == 1 and plain in _syllables()
    return plain in _readings(character)


def _without_tone(syllable: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", syllable)
    rest = "".join(part for part in parts if part not in _TONES)
    plain = unicodedata.normalize("NFC", rest).replace("v", "ü")
    return plain, len(parts) - len(rest)


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    marked = {syllable for line in PINYIN_DICT.values() for syllable in line.split(",")}
    return frozenset(_without_tone(syllable)[0] for syllable in marked)


@lru_cache(maxsize=10_000)
def _readings(character: str) -> frozenset[str]:
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(_without_tone(syllable)[0] for row in found for syllable in row)
