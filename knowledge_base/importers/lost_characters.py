"""Where a text that went through the wrong encoding has lost characters."""

import re

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NEAR = rf"(?:(?<=[{_HAN}])%s|%s(?=[{_HAN}]))"
_LATIN = "A-Za-z\u00c0-\u024f"
_ODD_SIGNS = (
    "[\u2501\u2503-\u250b\u250d-\u250f\u2511-\u2513\u2515-\u2517\u2519-\u251b"
    "\u251d-\u2523\u2525-\u252b\u252d-\u2533\u2535-\u253b\u253d-\u257f"
    "\u3105-\u312f\uff61-\uff9f]+"
)
_ODD_LETTER = (
    rf"(?<![{_LATIN}(\uff08])[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f](?![{_LATIN}])"
)
_ODD_GREEK = "[\u0370-\u0390\u0393\u0396-\u03a2\u03a4-\u03a8\u03aa-\u03b0\u03b4-\u03bb\u03bd-\u03bf\u03c1\u03c2\u03c4-\u045f]"
_FOUND = (
    "[\ufffd\ufff9-\uffff\ue000-\uf8ff\u0080-\u009f\U000f0000-\U0010fffd]+",
    r"\?[a-z\u00df-\u00f6\u00f8-\u01dc]+[)\uff09]",  # from a note on how to say it
    rf"(?<=[{_HAN}\u3001-\u301f\uff01-\uff1f])\?{{2,}}(?=[{_HAN}])",
    rf"(?<=[\u3001\u3002\uff0c\uff1a\uff1b])\?(?=[{_HAN}])",
    r"\?(?=[\u3002\uff0c\uff1b])",
    rf"(?<=[{_HAN}])[\u25a1\u25af\u2610]+(?=[{_HAN}])",
    _NEAR % (_ODD_SIGNS, _ODD_SIGNS),
    _NEAR % (_ODD_LETTER, _ODD_LETTER),
    _NEAR % (_ODD_GREEK, _ODD_GREEK),
    rf"(?<=[{_HAN}])[\u3041-\u306d\u306f-\u3093\u30a1-\u30cd\u30cf-\u30f6](?=[{_HAN}])",
    r"^[ \t\u3000]*[\u3002\uff0c\u3001\uff1b\uff1a\uff1f\uff01\uff09\u300b](?!$)",
    "(?:[\u00c2-\u00ef][\u00a0-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,2}){2,}",
    "\u951f\u65a4\u62f7|\u70eb{3,}|\u5c6f{3,}",
)
_LOST = re.compile("|".join(f"(?:{pattern})" for pattern in _FOUND))


_NEIGHBORS = 5
"""So near to each other places are one."""


def find_lost(line: str) -> list[tuple[int, int]]:
    """Return the places in a line at which a person should look."""
    spans: list[tuple[int, int]] = []
    for start, end in (found.span() for found in _LOST.finditer(line)):
        if spans and start - spans[-1][1] < _NEIGHBORS:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans
