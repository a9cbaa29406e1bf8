"""Both Chinese catalogues hold every text, and what is compiled is current."""

import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted(
    path
    for room in ("lms", "knowledge_base", "plugins")
    for path in (ROOT / room).rglob("locale/*/LC_MESSAGES/django.po")
)
FIELD = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""Radicals and compatibility characters, which look like others and match none."""


def relative(path):
    return str(path.relative_to(ROOT))


def fields(text):
    return set(FIELD.findall(text))


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_each_text_is_translated(path):
    catalogue = polib.pofile(str(path))

    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_translations_keep_their_fields(path):
    wrong = [
        entry.msgid
        for entry in polib.pofile(str(path))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        # Chinese has one form, for one as for many.
        if text and fields(text) != fields(entry.msgid_plural or entry.msgid)
    ]

    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_characters_are_those_that_people_type(path):
    found = {
        entry.msgid: LOOKALIKE.findall(text)
        for entry in polib.pofile(str(path))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if LOOKALIKE.search(text)
    }

    assert found == {}


@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_no_text_is_translated_differently_in_two_catalogues(language):
    found = defaultdict(set)
    for path in CATALOGUES:
        if language in path.parts:
            for entry in polib.pofile(str(path)).translated_entries():
                said = entry.msgstr or tuple(entry.msgstr_plural.values())
                found[entry.msgctxt, entry.msgid].add(said)

    # Django shows one of them everywhere; a context tells two meanings apart.
    assert {text: said for text, said in found.items() if len(said) > 1} == {}


@pytest.mark.parametrize("path", CATALOGUES, ids=relative)
def test_the_compiled_catalogue_is_current(path):
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    expected = {
        (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
        for entry in polib.pofile(str(path)).translated_entries()
    }

    found = {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural for e in compiled}
    assert found == expected


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_no_text_is_missing_from_the_catalogues(tmp_path):
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(".*", "tests", "docs", "*.mo", "node_modules")
    shutil.copytree(ROOT, copy, ignore=ignored)
    command = ["make", "-s", "-f", str(ROOT / "Makefile"), "collect-messages"]
    python = f"PY={ROOT / '.venv/bin/python'}"
    subprocess.run([*command, python], cwd=copy, check=True, capture_output=True)

    for path in CATALOGUES:
        now = {entry.msgid for entry in polib.pofile(str(copy / relative(path)))}
        kept = {entry.msgid for entry in polib.pofile(str(path))}
        assert now - kept == set()
