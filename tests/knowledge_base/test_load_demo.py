"""`manage.py load_demo`."""

import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db.models import Count, Min
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Revision
from wagtail.users.models import UserProfile

from knowledge_base.management.commands import load_demo
from knowledge_base.models import ArticlePage, Faq, KnowledgeItem, Placeholder, Script
from knowledge_base.services.demo_people import read_list
from lms.enums import Role, SearchEnd
from lms.extensions import DemoContent, demo_content
from lms.models import SearchGap, SearchLog, Team
from lms.roles import role_group
from lms.search.engine import search
from lms.search_reports import in_vain, rising
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).parents[2] / "knowledge_base" / "demo"
DEMO_LIKE = Path(__file__).parents[1] / "data" / "demo-like"
STATES = """title,state,person,days
退款进度,review,lead,
退款政策,expiring,lead,9
退款多久到账？,draft,lead,
Refund policy,locked,lead,
Refund progress,scheduled,lead,9
Nowhere,locked,lead,
退款进度,locked,nobody,
"""
SEARCHES = """query,language,times,trend,wish
refund,en,6,,
quantum,en,9,up,How does it work?
退款,zh,4,,
"""


def load(folder=DEMO_LIKE, **options):
    out = StringIO()
    call_command("load_demo", folder=folder, stdout=out, **options)
    return out.getvalue()


def person(username):
    return get_user_model().objects.get(username=username)


def test_the_demo_is_published_in_both_languages():
    load()

    for model in (ArticlePage, Faq, Script):
        found = model.objects.filter(live=True)
        assert {item.locale.language_code for item in found} == {"zh-hans", "en"}
        assert len({item.translation_key for item in found}) == 1
    assert Placeholder.objects.count() == 2


def test_people_have_roles_team_number_and_language():
    load()

    lead = person("lead")
    assert {*lead.groups.all()} == {role_group(Role.MANAGER), role_group(Role.EDITOR)}
    assert lead.staff_profile.team.name == "热线组"
    assert lead.staff_profile.staff_number == "2"
    assert str(lead.staff_profile.joined_date) == "2020-01-06"
    assert lead.get_full_name() == "周岚"
    assert UserProfile.objects.get(user=lead).preferred_language == "zh-hant"
    assert lead.check_password("shifu-demo")


def test_teams_form_a_tree_with_managers():
    load()

    team = Team.objects.get(name="热线组")
    assert team.parent.name == "客服中心"
    assert team.manager == person("lead")


def test_there_is_a_superuser():
    load()

    assert person("admin").is_superuser
    assert person("admin").check_password("shifu-demo")


def test_owners_are_people_of_the_demo():
    load()

    owners = {item.owner for item in KnowledgeItem.objects.all()}
    assert owners == {person("lead")}


def test_loading_twice_is_the_same_as_once():
    load()
    people = get_user_model().objects.count()
    revisions = [page.latest_revision_id for page in ArticlePage.objects.all()]

    output = load()

    assert "loaded already" in output
    assert "0 added" in output
    assert get_user_model().objects.count() == people
    assert [p.latest_revision_id for p in ArticlePage.objects.all()] == revisions


def test_loading_twice_writes_no_row(django_assert_max_num_queries):
    load()
    counts = [m.objects.count() for m in (Revision, ModelLogEntry, PageLogEntry)]

    with django_assert_max_num_queries(150):  # people and library, but no item
        load()

    found = [m.objects.count() for m in (Revision, ModelLogEntry, PageLogEntry)]
    assert found == counts


def test_a_changed_file_is_loaded_again_and_the_past_of_the_others_stays(tmp_path):
    folder = shutil.copytree(DEMO_LIKE, tmp_path / "demo")
    load(folder)
    dates = {item.pk: item.created_at for item in KnowledgeItem.objects.all()}
    page = folder / "zh" / "articles" / "refund.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n新的一段。\n", "utf-8")

    load(folder)

    changed = ArticlePage.objects.get(title="退款政策")
    assert "新的一段" in changed.plain_text
    assert {item.pk: item.created_at for item in KnowledgeItem.objects.all()} == dates


def test_each_item_has_authors_publishers_and_dates_in_the_past():
    start = timezone.now()

    load()

    for model in (ArticlePage, Faq, Script):
        for item in model.objects.all():
            assert item.first_published_at <= item.last_published_at < start
            assert item.item.created_at < item.first_published_at
            latest = item.revisions.order_by("-created_at").first()
            assert latest == item.latest_revision
    articles = PageLogEntry.objects.filter(page__in=ArticlePage.objects.all())
    for entry in [*articles, *ModelLogEntry.objects.filter(revision__isnull=False)]:
        assert entry.user == person("lead")
        assert entry.timestamp < start


def test_items_are_in_the_states_that_the_table_names(tmp_path):
    folder = shutil.copytree(DEMO_LIKE, tmp_path / "demo")
    (folder / "states.csv").write_text(STATES, "utf-8")

    load(folder)
    load(folder)

    script = Script.objects.get(short_code="tkjd", locale__language_code="zh-hans")
    assert script.workflow_in_progress
    assert script.live
    article = ArticlePage.objects.get(title="退款政策")
    assert article.expire_at.date() == (timezone.now() + timedelta(days=9)).date()
    assert article.live
    faq = Faq.objects.get(question="退款多久到账？")
    assert not faq.live
    english = ArticlePage.objects.get(locale__language_code="en")
    assert english.locked_by == person("lead")
    assert Script.objects.get(locale__language_code="en").scheduled_revision


@pytest.fixture
def searched(tmp_path, django_capture_on_commit_callbacks):
    """Load a demo that is found, then its searches; return the folder."""
    folder = shutil.copytree(DEMO_LIKE, tmp_path / "demo")
    with django_capture_on_commit_callbacks(execute=True):
        load(folder)
    (folder / "searches.csv").write_text(SEARCHES, "utf-8")
    load(folder)
    return folder


def test_agents_have_searched_for_weeks_and_say_what_they_miss(searched):
    now = timezone.now()
    found = SearchLog.objects.filter(query="refund")

    assert found.count() == 30
    assert {one.total for one in found} == {search("refund", user=person("nora")).total}
    assert {one.end for one in found} > {SearchEnd.COPIED, SearchEnd.OPENED}
    assert not SearchLog.objects.filter(query="退款").exists()  # nobody asks in Chinese
    assert not SearchLog.objects.filter(searched_at__gt=now).exists()
    assert [line.query for line in in_vain(now, now - timedelta(40))] == ["quantum"]
    assert rising(now, now)[0].query == "quantum"
    assert SearchGap.objects.get().wishes.first().text == "How does it work?"


def test_whoever_has_searched_already_is_left_alone(searched):
    searches = SearchLog.objects.count()
    (searched / "searches.csv").write_text(SEARCHES + "invoice,en,3,,\n", "utf-8")

    load(searched)

    assert SearchLog.objects.count() == searches


def test_a_changed_password_and_a_changed_article_stay():
    load()
    lead = person("lead")
    lead.set_password("another")
    lead.save()
    page = ArticlePage.objects.get(title="退款政策")
    page.title = "改过"
    page.save_revision(user=lead).publish()

    load()

    assert person("lead").check_password("another")
    assert ArticlePage.objects.filter(title="改过").exists()


def test_a_database_with_other_people_is_refused():
    UserFactory(username="somebody")

    with pytest.raises(CommandError, match="not of the demo"):
        load()

    assert not get_user_model().objects.filter(username="admin").exists()
    assert not KnowledgeItem.objects.exists()


def test_force_loads_beside_other_people_and_leaves_them_alone():
    admin = UserFactory(username="admin", password="their-own")

    load(force=True)

    admin.refresh_from_db()
    assert admin.check_password("their-own")
    assert not admin.is_superuser


def test_the_command_says_who_can_sign_in():
    output = load()

    rows = [line.split() for line in output.splitlines()]
    assert ["superuser", "admin", "shifu-demo"] in rows
    assert ["manager,", "editor", "lead", "shifu-demo"] in rows


def test_what_cannot_be_loaded_is_an_error(tmp_path):
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "broken.md").write_bytes(b"\0")

    with pytest.raises(CommandError, match="completely"):
        call_command("load_demo", folder=tmp_path, stdout=StringIO(), stderr=StringIO())


def test_plugins_add_their_part_and_none_stops_the_others(monkeypatch):
    monkeypatch.setattr(load_demo, "DEMO", DEMO_LIKE)
    fail = DemoContent(lambda now: str(1 / 0))
    demo_content.register("lms.broken", fail, order=1)
    demo_content.register("lms.part", DemoContent(lambda now: "A part, loaded"))
    errors = StringIO()
    try:
        output = load(stderr=errors)
    finally:
        demo_content.unregister("lms.broken")
        demo_content.unregister("lms.part")

    assert "A part, loaded" in output
    assert "lms.broken was not loaded" in errors.getvalue()


@pytest.mark.slow
@pytest.mark.once
def test_the_whole_demo_loads_without_a_warning_and_goes_back_eleven_months():
    output = load(DEMO)

    assert ".csv" not in output  # remarks name a file
    assert ".md" not in output
    assert f"States: {len(read_list(DEMO / 'states.csv'))} items" in output
    assert Script.objects.filter(locale__language_code="zh-hans").count() >= 80
    assert Faq.objects.filter(locale__language_code="zh-hans").count() >= 80
    assert ArticlePage.objects.filter(locale__language_code="zh-hans").count() >= 30
    dates = KnowledgeItem.objects.aggregate(first=Min("created_at"))
    assert timezone.now() - dates["first"] > timedelta(days=335)
    versions = Revision.objects.values("content_type", "object_id")
    counts = versions.annotate(count=Count("pk")).filter(count__gte=2)
    assert counts.count() >= KnowledgeItem.objects.count() / 3
    authors = Revision.objects.exclude(user=None).values("user").distinct()
    assert authors.count() >= 10
