"""From what a person types to what the index is asked.

Normalise, take out filters and quoted phrases, fold, segment, drop stop words, add
synonyms, and arrange in tiers: the query as it stands in a title, all of its words,
any of them. No string raises; what means nothing finds nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from lms.search.analysis import (
    Run,
    han_tokens,
    prefix_token,
    runs,
    stem,
    word_token,
)
from lms.search.expressions import (
    EVERYWHERE,
    TYPED,
    Column,
    Expression,
    Phrase,
    Without,
    all_of,
    any_of,
    within,
)
from lms.search.parsing import Parsed, parse
from lms.search.pinyin import INITIALS, SOUND
from lms.search.segmentation import cut, cut_in_pairs
from lms.search.synonyms import Synonyms
from lms.search.tag_tokens import tagged
from lms.search.vocabulary import Vocabulary, current_vocabulary

__all__ = [
    "Parsed",
    "QueryPlan",
    "literal",
    "parse",
    "plan_by_sound",
    "plan_search",
    "plan_typing",
]

MOST_WORDS = 12
MOST_SYNONYMS = 6
MOST_PAIRS = 16


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """What to ask of the index.

    What is `exact` is `matched` as well. `words` are what ranks a hit (each word with its synonyms, each phrase), `loose` what
    ranks the related;
    `needles` are the folded texts to mark in what is shown; `terms` are those that
    were typed, for a search without the index; `unwanted` is what no hit may have.
    """

    parsed: Parsed
    exact: Expression | None = None
    matched: Expression | None = None
    related: Expression | None = None
    words: tuple[Expression, ...] = ()
    loose: tuple[Expression, ...] = ()
    needles: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    unwanted: Expression | None = None

    def wanted(self, expression: Expression) -> Expression:
        """Return what matches the expression and nothing that is unwanted."""
        return Without(expression, self.unwanted) if self.unwanted else expression


def plan_search(query: str, vocabulary: Vocabulary | None = None) -> QueryPlan:
    """Plan a search for whole words."""
    parsed = parse(query)
    known = vocabulary or current_vocabulary()
    words = _content_words(parsed.text, known)
    in_pairs = _content_words(parsed.text, known, cut_in_pairs)
    groups = [_group(word, known.synonyms) for word in words]
    other_groups = [_group(word, known.synonyms) for word in in_pairs]
    quoted = [literal(text) for text in parsed.quoted]
    unwanted = _unwanted(parsed)
    if not groups and not quoted:
        return QueryPlan(parsed, unwanted=unwanted)
    loose = _loose(parsed.text, words, groups, known)
    literal_text = " ".join([parsed.text, *parsed.quoted]).strip()
    return QueryPlan(
        parsed,
        exact=within(all_of([literal(literal_text), *quoted]), (Column.TITLE,)),
        matched=_matched(parsed.text, [groups, other_groups], quoted),
        related=all_of([any_of(loose), *quoted]) if loose else None,
        words=tuple(dict.fromkeys([*groups, *other_groups, *quoted])),
        loose=(*loose, *quoted),
        needles=tuple(_needles(parsed, words, known.synonyms)),
        terms=(*(word.text for word in words), *parsed.quoted),
        unwanted=unwanted,
    )


def plan_typing(query: str) -> QueryPlan:
    """Plan for a query that is still being typed: its last word may go on."""
    parsed = parse(query)
    known = current_vocabulary()
    unwanted = _unwanted(parsed, TYPED)
    found = list(runs(" ".join([parsed.text, *parsed.quoted])))[:MOST_WORDS]
    if not found:
        return QueryPlan(parsed, unwanted=unwanted)
    groups = [_typed(run, known, is_last=run is found[-1]) for run in found]
    return QueryPlan(
        parsed,
        matched=all_of(groups),
        words=tuple(groups),
        needles=tuple(run.text for run in found),
        terms=tuple(run.text for run in found),
        unwanted=unwanted,
    )


def plan_by_sound(query: str) -> QueryPlan | None:
    """Plan for Latin letters that may be pinyin; None if there are others."""
    parsed = parse(query)
    found = list(runs(parsed.text))[:MOST_WORDS]
    if not found or any(run.is_han or not run.text.isalpha() for run in found):
        return None
    sounds: list[Expression] = [
        Phrase((SOUND + run.text,), prefix=True, columns=(Column.LABELS,))
        for run in found
    ]
    return QueryPlan(parsed, matched=all_of(sounds), words=tuple(sounds))


def literal(text: str) -> Expression:
    """Return the text as it stands: each Han run and each row of words a phrase."""
    return all_of(list(_phrases(text)))


def _phrases(text: str) -> Iterator[Phrase]:
    words: list[str] = []
    for run in list(runs(text))[: MOST_WORDS * 2]:
        if not run.is_han:
            words.append(word_token(run.text))
            continue
        if words:
            yield Phrase(tuple(words))
            words = []
        yield _han(run.text)
    if words:
        yield Phrase(tuple(words))


def _han(text: str) -> Phrase:
    """Find a single character at the beginning of a pair, or alone at an end."""
    return Phrase(tuple(han_tokens(text, closed=False)), prefix=len(text) == 1)


def _word(run: Run) -> Phrase:
    return _han(run.text) if run.is_han else Phrase((word_token(run.text),))


def _unwanted(
    parsed: Parsed, columns: tuple[Column, ...] = EVERYWHERE
) -> Expression | None:
    """Return what no hit may have in these columns."""
    texts = [within(literal(text), columns) for text in parsed.unwanted]
    parts = [*texts, *tagged(parsed.unwanted_tags)]
    return any_of(parts) if parts else None


def _content_words(
    text: str,
    known: Vocabulary,
    cut: Callable[[str, Vocabulary], list[str]] = cut,
) -> list[Run]:
    """Return the words that count, or all of them if none does."""
    words = [
        Run(piece, run.is_han)
        for run in runs(text)
        for piece in (cut(run.text, known) if run.is_han else [run.text])
    ]
    content = [word for word in words if word.text not in known.stop_words]
    return list(dict.fromkeys(content or words))[:MOST_WORDS]


def _group(word: Run, synonyms: Synonyms) -> Expression:
    others = synonyms.get(stem(word.text), ())[:MOST_SYNONYMS]
    return any_of([_word(word), *(literal(other) for other in others)])


def _matched(
    text: str, cuts: list[list[Expression]], quoted: list[Expression]
) -> Expression:
    """Return all words of one way to cut, or the text as it stands.

    A dictionary cuts 换货运费 as 换, 货运, 费; nobody writes that, but pairs are right.
    """
    ways = [all_of(groups) for groups in cuts if groups]
    if not ways:
        return all_of(quoted)
    return all_of([any_of([literal(text), *ways]), *quoted])


def _loose(
    text: str, words: list[Run], groups: list[Expression], known: Vocabulary
) -> list[Expression]:
    """Return the words, and each pair of characters that no stop word parts.

    So that a word cut wrongly is found. A single character says too little.
    """
    worthy = [
        group
        for word, group in zip(words, groups, strict=True)
        if len(word.text) > 1 or not word.is_han
    ]
    return [*(worthy or groups), *_pairs(text, known)]


def _pairs(text: str, known: Vocabulary) -> Iterator[Phrase]:
    for stretch in stretches(text, known):
        if len(stretch) > 1:
            yield from (Phrase((token,)) for token in _han(stretch).tokens[:MOST_PAIRS])


def stretches(text: str, known: Vocabulary) -> Iterator[str]:
    """Yield what stands between two stop words, of each folded Han run."""
    for run in runs(text):
        if run.is_han:
            pieces = groupby(cut(run.text, known), known.stop_words.__contains__)
            yield from ("".join(part) for is_stop, part in pieces if not is_stop)


def _typed(run: Run, known: Vocabulary, *, is_last: bool) -> Expression:
    if run.is_han:
        words = [_word(word) for word in _content_words(run.text, known)]
        return within(any_of([_han(run.text), all_of(words)]), TYPED)
    forms = [Phrase((word_token(run.text),), columns=TYPED)]
    if is_last:
        forms.append(Phrase((prefix_token(run.text),), prefix=True, columns=TYPED))
    return any_of([*forms, *_sounds(run)])


def _sounds(run: Run) -> list[Phrase]:
    if not (run.text.isascii() and run.text.isalpha()):
        return []
    return [
        Phrase((mark + run.text,), prefix=True, columns=(Column.LABELS,))
        for mark in (SOUND, INITIALS)
    ]


def _needles(parsed: Parsed, words: list[Run], synonyms: Synonyms) -> Iterator[str]:
    yield from parsed.quoted
    for word in words:
        yield word.text
        yield from synonyms.get(stem(word.text), ())[:MOST_SYNONYMS]
