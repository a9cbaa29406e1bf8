"""Texts with what looks like personal data marked in them, or masked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from lms.detector import Kind, find_personal_data, mask
from lms.posting import key_of
from plugins.case_studies.models import CasePage
from plugins.case_studies.models.case import TEXTS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LABELS = {
    Kind.IDENTITY: _("Identity card"),
    Kind.BANK_CARD: _("Bank card"),
    Kind.PHONE: _("Telephone number"),
    Kind.EMAIL: _("Mail address"),
    Kind.PLATE: _("Number plate"),
    Kind.ORDER: _("Order number"),
    Kind.ADDRESS: _("Postal address"),
}
BESIDE = 12
"""So many signs are shown before and after a hit."""


@dataclass(frozen=True)
class Mark:
    """A hit with the words around it; `key` is what its button sends."""

    key: str
    label: "_StrOrPromise"
    before: str
    text: str
    after: str
    mask: str


@dataclass(frozen=True)
class MarkedField:
    """A field with hits in it."""

    name: str
    label: "_StrOrPromise"
    marks: Sequence[Mark]


def marked_fields(case: CasePage) -> list[MarkedField]:
    """Return the fields of a case in which something looks like personal data."""
    found = []
    for name in TEXTS:
        text = getattr(case, name)
        if hits := find_personal_data(text):
            marks = [
                Mark(
                    key=f"{name}:{number}",
                    label=LABELS[hit.kind],
                    before=text[max(0, hit.start - BESIDE) : hit.start],
                    text=hit.text,
                    after=text[hit.end : hit.end + BESIDE],
                    mask=hit.mask,
                )
                for number, hit in enumerate(hits)
            ]
            label = case._meta.get_field(name).verbose_name
            found.append(MarkedField(name, label, marks))
    return found


def masked_texts(values: Mapping[str, Any], wanted: str) -> dict[str, str]:
    """Return the texts with what the person wants masked: one hit, or all of them.

    `wanted` is "all", the key of a `Mark`, or empty. Raises PermissionDenied for
    anything else.
    """
    if not wanted:
        return {}
    name, _colon, number = wanted.partition(":")
    if name == "all":
        return {
            each: mask(values[each], find_personal_data(values[each]))
            for each in TEXTS
            if each in values
        }
    if name not in TEXTS or name not in values or not number.isdecimal():
        raise PermissionDenied
    hits = find_personal_data(values[name])
    return {name: mask(values[name], hits[key_of(number) : key_of(number) + 1])}
