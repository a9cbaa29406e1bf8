"""Lists in one line of text, and words for choices."""

import re
from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _

from knowledge_base.enums import (
    Channel,
    Emotion,
    PhraseKind,
    PlaceholderKind,
    Severity,
    Stage,
)
from knowledge_base.exceptions import RefusedContentError
from lms.search.analysis import fold

_COMMA = re.compile("[,，、;；]")
_BAR = re.compile("[|\uff5c]")

# As Chinese tables say it, whether the interface is translated or not.
_WORDS: Mapping[type[TextChoices], Mapping[str, str]] = {
    Stage: {
        "开场": "opening", "问候": "opening", "核实": "verify", "确认": "verify",
        "安抚": "soothe", "解答": "answer", "解释": "answer", "方案": "offer",
        "挽留": "offer", "结束": "closing", "收尾": "closing",
    },
    Emotion: {
        "平静": "calm", "焦急": "anxious", "着急": "anxious", "愤怒": "angry",
        "生气": "angry", "失望": "disappointed", "困惑": "confused",
        "疑惑": "confused", "感谢": "grateful", "感激": "grateful",
    },
    PlaceholderKind: {
        "文字": "text", "文本": "text", "数字": "number", "日期": "date",
        "选项": "choice", "选择": "choice",
    },
    Channel: {
        "电话": "phone", "在线": "chat", "邮件": "email", "当面": "in_person",
        "社交媒体": "social",
    },
    PhraseKind: {
        "文明用语": "polite", "礼貌": "polite", "服务忌语": "forbidden",
        "忌语": "forbidden", "禁用": "forbidden", "慎用": "risky", "风险": "risky",
    },
    Severity: {
        "阻止": "block", "禁止发布": "block", "警告": "warn", "提醒": "warn",
        "提示": "info",
    },
}  # fmt: skip
_YES = frozenset({"", "yes", "true", "1", "y", "是", "必填"})
_NO = frozenset({"no", "false", "0", "n", "否", "选填"})


def split_bars(text: str) -> list[str]:
    """Return the parts between bars, without empty ones."""
    return [part.strip() for part in _BAR.split(text) if part.strip()]


def split_list(text: str) -> list[str]:
    """Return the parts between bars, or between commas if there is no bar."""
    parts = _BAR if _BAR.search(text) else _COMMA
    return [part.strip() for part in parts.split(text) if part.strip()]


def choice(kind: type[TextChoices], text: str) -> str:
    """Return the value that is meant, by value or by its name in any language."""
    word = fold(text).strip()
    if not word:
        return ""
    for value, names in _names(kind).items():
        if word in names:
            return value
    reason = _("“%(word)s” is not one of %(accepted)s.")
    accepted = ", ".join(kind.values)
    raise RefusedContentError(reason % {"word": text, "accepted": accepted})


def yes_or_no(text: str) -> bool:
    """Return what is meant; nothing means yes."""
    word = fold(text).strip()
    if word in _YES | _NO:
        return word in _YES
    reason = _("“%(word)s” is not one of %(accepted)s.")
    raise RefusedContentError(reason % {"word": text, "accepted": "yes, no"})


def _names(kind: type[TextChoices]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {str(value): {str(value)} for value in kind.values}
    for word, value in _WORDS.get(kind, {}).items():
        names[value].add(word)
    for language in ("en", "zh-hans", "zh-hant"):
        with translation.override(language):
            for value, label in kind.choices:
                names[str(value)].add(fold(str(label)).strip())
    return names
