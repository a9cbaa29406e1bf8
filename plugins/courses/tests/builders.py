"""Parts of lessons for tests."""

from uuid import uuid4


def question(text="顾客发火时先做什么？", *, is_multiple=False, right=("先听完",)):
    """Return a quick check with three answers, as a body holds it, with keys."""
    answers = ("先听完", "先解释规定", "请对方冷静")
    return {
        "type": "question",
        "id": str(uuid4()),
        "value": {
            "text": text,
            "is_multiple": is_multiple,
            "options": [
                {
                    "type": "item",
                    "id": str(uuid4()),
                    "value": {
                        "text": answer,
                        "is_right": answer in right,
                        "feedback": f"说明：{answer}",
                    },
                }
                for answer in answers
            ],
            "explanation": "先情绪，后事情。",
        },
    }


def reflection(text="最近一次安抚成功，您做了什么？"):
    """Return a reflection, as a body holds it."""
    return {"type": "reflection", "id": str(uuid4()), "value": {"text": text}}


def task(text="请拍摄一段问候顾客的短片。", **fields):
    """Return something to be handed in, as a body holds it."""
    points = [
        {"type": "item", "id": str(uuid4()), "value": each}
        for each in fields.pop("points", ("微笑", "报上姓名"))
    ]
    value = {
        "text": text,
        "files": "any",
        "done_when": "accepted",
        "points": points,
        "answer": "标准答案在此",
        "file": None,
        "is_open": False,
        **fields,
    }
    return {"type": "hand_in", "id": str(uuid4()), "value": value}


def key_of(part, text):
    """Return the key of an answer of a quick check."""
    options = part["value"]["options"]
    return next(each["id"] for each in options if each["value"]["text"] == text)
