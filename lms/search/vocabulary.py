"""What is known of words: which mean the same, and which say nothing.

The tables that come with the engine, and over them what a house says of its own words.
Folded words only. A provider given to `use_vocabulary` answers for the house.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from lms.search.analysis import fold, read_table, runs, stem
from lms.search.synonyms import Synonyms, from_groups

Group = Sequence[str]


@dataclass(frozen=True)
class HouseWords:
    """What a house says of words; each is written as people write it."""

    same: Sequence[Group] = ()
    one_way: Sequence[Group] = ()  # the first finds the others, and not back
    apart: Sequence[Group] = ()  # the first does not find the others; any, if alone
    stop: Sequence[str] = ()
    content: Sequence[str] = ()  # counts, though the shipped table says otherwise

    @property
    def compounds(self) -> frozenset[str]:
        """Folded Han words that no dictionary may cut."""
        words = chain(*self.same, *self.one_way, self.content, self.stop)
        found = (list(runs(fold(word))) for word in words)
        return frozenset(
            each[0].text for each in found if len(each) == 1 and each[0].is_han
        )


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words in force."""

    synonyms: Synonyms
    stop_words: frozenset[str]
    compounds: frozenset[str] = frozenset()

    @cached_property
    def stop_pattern(self) -> re.Pattern[str]:
        """Find in a folded Han run the stop words and the words of the house."""
        words = {word for word in self.stop_words if not word.isascii()}
        longest_first = sorted(words | self.compounds, key=lambda w: (-len(w), w))
        return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")


def normalized(word: str) -> str:
    """Return a word as queries see it: folded, its parts parted by one space."""
    return " ".join(run.text for run in runs(fold(word)))


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """Return what comes with the engine."""
    stop = frozenset(word for (word,) in read_table("stop_words.tsv"))
    return Vocabulary(from_groups(read_table("synonyms.tsv")), stop)


def vocabulary_with(house: HouseWords) -> Vocabulary:
    """Return the shipped words as a house wants them, its own synonyms first."""
    shipped = shipped_vocabulary()
    found: dict[str, list[str]] = {}
    same = from_groups(map(normalized, group) for group in house.same)
    for known in (same, _one_way(house.one_way), shipped.synonyms):
        for word, others in known.items():
            kept = found.setdefault(word, [])
            kept.extend(other for other in others if other not in kept)
    _part(found, house.apart)
    stop = {*shipped.stop_words, *map(normalized, house.stop)}
    return Vocabulary(
        {word: tuple(others) for word, others in found.items() if others},
        frozenset(stop.difference(map(normalized, house.content))),
        house.compounds,
    )


def _one_way(groups: Iterable[Group]) -> Synonyms:
    found: dict[str, tuple[str, ...]] = {}
    for first, *others in groups:
        key = stem(normalized(first))
        words = dict.fromkeys(map(normalized, others))
        found[key] = (*found.get(key, ()), *words)
    return found


def _part(found: dict[str, list[str]], groups: Iterable[Group]) -> None:
    """Take synonyms away, in both directions."""
    for first, *others in groups:
        word = normalized(first)
        parted = {*map(normalized, others)} or {*found.get(stem(word), ())}
        for one, away in [(word, parted), *((other, {word}) for other in parted)]:
            kept = found.get(stem(one), [])
            kept[:] = [other for other in kept if other not in away]


_provider: Callable[[], Vocabulary] = shipped_vocabulary


def use_vocabulary(provider: Callable[[], Vocabulary]) -> None:
    """Ask this function, once per search, instead of the shipped tables."""
    global _provider  # noqa: PLW0603 (one engine per process)
    _provider = provider


def current_vocabulary() -> Vocabulary:
    """Return the words in force."""
    return _provider()


def shipped_groups() -> Collection[Group]:
    """Return the words that mean the same to the engine, for people to read."""
    return tuple(map(tuple, read_table("synonyms.tsv")))
