"""Personal lists: what stands on them, in which order, and for whom."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from knowledge_base.models import Script
from lms.enums import Role
from lms.search.lists import (
    PersonalList,
    find_list,
    list_hits,
    register_list,
    registered_lists,
    unregister_list,
)
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.personal import FavoriteFactory, UseFactory

pytestmark = pytest.mark.django_db
LISTS = {"favorites": FavoriteFactory, "recent": UseFactory}
NOW = timezone.now()


class Pinned(PersonalList):
    """What the test puts on it, without a look at who may read it."""

    name = "pinned"
    label = "Pinned"

    def __init__(self, *content):
        self.content = [(type(one), one.pk) for one in content]

    def keys(self, user, limit, offset=0):
        return self.content[offset : offset + limit]

    def count(self, user):
        return len(self.content)


class OtherPinned(Pinned):
    pass


@pytest.fixture
def agent():
    return UserFactory(role=Role.AGENT)


@pytest.fixture
def closed():
    collection = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    ).groups.add(Group.objects.create(name="insiders"))
    return collection


def titles(*args, limit=20, **options):
    return [hit.title for hit in list_hits(*args, limit=limit, **options)]


def keep(name, user, *content):
    """Put content on a list, the first of it last in time."""
    for minutes, one in enumerate(content):
        moment = NOW - timedelta(minutes=minutes)
        when = {"favorites": "created_at", "recent": "used_at"}[name]
        LISTS[name](user=user, item=one.item, **{when: moment})


# The register


def test_a_list_is_registered_once_and_found_by_its_name():
    first, again = Pinned(), Pinned()
    register_list(first)
    register_list(again)

    assert find_list("pinned") is again
    assert first not in registered_lists()
    with pytest.raises(ImproperlyConfigured, match="already taken by Pinned"):
        register_list(OtherPinned())
    unregister_list("pinned")
    assert find_list("pinned") is None
    with pytest.raises(KeyError):
        list_hits("pinned", None, limit=5)


def test_there_are_favorites_and_what_was_used():
    assert [each.name for each in registered_lists()] == ["favorites", "recent"]


# Any list


def test_hits_stand_in_the_order_of_the_list_whatever_kind_they_are(agent):
    content = [ScriptFactory(), FaqFactory(), ArticlePageFactory(), ScriptFactory()]

    hits = list_hits(Pinned(*content), agent, limit=3)

    assert [hit.url for hit in hits] == addresses(content[:3])
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.kind for hit in hits] == ["script", "faq", "article"]
    assert titles(Pinned(*content), agent, offset=2) == [
        content[2].title,
        content[3].title,
    ]


def test_brief_hits_have_title_and_address_alone(agent):
    script = ScriptFactory(tags=["退款"])

    full = list_hits(Pinned(script), agent, limit=1)[0]
    brief = list_hits(Pinned(script), agent, limit=1, brief=True)[0]

    assert (full.tags, bool(full.passage)) == (("退款",), True)
    assert (brief.tags, brief.passage) == ((), "")
    assert (brief.title, brief.url) == (script.title, script.get_absolute_url())


def test_what_one_may_not_read_drops_out_of_any_list(agent, closed):
    shown = FaqFactory()
    hidden = [
        ScriptFactory(collection=closed),
        FaqFactory(live=False),
        Script(pk=10_000),
        agent,  # of no kind that is searched
    ]

    assert titles(Pinned(*hidden, shown), agent) == [shown.title]


# Favorites and what was used


@pytest.mark.cases
@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_newest_first_and_of_one_person(name, agent):
    first, second, third = ScriptFactory(), ArticlePageFactory(), FaqFactory()
    keep(name, agent, third, first)
    keep(name, UserFactory(), second)

    assert titles(name, agent) == [third.title, first.title]
    assert titles(name, agent, limit=1, offset=1) == [first.title]
    assert find_list(name).count(agent) == 2


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_in_particular_has_no_list(name, user):
    UseFactory(user=None)

    assert list_hits(name, user, limit=5) == []
    assert find_list(name).count(user) == 0


@pytest.mark.cases
@pytest.mark.parametrize("name", LISTS)
def test_a_list_leaves_out_what_was_closed_or_unpublished_later(name, agent, closed):
    stays, closes, ends, goes = (ScriptFactory() for _time in range(4))
    keep(name, agent, closes, ends, goes, stays)
    Script.objects.filter(pk=closes.pk).update(collection=closed)
    ends.unpublish()
    goes.delete()

    assert titles(name, agent, limit=1) == [stays.title]
    assert find_list(name).count(agent) == 1


def test_what_was_used_often_stands_once_where_it_was_used_last(agent):
    often, once = ScriptFactory(), FaqFactory()
    keep("recent", agent, often, once, often, often)
    keep("recent", UserFactory(), once)

    assert titles("recent", agent) == [often.title, once.title]
    assert find_list("recent").count(agent) == 2


def test_uses_in_the_same_moment_are_one_item_all_the_same(agent):
    script = ScriptFactory()
    for how in ("copied", "read"):
        UseFactory(user=agent, item=script.item, how=how, used_at=NOW)

    assert titles("recent", agent) == [script.title]


@pytest.mark.cases
@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_queries_for_30_items_as_for_one(name, agent):
    def count():
        person = get_user_model().objects.get(pk=agent.pk)
        with CaptureQueriesContext(connection) as queries:
            list_hits(name, person, limit=100)
        return len(queries)

    def add(number):
        for _time in range(number):
            kinds = (ScriptFactory, FaqFactory, ArticlePageFactory)
            keep(name, agent, *(make(tags=["退款"]) for make in kinds))

    add(1)
    count()
    with_one = count()
    add(9)

    assert count() == with_one
    assert len(list_hits(name, agent, limit=100)) == 30


# The first page


def shelves(client):
    found = client.get("/").context["shelves"]
    return {shelf.list.name: [hit.url for hit in shelf.hits] for shelf in found}


def addresses(content):
    return [each.get_absolute_url() for each in content]


def test_the_first_page_shows_the_top_of_each_list(client_as):
    client = client_as(Role.AGENT)
    starred = [ScriptFactory(language="en"), *(FaqFactory() for _time in range(6))]
    used = ArticlePageFactory()
    keep("favorites", client.user, *starred)
    keep("recent", client.user, used)

    page = client.get("/").content.decode()

    assert shelves(client) == {
        "favorites": addresses(starred[:5]),
        "recent": addresses([used]),
    }
    for name in LISTS:
        assert f'href="/search/?show={name}"' in page
    assert str(find_list("favorites").hint) not in page


def test_the_first_page_says_how_an_empty_list_is_filled(client_as):
    client = client_as(Role.AGENT)
    keep("favorites", UserFactory(), ScriptFactory())

    page = client.get("/").content.decode()

    assert shelves(client) == {"favorites": [], "recent": []}
    for each in registered_lists():
        assert str(each.hint) in page
        assert f"show={each.name}" not in page


def test_the_first_page_takes_as_many_queries_with_30_items_as_with_one(
    client_as, closed
):
    client = client_as(Role.AGENT)

    def add(number):
        kinds = (ScriptFactory, FaqFactory, ArticlePageFactory) * number
        content = [make() for make in kinds]
        for name in LISTS:
            keep(name, client.user, *content)

    def count():
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    add(1)
    with_one = count()
    add(9)

    assert count() == with_one <= 12 + 2  # which plugins are on, its widget
    kinds = {url.split("/")[-3] for url in shelves(client)["recent"]}
    assert kinds == {"articles", "faq", "scripts"}
