"""Each address answers each role as the table says, and none is missing from it."""

import re
from http.cookies import SimpleCookie

import pytest
from django.contrib.auth.models import Group as People
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.admin.menu import admin_menu
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    ReferenceIndex,
)
from wagtail.users.models import UserProfile

from lms.enums import Role
from tests.factories.knowledge_base import (
    CategoryPageFactory,
    CollectionFactory,
    library,
)
from tests.factories.people import UserFactory
from tests.permissions.addresses import all_addresses
from tests.permissions.conftest import close
from tests.permissions.table import (
    ANONYMOUS,
    ROLES,
    STAFF,
    SUPERUSER,
    Outcome,
    Place,
    group_of,
    groups,
    modules,
    rows,
)

# What a view does to the database it does for whoever may open it; who may, the one
# database tells as well as the other.
EVERYWHERE = (str(Role.AGENT), SUPERUSER)
ELSE = tuple(role for role in ROLES if role not in EVERYWHERE)
TRIED = [
    pytest.param(EVERYWHERE, id="everywhere"),
    pytest.param(ELSE, id="else", marks=pytest.mark.once),
]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KEPT_ASIDE = ("django_session", "wagtailadmin_editingsession", "axes_", "django_tasks")
"""Tables that may be written without anything having changed."""


@pytest.fixture
def places():
    """One place for everybody and one for insiders, of whom no role is."""
    library()
    insiders = People.objects.create(name="insiders")
    collection, category = CollectionFactory(), CategoryPageFactory()
    for restriction in (
        CollectionViewRestriction(collection=collection, restriction_type="groups"),
        PageViewRestriction(page=category, restriction_type="groups"),
    ):
        restriction.save()
        restriction.groups.add(insiders)
    root = Collection.get_first_root_node()
    return {
        "open": Place(root, CategoryPageFactory(), is_closed=False),
        "closed": Place(collection, category, is_closed=True),
    }


@pytest.fixture
def _without_menu(monkeypatch):
    """Leave out of all pages of the admin what is the same on each, and much of its work."""
    monkeypatch.setattr(admin_menu, "render_component", lambda _request: [])


class Visitor:
    """Somebody of a role, whose every request is undone."""

    def __init__(self, role):
        cache.clear()  # of whoever was here before
        self.role = role
        self.client = Client(raise_request_exception=False)
        if role != ANONYMOUS:
            user = UserFactory(role="admin" if role == SUPERUSER else role)
            UserProfile.get_for_user(user)
            self.client.force_login(user)
        self.cookies = self.client.cookies.output(header="", sep=";")

    def ask(self, method, path, data=None, headers=None):
        """Return what came of it, and what was written meanwhile."""
        self.client.cookies = SimpleCookie(self.cookies)
        send = self.client.post if method == "POST" else self.client.get
        statements = Statements()
        ReferenceIndex.objects.all()  # what waits for it is not the visitor's writing
        with transaction.atomic(), connection.execute_wrapper(statements):
            answer = send(path, data, headers=headers)
            close(answer)
            transaction.set_rollback(True)
        return self._outcome(answer), written(statements)

    def _outcome(self, answer):
        status = answer.status_code
        if status in KNOWN:
            return KNOWN[status]
        target = answer.get("Location", "").partition("?")[0]
        if status == 302 and target in map(reverse, SIGN_IN_PAGES):
            return Outcome.SIGN_IN if self.role == ANONYMOUS else Outcome.DENIED
        if status == 302 and target == reverse("wagtailadmin_home"):
            return Outcome.DENIED
        return Outcome.OK if status < 400 else f"status {status}"


SIGN_IN_PAGES = ("lms:sign_in", "wagtailcore_login", "wagtailadmin_login")
KNOWN = {
    403: Outcome.DENIED,
    404: Outcome.NOT_FOUND,
    405: Outcome.NOT_ALLOWED,
}


class Statements(list):
    """What is sent to the database, without the values: those would be asked for."""

    def __call__(self, execute, sql, params, many, context):
        self.append(sql)
        return execute(sql, params, many, context)


def written(statements):
    """Return the tables that were written, but for those that do not count."""
    tables = set()
    for statement in statements:
        verb, _space, rest = statement.lstrip().partition(" ")
        if verb in {"INSERT", "UPDATE", "DELETE"}:
            table = re.search(r'"(\w+)"', rest)[1]
            tables |= {table} if not table.startswith(KEPT_ASIDE) else set()
    return tables


def objects_of(module, places):
    make = getattr(module, "make_objects", None)
    return {name: make(place) if make else {} for name, place in places.items()}


def complaints(visitor, row, place, objects):
    """Yield in what the answers differ from the row."""
    path = row.path or reverse(row.name, args=[objects[name] for name in row.args])
    data = row.data(objects) if callable(row.data) else row.data
    expected = row.expected(visitor.role, place)
    for method in row.methods:
        outcome, changed = visitor.ask(method, path, data, row.headers)
        asked = f"{visitor.role}: {method} {row.name} {place} {path}:"
        if outcome != expected:
            yield f"{asked} expected {expected}, got {outcome}"
        is_harmless = expected != Outcome.OK or (method == "GET" and not row.writes)
        if changed and is_harmless:
            yield f"{asked} wrote {sorted(changed)}"


@pytest.mark.cases
@pytest.mark.usefixtures("_without_menu")
@pytest.mark.parametrize("roles", TRIED)
@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_each_address_answers_as_its_row_says(module, roles, places):
    objects = objects_of(module, places)

    wrong = "\n".join(
        complaint
        for visitor in map(Visitor, roles)
        for row in rows(module)
        for place in row.places
        for complaint in complaints(visitor, row, place, objects[place])
    )

    assert not wrong, wrong


@pytest.mark.parametrize("role", sorted(STAFF))
def test_the_menu_of_the_admin_is_there_for_all_staff_and_writes_nothing(role):
    assert Visitor(role).ask("GET", reverse("wagtailadmin_home")) == (Outcome.OK, set())


def test_each_address_has_a_row():
    named = {row.name for module in modules() for row in rows(module)}

    missing = [
        address.name
        for address in all_addresses()
        if address.name not in named and group_of(address.name) is None
    ]

    assert missing == []


def test_each_row_names_an_address():
    names = {address.name for address in all_addresses()}
    unknown = [row.name for m in modules() for row in rows(m) if row.name not in names]
    idle = [group.pattern for group in groups() if not any(map(group.covers, names))]

    assert unknown + idle == []


@pytest.mark.parametrize("role", [ANONYMOUS, Role.AGENT])
def test_the_admin_is_closed_to_people_without_access_to_it(role):
    visitor = Visitor(role)
    refusals = {Outcome.SIGN_IN, Outcome.DENIED}

    wrong = "\n".join(
        f"{method} {address.name} {group.path or address.sample}: {outcome}, wrote {sorted(changed)}"
        for address in all_addresses()
        for group in [group_of(address.name)]
        if group is not None
        for method in ("GET", "POST")
        for outcome, changed in [visitor.ask(method, group.path or address.sample)]
        if outcome not in refusals or changed
    )

    assert not wrong, wrong


def test_no_api_is_mounted():
    """None but the one that Wagtail's own admin asks, behind its door."""
    apis = [
        address.name
        for address in all_addresses()
        if re.search(r"\bapi\b|graphql", address.route)
    ]

    assert [name for name in apis if not name.startswith("wagtailadmin_api:")] == []
