"""Questions as GIFT; how it looks is said in `gift_reading`."""

from collections.abc import Iterable, Iterator

from plugins.courses.enums import QuestionKind
from plugins.courses.services.exams.bank import Wording
from plugins.courses.services.exams.foreign import notes_of, path_of
from plugins.courses.services.exams.gift_reading import FEEDBACK, FORMAT, KINDS, MARKS
from plugins.courses.services.exams.importing import ReadQuestion
from plugins.courses.services.exams.weights import weights_of


def write_gift(rows: Iterable[ReadQuestion]) -> str:
    """Return the questions that GIFT can hold."""
    parts, category = [], None
    for number, row in enumerate(rows, 1):
        if row.wording.kind not in KINDS:
            continue
        if row.category != category:
            category = row.category
            parts.append(f"$CATEGORY: {path_of(category)}")
        parts.append(_written(row, number))
    return "\n\n".join(parts) + "\n"


def _written(row: ReadQuestion, number: int) -> str:
    wording = row.wording
    known = {"kind": wording.kind, **notes_of(row)}
    notes = [f"[{name}:{value}]" for name, value in known.items()]
    notes += [f"[tag:{tag}]" for tag in row.tags if "]" not in tag]
    answers = "\n".join(_answers(wording))
    feedback = f"\n{FEEDBACK}{_framed(wording.feedback)}" if wording.feedback else ""
    head = f"// {' '.join(notes)}\n::q{number}::[plain]{_escaped(wording.text)}"
    return f"{head}{{\n{answers}{feedback}\n}}"


def _answers(wording: Wording) -> Iterator[str]:
    if wording.kind == QuestionKind.SHORT:
        yield from (f"={_framed(text)}" for text in wording.key["accepted"])
    elif wording.kind == QuestionKind.TRUE_FALSE:
        yield str(wording.key["right"][0]).upper()
    elif wording.kind == QuestionKind.SINGLE:
        for text, weight in weights_of(wording):
            yield f"{'=' if float(weight) > 0 else '~'}{_framed(text)}"
    else:
        for text, weight in weights_of(wording):
            yield f"~%{weight}%{_framed(text)}"


def _escaped(text: str) -> str:
    found = "".join(f"\\{sign}" if sign in MARKS else sign for sign in text)
    return "\\n".join(found.splitlines())


def _framed(text: str) -> str:
    """Return a text that begins with nothing that would mean something."""
    found = _escaped(text)
    if FORMAT.match(found):
        return f"[plain]{found}"
    return f"\\{found}" if found.startswith("%") else found
