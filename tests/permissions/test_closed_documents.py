"""Nobody finds a page of a document that an independent rule closes to them."""

import random
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from knowledge_base.models import LibraryDocument
from lms.search.engine import search, suggest
from tests.factories.knowledge_base import CollectionFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORD, TAGS = "星轨", ("青柠", "山竹")
GROUPS = ("red", "blue")


@dataclass(eq=False)
class Shelf:
    above: "Shelf | None"
    row: Collection
    lock: str = ""
    groups: frozenset[str] = frozenset()

    def lets_in(self, groups):
        here = {"": True, "login": True, "password": False}.get(self.lock)
        here = bool(self.groups & groups) if here is None else here
        return here and (self.above is None or self.above.lets_in(groups))


class Plan:
    """A random tree of collections, with documents in it."""

    def __init__(self, seed):
        self.dice = random.Random(seed)  # noqa: S311 (to repeat, not to hide)
        self.groups = {name: Group.objects.create(name=name) for name in GROUPS}
        self.shelves = [Shelf(None, Collection.get_first_root_node())]
        for _time in range(4):
            self._add_shelf()
        self.documents = [self._document(number) for number in range(8)]

    def _add_shelf(self):
        above = self.dice.choice(self.shelves)
        parent = Collection.objects.get(pk=above.row.pk)
        shelf = Shelf(above, CollectionFactory(parent=parent))
        shelf.lock = self.dice.choice(["", "groups", "groups", "login", "password"])
        if shelf.lock:
            lock = CollectionViewRestriction.objects.create(
                collection=shelf.row, restriction_type=shelf.lock, password="x"
            )
        if shelf.lock == "groups":
            shelf.groups = frozenset(self.dice.sample(GROUPS, 1))
            lock.groups.set([self.groups[name] for name in shelf.groups])
        self.shelves.append(shelf)

    def _document(self, number):
        shelf = self.dice.choice(self.shelves)
        file = ContentFile(f"{WORD}的秘密{number}".encode(), f"{number}.txt")
        row = LibraryDocument.objects.create(
            title=f"文件第{number}号", file=file, collection=shelf.row
        )
        tags = self.dice.sample(TAGS, self.dice.randint(0, 2))
        row.tags.set(tags)
        return row, shelf, tags

    def person(self, *names):
        user = UserFactory()
        user.groups.add(*(self.groups[name] for name in names))
        return user


@pytest.mark.cases
@pytest.mark.parametrize("seed", range(4))
def test_documents_are_found_counted_and_opened_by_whom_the_rule_lets_in(
    seed, client, django_capture_on_commit_callbacks, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        plan = Plan(seed)

    for names in ((), ("red",), ("red", "blue")):
        user = plan.person(*names)
        is_open = {
            row.pk: shelf.lets_in(frozenset(names)) for row, shelf, _ in plan.documents
        }
        check_search(plan, user, is_open)
        check_pages(plan, client, user, is_open)


def check_search(plan, user, is_open):
    wanted = {pk for pk, yes in is_open.items() if yes}
    found = search(WORD, user=user, limit=100)

    assert {hit.pk for hit in found.hits} == wanted
    assert found.facets.kinds.get("document", 0) == found.total == len(wanted)
    for tag in TAGS:
        tagged = {row.pk for row, _, tags in plan.documents if tag in tags} & wanted
        assert {hit.pk for hit in search(f"tag:{tag}", user=user).hits} == tagged
        assert found.facets.tags.get(tag, 0) == len(tagged)
    assert {hit.pk for hit in suggest("文件第", user=user, limit=50)} == wanted


def check_pages(plan, client, user, is_open):
    client.force_login(user)
    cloud = {
        tag.name: tag.total
        for _category, tags in client.get("/kb/tags/").context["groups"]
        for tag in tags
    }
    for tag in TAGS:
        open_ones = [
            r for r, _, tags in plan.documents if tag in tags and is_open[r.pk]
        ]
        assert cloud.get(tag, 0) == len(open_ones)
    listed = client.get("/search/", {"q": WORD}).content.decode()
    for row, _shelf, _tags in plan.documents:
        assert (row.title in listed) == is_open[row.pk]
        file = reverse("knowledge_base:document_version", args=[row.pk, 1])
        for address in (row.get_absolute_url(), file):
            answer = client.get(address)
            assert answer.status_code == (200 if is_open[row.pk] else 404)
            list(answer)
            answer.close()
