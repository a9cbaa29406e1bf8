"""Lessons of the demo as they stand in its files, as bodies of pages."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

Items = Mapping[tuple[str, str], Any]


def body_of(
    name: str, parts: Sequence[Mapping[str, Any]], items: Items, *, all_of: bool = False
) -> list[dict[str, Any]]:
    """Return the blocks of a lesson; keys follow from its name, so that answers fit.

    What it points at and is not there is passed over, unless `all_of` it is wanted.
    """
    blocks = []
    for number, part in enumerate(parts):
        kind = next(key for key in part if key in MAKERS)
        block_type, value = MAKERS[kind](f"{name}:{number}", part, items)
        if value is not None or all_of:
            key = _key(f"{name}:{number}")
            blocks.append({"type": block_type, "value": value, "id": key})
    return blocks


def _key(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"lms_courses:demo:{name}"))


def _list_of(name: str, values: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"type": "item", "id": _key(f"{name}:{number}"), "value": value}
        for number, value in enumerate(values)
    ]


def _text(_name: str, part: Mapping[str, Any], _items: Items) -> tuple[str, Any]:
    return "text", f"<p>{escape(part['p'], quote=False)}</p>"


def _heading(_name: str, part: Mapping[str, Any], _items: Items) -> tuple[str, Any]:
    return "heading", {"level": "2", "text": part["h"]}


def _callout(kind: str, key: str) -> Callable[[str, Mapping[str, Any], Items], Any]:
    def make(_name: str, part: Mapping[str, Any], _items: Items) -> tuple[str, Any]:
        return "callout", {"kind": kind, "text": f"<p>{escape(part[key])}</p>"}

    return make


def _pointer(kind: str) -> Callable[[str, Mapping[str, Any], Items], Any]:
    def make(_name: str, part: Mapping[str, Any], items: Items) -> tuple[str, Any]:
        row = items.get((kind, part[kind]))
        return kind, row and row.pk

    return make


def _question(name: str, part: Mapping[str, Any], _items: Items) -> tuple[str, Any]:
    options = []
    for line in part["options"]:
        text, _sign, feedback = line.partition("::")
        is_right = text.startswith("+")
        values = {"text": text.lstrip("+").strip(), "feedback": feedback.strip()}
        options.append({**values, "is_right": is_right})
    return "question", {
        "text": part["ask"],
        "is_multiple": part.get("multiple", False),
        "options": _list_of(name, options),
        "explanation": part.get("why", ""),
    }


def _reflection(_name: str, part: Mapping[str, Any], _items: Items) -> tuple[str, Any]:
    return "reflection", {"text": part["think"]}


def _tree(name: str, part: Mapping[str, Any], _items: Items) -> tuple[str, Any]:
    nodes = []
    for key, node in part["nodes"].items():
        ways = [
            {"label": label, "target": target}
            for label, target in node.get("ways", {}).items()
        ]
        branches = _list_of(f"{name}:{key}", ways)
        outcome = node.get("outcome", "")
        values = {"name": key, "text": node["text"]}
        nodes.append({**values, "branches": branches, "outcome": outcome})
    return "tree", {"title": part["tree"], "nodes": _list_of(name, nodes)}


def _task(name: str, part: Mapping[str, Any], _items: Items) -> tuple[str, Any]:
    return "hand_in", {
        "text": part["do"],
        "files": part.get("files", "any"),
        "done_when": part.get("done", "accepted"),
        "points": _list_of(name, part.get("points", ())),
        "answer": part.get("answer", ""),
        "is_open": part.get("open", False),
    }


MAKERS: Mapping[str, Callable[[str, Mapping[str, Any], Items], tuple[str, Any]]] = {
    "p": _text,
    "h": _heading,
    "tip": _callout("tip", "tip"),
    "warn": _callout("warning", "warn"),
    "script": _pointer("script"),
    "faq": _pointer("faq"),
    "article": _pointer("article"),
    "ask": _question,
    "think": _reflection,
    "tree": _tree,
    "do": _task,
}
