"""The lines between `---` at the head of a Markdown file."""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from knowledge_base.exceptions import MalformedError
from lms.search.analysis import fold

FrontMatter = Mapping[str, str | list[str]]

_FENCED = re.compile(
    r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE | re.DOTALL
)
_NAMES: Mapping[str, str] = {
    "标题": "title",
    "分类": "category",
    "标签": "tags",
    "摘要": "summary",
    "负责人": "owner",
    "语言": "language",
    "译自": "translation_of",
}
KNOWN = frozenset(_NAMES.values())

_SHORT = 1_000
"""Longer texts may nest so deep that the parser in C breaks down."""
_FAST: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return what is stated, by English name, and the text below.

    Two lines of dashes with plain text between are not front matter. Raises
    MalformedError for broken YAML, and for values that are neither text nor a list.
    """
    fenced = _FENCED.match(text)
    if not fenced:
        return {}, text
    stated = _load(fenced[1])
    if not isinstance(stated, dict):
        return ({}, text) if stated else ({}, text[fenced.end() :])
    front = {_name(key): _checked(key, value) for key, value in stated.items()}
    return front, text[fenced.end() :]


def _load(text: str) -> object:
    """Return everything as it is written: a title may look like a number or a date."""
    try:
        if len(text) <= _SHORT:
            return yaml.load(text, Loader=_FAST)  # noqa: S506 (makes texts only)
    except (yaml.YAMLError, RecursionError, ValueError):
        pass  # the other parser says in its words what is wrong
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (makes texts only)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = _("The front matter is not valid YAML (line %(line)s): %(problem)s.")
        problem = getattr(error, "problem", None) or str(error)
        values = {"line": mark.line + 2 if mark else 1, "problem": problem}
        raise MalformedError(reason % values) from error


def _name(key: object) -> str:
    folded = fold(str(key)).strip()
    return _NAMES.get(folded, folded)


def _checked(key: object, value: object) -> str | list[str]:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return [part.strip() for part in value]
    reason = _("“%(name)s” in the front matter must be a text or a list of texts.")
    raise MalformedError(reason % {"name": key})
