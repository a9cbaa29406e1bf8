"""The contract is broken by what authors do wrong, and names it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Page

from lms.extensions import Finding, RequirementKind, requirement_kinds
from lms.plugins.scaffolding import scaffold
from lms.plugins.switching import enable
from tests.plugins import test_contract
from tests.plugins.sample.apps import SampleConfig
from tests.plugins.sample.models import BoardPage, Notice

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
UNGATED = """
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from {label}.models import Reading

register_permission_policy(Reading, ModelPermissionPolicy(Reading))
"""


def replace(file, old, new):
    def change(package):
        path = package / file.format(label=package.name)
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


def add(file, text):
    def change(package):
        path = package / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.format(label=package.name))

    return change


MUTANTS = {
    "whole": (lambda package: None, None),
    "bare_page": (
        replace("models.py", "(KeyedPageMixin, Page)", "(Page)"),
        "test_check_finds_no_mistake",
    ),
    "stray_template": (
        add("templates/base.html", "of another app"),
        "test_check_finds_no_mistake",
    ),
    "ungated_policy": (add("wagtail_hooks.py", UNGATED), "test_check_finds_no_mistake"),
    "untranslated": (
        replace("views.py", '"""List the newest."""', '_("Only said in English")'),
        "test_all_it_says_is_said_in_chinese",
    ),
    "untranslated_template": (
        replace("templates/{label}/index.html", "Nothing has been", "Nothing was"),
        "test_all_it_says_is_said_in_chinese",
    ),
    "not_compiled": (
        lambda package: next(package.rglob("zh_Hant/*/*.mo")).unlink(),
        "test_all_it_says_is_said_in_chinese",
    ),
    "missing_migration": (
        replace("models.py", "max_length=200", "max_length=201"),
        "test_its_models_and_migrations_agree",
    ),
    "early_import": (
        replace("apps.py", "from lms.plugins", "import packaging\nfrom lms.plugins"),
        "test_its_manifest_imports_only_what_may_be_imported_early",
    ),
    "unknown_category": (
        replace("apps.py", '"content"', '"stuff"'),
        "test_its_manifest_is_complete",
    ),
}


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    """Write all mutants, let one process test them, return what fails of each."""
    place = tmp_path_factory.mktemp("mutants")
    entries, folders = [], []
    for name, (mutate, _test) in MUTANTS.items():
        folder = scaffold(name, "page", place)
        mutate(folder / f"lms_{name}")
        camel = "".join(word.capitalize() for word in name.split("_"))
        entries.append(f"lms_{name}=lms_{name}.apps:{camel}Config")
        folders.append(folder)
    environment = {
        **os.environ,
        "LMS_PLUGINS": ",".join(entries),
        "PYTHONPATH": os.pathsep.join(map(str, [ROOT, *folders])),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "--import-mode=importlib"]
    chosen = ["-k", "loaded or manifest or mistake or chinese or models"]
    tests = [str(folder / "tests" / "test_contract.py") for folder in folders]
    run = subprocess.run(
        [*command, *chosen, "--rootdir", str(place), "-c", str(folders[0] / "pyproject.toml"), *tests],
        cwd=place, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert " passed" in run.stdout, run.stdout + run.stderr
    found = re.findall(
        r"^FAILED .*?lms-([a-z-]+)/tests/.*::(\w+)", run.stdout, re.MULTILINE
    )
    return {(name.replace("-", "_"), test) for name, test in found}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "test"), [(n, t) for n, (_m, t) in MUTANTS.items()])
def test_each_mistake_breaks_the_contract(failures, name, test):
    assert {t for mutant, t in failures if mutant == name} == (
        {test} if test else set()
    )


@pytest.fixture
def contract(db):
    found = test_contract.TestSample()
    enable(found.label)
    return found


def test_a_page_that_answers_while_off_breaks_it(contract, client_as, monkeypatch):
    monkeypatch.setattr(BoardPage, "serve", Page.serve)

    with pytest.raises(AssertionError, match="board"):
        contract.test_off_it_has_no_addresses(
            contract.make_samples(1), client_as("admin")
        )


def test_a_query_for_each_row_breaks_it(contract, client_as, monkeypatch):
    def ask(notice):
        return get_user_model().objects.get(pk=notice.author_id).username

    monkeypatch.setattr(Notice, "__str__", ask)

    client, samples = client_as("admin"), contract.make_samples(1)
    Notice.objects.filter(author=None).update(author=client.user)
    with pytest.raises(AssertionError, match="/plugins/sample/"):
        contract.test_its_pages_ask_as_much_for_many_as_for_one(samples, client)


class AskingEach(RequirementKind):
    """Asks the database about each person."""

    label = "Asking each"

    def describe(self, parameters):
        return "Asking each"

    def evaluate(self, candidates, parameters):
        people = get_user_model().objects
        return {
            each.person.pk: Finding(people.filter(pk=each.person.pk).exists(), "There.")
            for each in candidates
        }


def test_a_query_for_each_person_breaks_it(contract):
    requirement_kinds.register("lms_sample.asking_each", AskingEach())
    try:
        with pytest.raises(AssertionError, match="asking_each"):
            contract.test_its_requirements_ask_as_much_for_many_people_as_for_one(None)
    finally:
        requirement_kinds.unregister("lms_sample.asking_each")


def test_making_the_same_twice_breaks_it(contract, monkeypatch):
    monkeypatch.setattr(
        SampleConfig, "on_enable", lambda config: Notice.objects.create(text="again")
    )

    with pytest.raises(AssertionError):
        contract.test_switching_twice_changes_nothing_more(None)
