"""What is kept of searches: no customer's data, no more than one query, not for ever."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.enums import Role, SearchEnd
from lms.models import SearchLog
from lms.personal_data import anonymise, data_of
from lms.search.masking import masked
from lms.search_log import forget_searches
from tests.factories.knowledge_base import FaqFactory, ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef" * 2
TOLD = {"key": KEY, "query": "退款", "total": "3", "end": "nothing", "elapsed": "12"}


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def item(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return FaqFactory(question="退款多久到账")


def tell(client, **values):
    return client.post("/search/end/", TOLD | values)


def test_a_full_search_is_kept_folded_and_once_with_one_query(agent, item):
    agent.get("/search/", {"q": "退款"})  # what is remembered is remembered from now on
    SearchLog.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        for _again in range(2):
            page = agent.get("/search/", {"q": "退款多久 運費"})

    kept = SearchLog.objects.get()
    assert (kept.user, kept.query, kept.end) == (
        agent.user,
        "退款多久 运费",
        SearchEnd.UNSEEN,
    )
    assert kept.total == page.context["total"]
    assert f'data-logged="{kept.key}"' in page.content.decode()
    written = [one["sql"] for one in queries if "searchlog" in one["sql"]]
    assert len(written) == 2  # one for each


def test_typing_turning_the_page_and_lists_are_not_logged_by_the_server(agent, item):
    agent.get("/search/", {"q": "退款"}, headers={"HX-Request": "true"})
    agent.get("/search/", {"q": "退款", "page": "2"})
    agent.get("/search/", {"kind": "faq"})

    assert not SearchLog.objects.exists()


def test_a_short_code_that_leads_straight_to_its_item_is_a_search_that_ended(agent):
    script = ScriptFactory(short_code="tkjd")

    assert agent.get("/search/", {"q": "tkjd"}).status_code == 302

    kept = SearchLog.objects.get()
    assert kept.end == SearchEnd.OPENED
    assert kept.address == script.get_absolute_url()


def test_what_was_typed_in_one_go_is_one_row_with_its_end(agent, client_as):
    tell(agent, query="退")
    tell(agent, query="退款", total="2")
    found = {"end": "copied", "address": "/kb/faq/7/", "position": "2", "seconds": "9"}
    assert tell(agent, query="退款運費", **found).status_code == 204
    other = client_as(Role.AGENT)
    tell(other, query="别人的")

    kept = SearchLog.objects.get(user=agent.user)
    assert (kept.query, kept.end, kept.address) == ("退款运费", "copied", "/kb/faq/7/")
    assert (kept.position, kept.seconds, kept.elapsed) == (2, 9, 12)
    assert SearchLog.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "short"},
        {"end": "won"},
        {"address": "https://example.com/"},
        {"total": "-1"},
        {"seconds": "x"},
    ],
)
def test_what_no_script_of_ours_tells_is_refused(agent, wrong):
    assert tell(agent, **wrong).status_code == 400
    assert not SearchLog.objects.exists()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (
            "退款 \uff11\uff13\uff18 \uff10\uff10\uff11\uff13-\uff18\uff10\uff10\uff10 张三",
            "退款 *** 张三",
        ),
        ("一三八零零一三八零零零退款", "***退款"),
        ("Li.Lei@Example.com 投诉", "*** 投诉"),
        ("订单SF1234567890什么时候到", "订单***什么时候到"),
        ("身份证 11010119900307123X", "身份证 ***"),
        ("iPhone 15 三包 2026年", "iphone 15 三包 2026年"),
    ],
)
@pytest.mark.once
def test_what_may_be_a_customers_is_not_kept(query, kept):
    assert masked(query) == kept


def test_nothing_but_a_number_leaves_no_row(agent):
    assert tell(agent, query="13800138000").status_code == 204
    assert not SearchLog.objects.exists()


def test_a_person_has_it_as_a_file_and_takes_the_name_along(agent):
    tell(agent)
    [row] = data_of(agent.user)["lms.searches"]
    assert row["query"] == "退款"

    agent.user.is_active = False
    agent.user.save()
    anonymise(person=agent.user, user=None, now=timezone.now())

    assert SearchLog.objects.get().user is None


def test_old_searches_are_forgotten():
    now = timezone.now()
    for days, query in ((200, "旧"), (1, "新")):
        SearchLog.objects.create(
            user=UserFactory(),
            key=KEY,
            query=query,
            total=0,
            searched_at=now - timedelta(days=days),
        )

    assert forget_searches(before=now - timedelta(days=180)) == 1
    assert SearchLog.objects.get().query == "新"
