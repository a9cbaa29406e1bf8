"""No broken plugin stops anybody from finding a script."""

import json

import pytest

from tests.plugins.packages import PluginSite, write_plugin

pytestmark = pytest.mark.slow

MIGRATION = """
from django.db import migrations, models

def work(apps, schema_editor):
    {work}

class Migration(migrations.Migration):
    dependencies = [("wagtailcore", "0001_initial")]
    operations = [
        migrations.CreateModel("Thing", [
            ("id", models.BigAutoField(primary_key=True)),
            ("person", models.ForeignKey("lms.User", models.CASCADE, null=True)),
        ]),
        migrations.RunPython(work),
    ]
"""
MODELS = """
from django.db import models

class Thing(models.Model):
    person = models.ForeignKey(
        "lms.User", models.CASCADE, related_name="+", null=True
    )
"""
BROKEN = {
    "lms_syntax": {"apps.py": "this is no Python"},
    "lms_models": {
        "models.py": """
            from wagtail.models import Page
            from wagtail.snippets.models import register_snippet
            from django.db import models

            class HalfPage(Page):
                pass

            @register_snippet
            class Half(models.Model):
                pass

            import not_installed_anywhere
        """,
    },
    "lms_hooks": {
        "wagtail_hooks.py": """
            from wagtail import hooks

            @hooks.register("construct_main_menu")
            def mine(request, items):
                raise RuntimeError("must not run")

            raise RuntimeError("hooks")
        """,
    },
    "lms_urls": {"urls.py": "from lms_urls.views import nothing"},
    "lms_migration": {
        "models.py": MODELS,
        "migrations/__init__.py": "",
        "migrations/0001_initial.py": MIGRATION.format(work="raise ValueError('no')"),
    },
    "lms_migration_syntax": {
        "models.py": MODELS,
        "migrations/__init__.py": "",
        "migrations/0001_initial.py": "class Migration(",
    },
    "lms_templatetags": {
        "templatetags/__init__.py": "",
        "templatetags/broken.py": "import not_installed_anywhere",
    },
    "lms_clash": {
        "models.py": """
            from django.db import models

            class Thing(models.Model):
                person = models.ForeignKey(
                    "lms.User", models.CASCADE, related_name="staff_profile"
                )
        """,
    },
    "lms_hiding": {
        "models.py": """
            from wagtail.models import Page

            from lms.plugins.pages import PluginPageMixin

            class Body(PluginPageMixin, Page):
                pass
        """,
    },
    "lms_property": {
        "models.py": """
            from wagtail.models import Page

            from lms.plugins.pages import PluginPageMixin

            class Url(PluginPageMixin, Page):
                pass
        """,
    },
    "lms_graph": {
        "models.py": MODELS,
        "migrations/__init__.py": "",
        "migrations/0001_initial.py": MIGRATION.format(work="pass").replace(
            '("wagtailcore", "0001_initial")', '("lms_nowhere", "0001_initial")'
        ),
    },
    "lms_raising_hooks": {
        "wagtail_hooks.py": """
            from wagtail import hooks

            @hooks.register("construct_main_menu")
            @hooks.register("register_admin_menu_item")
            @hooks.register("register_admin_urls")
            @hooks.register("register_admin_viewset")
            @hooks.register("construct_homepage_panels")
            @hooks.register("insert_global_admin_css")
            def mine(*args):
                raise RuntimeError("at the request")
        """,
    },
    "lms_extensions": {
        "extensions.py": "from lms.extensions import no_such_point",
    },
    "lms_listener": {
        "listeners.py": """
            from knowledge_base.events import ContentPublished
            from lms.events import listen

            @listen(ContentPublished)
            def hear(event):
                raise RuntimeError("cannot hear")
        """,
    },
    "lms_widget": {
        "extensions.py": """
            from lms.extensions import HomeWidget, home_widgets

            class Widget(HomeWidget):
                def context(self, request):
                    raise RuntimeError("cannot show")

            home_widgets.register("lms_widget.widget", Widget())
        """,
    },
    "lms_requires_broken": {},
    "lms_newer": {},
    "lms_circle_a": {},
    "lms_circle_b": {},
}
MISTAKEN = {
    "models.py": """
        from django.db import models

        class Thing(models.Model):
            class Meta:
                db_table = "lms_team"
    """
}
"""It runs, and Django finds it wrong."""
RUNNING = {
    "lms_listener": "RuntimeError: cannot hear",
    "lms_widget": "RuntimeError: cannot show",
    "lms_raising_hooks": "RuntimeError: at the request",
}
"""What raises while it runs, and the end of its traceback."""
WITHOUT_TRACEBACK = {"lms_newer", "lms_requires_broken", "lms_circle_a", "lms_circle_b"}
MORE = {
    "lms_newer": 'requires_lms = ">=9"',
    "lms_requires_broken": 'requires = ("lms_models",)',
    "lms_circle_a": 'requires = ("lms_circle_b",)',
    "lms_circle_b": 'requires = ("lms_circle_a",)',
}
ADDRESSES = (
    "/",
    "/search/?q=退款",
    "/admin/",
    "/admin/pages/",
    "/admin/reports/site-history/",
)
LETTERS = "/admin/lms_dead_letters/"
HEALTHY = "lms_sample = tests.plugins.sample.apps:SampleConfig"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with every broken plugin at once, and a healthy one between them."""
    made = PluginSite(tmp_path_factory.mktemp("site"))
    made.plugins = [
        write_plugin(made.folder, name, modules, MORE.get(name, ""))
        for name, modules in BROKEN.items()
    ]
    made.plugins.insert(3, HEALTHY)
    made.plugins.append(write_plugin(made.folder, "lms_mistaken", MISTAKEN))
    made.migrated = made.manage("migrate", "--verbosity", "0")
    yield made
    made.end()


@pytest.fixture(scope="module")
def seen(site):
    """What the site answers, in one fresh process."""
    steps = (
        ["article"], ["get_article", *ADDRESSES], ["give_up"], ["status"],
        ["tracebacks"], ["get", "/plugins/sample/about/"], ["text", LETTERS],
    )  # fmt: skip
    _address, pages, _handed, status, tracebacks, healthy, letters = site.visit(*steps)
    return {
        "pages": pages,
        "status": status,
        "tracebacks": tracebacks,
        "healthy": healthy,
        "letters": letters,
    }


def test_home_search_article_and_admin_answer_beside_every_broken_plugin(seen):
    assert {*seen["pages"].values()} == {200}, seen["pages"]


def test_a_healthy_plugin_works_among_broken_ones(seen):
    assert seen["healthy"] == {"/plugins/sample/about/": 200}
    assert seen["status"]["lms_sample"][0] == "enabled"


@pytest.mark.parametrize(
    "label", sorted(BROKEN.keys() - WITHOUT_TRACEBACK - {"lms_listener", "lms_widget"})
)
def test_a_broken_plugin_is_failed_with_its_traceback(seen, label):
    assert seen["status"][label][0] == "failed", seen["status"][label]
    assert "Traceback" in seen["tracebacks"][label]


@pytest.mark.parametrize("label", ["lms_listener", "lms_widget"])
def test_what_raises_while_it_runs_is_on_and_has_its_traceback(seen, label):
    status, sentence = seen["status"][label]

    assert status == "enabled"
    assert RUNNING[label] in sentence
    assert "Traceback" in seen["tracebacks"][label]


def test_what_a_listener_cannot_take_is_listed_as_a_dead_letter(seen):
    assert "lms_listener.hear" in seen["letters"]


def test_the_doctor_names_each_broken_plugin_with_its_traceback(site, seen):
    done = site.manage("plugins", "doctor", "--json", check=False)

    tracebacks = {}
    for found in json.loads(done.stdout):
        tracebacks.setdefault(found["label"], "")
        tracebacks[found["label"]] += found["traceback"]
    assert done.returncode == 1
    assert tracebacks.keys() >= BROKEN.keys()
    for label in BROKEN.keys() - WITHOUT_TRACEBACK:
        assert "Traceback" in tracebacks[label], label
        assert RUNNING.get(label, "") in tracebacks[label]


def test_what_requires_a_broken_plugin_is_blocked_and_says_by_which(seen):
    status, sentence = seen["status"]["lms_requires_broken"]

    assert status == "blocked"
    assert "lms_models" in sentence


def test_what_runs_on_another_version_of_the_host_is_blocked(seen):
    status, sentence = seen["status"]["lms_newer"]

    assert status == "blocked"
    assert sentence.startswith("It runs on >=9 of the host")


def test_plugins_that_require_each_other_fail_and_say_so(seen):
    for label in ("lms_circle_a", "lms_circle_b"):
        assert seen["status"][label][0] in {"failed", "blocked"}
        assert "circle" in str(seen["status"])


def test_migrate_names_the_plugin_that_failed_and_ends_well(site):
    assert "lms_migration could not be migrated: no" in site.migrated.stderr


def test_a_person_can_be_deleted_though_tables_of_a_plugin_are_missing(site):
    (made,) = site.visit(
        ["make", "lms.User", {"username": "leaver", "email": "l@x.example"}]
    )

    site.visit(["delete", "lms.User", made])


def test_what_django_finds_wrong_in_a_plugin_is_told_and_stops_no_command(site):
    checked = site.manage("check", check=False)
    site.manage("clearsessions")
    examined = site.manage("plugins", "doctor", "lms_mistaken", check=False)

    assert checked.returncode == 1
    assert "models.E028" in checked.stderr
    assert "lms_mistaken: check. (models.E028) db_table 'lms_team'" in examined.stdout


@pytest.mark.parametrize(
    ("label", "name"),
    [("lms_hiding", "ArticlePage.body"), ("lms_property", "Page.url")],
)
def test_names_that_hide_what_a_page_has_are_refused_by_a_check(seen, label, name):
    assert f"(lms.E210) Its way back, {name}, hides" in seen["status"][label][1]


def test_strict_mode_stops_the_start_and_names_the_plugin(site):
    site.environment = {"LMS_PLUGINS_STRICT": "1"}

    done = site.manage("check", check=False)

    site.environment = {}
    assert done.returncode != 0
    assert "lms_syntax" in done.stderr


def test_a_site_starts_without_what_the_environment_excludes(site):
    site.environment = {"LMS_PLUGINS_EXCLUDE": "lms_sample"}

    pages, status = site.visit(["get", "/", "/plugins/sample/about/"], ["status"])

    site.environment = {}
    assert pages == {"/": 200, "/plugins/sample/about/": 404}
    assert status["lms_sample"][0] == "excluded"
