"""Each setting and command is documented where an administrator looks."""

import re
from pathlib import Path

import pytest

from lms.events import known_kinds
from lms.extension_points import ExtensionPoint

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def settings_read_from_the_environment() -> list[str]:
    sources = (ROOT / "lms" / "settings").glob("*.py")
    text = "\n".join(path.read_text() for path in sources)
    return sorted(set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text)))


def own_commands() -> list[str]:
    folders = [
        *ROOT.glob("*/management/commands"),
        *ROOT.glob("lms/*/management/commands"),
        *ROOT.glob("plugins/*/management/commands"),
    ]
    return sorted(
        path.stem
        for folder in folders
        for path in folder.glob("*.py")
        if path.stem != "__init__"
    )


@pytest.mark.parametrize("name", settings_read_from_the_environment())
def test_each_setting_is_in_the_reference(name):
    assert f"`{name}`" in (REFERENCE / "settings.md").read_text()


@pytest.mark.parametrize("name", own_commands())
def test_each_command_is_in_the_reference(name):
    assert f"## `{name}`" in (REFERENCE / "commands.md").read_text()


def test_the_reference_names_no_command_that_is_gone():
    named = re.findall(
        r"^## `(\w+)`", (REFERENCE / "commands.md").read_text(), re.MULTILINE
    )

    assert sorted(named) == own_commands()


def bundled_kinds():
    return sorted(name for name, each in known_kinds().items() if of_product(each))


def of_product(each) -> bool:
    return not each.__module__.startswith("tests.")


@pytest.mark.parametrize("name", bundled_kinds())
def test_each_kind_of_event_is_in_the_reference(name):
    assert f"| `{name}` |" in (REFERENCE / "events.md").read_text()
    assert "Key:" in known_kinds()[name].__doc__


def test_the_reference_names_no_kind_of_event_that_is_gone():
    named = re.findall(
        r"^\| `(\w+\.\w+)` \|", (REFERENCE / "events.md").read_text(), re.MULTILINE
    )

    assert sorted(named) == bundled_kinds()


def test_the_reference_lists_the_extension_points():
    named = re.findall(
        r"^\| `(\w+)` \|", (REFERENCE / "extensions.md").read_text(), re.MULTILINE
    )

    assert sorted(named) == sorted(ExtensionPoint.known)


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name
)
def test_links_between_pages_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text())

    assert [link for link in links if not (page.parent / link).exists()] == []
