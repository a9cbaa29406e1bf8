"""How much a browser loads for the first view of a page, as production serves it."""

import gzip

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

from benchmarks.weight import weigh
from lms.enums import Role
from lms.templatetags import lms_components
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MOST = 40_000  # bytes, compressed
MOST_TO_READ = 25_000
MOST_SCRIPT = 30_000  # of our own, uncompressed, for one view
MOST_TOGETHER = 33_000  # of all pages


@pytest.fixture
def collected(settings, tmp_path):
    """Collect what our pages use, as an installation does; return the folder."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "lms.static_storage.StaticFiles"},
    }
    _forget_addresses()
    call_command(
        "collectstatic", interactive=False, verbosity=0, ignore_patterns=["wagtail*"]
    )
    yield tmp_path
    _forget_addresses()


@pytest.fixture
def weight_of(collected, client_as):
    """Return a function that weighs a page."""
    client = client_as(Role.AGENT)

    def get(address):
        if address.startswith("/static/"):
            return gzip.compress(
                (collected / address.removeprefix("/static/")).read_bytes()
            )
        return gzip.compress(client.get(address).content)

    return lambda address: weigh(get, address)


@pytest.fixture
def content(django_capture_on_commit_callbacks):
    """Write as many entries as a page of results shows, and one item of each kind."""
    text = "退款审核需要一到三个工作日，请您留意短信通知。" * 10
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(20):
            FaqFactory(question=f"退款第 {number} 问", short_answer=text, tags=["退款"])
        return [
            ArticlePageFactory(title="退款", summary=text),
            FaqFactory(question="退款多久到账？"),
            ScriptFactory(variants={"phone": text, "chat": text}),
        ]


def test_the_first_view_is_light(weight_of, content):
    for address in ("/", "/search/", "/search/?q=退款"):
        weight = weight_of(address)
        assert weight.compressed <= MOST, address
        assert weight.own_script < MOST_SCRIPT, address


def test_reading_takes_still_less(weight_of, content):
    for item in content:
        assert weight_of(item.get_absolute_url()).compressed <= MOST_TO_READ, item


def test_all_our_modules_together_stay_small(collected):
    modules = [path for path in shipped(collected) if path.suffix == ".js"]
    assert sum(path.stat().st_size for path in modules) < MOST_TOGETHER


def test_no_module_is_loaded_under_two_names(collected):
    for path in shipped(collected):
        assert '"./words.js"' not in path.read_text(), path


def test_a_style_sheet_holds_what_it_imports(collected):
    site = next(path for path in shipped(collected) if path.name.startswith("site."))
    text = site.read_text()
    assert ".header" in text
    assert "@media print" in text
    assert "@import" not in text
    assert "/*" not in text


def shipped(folder):
    """Return our own files as pages name them."""
    return [
        folder / hashed
        for name, hashed in staticfiles_storage.hashed_files.items()
        if name.startswith(("lms/js/", "lms/css/"))
    ]


def _forget_addresses():
    lms_components.icon.cache_clear()
    lms_components.kind.cache_clear()
