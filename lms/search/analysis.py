"""How a text becomes tokens: folded, cut into Han bigrams and stemmed words.

Index and query go through the same functions, so both see one text in simplified and
traditional characters, full and half width, upper and lower case. Folding keeps the
length, so that an offset in the folded text is an offset in the original.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from pathlib import Path
from threading import Lock

import snowballstemmer

DATA = Path(__file__).parent / "data"

# Inside a word it means nothing, yet it must keep its place in a folded text.
IGNORED = "\u200b"
_HAN = (
    "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U000323af"
)
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
WORD = re.compile(rf"(?:(?![{_HAN}])[^\W_]{IGNORED}*)+")
HAN = re.compile(f"[{_HAN}]")
# What every tokenizer of a database takes as part of a word; the rest is spelled out.
_ODD = re.compile("[^0-9a-z\u00c0-\u024f\u0400-\u045f\u3400-\u4db5\u4e00-\u9fcb]")
_ODD_HAN = re.compile(f"(?![\u3400-\u4db5\u4e00-\u9fcb])[{_HAN}]")

_AFTER_ALPHABETS = "\u2000"

_english = snowballstemmer.stemmer("english")
_english_lock = Lock()  # the stemmer keeps the word that it works on


def read_table(name: str) -> Iterator[list[str]]:
    """Yield the cells of each line of a shipped table, comments left out."""
    for line in (DATA / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


class _FoldTable(dict[int, str]):
    """For `str.translate`: each character's folded form, found out once."""

    def __init__(self) -> None:
        super().__init__()
        self._simplified = {
            cells[0]: cells[1] for cells in read_table("simplified.tsv")
        }

    def __missing__(self, code: int) -> str:
        character, folded = "", chr(code)
        while folded != character:
            character, folded = folded, self._step(folded)
        self[code] = folded
        return folded

    def _step(self, character: str) -> str:
        category = unicodedata.category(character)
        if category in {"Cf", "Mn", "Me"}:
            return IGNORED
        if category in {"Cc", "Cs", "Zl", "Zp", "Zs"}:
            return " "
        wide = _one(unicodedata.normalize("NFKC", character), character)
        lower = _one(wide.lower(), wide)
        return self._simplified.get(lower, _without_accent(lower))


def _one(changed: str, character: str) -> str:
    return changed if len(changed) == 1 else character


def _without_accent(character: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", character))
    is_alphabetic = character < _AFTER_ALPHABETS  # a voiced kana is another sound
    accents = all(unicodedata.category(mark) == "Mn" for mark in marks)
    return base if is_alphabetic and accents else character


_fold_table = _FoldTable()


def fold(text: str) -> str:
    """Return the text in simplified characters, half width, lower case, no accents.

    One character stays one character. Controls and lone surrogates become spaces;
    zero-width characters and combining marks become `IGNORED`.
    """
    return text.translate(_fold_table)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a folded text: Han (with kana and Hangul), or one other word."""

    text: str
    is_han: bool


def runs(folded: str) -> Iterator[Run]:
    """Cut a folded text where script, space or punctuation changes."""
    for han, word in _RUN.findall(folded.replace(IGNORED, "")):
        yield Run(han or word, is_han=bool(han))


def han_tokens(run: str, *, closed: bool = True) -> list[str]:
    """Return overlapping pairs, and the last character alone if the run ends here.

    So that any two characters are found as a pair, and any single one by prefix.
    """
    pairs = [*map(add, run, run[1:])]
    tokens = [*pairs, run[-1]] if closed or not pairs else pairs
    return tokens if _ODD.search(run) is None else [*map(_spelled, tokens)]


@lru_cache(maxsize=50_000)
def word_token(word: str) -> str:
    """Return the stem of a folded word, as it is written into the index."""
    return _spelled(stem(word))


def prefix_token(word: str) -> str:
    """Return the folded word itself, to be searched as the beginning of a token."""
    return _spelled(word)


def index_tokens(text: str) -> list[str]:
    """Return the tokens of a text in order, one position each."""
    tokens: list[str] = []
    folded = fold(text).replace(IGNORED, "")
    for han, word in _RUN.findall(folded):
        if han:
            tokens += map(add, han, han[1:])
            tokens.append(han[-1])
        else:
            tokens.append(word_token(word))
    # One look at all of them is cheaper than one at each run.
    return [*map(_spelled, tokens)] if _ODD_HAN.search(folded) else tokens


def unstemmed_tokens(text: str) -> list[str]:
    """Return the words whose stem is another, so that typing them finds them early."""
    words = {run.text for run in runs(fold(text)) if not run.is_han}
    return sorted(_spelled(word) for word in words if stem(word) != word)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the English stem of a folded word (Snowball); others stay as they are."""
    if not (word.isascii() and word.isalpha()):
        return word
    with _english_lock:
        return str(_english.stemWord(word))


def _spelled(token: str) -> str:
    return _ODD.sub(lambda match: f"x{ord(match[0]):x}x", token)
