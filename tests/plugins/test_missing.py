"""A plugin whose code is gone, or whose tables lag behind, leaves the admin usable."""

import pytest

from tests.plugins.packages import PluginSite, write_plugin

pytestmark = pytest.mark.slow

NAME = "lms_board"
MODELS = """
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from lms.plugins.pages import PluginPageMixin

class BoardPage(PluginPageMixin, Page):
    intro = RichTextField(blank=True)
    content_panels = [*Page.content_panels, "intro"]

@register_snippet
class Notice(models.Model):
    text = models.CharField(max_length=200)
    author = models.ForeignKey("lms.User", models.CASCADE, null=True, related_name="+")
    page = models.ForeignKey(BoardPage, models.PROTECT, null=True, related_name="notices")
    readers = models.ManyToManyField("lms.User", related_name="+")
"""
EXTRA = "    extra = models.CharField(max_length=9, default='')\n"
FIRST = """
from django.db import migrations, models
import wagtail.fields

class Migration(migrations.Migration):
    dependencies = [("lms", "0001_initial"), ("wagtailcore", "0001_initial")]
    operations = [
        migrations.CreateModel("BoardPage", [
            ("page_ptr", models.OneToOneField(
                "wagtailcore.Page", models.CASCADE, auto_created=True,
                parent_link=True, primary_key=True, serialize=False,
            )),
            ("intro", wagtail.fields.RichTextField(blank=True)),
        ], bases=("wagtailcore.page",)),
        migrations.CreateModel("Notice", [
            ("id", models.BigAutoField(primary_key=True)),
            ("text", models.CharField(max_length=200)),
            ("author", models.ForeignKey("lms.User", models.CASCADE, null=True)),
            ("page", models.ForeignKey("lms_board.BoardPage", models.PROTECT, null=True)),
            ("readers", models.ManyToManyField("lms.User", related_name="+")),
        ]),
    ]
"""
SECOND = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("lms_board", "0001_initial")]
    operations = [
        migrations.AddField(
            "notice", "extra", models.CharField(max_length=9, default="")
        ),
    ]
"""
FORM = {
    "title": "Notice board",
    "slug": "board",
    "comments-TOTAL_FORMS": 0,
    "comments-INITIAL_FORMS": 0,
    "comment_notifications": "on",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with pages, notices and a person of a plugin that was then removed."""
    made = PluginSite(tmp_path_factory.mktemp("site"))
    modules = {
        "models.py": MODELS,
        "templates/lms_board/board_page.html": "{{ page.title }}",
        "migrations/__init__.py": "",
        "migrations/0001_initial.py": FIRST,
    }
    made.entry = write_plugin(made.folder, NAME, modules)
    made.plugins = [made.entry]
    made.manage("migrate", "--verbosity", "0")
    board = {"title": "Board", "slug": "board", "intro": "<p>Read me first</p>"}
    made.page, made.other, made.person = made.visit(
        ["make", f"{NAME}.BoardPage", board],
        ["make", f"{NAME}.BoardPage", {"title": "Old", "slug": "old"}],
        ["make", "lms.User", {"username": "author", "email": "a@x.example"}],
    )
    made.visit(
        ["make", f"{NAME}.Notice", {"text": "Pinned", "page_id": made.page}],
        ["make", f"{NAME}.Notice", {"text": "Read", "author_id": made.person}],
    )
    yield made
    made.end()


@pytest.fixture(scope="module")
def seen(site):
    """What the site answers while the code is gone, in one process."""
    site.plugins = []
    page = f"/admin/pages/{site.page}"
    views = ["", "history/", "usage/", "delete/", "move/"]
    pages = [f"{page}/{view}" for view in views]
    reports = ["site-history/", "page-types-usage/"]
    steps = {
        "status": ["status"],
        "pages": ["get", "/admin/", "/admin/pages/", *pages],
        "reports": ["get", *(f"/admin/reports/{name}" for name in reports)],
        "edit": ["post", f"{page}/edit/", FORM],
        "publish": ["post", f"{page}/edit/", {**FORM, "action-publish": "1"}],
        "form": ["text", f"{page}/edit/"],
        "copy": ["get", f"{page}/copy/"],
        "public": ["get", "/board/"],
        "check": ["command", "check"],
        "migrate": ["command", "migrate", "--verbosity=0"],
        "makemigrations": ["command", "makemigrations"],
        "notices before": ["count", f"{NAME}.Notice"],
        "person": ["delete", "lms.User", site.person],
        "notices after": ["count", f"{NAME}.Notice"],
        "deletion": ["post", f"/admin/pages/{site.other}/delete/", {}],
        "protection": ["post", f"/admin/pages/{site.page}/delete/", {}],
        "boards after": ["count", f"{NAME}.BoardPage"],
    }
    return dict(zip(steps, site.visit(*steps.values()), strict=True))


def test_it_is_listed_as_missing(seen):
    assert seen["status"][NAME][0] == "missing"


def test_explorer_history_usage_and_deletion_of_its_pages_answer(seen):
    assert {*seen["pages"].values(), *seen["reports"].values()} == {200}, seen["pages"]


def test_what_every_page_has_is_edited_as_a_draft_and_the_rest_stays(seen):
    form = seen["form"]
    assert seen["edit"] == 302
    assert 'value="Notice board"' in form
    assert 'name="intro"' not in form
    assert 'name="action-publish"' not in form


def test_its_pages_are_neither_copied_nor_served(seen):
    assert {*seen["copy"].values()} <= {302, 403}, seen["copy"]
    assert seen["public"] == {"/board/": 404}


def test_a_person_to_whom_its_rows_point_is_deleted_with_them(seen):
    assert seen["notices before"] == 2
    assert seen["notices after"] == 1


def test_its_pages_are_deleted_but_those_that_its_rows_protect(seen):
    assert seen["deletion"] == 302
    assert seen["boards after"] == 1


def test_commands_go_on_and_no_migration_is_written_for_a_stand_in(seen):
    assert seen["check"] == seen["migrate"] == ""
    assert NAME in seen["makemigrations"]


def test_it_runs_as_before_when_the_code_comes_back_and_newer_code_waits(site, seen):
    site.plugins = [site.entry]
    back, page, live, form = site.visit(
        ["status"],
        ["get", "/board/"],
        ["text", "/board/"],
        ["text", f"/admin/pages/{site.page}/edit/"],
    )
    package = site.folder / NAME
    (package / "models.py").write_text(MODELS + EXTRA)
    (package / "migrations/0002_more.py").write_text(SECOND)
    newer, pages = site.visit(["status"], ["get", "/admin/pages/", "/admin/", "/"])
    site.manage("migrate", "--verbosity", "0")
    migrated, notices = site.visit(["status"], ["count", f"{NAME}.Notice"])

    assert back[NAME] == ["enabled", ""]
    assert page == {"/board/": 200}
    assert live == "Board"
    assert 'value="Notice board"' in form
    assert "Read me first" in form
    assert newer[NAME][0] == "needs_migration"
    assert {*pages.values()} == {200}
    assert migrated[NAME][0] == "enabled"
    assert notices == 1
