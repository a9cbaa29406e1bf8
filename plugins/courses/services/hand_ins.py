"""What a lesson asks to be handed in, and what somebody has handed in of it."""

from collections.abc import Mapping
from typing import Any

from lms.files.kinds import FILMS, KINDS, PICTURES, SOUNDS, FileKind
from plugins.courses.enums import HandInFiles, HandInRule, HandInState
from plugins.courses.exceptions import HandInOpenError
from plugins.courses.models import Enrollment, HandIn, LessonPage
from plugins.courses.models.content import blocks_of

BLOCK = "hand_in"
_DOCUMENTS = {
    name: KINDS[name]
    for name in (
        *("pdf", "docx", "xlsx", "pptx", "odt"),
        *("doc", "xls", "ppt", "txt", "md"),
    )
}
TAKEN: Mapping[str, Mapping[str, FileKind]] = {
    HandInFiles.NONE: {},
    HandInFiles.PICTURE: PICTURES,
    HandInFiles.SOUND: SOUNDS,
    HandInFiles.FILM: FILMS,
    HandInFiles.DOCUMENT: _DOCUMENTS,
    HandInFiles.ANY: SOUNDS | PICTURES | FILMS | _DOCUMENTS,
}
"""The kinds of files that a task takes, by the end of their names."""


def versions_in(enrollment: Enrollment, lesson: LessonPage) -> dict[str, list[HandIn]]:
    """Return what was handed in for a lesson by the key of the block, the newest first."""
    if not blocks_of(lesson, BLOCK):
        return {}
    rows = HandIn.objects.filter(enrollment=enrollment, lesson_key=lesson.key)
    found: dict[str, list[HandIn]] = {}
    for row in rows.select_related("decided_by").prefetch_related("files"):
        found.setdefault(str(row.block), []).append(row)
    return found


def is_settled(block: Any, versions: list[HandIn]) -> bool:
    """Tell whether a task holds its lesson up no longer."""
    rule = block.value["done_when"]
    if rule == HandInRule.ACCEPTED:
        return any(row.state == HandInState.ACCEPTED for row in versions)
    return rule == HandInRule.VOLUNTARY or bool(versions)


def check_hand_ins(enrollment: Enrollment, lesson: LessonPage) -> None:
    """Raise HandInOpenError while a task of the lesson holds it up."""
    versions = versions_in(enrollment, lesson)
    for block in blocks_of(lesson, BLOCK):
        if not is_settled(block, versions.get(str(block.id), [])):
            raise HandInOpenError


def standards_shown(
    lesson: LessonPage, versions: Mapping[str, list[HandIn]], *, may_teach: bool
) -> set[str]:
    """Return the keys of the tasks of which somebody may see the standard."""
    return {
        str(block.id)
        for block in blocks_of(lesson, BLOCK)
        if may_teach or block.value["is_open"] or versions.get(str(block.id))
    }
