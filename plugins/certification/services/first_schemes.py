"""The ladder that most teams begin with: rows, which everybody may change."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

SCHEME = "service"
_SAID = ("name", "name_en", "text", "text_en")
TOPICS = (
    (
        "basics", "基础培训已完成", "Basic training completed",
        "读完新人手册，跟班两周，能独立完成一次完整的接待。",
        "Has read the handbook, sat beside others for two weeks, and serves a customer alone.",
    ),
    (
        "practical", "实操考核通过", "Practical passed",
        "在模拟场景里处理两位顾客，其中一位情绪激动；由培训师当场评分。",
        "Serves two customers in a simulation, one of them upset, while a trainer watches.",
    ),
    (
        "coaching", "能带教他人", "Able to train others",
        "带过至少一名新人直到独立上岗，并写下带教记录。",
        "Has accompanied at least one newcomer until that person worked alone, with notes.",
    ),
    (
        "defence", "案例答辩通过", "Case defence passed",
        "讲清一个亲手处理的疑难案例：客户要什么、流程缺什么、怎样改进。",
        "Explains a hard case of their own: what was needed, what failed, what to improve.",
    ),
)  # fmt: skip
LEVELS = (
    (
        "junior", 1, 24, False, "初级客服认证", "Junior",
        "能独立、礼貌、准确地完成日常接待。",
        "Serves everyday customers alone, politely and correctly.",
    ),
    (
        "intermediate", 2, 24, False, "中级客服认证", "Intermediate",
        "能处理升级投诉，复杂场景下不失分寸。",
        "Handles escalated complaints and keeps calm in hard situations.",
    ),
    (
        "senior", 3, 36, True, "高级客服认证", "Senior",
        "能带教他人，能从案例里改进流程。",
        "Trains others and improves how things are done.",
    ),
)  # fmt: skip


def signed(topic: str, *, again: bool = True) -> dict[str, Any]:
    """Return the requirement that a topic is signed off."""
    kind = "lms_certification.signed_off"
    return {"kind": kind, "parameters": {"topic": topic}, "again": again}


def held(level: str) -> dict[str, Any]:
    """Return the requirement that a level is held."""
    kind = "lms_certification.level_held"
    return {"kind": kind, "parameters": {"level": level}, "again": False}


def _all(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"rule": "all", "parts": [*parts]}


TREES = {
    "junior": _all([signed("basics")]),
    "intermediate": _all([held("junior"), signed("practical")]),
    "senior": _all([held("intermediate"), signed("coaching"), signed("defence")]),
}


@transaction.atomic
def add_first_scheme(get_model: Callable[[str, str], Any] = apps.get_model) -> None:
    """Add the scheme where there is none at all; run again it changes nothing.

    A migration gives the models of its time.
    """
    models = partial(get_model, "lms_certification")
    if models("Scheme").objects.exists():
        return
    now = timezone.now()
    topics = models("SignOffTopic").objects
    for code, *said in TOPICS:
        topics.get_or_create(code=code, defaults=dict(zip(_SAID, said, strict=True)))
    scheme = models("Scheme").objects.create(
        code=SCHEME,
        name="客户服务认证",
        name_en="Customer service certification",
        text="从独立上岗到能带教他人，一共三级。",
        text_en="Three levels, from working alone to training others.",
    )
    for code, rank, months, is_double, *said in LEVELS:
        level = models("Level").objects.create(
            scheme=scheme,
            code=code,
            rank=rank,
            validity_months=months,
            needs_second_person=is_double,
            **dict(zip(_SAID, said, strict=True)),
        )
        models("LevelVersion").objects.create(
            level=level, number=1, tree=TREES[code], created_at=now, published_at=now
        )
