"""In which of the content languages a text is."""

import re
from collections.abc import Mapping
from pathlib import PurePath

from django.utils.translation import gettext as _

from knowledge_base.exceptions import MalformedError

CHINESE, ENGLISH = "zh-hans", "en"
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(["zh", "zh-hans", "zh-cn", "zh-hant", "zh-tw", "zh-hk"], CHINESE),
    **dict.fromkeys(["en", "en-us", "en-gb"], ENGLISH),
}
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z]")
_CHINESE_FROM = 0.2
"""The share of Han characters from which a text is Chinese; an English text that
quotes some stays far below, a Chinese one full of product names above."""


def named_language(name: str) -> str:
    """Return the content language that is meant; raises MalformedError."""
    try:
        return _NAMES[name.strip().lower().replace("_", "-")]
    except KeyError:
        reason = _("The language “%(name)s” is unknown; use zh-hans or en.")
        raise MalformedError(reason % {"name": name}) from None


def find_language(stated: str, chosen: str | None, path: PurePath, text: str) -> str:
    """Return what the text states, else what was chosen, else what the path says.

    Of several folders that name a language the nearest counts; if none does, the
    letters of the text tell.
    """
    if stated:
        return named_language(stated)
    folders = [part.lower() for part in reversed(path.parts[:-1])]
    of_path = next((_NAMES[part] for part in folders if part in _NAMES), None)
    return chosen or of_path or _detect(text)


def _detect(text: str) -> str:
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    return CHINESE if han >= _CHINESE_FROM * (han + latin) else ENGLISH
