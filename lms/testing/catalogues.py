"""Reads what a plugin says, and whether both Chinese catalogues say it too."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

LANGUAGES = ("zh_Hans", "zh_Hant")
_NAMES = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_CALL = re.compile(r"\b(?:n?gettext|(p)gettext)\(")
_TEXT = re.compile(r"\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?")


def missing_translations(package: Path) -> list[str]:
    """Return a line for each text of a package that somebody would read in English."""
    texts = {*texts_in_code(package), *texts_in_templates(package)}
    found = []
    for language in LANGUAGES if texts else ():
        path = package / "locale" / language / "LC_MESSAGES" / "django.po"
        known = _translated(path)
        found += [f"{language}: {text!r}" for text in sorted(texts - known)]
        found += [f"{language}: {line}" for line in _faults(path)]
    return found


def texts_in_code(package: Path) -> Iterator[str]:
    """Yield the texts that are given to gettext."""
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield from _texts_of(node)


def _texts_of(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    wanted = (
        call.args[:1]
        if name in _NAMES | _PLURAL
        else call.args[1:2]
        if name in _CONTEXT
        else []
    )
    for each in wanted:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def texts_in_templates(package: Path) -> Iterator[str]:
    """Yield the texts of `translate` and `blocktranslate`."""
    for path in (package / "templates").rglob("*.*"):
        code = templatize(path.read_text("utf-8"), origin=str(path))
        for call in _CALL.finditer(code):
            first = _TEXT.match(code, call.end())
            if first and call[1]:
                first = _TEXT.match(code, first.end())
            if first:
                yield str(ast.literal_eval(first[1]))


def _translated(path: Path) -> set[str]:
    if not path.exists():
        return set()
    return {entry.msgid for entry in polib.pofile(str(path)).translated_entries()}


def _faults(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    source = polib.pofile(str(path))
    for entry in source.untranslated_entries() + source.fuzzy_entries():
        yield f"{entry.msgid!r} is not translated"
    compiled = path.with_suffix(".mo")
    expected = {_name(each): _said(each) for each in source.translated_entries()}
    if not compiled.exists():
        yield "it is not compiled"
    elif {_name(each): _said(each) for each in polib.mofile(str(compiled))} != expected:
        yield "what is compiled is not current"


def _name(entry: polib.POEntry | polib.MOEntry) -> object:
    return entry.msgctxt, entry.msgid


def _said(entry: polib.POEntry | polib.MOEntry) -> object:
    return entry.msgstr or entry.msgstr_plural
