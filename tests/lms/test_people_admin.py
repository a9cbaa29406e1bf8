"""People and teams in the admin: the first password, and no way to rise by oneself."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.cache import cache
from django.db import connection

from lms.enums import Role
from lms.models import StaffProfile, Team, User
from lms.roles import grant_role_permissions, role_group
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = {
    "username": "new",
    "email": "new@example.com",
    "first_name": "晓雯",
    "last_name": "林",
    "staff_number": "1077",
    "job": "坐席",
    "team": "",
    "joined_date": "2026-01-05",
    "leaves_date": "",
}


@pytest.fixture
def admin_client(client):
    cache.clear()
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def plugin_admin_client(client):
    client.force_login(UserFactory(role=Role.PLUGIN_ADMIN))
    return client


def test_a_new_person_without_password_gets_a_mail(admin_client):
    admin_client.post("/admin/users/new/", NEW)

    person = User.objects.get(username="new")
    assert not person.has_usable_password()
    assert person.staff_profile.staff_number == "1077"
    assert [message.to for message in mail.outbox] == [["new@example.com"]]


def test_a_staff_number_taken_twice_is_said_beside_the_field(admin_client):
    StaffProfile.objects.create(user=UserFactory(), staff_number="1077")

    answer = admin_client.post("/admin/users/new/", NEW)

    assert "staff_number" in answer.context["form"].errors
    assert not User.objects.filter(username="new").exists()


def test_nobody_leaves_before_joining(admin_client):
    answer = admin_client.post("/admin/users/new/", NEW | {"leaves_date": "2025-01-01"})

    assert answer.status_code == 200
    assert not User.objects.filter(username="new").exists()


def test_several_people_may_have_no_staff_number(admin_client):
    for name in ("one", "two"):
        data = {"username": name, "email": f"{name}@example.com", "staff_number": ""}
        admin_client.post("/admin/users/new/", NEW | data)

    assert StaffProfile.objects.filter(staff_number=None).count() == 2


def test_only_a_superuser_makes_a_superuser(plugin_admin_client):
    plugin_admin_client.post("/admin/users/new/", NEW | {"is_superuser": "on"})

    assert not User.objects.get(username="new").is_superuser


def test_only_a_superuser_touches_a_superuser(plugin_admin_client):
    chief = UserFactory(is_superuser=True)
    address = f"/admin/users/edit/{chief.pk}/"

    plugin_admin_client.post(
        address, NEW | {"password1": "taken-over", "password2": "taken-over"}
    )

    chief.refresh_from_db()
    assert chief.username != "new"
    assert not chief.check_password("taken-over")


def test_only_a_superuser_touches_superusers_in_bulk(plugin_admin_client):
    chief = UserFactory(is_superuser=True)

    plugin_admin_client.post(
        f"/admin/bulk/lms/user/set_active_state/?id={chief.pk}",
        {"mark_as_active": ""},
    )

    chief.refresh_from_db()
    assert chief.is_active


def test_a_team_cannot_stand_under_itself(admin_client):
    above = TeamFactory()
    below = TeamFactory(parent=above)

    answer = admin_client.post(
        f"/admin/lms_teams/edit/{above.pk}/",
        {"name": above.name, "parent": below.pk, "manager": ""},
    )

    assert "parent" in answer.context["form"].errors


def test_a_team_knows_all_teams_below_it(django_assert_num_queries):
    root = TeamFactory()
    middle = TeamFactory(parent=root)
    leaf = TeamFactory(parent=middle)
    TeamFactory()

    with django_assert_num_queries(1):
        assert root.with_descendants() == [root, middle, leaf]


def test_each_role_is_a_group():
    names = {role_group(role).name for role in Role}

    assert len(names) == len(Role)


def test_what_an_administrator_took_from_a_role_does_not_come_back():
    group = role_group(Role.EDITOR)
    taken = group.permissions.filter(codename="publish_script").get()
    group.permissions.remove(taken)

    grant_role_permissions()

    assert not group.permissions.filter(pk=taken.pk).exists()


def test_what_is_declared_later_is_granted_to_a_role_that_holds_something():
    """As in a database that was there before the permission was declared."""
    group = role_group(Role.EDITOR)
    new = group.permissions.filter(codename="add_phraserule").get()
    group.permissions.remove(new)
    group.role_grants.filter(permission=new).delete()

    grant_role_permissions()

    assert group.permissions.filter(pk=new.pk).exists()
    assert group.role_grants.filter(permission=new).count() == 1


def test_whoever_migrates_back_past_the_grants_gets_no_error():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE lms_rolegrant RENAME TO lms_gone")

        grant_role_permissions()

        cursor.execute("ALTER TABLE lms_gone RENAME TO lms_rolegrant")


def test_a_role_from_which_everything_was_taken_stays_without():
    group = role_group(Role.TRAINER)
    group.permissions.clear()

    grant_role_permissions()
    grant_role_permissions()

    assert not group.permissions.exists()


def test_what_an_administrator_added_to_a_role_stays():
    group = role_group(Role.TRAINER)
    added = Permission.objects.get(codename="publish_script")
    group.permissions.add(added)

    grant_role_permissions()

    assert group.permissions.filter(pk=added.pk).exists()


def test_whoever_edits_no_pages_starts_from_a_list_of_what_there_is(client_as):
    def doors(role):
        page = client_as(role).get("/admin/").content.decode()
        return re.findall(r'class="start__door" href="([^"]+)"', page)

    assert "/admin/plugins/" in doors(Role.PLUGIN_ADMIN)
    assert doors(Role.MANAGER)
    assert doors(Role.EDITOR) == []


def test_agents_have_no_way_into_the_admin(client):
    client.force_login(UserFactory(role=Role.AGENT))

    answer = client.get("/admin/", follow=True)

    assert answer.redirect_chain[-1][0] == "/"
    assert len(answer.context["messages"]) == 1


def test_teams_are_listed_in_one_go(admin_client, django_assert_max_num_queries):
    TeamFactory.create_batch(30)

    with django_assert_max_num_queries(30):
        assert admin_client.get("/admin/lms_teams/").status_code == 200
    assert Team.objects.count() == 30


def test_lists_show_people_by_their_names(admin_client):
    manager = UserFactory(username="zhou.min", last_name="周", first_name="敏")
    TeamFactory(manager=manager)
    TeamFactory(manager=UserFactory(username="no.name", last_name="", first_name=""))

    page = admin_client.get("/admin/lms_teams/").content.decode()

    assert "周敏" in page
    assert "zhou.min" not in page
    assert "no.name" in page


def test_nobody_gives_a_role_above_the_own(plugin_admin_client):
    """By the form or in bulk; another group may hold no more than one does oneself."""
    person = UserFactory(role=Role.AGENT)
    top, editors = role_group(Role.PLUGIN_ADMIN), role_group(Role.EDITOR)
    stronger = Group.objects.create(name="更高的组")
    stronger.permissions.set(Permission.objects.filter(codename="change_group"))

    def groups_after(group):
        data = NEW | {"is_active": "on", "groups": [group.pk]}
        plugin_admin_client.post(f"/admin/users/edit/{person.pk}/", data)
        address = f"/admin/bulk/lms/user/assign_role/?id={person.pk}"
        plugin_admin_client.post(address, {"role": group.pk})
        return {group.name for group in person.groups.all()}

    agents = role_group(Role.AGENT).name
    assert groups_after(top) == groups_after(stronger) == {agents}
    assert groups_after(editors) == {editors.name}


def test_nobody_takes_over_who_stands_above(client):
    office, editor = UserFactory(), UserFactory(role=Role.EDITOR)
    needed = ["view_user", "change_user", "access_admin"]
    office.user_permissions.set(Permission.objects.filter(codename__in=needed))
    client.force_login(office)

    client.post(f"/admin/users/edit/{editor.pk}/", NEW | {"is_active": "on"})
    client.post(
        f"/admin/bulk/lms/user/set_active_state/?id={editor.pk}",
        {"mark_as_active": "False"},
    )

    editor.refresh_from_db()
    assert editor.email != NEW["email"]
    assert editor.is_active
