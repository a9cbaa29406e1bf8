"""What lists of the admin say: what they are called, and how a first row comes."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.template import Context, Template
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.html import strip_tags
from wagtail.admin.menu import SubmenuMenuItem, admin_menu
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.users.models import UserProfile

from lms.enums import Role
from lms.plugins import PluginConfig
from lms.templatetags.times import ago
from tests.factories.knowledge_base import FaqFactory
from tests.permissions.addresses import all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OURS = ("lms.", "knowledge_base.", "plugins.")
OTHERS = ("lms.admin_views", "lms.plugins.views")
"""Wagtail's reports, which have its words; the plugins, of which some come with us."""


def lists():
    """Yield the address of each list of ours, or of rows of ours."""
    for address in all_addresses():
        if not address.route.startswith("admin/") or "<" in address.route:
            continue
        callback = resolve(address.sample).func
        view = getattr(callback, "view_class", object)
        known = {**vars(view), **getattr(callback, "view_initkwargs", {})}
        if not issubclass(view, BaseListingView) or known.get("results_only"):
            continue
        modules = (view.__module__, getattr(known.get("model"), "__module__", ""))
        if view.__module__ not in OTHERS and any(m.startswith(OURS) for m in modules):
            yield address.sample


def is_of_plugin(view):
    """Tell whether a list belongs to a plugin: by its rows, or by itself."""
    model = getattr(view, "model", None)
    config = model and apps.get_app_config(model._meta.app_label)
    own = apps.get_containing_app_config(type(view).__module__)
    return any(isinstance(each, PluginConfig) for each in (config, own))


def entries(menu, request):
    """Yield the addresses of a menu and of those below it, each with its name."""
    for item in menu.menu_items_for_request(request):
        if isinstance(item, SubmenuMenuItem):
            yield from entries(item.menu, request)
        yield item.url, item.label


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_list_is_called_as_in_the_menu(client_as, language):
    client = client_as("admin")
    UserProfile.objects.create(user=client.user, preferred_language=language)
    answers = [client.get(address) for address in lists()]
    called = {
        answer.request["PATH_INFO"]: answer.context["page_title"] for answer in answers
    }

    with translation.override(language):
        menu = dict(entries(admin_menu, answers[0].wsgi_request))
        assert called == {address: menu[address] for address in called}
    assert {"/admin/points/merits/", "/admin/lms_reports/"} <= called.keys()


def test_an_empty_list_says_how_the_first_row_comes(client_as):
    """Lists of plugins always; others may leave it to the button with which one adds."""
    admin, asked = client_as("admin"), []
    for address in lists():
        answer = admin.get(address)
        view = answer.context["view"]
        text = str(getattr(view, "empty_text", ""))
        may_add = answer.context.get("add_url") and not is_of_plugin(view)
        assert text or may_add, address
        if not answer.context["object_list"]:
            asked.append(address)
            assert text in answer.content.decode(), address

    assert {"/admin/lms_reports/", "/admin/reports/votes/"} < {*asked}
    assert "/admin/points/gifts/" in asked


def test_whoever_may_add_finds_the_button_below_the_sentence(client_as):
    page = client_as("admin").get("/admin/points/gifts/").content.decode()

    assert 'class="button" href="/admin/points/gifts/new/"' in page
    journal = client_as("admin").get("/admin/points/cases/").content.decode()
    assert '<a href="/admin/points/journal/">' in journal


def test_nothing_that_fits_is_not_taken_for_nothing_at_all(client_as):
    admin = client_as("admin")
    for address in ("/admin/points/gifts/?q=zz", "/admin/points/months/?state=open"):
        answer = admin.get(address)
        assert str(answer.context["view"].empty_text) not in answer.content.decode()


def test_the_list_of_owners_leads_to_where_an_owner_is_chosen(client_as):
    item = FaqFactory().item

    page = client_as(Role.EDITOR).get("/admin/lms_knowledge_items/").content.decode()

    assert f'href="/admin/lms_knowledge_items/edit/{item.pk}/"' in page


def test_items_are_narrowed_by_the_kinds_that_there_are(client_as):
    faq, admin = FaqFactory(), client_as("admin")
    address = "/admin/lms_knowledge_items/"
    kind = faq.item.content_type

    fields = admin.get(address).context["filters"].form.fields
    offered = [*fields["content_type"].choices][1:]
    assert offered == [(kind.pk, kind.name)]
    listed = admin.get(address, {"content_type": kind.pk}).context["object_list"]
    assert [*listed] == [faq.item]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_time_in_a_list_is_said_in_one_unit(language):
    moment = timezone.now() - timedelta(hours=3, minutes=48)

    with translation.override(language):
        said = Template(
            "{% load wagtailadmin_tags %}{% human_readable_date moment %}"
        ).render(Context({"moment": moment}))

    assert "3" in strip_tags(said)
    assert "48" not in strip_tags(said)


def test_what_was_a_moment_ago_is_just_now():
    with translation.override("en"):
        assert ago(timezone.now()) == "just now"
        assert ago(timezone.now() + timedelta(hours=1)) == "just now"


def test_what_editors_do_with_the_content_is_one_menu(client_as):
    request = client_as(Role.EDITOR).get("/admin/").wsgi_request
    menus = {item.name: item for item in admin_menu.menu_items_for_request(request)}

    inside = sorted(
        menus["editorial"].menu.menu_items_for_request(request),
        key=lambda item: item.order,
    )

    assert [item.name for item in inside][:3] == [
        *("proposals", "reported-mistakes", "search-gaps"),
    ]
    assert "import" in {item.name for item in inside}


def test_whoever_has_no_editorial_work_sees_no_menu_of_it(client_as):
    request = client_as(Role.PLUGIN_ADMIN).get("/admin/").wsgi_request

    names = {item.name for item in admin_menu.menu_items_for_request(request)}

    assert "editorial" not in names
