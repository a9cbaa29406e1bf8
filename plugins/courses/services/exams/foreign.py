"""What files of other systems have in common: HTML, paths of categories, notes."""

import re
from collections.abc import Mapping
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from plugins.courses.enums import Difficulty
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models.question import LANGUAGES
from plugins.courses.services.exams.bank import Wording
from plugins.courses.services.exams.importing import ReadQuestion

_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d|tr)>", re.IGNORECASE)
_FILES = re.compile(
    r"<(?:img|audio|video|iframe|object)\b|@@PLUGINFILE@@", re.IGNORECASE
)
_SLASH = re.compile("(?<!/)/(?!/)")


def text_of_html(html: str) -> str:
    """Return HTML as plain text; raises QuestionMistakeError where it shows a file."""
    if _FILES.search(html):
        raise QuestionMistakeError(
            _("It shows a picture or a film, which is not taken in.")
        )
    text = unescape(strip_tags(_ENDS.sub("\n", html))).replace("\xa0", " ")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def category_of(path: str) -> str:
    """Return the last part of a path of categories; a doubled slash is one of the name."""
    return _SLASH.split(path.strip())[-1].replace("//", "/").strip()[:100]


def path_of(category: str) -> str:
    """Return a category as a path of one part."""
    return " ".join(category.split()).replace("/", "//")


def language_of(text: str) -> str:
    """Return the language in which a question seems to be."""
    return "en" if text.isascii() else "zh-Hans"


def notes_of(row: ReadQuestion) -> dict[str, str]:
    """Return what other systems have no word for."""
    return {
        "language": row.language,
        "difficulty": str(row.difficulty),
        "partial": row.wording.partial,
    }


def noted(
    line: int,
    wording: Wording,
    category: str,
    tags: list[str],
    notes: Mapping[str, str],
) -> ReadQuestion:
    """Return a question with what its notes say of it."""
    difficulty, language = notes.get("difficulty", ""), notes.get("language", "")
    is_known = difficulty in map(str, Difficulty.values)
    return ReadQuestion(
        line=line,
        wording=wording,
        category=category or _("Imported"),
        language=language if language in dict(LANGUAGES) else language_of(wording.text),
        difficulty=int(difficulty) if is_known else Difficulty.MEDIUM,
        tags=tags,
    )
