"""A plugin's whole life on a site: installed, used, switched, lost, removed, back."""

import pytest

from tests.plugins.sites import VISIT, badges, changes, forget_site, make_site, wheel

pytestmark = pytest.mark.slow

CONTENT = """
from django.contrib.auth import get_user_model
from wagtail.models import Site
from lms_badges.models import Badge, BadgePage
home = Site.objects.get().root_page
page = home.add_child(instance=BadgePage(title="Helping hands", slug="helping"))
page.save_revision().publish()
root = get_user_model().objects.get(username="root")
badge = Badge.objects.create(title="Best listener", holder=root, page=page)
badge.save_revision().publish()
answer = [page.pk, home.pk, page.url]
"""
HOOK = (
    VISIT
    + """
response = client.get("/admin/")
found = client.get("/search/?q=listener")
answer = [
    response.status_code,
    hasattr(response.wsgi_request, "badges_hook_ran"),
    found.status_code,
    "/plugins/badges/" in found.content.decode(),
]
"""
)
"""Whether the plugin's hook was called, and whether search finds a badge."""
PROBLEMS = """
from wagtail.models import Page
answer = [bool(each) for each in Page.find_problems()]
"""
SECOND = """
from django.db import migrations, models


def fail(apps, editor):
    raise ValueError("no more badges")


class Migration(migrations.Migration):
    dependencies = [("lms_badges", "0001_initial")]
    operations = [migrations.RunPython(fail, migrations.RunPython.noop)]
"""
CHANGING = (
    "django_session", "wagtailcore_modellogentry", "wagtailsearch_indexentry_fts",
    "wagtailsearch_indexentry_names",
    "lms_user", "lms_searchlog", "wagtailadmin_editingsession",
)  # fmt: skip
"""What signing in, searching, editing and the log of what happens to plugins write."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = make_site(tmp_path_factory.mktemp("site"))
    wheel(badges(site.folder / "source"), site.folder / "shop")
    yield site
    forget_site(site)


def lasting(site):
    rows = site.rows()
    states = rows["lms_plugins_pluginstate"]
    rows["lms_plugins_pluginstate"] = [each.partition(",")[0] for each in states]
    return {name: rows[name] for name in rows if not name.startswith(CHANGING)}


def done(answer):
    assert answer.code == 0, answer.err
    return answer


def statuses(site):
    rows = done(site.manage("plugins", "list", "--json")).json
    return {row["label"]: row["status"] for row in rows}


def look(site, address):
    """Visit the plugin's own pages, then those it has a part in, in one process."""
    own = f"own = [visit(each) for each in ('/plugins/badges/', {address!r})]\n"
    found = site.shell(f"{HOOK}{own}answer = [own, answer]")
    return tuple(found)


@pytest.mark.database
def test_a_plugin_from_the_first_day_to_the_last(site):
    before = lasting(site)

    done(site.manage("plugins", "install", "lms-badges", "--enable"))
    page, home, address = site.shell(CONTENT)
    assert look(site, address) == ([200, 200], [200, True, 200, True])

    off = done(site.manage("plugins", "disable", "lms_badges", "--json")).json
    assert off["disabled"] == ["lms_badges"]
    assert off["hidden"]["lms_badges"]["pages"] == 1
    assert look(site, address) == ([404, 404], [200, False, 200, False])

    done(site.manage("plugins", "enable", "lms_badges"))
    assert look(site, address) == ([200, 200], [200, True, 200, True])

    site.pip("uninstall", "--yes", "lms-badges")
    assert statuses(site)["lms_badges"] == "missing"
    admin = [f"/admin/pages/{home}/"]
    admin += [
        f"/admin/pages/{page}/{name}/"
        for name in ("edit", "history", "usage", "delete")
    ]
    assert 500 not in site.visit(*admin, "/plugins/badges/", address)
    assert site.manage("plugins", "doctor", "lms_badges").code == 1

    kept = site.rows()
    plan = done(site.manage("plugins", "remove", "lms_badges", "--json")).json[
        "remains"
    ]
    assert (plan["pages"], plan["content_types"], plan["migrations"]) == (1, 2, 1)
    assert plan["rows"] == {"lms_badges.BadgePage": 1, "lms_badges.Badge": 1}
    assert plan["tables"] == ["lms_badges_badge", "lms_badges_badgepage"]
    assert plan["related"]["wagtailcore.Revision"] == 2
    assert changes(kept, site.rows()) == {}

    removed = done(site.manage("plugins", "remove", "lms_badges", "--purge", "--yes"))
    assert "pip uninstall lms-badges" in removed.out
    assert [*(site.folder / "data" / "backups").glob("*-before-purge-lms_badges.*")]
    assert changes(before, lasting(site)) == {}
    assert site.shell(PROBLEMS) == [False] * 5
    done(site.manage("plugins", "doctor"))


def test_a_plugin_is_removed_while_its_code_is_there_whole_or_broken(site):
    before = lasting(site)
    done(site.manage("plugins", "install", "lms-badges", "--enable"))
    site.shell(CONTENT)
    done(site.manage("plugins", "remove", "lms_badges", "--purge", "--yes"))
    assert changes(before, lasting(site)) == {}

    models = site.packages / "lms_badges" / "models.py"
    done(site.manage("migrate"))
    site.shell(CONTENT)
    models.write_text("import nothing_of_this_name\n")
    assert statuses(site)["lms_badges"] == "failed"
    done(site.manage("plugins", "remove", "lms_badges", "--purge", "--yes"))
    assert changes(before, lasting(site)) == {}
    site.pip("uninstall", "--yes", "lms-badges")


def test_what_a_migration_left_half_way_is_removed(site, tmp_path):
    before = lasting(site)
    later = {"lms_badges/migrations/0002_later.py": SECOND}
    site.pip("install", str(wheel(badges(tmp_path / "source", later), tmp_path)))
    done(site.manage("migrate"))  # it goes on, and marks the plugin
    assert statuses(site)["lms_badges"] == "failed"
    assert site.rows().keys() > before.keys()

    done(site.manage("plugins", "remove", "lms_badges", "--purge", "--yes"))

    assert changes(before, lasting(site)) == {}
    site.pip("uninstall", "--yes", "lms-badges")


def test_to_purge_one_has_to_say_yes(site):
    before = site.rows()

    refused = site.manage("plugins", "remove", "lms_sample", "--purge")

    assert refused.code == 2
    assert "give --yes as well" in refused.sentence
    assert changes(before, site.rows()) == {}


def test_a_page_of_another_type_below_stops_the_purge(site):
    page = site.shell(
        "from tests.plugins.sample.models import BoardPage\n"
        "from wagtail.models import Page, Site\n"
        "home = Site.objects.get().root_page\n"
        "board = home.add_child(instance=BoardPage(title='Board', slug='board'))\n"
        "below = board.add_child(instance=Page(title='Ours', slug='ours'))\n"
        "answer = below.pk"
    )
    before = site.rows()

    refused = site.manage("plugins", "remove", "lms_sample", "--purge", "--yes")

    assert refused.code == 2
    assert (
        f"The page “Ours” ({page}) lies below a page of lms_sample" in refused.sentence
    )
    assert changes(before, site.rows()) == {}
