"""The whole site into one file, and back."""

import io
import json
import tarfile

import pytest

from tests.plugins.sites import POSTGRESQL, forget_site, make_site

pytestmark = pytest.mark.slow

RENAME = """
from django.contrib.auth import get_user_model
get_user_model().objects.filter(username="root").update(last_name={!r})
answer = None
"""
NAME = """
from django.contrib.auth import get_user_model
answer = get_user_model().objects.get(username="root").last_name
"""


KEPT, KEYS = "data/badge-keys.json", '{"keys": ["first"]}'


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = make_site(tmp_path_factory.mktemp("site"))
    uploads = site.folder / "data" / "media" / "documents"
    uploads.mkdir(parents=True)
    (uploads / "退款.txt").write_text("退款说明")
    keys = site.folder / "data" / "badge-keys.json"
    keys.touch(mode=0o600)
    keys.write_text(KEYS)
    yield site
    forget_site(site)


@pytest.fixture(scope="module")
def backup(site):
    file = site.folder / "site.tar.gz"
    done = site.manage("backup", file)
    assert done.code == 0, done.err
    return file


def packed_anew(backup, target, changed=None, manifest=None, without=None):
    """Copy a backup with another content of one file, another manifest, or without it."""
    with tarfile.open(backup) as source, tarfile.open(target, "w:gz") as copy:
        for member in source:
            content = source.extractfile(member).read()
            if member.name == without:
                continue
            if member.name == "manifest.json" and without:
                said = json.loads(content)
                del said["files"][without]
                content = json.dumps(said).encode()
            if member.name == changed:
                content = b"something else"
            if member.name == "manifest.json" and manifest:
                content = json.dumps({**json.loads(content), **manifest}).encode()
            member.size = len(content)
            copy.addfile(member, io.BytesIO(content))
    return target


def test_a_backup_holds_database_uploads_and_what_made_it(backup):
    with tarfile.open(backup) as archive:
        names = archive.getnames()
        manifest = json.load(archive.extractfile("manifest.json"))

    assert {"media/documents/退款.txt", KEPT} <= {*names}
    assert manifest["vendor"] == ("postgresql" if POSTGRESQL else "sqlite")
    assert manifest["files"].keys() == {*names} - {"manifest.json"}
    assert manifest["plugins"]["lms_sample"] == "1.0"
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_overwrites_nothing(site, backup):
    before = backup.read_bytes()

    done = site.manage("backup", backup)

    assert (done.code, backup.read_bytes()) == (2, before)
    assert done.sentence == f"{backup} is there already: choose another name."


def test_a_full_disk_leaves_no_half_backup(site):
    folder = site.folder / "small"

    done = site.manage("backup", folder / "site.tar.gz", largest=50_000)

    assert done.code == 2
    assert "could not be" in done.sentence or "pg_dump failed" in done.sentence
    assert [*folder.iterdir()] == []


@pytest.mark.database
def test_what_is_restored_is_what_was_backed_up_and_the_rest_is_kept(site, backup):
    media = site.folder / "data" / "media"
    site.shell(RENAME.format("之后"))
    (media / "documents" / "退款.txt").unlink()
    (media / "later.txt").write_text("later")
    keys = media.with_name("badge-keys.json")
    keys.write_text('{"keys": ["later"]}')

    done = site.manage("restore", backup, "--yes")

    assert done.code == 0, done.err
    assert site.shell(NAME) == ""
    assert (media / "documents" / "退款.txt").read_text() == "退款说明"
    assert not (media / "later.txt").exists()
    aside = media.with_name("media.before-restore")
    assert (aside / "later.txt").read_text() == "later"
    assert keys.read_text() == KEYS
    assert keys.stat().st_mode & 0o077 == 0
    assert "later" in keys.with_name("badge-keys.json.before-restore").read_text()
    assert site.manage("migrate", "--check").code == 0
    if not POSTGRESQL:
        assert site.database.with_name("db.sqlite3.before-restore").exists()


def test_restoring_asks_first_and_names_the_keys(site, backup):
    before = site.rows()

    done = site.manage("restore", backup, typed="no\n")

    assert (done.code, site.rows()) == (2, before)
    assert "1 uploads; badge-keys.json." in done.err


@pytest.mark.database
def test_a_backup_without_keys_leaves_those_that_are_there(site, backup):
    file = packed_anew(backup, site.folder / "keyless.tar.gz", without=KEPT)
    keys = site.folder / "data" / "badge-keys.json"
    keys.write_text('{"keys": ["mine"]}')

    assert site.manage("restore", file, "--yes").code == 0
    assert "mine" in keys.read_text()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"changed": "media/documents/退款.txt"},
            "is damaged: media/documents/退款.txt",
        ),
        ({"manifest": {"vendor": "mysql"}}, "The backup is of a mysql database"),
        ({"manifest": {"format": 9}}, "its format is 9"),
    ],
)
def test_a_backup_that_does_not_fit_changes_nothing(site, backup, change, sentence):
    file = packed_anew(backup, site.folder / "other.tar.gz", **change)
    before = site.rows()

    done = site.manage("restore", file, "--yes")

    assert (done.code, site.rows()) == (2, before)
    assert sentence in done.sentence


def test_a_file_that_is_cut_off_is_no_backup(site, backup):
    file = site.folder / "half.tar.gz"
    file.write_bytes(backup.read_bytes()[:20_000])

    done = site.manage("restore", file, "--yes")

    assert done.code == 2
    assert "is no whole backup" in done.sentence
