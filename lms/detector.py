"""Finds what looks like personal data in what people write, Chinese forms first.

Pure: text in, hits out. A hit is a hint for a person, who masks it or says that it is
nobody's. The rules follow what is published about each number:

- identity card: GB 11643-1999 (18 places, ISO 7064 MOD 11-2 check sign), and the older
  15 places; both hold a date of birth.
- mobile telephone: the numbering plan of the ministry of industry (YD/T 1313 and its
  supplements: 11 digits from 13 to 19); fixed line: area code and 7 or 8 digits.
  Numbers beginning with 400, 800 and 95 belong to companies and are left alone.
- bank card: ISO/IEC 7812 (issuer, then the check digit of Luhn), UnionPay's 62 first.
- plate: GA 36-2018 (province, letter, five signs, six for new energy; no I and O).
- mail: the address of RFC 5322 as people write it.
- order number: no standard; the word before it, or the letters of a carrier.
- address: no standard; a road and a number, or a building with a room.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a hit looks like."""

    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"
    ORDER = "order"
    ADDRESS = "address"


MASKS = {
    Kind.IDENTITY: ("【证件号】", "[identity card]"),
    Kind.BANK_CARD: ("【银行卡号】", "[bank card]"),
    Kind.PHONE: ("【电话】", "[phone]"),
    Kind.EMAIL: ("【邮箱】", "[mail]"),
    Kind.PLATE: ("【车牌号】", "[plate]"),
    Kind.ORDER: ("【单号】", "[order number]"),
    Kind.ADDRESS: ("【地址】", "[address]"),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text, and what it looks like."""

    kind: Kind
    start: int
    end: int
    text: str
    mask: str


_CHINESE = dict(
    zip(
        "零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖",
        "0012345678912123456789",
        strict=True,
    )
)
_FULL = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20}
_SPOKEN = re.compile(r"(?:[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖][ \-]?){3,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")

_S = r"[ \-.·]"
_MOBILE_FORMS = (
    r"1[3-9]\d{9}",
    rf"1[3-9]\d{_S}\d{{4}}{_S}\d{{4}}",
    rf"1[3-9]\d{_S}\d{{3}}{_S}\d{{5}}",
    rf"1[3-9]\d{{2}}{_S}\d{{4}}{_S}\d{{3}}",
    rf"1[3-9]\d{_S}\d{{8}}",
    rf"1[3-9]\d{{5}}{_S}\d{{4}}",
    rf"1{_S}[3-9](?:{_S}\d){{9}}",
)
_MOBILE = re.compile(
    rf"(?<![\w.])(?:(?:\+|00)?86{_S}?)?(?:{'|'.join(_MOBILE_FORMS)})(?![\d%])"
    r"(?!\.\d)",
    re.ASCII,
)
_FIXED = re.compile(
    r"(?<![\w.\-])(?:\(?(?:\+86[ \-]?)?0(?:10|2\d|[3-9]\d{2})\)?[ \-]?[2-8]\d{2,3}[ \-]?\d{4}"
    r"|\+852[ \-]?[2-9]\d{3}[ \-]?\d{4}|\+886[ \-]?9\d{2}[ \-]?\d{3}[ \-]?\d{3})(?![\d\-])",
    re.ASCII,
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9](?:[ \-]?\d){16}[ \-]?[\dXx](?![0-9A-Za-z])"
)
_OLD_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{14}(?![0-9A-Za-z])")
_BANK = re.compile(
    r"(?<![0-9A-Za-z])(?:62|4\d|5[1-5]|3[4-7]|2[2-7])\d{2}(?:[ \-]?\d{4}){2}[ \-]?\d{3,4}"
    r"(?:[ \-]?\d{1,3})?(?![0-9A-Za-z])"
)
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]* ?(?:@|\(at\)|\[at\]) ?"
    r"[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]"
    r"[A-HJ-Z][·.• \-]?(?=[A-Z0-9]*\d)(?:[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{5}|"
    r"[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Za-z0-9])"
)
_ORDER = re.compile(
    r"(?:订单编?号?|[运快快递物流退货售后工保服务]{0,3}单号|工单|包裹号|会员(?:卡)?号|卡号|账号|合同号|"
    r"(?i:order|tracking|ticket|member(?:ship)?|parcel)(?: (?i:no\.?|number|id))?)"
    r"(?:尾号)?(?: ?[:#是为号] ?| is | )?"
    r"(?P<value>(?:[A-Z]{1,5}[ \-]?)?\d[\dA-Z]{3,}(?:-[\dA-Z]{2,})*)(?![\dA-Za-z]|\.\d|[年月日元块]|[ ]?(?:前|之前|之后|以后))"
)
_CARRIER = re.compile(
    r"(?<![A-Za-z0-9])(?:SF|YT|JD[A-Z]{0,2}|ZTO|STO|JT|DPK|EMS|YD)\d{10,15}(?![A-Za-z0-9])"
)
_NUM = r"[\d一二三四五六七八九十百零〇]{1,5}"
_ROAD = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,9}}[省市区县镇乡])*[\u4e00-\u9fff]{{1,7}}?(?:大道|路|街|巷|胡同|弄|里)"
    rf"{_NUM}(?:弄{_NUM})?号"
    rf"(?!之?[前后]|线|窗|店|文|上|下|晚|早|开|起|到|的时候|[出进])"
    rf"(?:院)?(?:{_NUM}(?:号楼|栋|幢|座|楼|层|单元|室|号))*(?:{_NUM}室?)?"
)
_BUILDING = re.compile(
    rf"[\u4e00-\u9fff]{{2,9}}?(?:小区|花园|苑|公寓|家园|新村|大厦|广场|社区|城|府|湾|里)[A-Za-z]?(?:{_NUM})?[A-Za-z]?"
    rf"(?:号楼|栋|幢|座|单元)(?:{_NUM}(?:单元|楼|层|号))*(?:{_NUM}(?:室|号|户)?)?"
)
_ROOM = re.compile(
    rf"{_NUM}(?:号楼|栋|幢|座)(?:{_NUM}单元)?{_NUM}(?:室|户)|{_NUM}单元{_NUM}(?:室|号|户)?"
)
_VILLAGE = re.compile(
    rf"[\u4e00-\u9fff]{{2,8}}[村屯](?:{_NUM}[组队])?{_NUM}号(?!线|店|文|之?[前后])"
)
_STREET = re.compile(
    r"(?<![\w.])(?:(?:Flat|Room|Unit|Apt\.?) \w{1,5}, )?\d{1,5} (?:[A-Z][a-z]+ ){1,3}"
    r"(?:Street|Road|Avenue|Lane|Drive|Rd|St|Ave)\b"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"
_OLDEST = 1900


def find_personal_data(text: str) -> list[Hit]:
    """Return what looks like personal data, in order and without overlaps."""
    folded = _fold(text)
    found: list[tuple[int, int, Kind]] = []
    for kind, spans in _RULES:
        for start, end in spans(folded):
            if not any(start < other[1] and other[0] < end for other in found):
                found.append((start, end, kind))
    language = 0 if _HAN.search(text) else 1
    return [
        Hit(kind, start, end, text[start:end], MASKS[kind][language])
        for start, end, kind in sorted(found)
    ]


def mask(text: str, hits: Sequence[Hit]) -> str:
    """Return the text with these hits masked; they are hits of this very text."""
    for hit in sorted(hits, key=lambda each: each.start, reverse=True):
        text = f"{text[: hit.start]}{hit.mask}{text[hit.end :]}"
    return text


def _fold(text: str) -> str:
    """Return a text of the same length with narrow signs, and spoken digits as digits."""
    narrow = text.translate(_FULL)
    return _SPOKEN.sub(
        lambda run: "".join(_CHINESE.get(sign, sign) for sign in run[0]), narrow
    )


def _matches(*patterns: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    def find(text: str) -> Iterator[tuple[int, int]]:
        for pattern in patterns:
            for found in pattern.finditer(text):
                yield found.span()

    return find


def _identities(text: str) -> Iterator[tuple[int, int]]:
    for found in _IDENTITY.finditer(text):
        if is_identity_card(re.sub(r"[ \-]", "", found[0])):
            yield found.span()
    for found in _OLD_IDENTITY.finditer(text):
        if _is_date(f"19{found[0][6:12]}"):
            yield found.span()


def _bank_cards(text: str) -> Iterator[tuple[int, int]]:
    for found in _BANK.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if has_luhn_digit(digits):
            yield found.span()


def _orders(text: str) -> Iterator[tuple[int, int]]:
    for found in _ORDER.finditer(text):
        digits = re.sub(r"\D", "", found["value"])
        is_day = len(digits) == len("20260101") and _is_date(digits)
        if len(digits) >= 6 and not is_day:  # noqa: PLR2004 (shorter ones name nothing)
            yield found.span("value")
    yield from _matches(_CARRIER)(text)


def is_identity_card(text: str) -> bool:
    """Tell whether 18 signs are an identity card's: date of birth and check sign."""
    if not _is_date(text[6:14]):
        return False
    total = sum(int(d) * w for d, w in zip(text[:17], _WEIGHTS, strict=True))
    return _SIGNS[total % 11] == text[17].upper()


def has_luhn_digit(digits: str) -> bool:
    """Tell whether the last digit checks the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 (a digit)
    return total % 10 == 0


def _is_date(text: str) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return day.year >= _OLDEST


_RULES: Sequence[tuple[Kind, Callable[[str], Iterator[tuple[int, int]]]]] = (
    (Kind.EMAIL, _matches(_EMAIL)),
    (Kind.IDENTITY, _identities),
    (Kind.BANK_CARD, _bank_cards),
    (Kind.ORDER, _orders),
    (Kind.PHONE, _matches(_MOBILE, _FIXED)),
    (Kind.PLATE, _matches(_PLATE)),
    (Kind.ADDRESS, _matches(_ROAD, _BUILDING, _VILLAGE, _ROOM, _STREET)),
)
"""The surest first: what one has found is not looked at by the next."""
