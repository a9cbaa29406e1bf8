"""What people are shown is what an independent rule lets them read: random sites.

The rule below is written anew, in plain Python over the plan of a site, so that a
mistake in `lms.access` cannot hide in it as well.
"""

import random
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

from knowledge_base.services.library import prepare_library
from lms.enums import Role
from lms.plugins.ownership import owner_of
from lms.plugins.switching import disable
from lms.roles import role_group
from lms.search.engine import search, suggest
from lms.search.lists import list_hits, registered_lists
from lms.search.sources import registered_sources
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.personal import FavoriteFactory, UseFactory
from tests.permissions.table import modules

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Each of them builds another world; the one database answers as the other.
SEEDS = [
    seed if seed < 3 else pytest.param(seed, marks=pytest.mark.once)
    for seed in range(8)
]
WORD = "星轨"
TAGS = ("青柠", "山竹", "杨桃")
GROUPS = ("red", "blue")


@dataclass(eq=False)
class Branch:
    """A page or collection, with what closes it and everything below it."""

    above: "Branch | None"
    row: object
    lock: str = ""  # "", "login", "password" or "groups"
    groups: frozenset[str] = frozenset()

    def lets_in(self, person):
        if person.is_chief:
            return True
        here = {
            "": True,
            "login": True,
            "password": False,
            "groups": bool(self.groups & person.groups),
        }[self.lock]
        return here and (self.above is None or self.above.lets_in(person))


@dataclass(eq=False)
class Person:
    groups: frozenset[str]
    is_chief: bool = False
    user: object = None


@dataclass(eq=False)
class Item:
    kind: str
    title: str
    branch: Branch
    is_live: bool
    tags: tuple[str, ...]
    row: object = None
    points_at: list["Item"] = field(default_factory=list)

    def is_for(self, person):
        return self.is_live and self.branch.lets_in(person)


class Plan:
    """A random site: trees, locks, items and people."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311 (to repeat, not to hide)
        self.groups = {name: Group.objects.create(name=name) for name in GROUPS}
        self.library = Branch(None, prepare_library()["zh-hans"])
        root = Branch(None, Collection.get_first_root_node())
        self.pages = self._tree(self.library, CategoryPageFactory)
        self.collections = [root, *self._tree(root, CollectionFactory)]
        self.items = [self._item(kind, n) for n, kind in enumerate(KINDS * 2)]
        self.open = [open_item(kind, make) for kind, make in OPEN_KINDS.items()]
        self._switch_off(self.dice.randint(0, len(self.open)))
        self.people = [self._person(self.dice.choice(SETS)) for _time in range(2)]
        self.people[0].user.groups.add(role_group(Role.REVIEWER))
        if seed % 8 == 0:
            self.people.append(self._person((), is_chief=True))
        for person in self.people:
            for item in self.items:
                FavoriteFactory(user=person.user, item=item.row.item)
                UseFactory(user=person.user, item=item.row.item)

    def _tree(self, root, factory):
        branches = [root]
        for _time in range(3):
            above = self.dice.choice(branches)
            row = factory(parent=type(above.row).objects.get(pk=above.row.pk))
            branches.append(self._locked(Branch(above, row)))
        return branches[1:]

    def _locked(self, branch):
        branch.lock = self.dice.choice(
            ["", "", "groups", "groups", "login", "password"]
        )
        if not branch.lock:
            return branch
        is_page = isinstance(branch.row, Page)
        model = PageViewRestriction if is_page else CollectionViewRestriction
        target = "page" if is_page else "collection"
        restriction = model.objects.create(
            restriction_type=branch.lock,
            password="x",
            **{f"{target}_id": branch.row.pk},
        )
        if branch.lock == "groups":
            branch.groups = frozenset(self.dice.sample(GROUPS, self.dice.randint(1, 2)))
            restriction.groups.set([self.groups[name] for name in branch.groups])
        return branch

    def _item(self, kind, number):
        items = getattr(self, "_made", [])
        self._made = items
        item = Item(
            kind=kind,
            title=f"{WORD}第{number:02}号",
            branch=self.dice.choice(
                self.pages if kind == "article" else self.collections
            ),
            is_live=self.dice.random() < 0.8,
            tags=tuple(self.dice.sample(TAGS, self.dice.randint(0, 2))),
        )
        item.points_at = self._targets(item, items)
        item.row = MAKERS[kind](item)
        items.append(item)
        return item

    def _targets(self, item, items):
        wanted = {"article": ("faq", "script"), "faq": ("script",), "script": ()}
        found = [other for other in items if other.kind in wanted[item.kind]]
        return self.dice.sample(found, min(2, len(found)))

    def _switch_off(self, amount):
        """Switch off plugins: what they own is there and is shown to nobody."""
        for item in self.dice.sample(self.open, amount):
            disable(owner_of(item.row))
            item.is_live = False

    def _person(self, groups, *, is_chief=False):
        user = UserFactory(role="admin" if is_chief else "agent")
        user.groups.add(*(self.groups[name] for name in groups))
        return Person(frozenset(groups), is_chief, user)


KINDS = ("script", "faq", "article")
SETS = ((), ("red",), ("blue",), ("red", "blue"))


def make_article(item):
    parent = type(item.branch.row).objects.get(pk=item.branch.row.pk)
    body = [{"type": to.kind, "value": to.row.pk} for to in item.points_at]
    return ArticlePageFactory(
        title=item.title, parent=parent, body=body, live=item.is_live, tags=item.tags
    )


def make_faq(item):
    return FaqFactory(
        question=item.title,
        collection=item.branch.row,
        live=item.is_live,
        tags=item.tags,
        scripts=[to.row for to in item.points_at],
    )


def make_script(item):
    return ScriptFactory(
        title=item.title, collection=item.branch.row, live=item.is_live, tags=item.tags
    )


MAKERS = {"article": make_article, "faq": make_faq, "script": make_script}
OPEN_KINDS = {
    kind: make
    for module in modules()
    for kind, make in getattr(module, "OPEN_KINDS", {}).items()
}
"""What plugins add that everybody may read: each declares it beside its rows."""


def open_item(kind, make):
    title = f"{WORD}第{kind}号"
    return Item(kind, title, Branch(None, None), is_live=True, tags=(), row=make(title))


@pytest.fixture(params=SEEDS)
def plan(request, django_capture_on_commit_callbacks):
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        return Plan(request.param)


def titles(hits):
    return {hit.title for hit in hits}


def shown_in(answer, plan):
    """Return the titles that stand in a page, whatever marks are among them."""
    text = answer.content.decode().replace("<mark>", "").replace("</mark>", "")
    everything = [*plan.items, *plan.open]
    return {item.title for item in everything if item.title in text}


def counted(items, values):
    counts = {}
    for item in items:
        for value in values(item):
            counts[value] = counts.get(value, 0) + 1
    return counts


@pytest.mark.cases
def test_i18_people_are_shown_what_they_may_read_and_nothing_else(plan):
    for person in plan.people:
        everything = [*plan.items, *plan.open]
        open_items = [item for item in everything if item.is_for(person)]
        check_search(person, open_items)
        check_sources(person)
        check_pages(plan, person, open_items)
    check_admin(plan, plan.people[0])


LISTS = {
    "script": "/admin/snippets/lms_knowledge_base/script/",
    "faq": "/admin/snippets/lms_knowledge_base/faq/",
    "article": "/admin/pages/usage/lms_knowledge_base/articlepage/",
}


def check_admin(plan, person):
    """Drafts too: whoever works on them reads them."""
    client = Client()
    client.force_login(person.user)
    readable = [item for item in plan.items if item.branch.lets_in(person)]
    for kind, address in LISTS.items():
        names = {item.title for item in readable if item.kind == kind}
        assert shown_in(client.get(address), plan) == names
    for item in plan.items:
        log(instance=item.row, action="wagtail.edit", user=person.user)
    names = {item.title for item in readable}
    free = {item.title for item in plan.open}  # pages of plugins tell of themselves
    history = shown_in(client.get("/admin/reports/site-history/"), plan)
    assert history - free == names
    assert shown_in(client.get("/admin/lms_knowledge_items/"), plan) == names
    assert shown_in(client.get("/admin/"), plan) - free <= names
    for item in plan.items:
        answer = client.get(EDIT[item.kind].format(item.row.pk))
        assert answer.status_code == (200 if item in readable else 404)
        targets = {to.title for to in item.points_at}
        assert item not in readable or shown_in(answer, plan) <= names | targets


EDIT = {
    "script": "/admin/snippets/lms_knowledge_base/script/edit/{}/",
    "faq": "/admin/snippets/lms_knowledge_base/faq/edit/{}/",
    "article": "/admin/pages/{}/edit/",
}


def check_search(person, open_items):
    names = {item.title for item in open_items}
    found = search(WORD, user=person.user, limit=100)

    assert titles(found.hits) == names
    assert found.total == len(names)
    assert titles(found.related) <= names
    assert nonzero(found.facets.kinds) == counted(open_items, lambda item: [item.kind])
    assert nonzero(found.facets.tags) == counted(open_items, lambda item: item.tags)
    assert titles(suggest(WORD, user=person.user)) <= names
    assert titles(search(f"{WORD} 退款", user=person.user).everything) <= names
    kept = {item.title for item in open_items if item.kind in KINDS}
    for each in registered_lists():
        assert titles(list_hits(each, person.user, limit=100)) == kept
        assert each.count(person.user) == len(kept)
    for tag in TAGS:
        tagged = {item.title for item in open_items if tag in item.tags}
        assert (
            titles(search(WORD, user=person.user, tags=[tag], limit=100).hits) == tagged
        )


def check_sources(person):
    """What a source says is hidden is all that it does not show, and nothing else."""
    for source in registered_sources():
        shown = set(source.visible_for(person.user).values_list("pk", flat=True))
        every = set(source.model._base_manager.values_list("pk", flat=True))
        hidden = source.hidden_from(person.user)
        keys = source.visible_keys(person.user)
        assert shown <= every
        assert keys is None or {row.pk for row in keys} == shown
        assert hidden is None or {row.pk for rows in hidden for row in rows} == (
            every - shown
        )


def nonzero(counts):
    return {name: count for name, count in counts.items() if count}


def check_pages(plan, person, open_items):
    client = Client()
    client.force_login(person.user)
    names = {item.title for item in open_items}

    browsed = client.get("/search/")
    assert shown_in(browsed, plan) == names
    assert browsed.context["total"] == len(names)
    assert shown_in(client.get("/"), plan) <= names
    tagged = {item.title for item in open_items if TAGS[0] in item.tags}
    assert shown_in(client.get("/search/", {"tag": TAGS[0]}), plan) == tagged
    for branch in [plan.library, *plan.pages]:
        answer = client.get(branch.row.get_absolute_url())
        assert answer.status_code == (200 if branch.lets_in(person) else 404)
        on_it = {item.title for item in open_items if item.branch is branch}
        assert shown_in(answer, plan) == (on_it if answer.status_code == 200 else set())
    for item in plan.items:
        answer = client.get(item.row.get_absolute_url())
        assert answer.status_code == (200 if item in open_items else 404)
        assert item not in open_items or shown_in(answer, plan) <= names
        targets = {to.title for to in item.points_at if to in open_items}
        assert item not in open_items or targets <= shown_in(answer, plan)
