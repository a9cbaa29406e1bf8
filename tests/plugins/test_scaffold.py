"""A plugin that was just written builds, installs and passes its own tests."""

import gettext
import io
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import polib
import pytest
from django.core.management import CommandError, call_command

from lms.plugins.exceptions import PluginError
from lms.plugins.scaffolding import KINDS, scaffold
from tests.databases import copy_migrated

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Badges", "'Badges' cannot be a name"),
        ("lms_", "'lms_' cannot be a name"),
        ("../badges", "'../badges' cannot be a name"),
        ("two__words", "'two__words' cannot be a name"),
        ("sample", "lms_sample is taken"),
        ("lms_knowledge_base", "lms_knowledge_base is taken"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(tmp_path, name, sentence):
    with pytest.raises(PluginError, match=sentence):
        scaffold(name, "minimal", tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    scaffold("lms_badges", "minimal", tmp_path)

    with pytest.raises(PluginError, match="is there already"):
        scaffold("badges", "page", tmp_path)
    assert not (tmp_path / "lms-badges" / "lms_badges" / "models.py").exists()


def test_the_command_refuses_with_two_and_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="'9' cannot be a name") as refused:
        call_command("plugins", "scaffold", "9", dest=tmp_path)
    assert refused.value.returncode == 2


def test_the_command_says_where_it_wrote(tmp_path):
    said = io.StringIO()
    call_command("plugins", "scaffold", "badges", dest=tmp_path, stdout=said)

    assert str(tmp_path / "lms-badges") in said.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_no_gap_of_a_template_is_left(tmp_path, kind):
    folder = scaffold("sales_games", kind, tmp_path)

    files = [path for path in folder.rglob("*") if path.is_file()]
    texts = [path.read_text() for path in files if path.suffix != ".mo"]
    assert [
        path for path in files if "__label__" in str(path) or "-tpl" in path.name
    ] == []
    assert [text for text in texts if "${" in text or "$label" in text] == []
    assert "SalesGamesConfig" in (folder / "lms_sales_games" / "apps.py").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_its_catalogues_are_compiled_without_gettext(tmp_path, kind):
    folder = scaffold("badges", kind, tmp_path)

    sources = sorted(folder.rglob("*.po"))
    assert len(sources) == 2
    for path in sources:
        compiled = path.with_suffix(".mo")
        assert polib.mofile(str(compiled)).translated_entries()
        with compiled.open("rb") as opened:
            said = gettext.GNUTranslations(opened)
        for entry in polib.pofile(str(path)):
            assert said.gettext(entry.msgid) == entry.msgstr


@pytest.mark.slow
def test_both_kinds_are_built_installed_and_pass_their_own_tests(tmp_path):
    """One environment holds both, and tests each where it was installed."""
    python = fresh_environment(tmp_path / "environment")
    folders = [
        scaffold(name, kind, tmp_path)
        for name, kind in (("first_try", "minimal"), ("second_try", "page"))
    ]
    wheels = build_wheels(folders, tmp_path / "wheels")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install"]
    run([*pip, "--quiet", "--no-deps", "--no-index", *wheels], tmp_path)

    lend_migrated_database(tmp_path)
    # The first one's folder says how pytest runs; the code is that of the wheels.
    tests = [str(folder / "tests") for folder in folders]
    said = run(
        [python, "-m", "pytest", "-q", "--reuse-db", "--import-mode=importlib", *tests],
        folders[0],
        DATABASE_URL="sqlite://:memory:",
        PYTHONPATH=os.pathsep.join([str(ROOT), str(tmp_path)]),
        PYTEST_PLUGINS="lent_database",
        LMS_PLUGINS="",
        LMS_PLUGINS_STRICT="1",
    )
    assert "failed" not in said
    assert "error" not in said


def fresh_environment(folder):
    """Make an environment without pip, which sees the packages of this one."""
    venv.create(folder, with_pip=False)
    scheme = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    seen = sysconfig.get_path("purelib")
    (packages / "host.pth").write_text(f"{seen}\n")
    return folder / "bin" / "python"


LENT = """
import sqlite3
from contextlib import closing

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as kept:
        with closing(sqlite3.connect({file!r})) as source:
            source.backup(kept)
        yield
"""


def lend_migrated_database(folder):
    """Write what lets pytest begin with the host's tables: only theirs are to be made."""
    file = str(folder / "migrated.sqlite3")
    copy_migrated(file).close()
    (folder / "lent_database.py").write_text(LENT.format(file=file))


def build_wheels(folders, target):
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    options = ["--no-index", "--no-build-isolation", "--wheel-dir", str(target)]
    run([*command, *options, *map(str, folders)], folders[0])
    return [str(each) for each in target.glob("lms_*_try-*.whl")]


def run(command, folder, **variables):
    environment = {
        name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"
    }
    done = subprocess.run(
        command, cwd=folder, env={**environment, **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-3000:]
    return done.stdout
