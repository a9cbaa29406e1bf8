"""Stars and uses: whose they are, what is kept of them, and what is not."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from knowledge_base.enums import Channel, UseKind
from knowledge_base.management.commands.load_demo import DEMO
from knowledge_base.models import Favorite, Script, Use, Vote
from knowledge_base.services.demo_people import add_people, read_people
from knowledge_base.services.demo_uses import add_demo_uses
from knowledge_base.services.personal import forget_uses, record_use, set_favorite
from lms.enums import Role, SearchEnd
from lms.models import SearchLog
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import StaffProfileFactory, UserFactory
from tests.factories.personal import FavoriteFactory, UseFactory
from tests.pages import forbidden_in

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def script():
    return ScriptFactory()


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


def star_address(entry):
    return reverse("knowledge_base:favorite", args=[entry.item.uuid])


def use_address(entry):
    return reverse("knowledge_base:use", args=[entry.item.uuid])


def close(collection):
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    ).groups.add(Group.objects.create(name="insiders"))


# Stars


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory, ScriptFactory])
def test_a_star_is_set_and_taken_away_on_each_kind_of_page(agent, factory):
    entry = factory()
    address = entry.get_absolute_url()

    before = agent.get(address)
    answer = agent.post(star_address(entry), {"wanted": "yes"}, follow=True)

    assert (before.context["item"], before.context["is_favorite"]) == (
        entry.item,
        False,
    )
    assert answer.redirect_chain == [(address, 302)]
    assert answer.context["is_favorite"] is True
    assert 'aria-pressed="true"' in answer.content.decode()
    assert forbidden_in(answer) == []
    agent.post(star_address(entry), {"wanted": "no"})
    assert agent.get(address).context["is_favorite"] is False


def test_a_star_set_twice_is_one_and_taken_away_twice_is_none(script):
    person = UserFactory()

    for wanted, count in [(True, 1), (True, 1), (False, 0), (False, 0)]:
        set_favorite(user=person, item=script.item, wanted=wanted)
        assert Favorite.objects.count() == count


def test_htmx_gets_the_star_alone(agent, script):
    address = star_address(script)

    on = agent.post(address, {"wanted": "yes"}, headers=HTMX).content.decode()
    off = agent.post(address, {"wanted": "no"}, headers=HTMX).content.decode()

    assert on.count("<form") == on.count("data-star") == 1
    assert "<html" not in on
    assert 'aria-pressed="true"' in on
    assert 'name="wanted" value="no"' in on
    assert f'hx-post="{address}"' in on
    assert "csrfmiddlewaretoken" in on
    assert 'aria-pressed="false"' in off
    assert 'name="wanted" value="yes"' in off


def test_the_star_of_one_person_is_not_that_of_another(client_as, script):
    one, other = client_as(Role.AGENT), client_as(Role.AGENT)
    one.post(star_address(script), {"wanted": "yes"})
    other.post(star_address(script), {"wanted": "no"})
    address = script.get_absolute_url()

    assert one.get(address).context["is_favorite"] is True
    assert other.get(address).context["is_favorite"] is False
    assert [row.user for row in Favorite.objects.all()] == [one.user]


@pytest.mark.parametrize("wanted", ["", "maybe", "True"])
def test_a_star_takes_yes_or_no(agent, script, wanted):
    assert agent.post(star_address(script), {"wanted": wanted}).status_code == 400
    assert not Favorite.objects.exists()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:x"]
)
def test_a_star_leads_to_no_other_site(agent, script, address):
    data = {"wanted": "yes", "next": address}

    answer = agent.post(star_address(script), data)

    assert answer["Location"] == script.get_absolute_url()


def test_a_star_leads_back_to_where_it_was_pressed(agent, script):
    answer = agent.post(star_address(script), {"wanted": "yes", "next": "/search/?q=a"})

    assert answer["Location"] == "/search/?q=a"


# Uses


def test_i14_a_use_is_noted_with_nothing_but_item_way_channel_and_moment(agent, script):
    data = {"how": "copied", "channel": "chat", "text": "王女士 13800000000"}

    answer = agent.post(use_address(script), data)

    assert (answer.status_code, answer.content) == (204, b"")
    use = Use.objects.get()
    assert (use.user, use.item) == (agent.user, script.item)
    assert (use.how, use.channel) == ("copied", "chat")
    fields = {field.name for field in Use._meta.get_fields()}
    assert fields == {"id", "user", "item", "how", "channel", "used_at"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"how": "王女士"},
        {"how": "copied", "channel": "13800000000"},
        {"how": "", "channel": "chat"},
    ],
)
def test_a_use_of_another_kind_is_not_noted(agent, script, data):
    assert agent.post(use_address(script), data).status_code == 400
    assert not Use.objects.exists()


def test_a_use_within_30_seconds_is_the_same_use(script):
    person, start = UserFactory(), timezone.now()

    def use(seconds, user=person, item=script.item, how=UseKind.COPIED):
        return record_use(
            user=user,
            item=item,
            how=how,
            channel=Channel.PHONE,
            now=start + timedelta(seconds=seconds),
        )

    assert use(0)
    assert not use(29)
    assert use(10, user=UserFactory())
    assert use(10, item=ScriptFactory().item)
    assert use(10, how=UseKind.READ)
    assert use(31)
    assert Use.objects.count() == 5


@pytest.mark.parametrize("name", ["favorite", "use"])
def test_a_form_from_elsewhere_is_refused(script, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(role=Role.AGENT))
    data = {"wanted": "yes", "how": "copied"}

    answer = client.post(
        reverse(f"knowledge_base:{name}", args=[script.item.uuid]), data
    )

    assert answer.status_code == 403
    assert not Favorite.objects.exists()
    assert not Use.objects.exists()


def test_a_browser_notes_a_use_with_the_token_of_the_page(script):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(role=Role.AGENT))
    client.get(script.get_absolute_url())
    token = client.cookies["csrftoken"].value

    answer = client.post(
        use_address(script), {"how": "copied"}, headers={"X-CSRFToken": token}
    )

    assert answer.status_code == 204
    assert Use.objects.get().channel == ""


def test_old_uses_are_forgotten_and_newer_ones_stay():
    now = timezone.now()
    UseFactory(used_at=now - timedelta(days=400))
    newer = UseFactory(used_at=now - timedelta(days=1))

    assert forget_uses(before=now - timedelta(days=180)) == 1

    assert [*Use.objects.all()] == [newer]


def test_the_page_says_how_often_an_item_was_used_in_30_days(agent, script):
    now = timezone.now()
    for days in (0, 29, 31):
        UseFactory(item=script.item, used_at=now - timedelta(days=days))
    UseFactory()

    answer = agent.get(script.get_absolute_url())

    assert answer.context["item"].use_count == 2


@pytest.mark.once
def test_stars_and_uses_cost_the_page_no_query(
    agent, script, django_assert_num_queries
):
    address = script.get_absolute_url()
    agent.get(address)
    with CaptureQueriesContext(connection) as without:
        agent.get(address)
    for _time in range(30):
        UseFactory(item=script.item)
        FavoriteFactory(item=script.item)

    with django_assert_num_queries(len(without)):
        agent.get(address)


# What is not for everybody, and who is not there any more


@pytest.mark.cases
@pytest.mark.parametrize("state", ["closed", "unpublished", "deleted", "unknown"])
def test_what_one_may_not_read_is_neither_starred_nor_used(agent, state):
    collection = CollectionFactory()
    script = ScriptFactory(collection=collection)
    star, use = star_address(script), use_address(script)
    if state == "closed":
        close(collection)
    elif state == "unpublished":
        script.unpublish()
    elif state == "deleted":
        script.delete()
    else:
        star = reverse("knowledge_base:favorite", args=[uuid4()])
        use = reverse("knowledge_base:use", args=[uuid4()])

    assert agent.post(star, {"wanted": "yes"}).status_code == 404
    assert agent.post(use, {"how": "copied"}).status_code == 404
    assert not Favorite.objects.exists()
    assert not Use.objects.exists()


def test_a_deleted_person_leaves_uses_without_a_name_and_no_stars(agent, script):
    person = UserFactory()
    FavoriteFactory(user=person, item=script.item)
    UseFactory(user=person, item=script.item)

    person.delete()

    assert not Favorite.objects.exists()
    assert [use.user for use in Use.objects.all()] == [None]
    assert agent.get(script.get_absolute_url()).context["item"].use_count == 1


def test_a_person_who_has_left_stars_and_uses_nothing(client_as, script):
    person = UserFactory(role=Role.AGENT)
    client = client_as(user=person)
    StaffProfileFactory(user=person, leaves_date=date(2020, 1, 1))

    for address in (star_address(script), use_address(script)):
        answer = client.post(address, {"wanted": "yes", "how": "copied"})
        assert answer["Location"].startswith(reverse("lms:sign_in"))
    assert not Favorite.objects.exists()
    assert not Use.objects.exists()


def test_a_deleted_script_takes_its_stars_and_uses_with_it(script):
    FavoriteFactory(item=script.item)
    UseFactory(item=script.item)

    Script.objects.get(pk=script.pk).delete()

    assert not Favorite.objects.exists()
    assert not Use.objects.exists()


# The demo


@pytest.mark.once
def test_agents_of_the_demo_have_stars_and_votes_once():
    for number in range(12):
        ScriptFactory(variants={"chat": f"您好{number}"})
        FaqFactory(language="en")
    people = read_people(DEMO)
    add_people(people, "a password")
    somebody_else = UserFactory(role=Role.AGENT)
    now = timezone.now()

    added = add_demo_uses(people=people, now=now)
    again = add_demo_uses(people=people, now=now + timedelta(days=1))

    agents = sum("agent" in row["roles"].split("|") for row in people.people)
    assert (added, again) == (agents, 0)
    assert {row.user for row in Favorite.objects.all()} == {
        vote.user for vote in Vote.objects.all()
    }
    assert not Vote.objects.filter(user=somebody_else).exists()
    assert all(vote.is_about_live_text for vote in Vote.objects.all())
    assert {*Vote.objects.values_list("is_helpful", flat=True)} == {True, False}
    assert all(vote.updated_at < now for vote in Vote.objects.all())


def test_agents_of_the_demo_have_used_what_they_searched_for_and_copied():
    copied, opened = ScriptFactory(variants={"chat": "您好"}), ScriptFactory()
    people = read_people(DEMO)
    add_people(people, "a password")
    agent, now = get_user_model().objects.get(username="agent"), timezone.now()
    for script, end in ((copied, SearchEnd.COPIED), (opened, SearchEnd.OPENED)):
        SearchLog.objects.create(
            user=agent,
            key=end,
            query="退款",
            total=2,
            end=end,
            address=script.get_absolute_url(),
            searched_at=now - timedelta(days=3),
        )

    for _time in range(2):
        add_demo_uses(people=people, now=now)

    use = Use.objects.get()
    assert (use.user, use.item, use.channel) == (agent, copied.item, "chat")
    assert use.used_at == now - timedelta(days=3)


def test_the_demo_gives_the_same_name_the_same_stars():
    scripts = [ScriptFactory() for _time in range(12)]
    people = read_people(DEMO)
    add_people(people, "a password")

    def stars():
        add_demo_uses(people=people, now=timezone.now())
        rows = Favorite.objects.filter(user__username="agent").order_by("-created_at")
        return [row.item_id for row in rows]

    first = stars()
    Favorite.objects.all().delete()
    Vote.objects.all().delete()

    assert stars() == first
    assert {*first} <= {script.item.pk for script in scripts}
