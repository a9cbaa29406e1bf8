"""Questions, exams and attempts, made without the way there."""

from itertools import count

from django.utils import timezone

from plugins.courses.enums import Audience, ExamState, PartialCredit, QuestionState
from plugins.courses.models import Exam, ExamPart, Question
from plugins.courses.services.exams.bank import Wording, save_question

_numbers = count(1)


def options(*texts):
    return [{"id": f"o{n}", "text": text} for n, text in enumerate(texts, 1)]


def make_question(
    kind="single", *, items=(), state=QuestionState.READY, text="", tags=(), **fields
):
    """Return a ready question of a kind; its right answer is `right_of(kind)`."""
    number = next(_numbers)
    wording = WORDINGS[kind]
    words = {
        "text": text or f"顾客要求退款，先做什么？（{number}）",
        "feedback": f"机密解析{number}",
    }
    names = ("options", "key", "partial", "feedback")
    own = {name: fields.pop(name) for name in names if name in fields}
    question = Question(category=fields.pop("category", "退款"), state=state, **fields)
    save_question(
        question=question,
        wording=Wording(kind=kind, **{**words, **wording, **own}),
        items=items,
        user=None,
        now=timezone.now(),
    )
    question.tags.set(tags)
    return question


_FOUR = options("先道歉", "先解释", "先转接", "先挂断")
_VALUES = {"o1": 1, "o2": 2, "o3": 3, "o4": 4}
WORDINGS = {
    "single": {"options": _FOUR, "key": {"right": ["o1"]}},
    "multiple": {
        "options": _FOUR,
        "key": {"right": ["o1", "o2"]},
        "partial": PartialCredit.MINUS,
    },
    "true_false": {"key": {"right": ["true"]}},
    "rate": {
        "options": _FOUR,
        "key": {"values": {**_VALUES, "o4": 5}},
        "partial": PartialCredit.DISTANCE,
    },
    "rank": {
        "options": _FOUR,
        "key": {"values": _VALUES},
        "partial": PartialCredit.DISTANCE,
    },
    "order": {"options": _FOUR, "key": {"values": _VALUES}},
    "short": {"key": {"accepted": ["七天*", "7日"]}},
    "match": {
        "options": options("退款", "换货"),
        "key": {"pairs": {"o1": "三天到账", "o2": "一周内寄回"}, "others": ["不支持"]},
    },
    "cloze": {
        "text": "先[[1]]，再[[2]]。",
        "key": {"gaps": {"1": ["道歉", "致歉"], "2": ["解决*"]}},
    },
}


def right_of(kind):
    """Return the response that earns everything."""
    key = WORDINGS[kind]["key"]
    if "gaps" in key:
        return {"1": "致歉", "2": "解决問題"}
    found = key.get("right") or key.get("values") or key.get("pairs")
    return found or key["accepted"][1]


def make_exam(*questions, **fields):
    """Return a published exam for everybody with these questions, or one of its own."""
    number = next(_numbers)
    values = {
        "title": f"考试{number}",
        "state": ExamState.OPEN,
        "audience": Audience.ALL,
        "shuffle": False,
        **fields,
    }
    exam = Exam.objects.create(**values)
    for place, question in enumerate(questions or [make_question()]):
        ExamPart.objects.create(exam=exam, question=question, sort_order=place)
    return exam
