"""What stands in a lesson, as far as somebody may read it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from knowledge_base.models import ArticlePage, Faq, LibraryDocument, Script
from lms.access import Reader


@dataclass(frozen=True)
class Option:
    """An answer that can be chosen."""

    key: str
    text: str
    is_right: bool
    feedback: str


@dataclass(frozen=True)
class Check:
    """A quick check of a lesson."""

    key: str
    text: str
    is_multiple: bool
    options: list[Option]
    explanation: str

    @property
    def right(self) -> frozenset[str]:
        """The keys of the right answers."""
        return frozenset(option.key for option in self.options if option.is_right)

    def chosen(self, keys: Any) -> list[Option]:
        """Return the answers with these keys, in their order."""
        return [option for option in self.options if option.key in keys]


@dataclass(frozen=True)
class Part:
    """One block of a lesson, with what the reader has said to it."""

    kind: str
    block: Any
    check: Check | None = None
    state: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """That of the block."""
        return str(self.block.id)


def check_of(block: Any) -> Check:
    """Return the quick check of a block."""
    value = block.value
    return Check(
        key=str(block.id),
        text=value["text"],
        is_multiple=value["is_multiple"],
        options=[
            Option(
                str(child.id),
                child.value["text"],
                is_right=child.value["is_right"],
                feedback=child.value["feedback"],
            )
            for child in value["options"].bound_blocks
        ],
        explanation=value["explanation"],
    )


def part_of(block: Any, said: Mapping[str, Any], again: str = "") -> Part:
    """Return a block with what the reader has said to it.

    `again` is the key of a question that is to be answered once more.
    """
    key = str(block.id)
    if block.block_type == "hand_in":
        return Part("hand_in", block, state=said.get(key, {}))
    if block.block_type != "question":
        return Part(block.block_type, block, state={"note": said.get(key)})
    asked, answer = check_of(block), said.get(key)
    is_shown = answer is not None and (answer.is_right or again != key)
    state = {
        "answer": answer if is_shown else None,
        "chosen": asked.chosen(answer.chosen) if answer and is_shown else [],
    }
    return Part("question", block, asked, state)


def checks_of(lesson: Any) -> list[Check]:
    """Return the quick checks of a lesson."""
    return [check_of(block) for block in blocks_of(lesson, "question")]


def find_block(lesson: Any, kind: str, key: str) -> Any:
    """Return the block of a kind with this key; None if there is none."""
    found = (block for block in blocks_of(lesson, kind) if str(block.id) == key)
    return next(found, None)


def readable_rows(lesson: Any, user: Reader) -> set[Any]:
    """Return what a lesson points at and `user` may read: one query for each kind."""
    wanted: dict[str, list[Any]] = {"script": [], "faq": [], "article": [], "file": []}
    for kind, row in _pointed_at(lesson):
        if row is not None:
            wanted[kind].append(row)
    prefetch_related_objects(wanted["script"], "variants")
    open_rows = {
        "script": Script.objects.visible_for(user),
        "faq": Faq.objects.visible_for(user),
        "article": ArticlePage.objects.visible_for(user),
        "file": LibraryDocument.objects.visible_for(user),
    }
    return {
        row.pk if kind == "article" else row
        for kind, rows in wanted.items()
        if rows
        for row in open_rows[kind].filter(pk__in=[row.pk for row in rows])
    }


def files_of(lesson: Any, open_tasks: Collection[str]) -> set[int]:
    """Return the keys of the films and captions of a lesson.

    Of the tasks, of those whose standard is open.
    """
    standards = {
        block.value["file"].pk
        for block in blocks_of(lesson, "hand_in")
        if str(block.id) in open_tasks and block.value["file"] is not None
    }
    return standards | {
        file.pk
        for block in blocks_of(lesson, "video")
        for file in (block.value["file"], block.value["captions"])
        if file is not None
    }


def _pointed_at(lesson: Any) -> Iterator[tuple[str, Any]]:
    for block in lesson.body:
        if block.block_type in {"script", "faq", "article"}:
            yield block.block_type, block.value
        elif block.block_type == "document":
            yield "file", block.value
        elif block.block_type == "hand_in":
            yield "file", block.value["file"]
        elif block.block_type == "video":
            yield from (("file", block.value[name]) for name in ("file", "captions"))


def blocks_of(lesson: Any, kind: str) -> list[Any]:
    """Return the blocks of a kind; what the others point at is not loaded."""
    raw = enumerate(lesson.body.raw_data)
    return [lesson.body[place] for place, each in raw if each["type"] == kind]
