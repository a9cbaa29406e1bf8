"""`check` names what authors of plugins do wrong; no other command minds."""

import os
import subprocess
from io import StringIO

import pytest
from django.core import checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from lms.plugins.checks import check_plugins, find_mistakes
from tests.warm import libraries


def manage(*arguments):
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.plugins.careless.settings",
    }  # fmt: skip
    process = libraries().start(["manage.py", *arguments], environment)
    return subprocess.CompletedProcess(arguments, *process.finish())


@pytest.fixture(scope="module")
def said():
    run = manage("check")
    assert run.returncode == 1
    return run.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "mistake",
    [
        "lms_circle_a: (lms.E201) Plugins stand before each other in a circle",
        "lms_circle_b: (lms.E202) It requires itself",
        "lms_careless: (lms.E203) BarePage is a page type that works while it is off",
        "lms_careless: (lms.E203) LatePage is a page type that works while it is off",
        "lms_careless: (lms.E204) templates/wagtailadmin may take the place",
        "lms_careless: (lms.E204) static/base.css may take the place",
        "lms_careless: (lms.E204) templatetags/badges.py may take the place",
        "lms_careless: (lms.E205) BadgesBlock is a block in careless_host.Award",
        "lms_careless: (lms.E205) BadgeBlock is a block in careless_host.Award",
        "lms_careless: (lms.E206) careless_host.Award.badge points into lms_careless",
        "lms_careless: (lms.E207) careless_host.0001_initial can only be migrated after",
        "lms_careless: (lms.E207) wagtailcore.0002_initial_data can only be migrated",
        "lms_careless: (lms.E208) People may work with Badge while it is off",
        "lms_careless: (lms.W209) give_badge hears django.db.models.signals.post_save",
    ],
    ids=lambda text: text.split(")")[0].replace(": (", "-"),
)
def test_check_names_each_mistake(said, mistake):
    assert mistake in said


def test_the_sample_makes_no_mistake(settings):
    assert find_mistakes() == []


def test_mistakes_are_named_only_when_somebody_asks(db, monkeypatch):
    wrong = checks.Error("wrong", obj="lms_sample")
    monkeypatch.setattr("lms.plugins.checks.find_mistakes", lambda: [wrong])

    assert check_plugins(None) == []
    with pytest.raises(SystemCheckError):
        call_command("check")
    call_command("check", "lms")


@pytest.fixture
def mistake_in_models():
    """What Django itself finds wrong in the models of the sample."""

    def complain(app_configs, **kwargs):
        labels = {app.label for app in app_configs or ()}
        wrong = not app_configs or "lms_sample" in labels
        return [checks.Error("wrong")] if wrong else []

    checks.register(complain, checks.Tags.models)
    yield
    checks.registry.registry.registered_checks.discard(complain)


def test_migrate_minds_no_mistake_in_models_of_plugins(db, mistake_in_models):
    call_command("migrate", skip_checks=False, stdout=StringIO())
    with pytest.raises(SystemCheckError):
        call_command("migrate", "lms_sample", skip_checks=False, stdout=StringIO())
