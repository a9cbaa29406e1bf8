"""Kinds of questions: what makes one whole, and how its answers are read and said."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models.question import GAP
from plugins.courses.services.exams.grading import RATINGS, WILDCARDS, Asked, plain

Get = Callable[[str], Sequence[str]]
"""A name in a form to what was sent under it."""
MOST_OPTIONS = 12
LONGEST_ANSWER = 500
TRUE_FALSE = ("true", "false")
SAID = {
    "true": pgettext_lazy("question", "True"),
    "false": pgettext_lazy("question", "False"),
}
LABELS = {
    1: gettext_lazy("1: very bad"),
    2: gettext_lazy("2: bad"),
    3: gettext_lazy("3: neither"),
    4: gettext_lazy("4: good"),
    5: gettext_lazy("5: very good"),
}


@dataclass(frozen=True)
class Kind:
    """What the bank has to know of a kind of question."""

    check: Callable[[Asked], None]
    """Raises QuestionMistakeError for a question that nobody could answer."""
    read: Callable[[Get, str, Sequence[str]], Any]
    """What was sent, the name of its field and the ids of the options to a response."""
    template: str
    """Which controls it has."""
    partial: Sequence[str] = (PartialCredit.NONE,)
    """The rules for what is partly right, its usual one first."""
    has_options: bool = True


def _at_least(asked: Asked, number: int) -> None:
    if not number <= len(asked.ids) <= MOST_OPTIONS:
        said = _("It takes %(least)s to %(most)s options.")
        raise QuestionMistakeError(said % {"least": number, "most": MOST_OPTIONS})


def _check_single(asked: Asked) -> None:
    _at_least(asked, 2)
    right = asked.key.get("right") or []
    if len(right) != 1 or right[0] not in asked.ids:
        raise QuestionMistakeError(_("Mark exactly one option as right."))


def _check_multiple(asked: Asked) -> None:
    _at_least(asked, 2)
    right = {*(asked.key.get("right") or [])}
    if not right or not right <= {*asked.ids}:
        raise QuestionMistakeError(_("Mark at least one option as right."))


def _check_rate(asked: Asked) -> None:
    _at_least(asked, 2)
    values = asked.key.get("values") or {}
    if {*values} != {*asked.ids} or not {*values.values()} <= {*RATINGS}:
        raise QuestionMistakeError(_("Give each option the experts' rating, 1 to 5."))


def _check_places(asked: Asked) -> None:
    _at_least(asked, 2)
    values = asked.key.get("values") or {}
    places = [*range(1, len(asked.ids) + 1)]
    if {*values} != {*asked.ids} or sorted(values.values()) != places:
        raise QuestionMistakeError(_("Give each option its place: 1, 2, 3 …"))


def _check_short(asked: Asked) -> None:
    accepted = asked.key.get("accepted") or []
    if not accepted or not all(plain(WILDCARDS.sub("", text)) for text in accepted):
        raise QuestionMistakeError(_("Write at least one accepted answer."))


def _check_match(asked: Asked) -> None:
    _at_least(asked, 2)
    pairs, others = asked.key.get("pairs") or {}, asked.key.get("others") or []
    texts = [*pairs.values(), *others]
    if {*pairs} != {*asked.ids} or not all(plain(text) for text in texts):
        raise QuestionMistakeError(_("Write beside each option what belongs to it."))
    if len(others) > MOST_OPTIONS or any("|" in text for text in texts):
        said = _("At most %(most)s more texts, and none with “|” in it.")
        raise QuestionMistakeError(said % {"most": MOST_OPTIONS})
    if len({plain(text) for text in texts}) < 2:  # noqa: PLR2004 (to choose from)
        raise QuestionMistakeError(
            _("There is nothing to choose: all belongs together.")
        )


def _check_cloze(asked: Asked) -> None:
    gaps = asked.key.get("gaps") or {}
    _at_least(asked, 1)
    if not all(
        accepted and all(plain(WILDCARDS.sub("", text)) for text in accepted)
        for accepted in gaps.values()
    ):
        raise QuestionMistakeError(
            _("Write at least one accepted answer for each gap.")
        )


def check_gaps(text: str, gaps: Collection[str]) -> None:
    """Raise QuestionMistakeError unless each gap is in the text once."""
    if sorted(GAP.findall(text)) != sorted(gaps):
        said = _("Write each gap into the text once, with its number: [[1]], [[2]] …")
        raise QuestionMistakeError(said)


def accepted_in(text: str) -> list[str]:
    """Return the accepted answers of a gap, which are written with `|` between them."""
    parts = text.replace("\uff5c", "|").split("|")
    return [part.strip() for part in parts if part.strip()]


def choices_of(version: Any) -> list[str]:
    """Return what there is to choose from when matching, in an order that tells nothing."""
    key = version.key
    texts = [*key["pairs"].values(), *key.get("others", ())]
    return sorted({*texts}, key=lambda text: (plain(text), text))


def _read_chosen(get: Get, name: str, ids: Sequence[str]) -> list[str]:
    sent = {*get(name)}
    return [each for each in ids if each in sent]


def _read_one(get: Get, name: str, ids: Sequence[str]) -> list[str]:
    return _read_chosen(get, name, ids)[:1]


def _read_numbers(get: Get, name: str, ids: Sequence[str]) -> dict[str, int]:
    sent = {each: "".join(get(f"{name}-{each}")[:1]) for each in ids}
    most = max(len(ids), RATINGS[-1])
    return {
        each: int(text)
        for each, text in sent.items()
        if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= most  # noqa: PLR2004 (digits)
    }


def _read_text(get: Get, name: str, _ids: Sequence[str]) -> str:
    sent = "".join(get(name)[:1]).replace("\r\n", "\n")
    return sent.replace("\x00", "").strip()[:LONGEST_ANSWER]


def _read_texts(get: Get, name: str, ids: Sequence[str]) -> dict[str, str]:
    sent = {each: _read_text(get, f"{name}-{each}", ids) for each in ids}
    return {each: text for each, text in sent.items() if text}


_EACH = (PartialCredit.EACH, PartialCredit.NONE)
_DISTANCE = (PartialCredit.DISTANCE, PartialCredit.NONE)
KINDS: Mapping[str, Kind] = {
    QuestionKind.SINGLE: Kind(_check_single, _read_one, "radio"),
    QuestionKind.MULTIPLE: Kind(
        _check_multiple,
        _read_chosen,
        "checkbox",
        partial=(PartialCredit.NONE, PartialCredit.MINUS),
    ),
    QuestionKind.TRUE_FALSE: Kind(_check_single, _read_one, "radio"),
    QuestionKind.RATE: Kind(_check_rate, _read_numbers, "rate", partial=_DISTANCE),
    QuestionKind.RANK: Kind(_check_places, _read_numbers, "place", partial=_DISTANCE),
    QuestionKind.SHORT: Kind(_check_short, _read_text, "text", has_options=False),
    QuestionKind.ORDER: Kind(_check_places, _read_numbers, "place", partial=_DISTANCE),
    QuestionKind.MATCH: Kind(_check_match, _read_texts, "match", partial=_EACH),
    QuestionKind.CLOZE: Kind(_check_cloze, _read_texts, "gaps", partial=_EACH),
}
PARTED = frozenset({QuestionKind.MATCH, QuestionKind.CLOZE})
"""Kinds of several parts, each right or wrong."""


def option_text(version: Any, key: str) -> str:
    """Return what an option says; true and false in the reader's language."""
    if version.kind == QuestionKind.TRUE_FALSE:
        return str(SAID[key])
    if version.kind == QuestionKind.CLOZE:
        return f"({key})"
    return next((o["text"] for o in version.options if o["id"] == key), key)


def said(version: Any, response: Any) -> str:
    """Return a response as a person reads it."""
    if not response:
        return ""
    if isinstance(response, str):
        return response
    if isinstance(response, list):
        return "; ".join(option_text(version, key) for key in response)
    if version.kind in PARTED:
        placed = [(key, response[key]) for key in version.ids if key in response]
    else:
        placed = sorted(response.items(), key=lambda pair: pair[1])
    if version.kind in {*PARTED, QuestionKind.RATE}:
        return "; ".join(f"{option_text(version, k)}: {n}" for k, n in placed)
    return " → ".join(option_text(version, k) for k, _n in placed)


def right_answer(version: Any, key: Mapping[str, Any] | None = None) -> str:
    """Return the key as a person reads it."""
    known = version.key if key is None else key
    if "accepted" in known:
        return " / ".join(known["accepted"])
    if "gaps" in known:
        gaps = {gap: " / ".join(texts) for gap, texts in known["gaps"].items()}
        return said(version, gaps)
    if "pairs" in known:
        return said(version, known["pairs"])
    return said(version, known.get("right") or known.get("values"))
