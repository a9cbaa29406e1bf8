"""`manage.py prepare_site` and the service behind it."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowTask,
)
from wagtail.permissions import policy_registry

from knowledge_base.models import Faq, LibraryPage, Script, SecondPersonTask
from knowledge_base.services.library import prepare_library
from lms.enums import Role
from lms.roles import role_group
from tests.factories.knowledge_base import ArticlePageFactory, FaqFactory, ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_site():
    """A site as Wagtail's own migrations leave it."""
    for each in LibraryPage.objects.order_by("-path"):
        each.delete()
    title = "Welcome to your new Wagtail site!"
    welcome = Page(title=title, slug="home")
    Page.get_first_root_node().add_child(instance=welcome)
    Site.objects.create(hostname="localhost", is_default_site=True, root_page=welcome)
    groups = [Group.objects.create(name=name) for name in ("Editors", "Moderators")]
    SecondPersonTask.objects.all().delete()
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.set(groups[1:])
    WorkflowTask.objects.create(workflow=Workflow.objects.get(), task=task)


def everything():
    """Return the rows that the preparation may touch."""
    tables = [
        Page, Site, Locale, Group, GroupPagePermission, GroupCollectionPermission,
        GroupApprovalTask, SecondPersonTask,
    ]  # fmt: skip
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_a_new_site_opens_with_the_chinese_library(new_site):
    libraries = prepare_library()

    site = Site.objects.get(is_default_site=True)
    assert site.root_page.specific == libraries["zh-hans"]
    assert site.site_name == "Shifu 师傅"
    assert libraries["zh-hans"].title == "知识库"
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_the_english_library_is_a_translation_of_the_chinese(new_site):
    libraries = prepare_library()

    assert libraries["zh-hans"].get_translation(Locale.objects.get(language_code="en"))
    assert libraries["en"].title == "Knowledge base"
    assert all(library.live for library in libraries.values())


def test_preparing_twice_is_the_same_as_once(new_site):
    prepare_library()
    before = everything()

    prepare_library()

    assert everything() == before


def test_the_tree_has_no_problem_afterwards(new_site):
    prepare_library()

    assert Page.find_problems() == ([], [], [], [], [])


def test_a_front_page_that_somebody_has_made_stays(new_site):
    home = Page.objects.get(depth=2)
    home.title = "Our company"
    home.save()

    prepare_library()

    assert Site.objects.get(is_default_site=True).root_page == home


def test_the_stock_page_stays_when_pages_are_below_it(new_site):
    home = Page.objects.get(depth=2)
    home.add_child(instance=Page(title="Below"))

    prepare_library()

    assert Page.objects.filter(pk=home.pk).exists()
    assert LibraryPage.objects.count() == 2


def test_stock_groups_go_only_when_nobody_is_in_them(new_site):
    UserFactory(groups=[Group.objects.get(name="Editors")])

    prepare_library()

    assert Group.objects.filter(name="Editors").exists()
    assert not Group.objects.filter(name="Moderators").exists()


def test_moderators_in_office_keep_their_approval(new_site):
    moderators = Group.objects.get(name="Moderators")
    UserFactory(groups=[moderators])

    prepare_library()

    assert [*GroupApprovalTask.objects.get().groups.all()] == [moderators]


def test_reviewers_approve_articles_faq_entries_and_scripts():
    task = SecondPersonTask.objects.get()
    assert not GroupApprovalTask.objects.exists()
    assert [*task.groups.all()] == [role_group(Role.REVIEWER)]
    for item in (ArticlePageFactory(), FaqFactory(), ScriptFactory()):
        assert [*item.get_workflow().tasks] == [task.task_ptr]


def test_what_an_administrator_took_away_does_not_come_back():
    held = GroupPagePermission.objects.filter(group=role_group(Role.EDITOR))
    held.filter(permission__codename="publish_page").delete()
    before = held.count()

    prepare_library()

    assert held.count() == before


@pytest.mark.parametrize(
    ("role", "add", "edit", "publish", "lock"),
    [
        (Role.AGENT, False, False, False, False),
        (Role.CONTRIBUTOR, True, False, False, False),
        (Role.TRAINER, True, False, False, False),
        (Role.EDITOR, True, True, True, False),
        (Role.REVIEWER, False, True, True, True),
        (Role.MANAGER, False, False, False, False),
        (Role.PLUGIN_ADMIN, False, False, False, False),
    ],
)
def test_roles_may_do_this_with_the_articles_of_others(role, add, edit, publish, lock):
    article = ArticlePageFactory()
    user = UserFactory(role=role)

    of_article = article.permissions_for_user(user)
    of_category = article.get_parent().permissions_for_user(user)

    assert of_category.can_add_subpage() is add
    assert of_article.can_edit() is edit
    assert of_article.can_publish() is publish
    assert of_article.can_lock() is lock


@pytest.mark.parametrize("model", [get_image_model(), get_document_model()])
@pytest.mark.parametrize(
    ("role", "add", "change", "choose"),
    [
        (Role.AGENT, False, False, False),
        (Role.CONTRIBUTOR, True, True, True),  # change: what one has added oneself
        (Role.TRAINER, True, True, True),
        (Role.EDITOR, True, True, True),
        (Role.REVIEWER, False, True, True),
        (Role.MANAGER, False, False, False),
    ],
)
def test_roles_may_do_this_with_files(model, role, add, change, choose):
    policy = policy_registry.get_by_type(model)
    user = UserFactory(role=role)

    verbs = ["add", "change", "choose"]

    assert [policy.user_has_permission(user, verb) for verb in verbs] == [
        add,
        change,
        choose,
    ]


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_group(role):
    assert Group.objects.filter(name=role.group_name).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AGENT])
def test_all_roles_but_agents_may_open_the_admin(role):
    assert UserFactory(role=role).has_perm("wagtailadmin.access_admin")


def test_agents_have_no_permission_at_all():
    assert UserFactory(role=Role.AGENT).get_all_permissions() == set()


@pytest.mark.parametrize("model", [Faq, Script])
def test_contributors_write_entries_and_editors_publish_them(model):
    name = model._meta.model_name
    contributor, editor = UserFactory(role=Role.CONTRIBUTOR), UserFactory(role="editor")

    assert contributor.has_perm(f"lms_knowledge_base.add_{name}")
    assert not contributor.has_perm(f"lms_knowledge_base.publish_{name}")
    assert editor.has_perm(f"lms_knowledge_base.publish_{name}")


def test_the_command_names_the_libraries():
    out = StringIO()

    call_command("prepare_site", stdout=out)

    assert "zh-hans: 知识库" in out.getvalue()
    assert "en: Knowledge base" in out.getvalue()
