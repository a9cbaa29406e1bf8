"""What the levels of the demo ask for: the courses, exams and practicals that it has.

A site of one's own begins with sign-offs: nobody knows its courses yet.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.extensions import requirement_kinds
from plugins.certification.models import LevelVersion
from plugins.certification.services.first_schemes import SCHEME, held, signed
from plugins.certification.services.versions import (
    change_draft,
    draft_of,
    publish_version,
)

Tree = dict[str, Any]
COURSE = ("lms_courses.course_done", "course")
EXAM = ("lms_courses.exam_passed", "exam")
PRACTICAL = ("lms_courses.practical_passed", "practical")
TAUGHT: Tree = {
    "kind": "lms_courses.classes_taught",
    "parameters": {"number": 2},
    "again": True,
}
MENTORED = "lms_mentoring.apprentices_passed"


def publish_demo_levels(now: datetime) -> None:
    """Let each level ask for what the demo has, unless something of it is not there."""
    try:
        trees = _trees()
    except LookupError:
        return
    first = LevelVersion.objects.newest().filter(level__scheme__code=SCHEME, number=1)
    for version in first.filter(level__code__in=[*trees]).select_related("level"):
        draft = draft_of(level=version.level, user=None, now=now)
        change_draft(version=draft, tree=trees[version.level.code])
        publish_version(version=draft, user=None, now=now)


def _trees() -> Mapping[str, Tree]:
    return {
        "junior": _group(
            _asked(*COURSE, "服务从哪里开始"),
            _asked(*EXAM, "新员工结业考试：客服基础", score="60"),
            signed("basics"),
        ),
        "intermediate": _group(
            held("junior"),
            _asked(*COURSE, "退换货与退款一次讲清"),
            _asked(*PRACTICAL, "模拟客户通关", score="60"),
        ),
        "senior": _group(
            held("intermediate"),
            _group(signed("coaching"), TAUGHT, *_mentored(), rule="any"),
            _asked(*PRACTICAL, "高级认证案例答辩", score="70"),
        ),
    }


def _mentored() -> list[Tree]:
    """Return the third way to show that one can train others, where it is there."""
    if requirement_kinds.get(MENTORED) is None:
        return []
    return [{"kind": MENTORED, "parameters": {"number": 1}, "again": True}]


def _group(*parts: Tree, rule: str = "all") -> Tree:
    return {"rule": rule, "parts": [*parts]}


def _asked(kind: str, name: str, title: str, **more: str) -> Tree:
    """Return a requirement by the title of what it asks for; raises LookupError."""
    found = requirement_kinds.get(kind)
    offered = {
        label: key
        for parameter in (found.parameters if found else ())
        if parameter.name == name and parameter.choices
        for key, label in parameter.choices()
    }
    return {"kind": kind, "parameters": {name: offered[title], **more}, "again": True}
