"""What the cleaner did, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge_base.enums import MarkKind
from knowledge_base.importers.cleaning import CleanedLine, Mark

_MOST_NAMED = 30
"""How many marks of one file are said one by one."""
_LONGEST = 60


def remarks_on(lines: Sequence[CleanedLine], *, has_lines: bool = True) -> list[str]:
    """Say what was taken out and where a person should look, in order of the text."""
    marked = [(line.number, mark) for line in lines for mark in line.marks]
    said = [
        f"{_('Line %(line)d') % {'line': number}}: {_remark(mark)}"
        if has_lines
        else _remark(mark)
        for number, mark in marked[:_MOST_NAMED]
    ]
    more = len(marked) - len(said)
    if more:
        text = ngettext(
            "%(count)d more place is marked.", "%(count)d more places are marked.", more
        )
        said.append(text % {"count": more})
    return said


def _remark(mark: Mark) -> str:
    text = {
        MarkKind.DROPPED: _("line taken out: “%(text)s”"),
        MarkKind.CUT: _("taken out: “%(text)s”"),
        MarkKind.DOUBTFUL: _("may not belong here: “%(text)s”"),
        MarkKind.LOST: _("characters are lost: “%(text)s”"),
    }[mark.kind]
    return text % {"text": mark.excerpt[:_LONGEST]}
