"""A Markdown or plain text file, read into the draft of an article."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from knowledge_base.importers.body import read_body
from knowledge_base.importers.drafts import ArticleDraft
from knowledge_base.importers.front_matter import (
    KNOWN,
    FrontMatter,
    split_front_matter,
)
from knowledge_base.importers.languages import find_language
from knowledge_base.importers.lists import split_list


def read_article(
    text: str, path: PurePath, *, source: str, language: str | None
) -> ArticleDraft:
    """Return the draft; the title is stated, or the first heading, or the file's name.

    In a .txt file each line is a paragraph. Raises MalformedError.
    """
    front, below = split_front_matter(text)
    stated = {name: _as_text(front.get(name, "")) for name in KNOWN}
    is_plain = path.suffix.lower() == ".txt"
    body = read_body(below, title=stated["title"], keeps_line_ends=is_plain)
    return ArticleDraft(
        place=source,
        source=source,
        language=find_language(stated["language"], language, path, below),
        title=body.title or path.stem,
        body=body.blocks,
        tags=_as_list(front.get("tags", "")),
        remarks=_unknown(front),
        **_stated(stated),
    )


def _stated(values: Mapping[str, str]) -> dict[str, Any]:
    names = ("category", "summary", "owner", "translation_of")
    return {name: values[name] for name in names}


def _as_text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def _as_list(value: str | list[str]) -> list[str]:
    return split_list(value) if isinstance(value, str) else [*filter(None, value)]


def _unknown(front: FrontMatter) -> list[str]:
    remark = _("“%(name)s” in the front matter is not known and was left out.")
    return [remark % {"name": name} for name in front if name not in KNOWN]
