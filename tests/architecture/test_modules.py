"""The shape of the code: small modules, no junk drawers, no registry addresses."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import lms
from lms.plugins.registry import plugins

ROOT = Path(__file__).parents[2]
PRODUCT = [
    path
    for room in ("lms", "knowledge_base", "plugins", "benchmarks")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
]


def test_no_module_is_longer_than_400_lines():
    lines = {path: len(path.read_text().splitlines()) for path in PRODUCT}

    assert {path: length for path, length in lines.items() if length > 400} == {}


def test_no_drawer_is_called_utils():
    drawers = {"utils", "helpers", "common", "misc", "manager", "managers"}

    assert [path for path in PRODUCT if path.stem in drawers] == []


def test_templates_hold_no_inline_script_or_style():
    inline = re.compile(
        r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", re.IGNORECASE
    )

    found = [
        path.relative_to(ROOT)
        for room in ("templates", "plugins")
        for path in (ROOT / room).rglob("*.html")
        if inline.search(path.read_text())
    ]

    assert found == []


def test_journeys_wait_for_what_they_ask():
    """A page may be on its way still: `expect()` asks again until it is there."""
    at_once = re.compile(r"assert .*\.(count|is_visible|is_hidden)\(\)")

    found = [
        (path.name, line.strip())
        for path in (ROOT / "tests" / "journeys").glob("*.py")
        for line in path.read_text().splitlines()
        if at_once.search(line)
    ]

    assert found == []


def test_lock_files_name_no_registry():
    text = "\n".join(p.read_text() for p in (ROOT / "requirements").glob("*.txt"))

    assert re.findall(r"https?://|--(?:extra-)?index-url \S|find-links", text) == []


def test_top_level_holds_nothing_but_the_rooms():
    tracked = subprocess.run(
        ["git", "ls-tree", "--name-only", "HEAD"],  # noqa: S607 (git of the PATH)
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    rooms = {
        "LICENSE", "Makefile", "README.md", "benchmarks", "docs", "knowledge_base", "lms",
        "manage.py", "plugins", "pyproject.toml", "requirements", "templates", "tests",
    }  # fmt: skip

    assert {name for name in tracked if not name.startswith(".")} <= rooms


def test_the_product_and_what_comes_with_it_have_one_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    configs = [plugin.config for plugin in plugins.values() if plugin.is_bundled]
    bundled = {each.version for each in configs if each.name.startswith("plugins.")}

    assert {lms.__version__, *bundled} == {project["version"]}
