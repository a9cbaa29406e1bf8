"""Checking texts that nobody has saved: what an editor is writing, what an agent sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from knowledge_base.enums import Channel
from knowledge_base.exceptions import TooLongError, UncheckableError
from knowledge_base.models import KnowledgeItem, PhraseOverride, PhraseRule
from knowledge_base.models.spoken import Remark, SpokenText, remarks_on
from lms.access import Reader

MOST_BYTES = 100_000
"""How long the texts of one check may be, all together, in UTF-8."""
MOST_TEXTS = 500
MOST_FINDINGS = 200


@dataclass(frozen=True)
class Check:
    """Texts in a language, and the item of which they are a draft, if it has one."""

    texts: Sequence[SpokenText]
    language: str
    item: UUID | None = None


def read_check(data: object, *, language: str) -> Check:
    """Read `{text, channel, language}` or `{texts: [{field, text, channel}], ...}`.

    `language` counts where none is stated. Raises UncheckableError, or TooLongError.
    """
    if not isinstance(data, Mapping):
        raise UncheckableError(_("An object with a text is expected."))
    parts = data.get("texts", [data])
    if not isinstance(parts, list) or not all(isinstance(p, Mapping) for p in parts):
        raise UncheckableError(_("A list of texts is expected."))
    check = Check(
        [_text(part) for part in parts],
        _language(data.get("language") or language),
        _item(data.get("item")),
    )
    size = sum(len(t.text.encode("utf-8", "surrogatepass")) for t in check.texts)
    if size > MOST_BYTES or len(parts) > MOST_TEXTS:
        raise TooLongError(_("The text is too long to be checked at once."))
    return check


def find_phrases(check: Check, *, user: Reader) -> list[dict[str, Any]]:
    """Return the findings as JSON can hold them, the first ones if there are very many.

    `start` and `end` count as JavaScript does: in UTF-16 units.
    """
    rules = [*PhraseRule.objects.watching(check.language)]
    found = remarks_on(check.texts, rules)
    if check.item and any(remark.blocks for remark in found):
        found = remarks_on(check.texts, rules, _allowed(check.item, user))
    return [_finding(remark) for remark in found[:MOST_FINDINGS]]


def _text(part: Mapping[str, object]) -> SpokenText:
    text, field = part.get("text"), part.get("field", "")
    if not isinstance(text, str) or not isinstance(field, str):
        raise UncheckableError(_("There is no text."))
    channel = part.get("channel") or ""
    if channel not in ("", *Channel.values):
        raise UncheckableError(_("The channel is not known."))
    return SpokenText(field, text, str(channel))


def _language(stated: object) -> str:
    """Return the language of content that is meant: zh-hans for zh-hant too."""
    code = str(stated).lower()
    known: list[str] = [known for known, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
    for fits in (code, code.partition("-")[0]):
        for language in known:
            if language == fits or language.partition("-")[0] == fits:
                return language
    raise UncheckableError(_("The language is not known."))


def _item(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError as error:
        raise UncheckableError(_("The item is not known.")) from error


def _allowed(item: UUID, user: Reader) -> Any:
    items = KnowledgeItem.objects.readable_by(user).filter(uuid=item)
    overrides = PhraseOverride.objects.filter(item__in=items)
    return overrides.values_list("pattern", "text_hash")


def _finding(remark: Remark) -> dict[str, Any]:
    finding, rule = remark.finding, remark.finding.rule
    start = _units(remark.spoken.text[: finding.start])
    return {
        "field": remark.spoken.field,
        "start": start,
        "end": start + _units(finding.text),
        "phrase": finding.text,
        "kind": rule.kind,
        "kind_label": rule.get_kind_display(),
        "severity": rule.severity,
        "severity_label": rule.get_severity_display(),
        "better": finding.better,
        "reason": rule.reason,
        "rule": rule.pk,
        "blocks": remark.blocks,
    }


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
