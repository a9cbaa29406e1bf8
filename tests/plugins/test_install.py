"""`plugins install`: what is refused changes nothing, what breaks off is undone."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lms import __version__
from tests.plugins.sites import badges, changes, forget_site, make_site, wheel

pytestmark = pytest.mark.slow

BROKEN = """
from django.db import migrations


def fail(apps, editor):
    raise ValueError("no more badges")


class Migration(migrations.Migration):
    dependencies = [("lms_badges", "0001_initial")]
    operations = [migrations.RunPython(fail, migrations.RunPython.noop)]
"""
FILLING = """
from django.db import migrations


def fill(apps, editor):
    if editor.connection.vendor != "sqlite":
        raise OSError(28, "No space left on device")
    editor.execute("PRAGMA max_page_count = 1")  # as many as there are
    for number in range(999):
        editor.execute(f"CREATE TABLE lms_badges_film_{number} (zeros)")


class Migration(migrations.Migration):
    dependencies = [("lms_badges", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
"""
NO_NETWORK = {
    "PIP_NO_INDEX": "0",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "0",
}
UNDER_WAY = "Another plugin is being installed or removed: try again when that is done."
DISK = 20_000_000
"""Bytes that a file may have while the disk is said to be full beyond them."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = make_site(tmp_path_factory.mktemp("site"))
    yield site
    forget_site(site)


@pytest.fixture(scope="module")
def untouched(site):
    return site.snapshot()


@pytest.fixture
def refused(site, untouched):
    """Return a function that runs `install`, and see that nothing was changed by it."""

    def run(*arguments, **options):
        done = site.manage("plugins", "install", *arguments, **options)
        assert done.code == 2, done.err
        return done.sentence

    yield run
    assert changes(untouched, site.snapshot()) == {}


def packed(folder, files=None, texts=None):
    return wheel(badges(folder / "source", files, texts), folder)


def test_an_unknown_plugin_is_refused(refused):
    sentence = refused("lms-nothing")

    assert sentence.startswith("pip refused: Could not find a version that satisfies")


def test_a_version_that_there_is_not_is_refused(site, refused):
    wheel(badges(site.folder / "first"), site.folder / "shop")

    sentence = refused("lms-badges==9.0")

    assert "lms-badges==9.0 (from versions: 1.0)" in sentence


def test_without_a_network_the_command_says_so(refused):
    sentence = refused("lms-badges", **NO_NETWORK, PIP_FIND_LINKS="")

    assert sentence.startswith("pip cannot reach its package index: check the network")


def test_what_is_no_name_and_no_file_is_refused(refused):
    assert refused("./nothing.whl").startswith("There is no wheel and no folder")


def test_a_package_that_is_no_plugin_is_refused(refused, tmp_path):
    sentence = refused(packed(tmp_path, texts={'"lms.plugins"': '"others"'}))

    assert "is no plugin: lms-badges 1.0 has no entry point" in sentence


def test_a_label_that_is_taken_is_refused(refused, tmp_path):
    sentence = refused(packed(tmp_path, texts={"lms_badges =": "lms_sample ="}))

    assert "calls its plugin lms_sample, which is taken by the host itself" in sentence


def test_a_plugin_whose_requirement_is_missing_is_refused(refused, tmp_path):
    needy = {"requires = ()": 'requires = ("lms_nothing>=2",)'}

    sentence = refused(packed(tmp_path, texts=needy))

    assert sentence == (
        "lms_badges cannot run here. It requires lms_nothing>=2, which is not installed."
    )


def test_a_plugin_for_another_version_of_the_host_is_refused(refused, tmp_path):
    newer = {'requires_lms = ">=0.1"': 'requires_lms = ">=9"'}

    sentence = refused(packed(tmp_path, texts=newer))

    assert sentence == (
        f"lms_badges cannot run here. It runs on >=9 of the host; this is {__version__}."
    )


def test_of_two_installations_at_once_one_is_refused(refused):
    with ThreadPoolExecutor() as pool:
        said = [*pool.map(refused, ["lms-nothing"] * 2)]

    assert any(each.startswith("pip refused: Could not find") for each in said)
    assert UNDER_WAY in said


def test_what_would_replace_an_installed_package_is_refused(site, refused, tmp_path):
    other = badges(tmp_path / "other", texts={"lms-badges": "whitenoise"})
    (other / "lms_badges").rename(other / "whitenoise")
    wheel(other, site.folder / "shop")
    older = {"requires-python": 'dependencies = ["whitenoise<2"]\nrequires-python'}

    sentence = refused(packed(tmp_path, texts=older))

    assert "would replace whitenoise" in sentence


def test_to_enable_what_requires_something_that_is_off_is_refused(
    site, untouched, tmp_path
):
    file = packed(tmp_path, texts={"requires = ()": 'requires = ("lms_sample",)'})
    assert site.manage("plugins", "disable", "lms_sample").code == 0
    before = site.snapshot()

    done = site.manage("plugins", "install", file, "--enable")

    after = site.snapshot()
    site.manage("plugins", "enable", "lms_sample")
    untouched |= site.rows()  # both were written to the log
    assert done.code == 2
    assert done.sentence.startswith("lms_badges requires lms_sample, which is off")
    assert changes(before, after) == {}


def test_a_full_disk_half_way_leaves_nothing(refused, tmp_path):
    zeros = {"lms_badges/static/lms_badges/film.bin": "\0" * (2 * DISK)}

    sentence = refused(packed(tmp_path, zeros), largest=DISK)

    assert sentence == "The disk is full: make room and try again."


def test_what_pip_left_half_way_is_taken_out(site, untouched, refused, tmp_path):
    source = badges(
        tmp_path / "source", {"lms_badges-1.0.data/purelib/blocked/part.txt": "part"}
    )
    blocked = site.packages / "blocked"
    blocked.touch()
    untouched["files"].append("blocked")

    sentence = refused(wheel(source, tmp_path))

    assert "could not be installed and was taken out again: pip refused" in sentence


def test_a_plugin_whose_migration_fails_is_taken_out_again(refused, tmp_path):
    broken = {"lms_badges/migrations/0002_broken.py": BROKEN}

    sentence = refused(packed(tmp_path, broken))

    assert "lms-badges 1.0 could not be installed and was taken out again" in sentence
    assert sentence.endswith("ValueError: no more badges")


def test_a_disk_that_fills_while_it_migrates_leaves_all_as_it_was(refused, tmp_path):
    filling = {"lms_badges/migrations/0002_filling.py": FILLING}

    sentence = refused(packed(tmp_path, filling))

    assert sentence == (
        "lms-badges 1.0 could not be installed and was taken out again: The disk is "
        "full: make room and try again."
    )


def test_a_dry_run_tries_a_folder_and_changes_nothing(site, untouched, tmp_path):
    source = badges(tmp_path / "source")

    done = site.manage("plugins", "install", source, "--dry-run", "--json")

    assert done.code == 0, done.err
    assert done.json["packages"] == ["lms-badges 1.0"]
    assert done.json["plugins"][0]["migrations"] == ["lms_badges.0001_initial"]
    assert changes(untouched, site.snapshot()) == {}
