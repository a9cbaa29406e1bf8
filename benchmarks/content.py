"""Items to fill a library with: made up of the demo's sentences, the same each time.

Each keeps to one subject of the demo for half of its sentences and takes the others
from anywhere, so that common words are in many items and rare ones in few.
"""

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DEMO = Path(__file__).parents[1] / "knowledge_base" / "demo"
LENGTH = 400  # characters of an item, about
ITEMS = 10_000
SEED = 20_250

LANGUAGES = {"zh-hans": ("zh", 0.6), "en": ("en", 0.4)}  # folder, share
KINDS = {"article": 0.4, "faq": 0.35, "script": 0.25}
TAGS_OF_ITEM = 3

_SENTENCE = re.compile(r"[^。！？；\n.!?;]{4,}[。！？；.!?;]?")
_MARKUP = re.compile(r"[*#>|`_\[\]]|\{\{\w+\}\}|^\s*(?:-|\d+\.)\s", re.MULTILINE)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Subject:
    """One text of the demo."""

    title: str
    sentences: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """One item of the data set."""

    kind: str
    language: str
    title: str
    paragraphs: tuple[str, ...]
    tags: tuple[str, ...]


def items(amount: int = ITEMS) -> Iterator[Item]:
    """Yield the items, in one order."""
    chance = random.Random(SEED)  # noqa: S311 (nothing secret)
    subjects = {code: _subjects(folder) for code, (folder, _) in LANGUAGES.items()}
    languages = list(LANGUAGES)
    shares = [share for _folder, share in LANGUAGES.values()]
    for number in range(amount):
        language = chance.choices(languages, shares)[0]
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        yield _item(chance, subjects[language], language, kind, number)


def _item(
    chance: random.Random,
    subjects: list[Subject],
    language: str,
    kind: str,
    number: int,
) -> Item:
    subject = chance.choice(subjects)
    sentences: list[str] = []
    while sum(map(len, sentences)) < LENGTH:
        of_subject = chance.random() < 0.5  # noqa: PLR2004 (half)
        source = subject if of_subject else chance.choice(subjects)
        sentence = chance.choice(source.sentences)
        sentences.append(_NUMBER.sub(lambda _: str(chance.randint(1, 99)), sentence))
    return Item(
        kind=kind,
        language=language,
        title=f"{subject.title} {number}",
        paragraphs=tuple(_paragraphs(sentences, language)),
        tags=tuple(
            dict.fromkeys(
                tag
                for _ in range(TAGS_OF_ITEM)
                if (tags := chance.choice([subject, chance.choice(subjects)]).tags)
                for tag in [chance.choice(tags)]
            )
        ),
    )


def _paragraphs(sentences: list[str], language: str) -> Iterator[str]:
    space = " " if language == "en" else ""
    for start in range(0, len(sentences), 4):
        yield space.join(sentences[start : start + 4])


def _subjects(folder: str) -> list[Subject]:
    found = [*_articles(DEMO / folder), *_rows(DEMO / folder)]
    return [subject for subject in found if subject.sentences]


def _articles(folder: Path) -> Iterator[Subject]:
    for path in sorted((folder / "articles").glob("*.md")):
        _nothing, head, body = path.read_text("utf-8").split("---", 2)
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        tags = fields.get("tags", "").strip("[]").split(", ")
        yield Subject(fields["title"], _sentences(body), tuple(filter(None, tags)))


def _rows(folder: Path) -> Iterator[Subject]:
    texts = {"faq.csv": ("short_answer", "answer"), "scripts.csv": ("phone", "email")}
    for name, columns in texts.items():
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                text = "\n".join(row[column] for column in columns)
                title = row.get("question") or row["title"]
                tags = tuple(filter(None, row["tags"].split("|")))
                yield Subject(title, _sentences(text), tags)


def _sentences(text: str) -> tuple[str, ...]:
    plain = _MARKUP.sub(" ", text)
    found = (" ".join(match[0].split()) for match in _SENTENCE.finditer(plain))
    return tuple(sentence for sentence in found if len(sentence) > 5)  # noqa: PLR2004 (no mere heading)
