"""The promises of search, kept by a server that speaks the API of Elasticsearch.

Without `SEARCH_URL` that is a small one in memory, made for tests.
"""

import json
from io import StringIO
from queue import Queue

import pytest
from django.core.management import CommandError, call_command
from elasticsearch.helpers import scan
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from modelsearch.backends import get_search_backend
from modelsearch.index import get_indexed_models
from modelsearch.utils import get_content_type_pk

from knowledge_base.models import ArticlePage, Faq
from lms.models import IndexChange
from lms.search.elastic.mapping import id_of, source_of
from lms.search.engine import correct, search, suggest
from lms.search.entries import ANALYZER
from lms.search.telling import Teller
from lms.search.upkeep import catch_up, examine
from tests.elastic import (  # noqa: F401 (fixtures among them)
    REAL,
    TOLD,
    PlainNode,
    elasticsearch,
    search_server,
    seconds_here_and_there,
)
from tests.factories.knowledge_base import ArticlePageFactory

from .behaviour import SearchBehaviour, suggested, titles
from .conftest import JUDGED
from .mending import MendingBehaviour
from .merging import MergingBehaviour
from .soak import examples
from .test_hostile import strings
from .test_same_rows import check_rows

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.usefixtures("elasticsearch"),
]


class TestElasticsearch(SearchBehaviour, MergingBehaviour, MendingBehaviour):
    """All that the database's index promises."""

    backend, indexes = "elasticsearch", 2  # the database has its own beside it

    @pytest.fixture
    def index(self, elasticsearch):  # noqa: F811 (a fixture)
        return elasticsearch

    def lose(self, index, item):
        server = index.server
        server.client.delete(index=server.alias, id=_id_of(item), refresh=True)

    def date_back(self, index, item):
        source = {**_source_of(item), "analyzer": ANALYZER - 1}
        _put(index, {"_id": _id_of(item), "_source": source})

    def leave(self, index, item):
        key = f"{get_content_type_pk(Faq)}:987654"
        _put(index, {"_id": key, "_source": {**_source_of(item), "key": key}})


def _id_of(item):
    return id_of(get_content_type_pk(type(item)), item.pk)


def _source_of(item):
    return source_of(get_content_type_pk(type(item)), item)


def _put(index, document):
    server = index.server
    server.client.index(
        index=server.alias,
        id=document["_id"],
        document=document["_source"],
        refresh=True,
    )


def test_the_judged_set_is_answered_well_and_leaves_nothing(elasticsearch):  # noqa: F811 (a fixture)
    out = StringIO()
    call_command(
        "search_eval",
        str(JUDGED / "documents.jsonl"),
        str(JUDGED / "queries.jsonl"),
        "--json",
        "--fail-under=recall=.97,ndcg=.95",
        stdout=out,
    )

    assert json.loads(out.getvalue())["unanswered"] == []
    assert elasticsearch.count_stale_entries() == 0


def test_any_row_of_changes_leaves_the_documents_of_a_rebuild(
    elasticsearch,  # noqa: F811 (a fixture)
    committed,
):
    def documents():
        server = elasticsearch.server
        server.client.indices.refresh(index=server.alias)
        found = scan(server.client, index=server.alias)
        return sorted((one["_id"], one["_source"]["digest"]) for one in found)

    check_rows(committed, documents, examples(2, 40))


def test_no_hostile_string_is_an_error_to_the_server_nor_takes_a_second(
    request, article
):
    """Two thousand by `make soak`, on the server with a refusal as an error."""
    article("退款流程 CRM工单", "质保期是多久")
    article("Refund policy")
    seconds = seconds_here_and_there(request)

    @settings_of(
        max_examples=examples(40, 2_000),
        deadline=None,  # processor time is measured: others use the machine, too
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(strings)
    def check(query):
        started = seconds()
        found = search(query, user=None, limit=3)
        if not found.everything:
            correct(query, user=None)
        suggest(query, user=None)
        assert found.notice == ""
        assert found.total >= len(found.hits)
        assert seconds() - started < 1

    check()


@pytest.mark.skipif(bool(REAL), reason="requests to a real server are not counted")
def test_a_page_is_one_request_and_so_is_a_word_that_is_typed(article):
    article("退款流程")
    PlainNode.asked.clear()

    assert titles("退款", limit=1) == ["退款流程"]
    assert len(PlainNode.asked) == 1
    assert suggested("退款") == suggested("tuikuan") == ["退款流程"]
    assert len(PlainNode.asked) == 3
    found = search("退款 换货", user=None)
    assert [hit.title for hit in found.related] == ["退款流程"]
    assert len(PlainNode.asked) == 5  # what is related is asked for if there is room


def test_a_save_leaves_word_and_waits_for_no_server(
    settings,
    elasticsearch,  # noqa: F811 (a fixture)
    article,
):
    settings.WAGTAILSEARCH_BACKENDS["elasticsearch"]["TELL"] = "tests.elastic.remember"
    TOLD.clear()
    PlainNode.asked.clear()

    article("退款流程")

    assert PlainNode.asked == []
    assert TOLD
    assert titles("退款") == []
    words = IndexChange.objects.values_list("model", flat=True)
    assert "elasticsearch:lms_knowledge_base.articlepage" in words
    assert all(word.startswith("elasticsearch:") for word in words)
    assert catch_up() > 0
    assert titles("退款") == ["退款流程"]


def test_the_thread_that_tells_goes_on_after_an_error():
    done = Queue()

    def work(index):
        done.put(index)
        if index == "broken":
            raise OSError

    teller = Teller(work)
    for index in ("broken", "whole"):
        teller(index)
        assert done.get(timeout=10) == index


def test_the_old_index_answers_and_takes_in_changes_during_a_rebuild(
    elasticsearch,  # noqa: F811 (a fixture)
    article,
    committed,
):
    kept, gone = article("退款政策"), article("换货政策")
    beside = get_search_backend("elasticsearch").rebuilder_class(elasticsearch).start()
    read_before = {m: list(m.get_indexed_objects()) for m in get_indexed_models()}
    new = article("保价政策")
    with committed():
        changed = ArticlePage.objects.get(pk=kept.pk)
        changed.title = "维修政策"
        changed.save_revision().publish()
        gone.delete()
    for model, objects in read_before.items():
        beside.add_items(model, objects)  # as they were: what came later stays
    assert set(titles("政策")) == {"维修政策", "保价政策"}
    (old,) = [name for name, answers in elasticsearch.names().items() if answers]

    beside.finish()

    assert elasticsearch.names() == {beside.name: True}
    assert old != beside.name
    assert set(titles("政策")) == {"维修政策", "保价政策"}
    assert titles("退款") == titles("换货") == []
    with committed():
        new.title = "价保政策"
        new.save_revision().publish()
    assert titles("价保") == ["价保政策"]


@pytest.mark.skipif(bool(REAL), reason="a real server is not ours to stop")
def test_while_the_server_is_down_the_database_answers_and_nothing_is_lost(
    request, article, committed, client_as
):
    server = request.getfixturevalue("search_server")
    call_command("search_doctor", mend=True, verbosity=0)
    article("退款政策", tags=["支付"])
    assert search("退款", user=None).notice == ""

    server.stop()
    with committed():
        ArticlePageFactory(title="退款流程", text="", tags=["支付"])

    found = search("原路 OR 退款", user=None, tags=["支付"])
    assert found.notice
    assert set(titles("退款")) == {"退款政策", "退款流程"}
    assert search("退款", user=None).facets.tags == {"支付": 2}
    assert set(suggested("tuikuan")) == {"退款政策", "退款流程"}
    assert found.notice in client_as().get("/search/", {"q": "退款"}).content.decode()
    assert catch_up() == 0
    words = set(IndexChange.objects.values_list("model", flat=True))
    assert "elasticsearch:lms_knowledge_base.articlepage" in words
    assert "lms_knowledge_base.articlepage" not in words
    with pytest.raises(CommandError) as caught:
        call_command("search_doctor", verbosity=0)
    assert caught.value.returncode == 2

    server.start()  # it has forgotten everything
    assert search("退款", user=None).notice
    call_command("run_due", verbosity=0)

    assert not IndexChange.objects.exists()
    assert search("退款", user=None).notice == ""
    assert set(titles("退款")) == {"退款政策", "退款流程"}
    assert [one.title for one in suggest("退款流", user=None)] == ["退款流程"]
    assert examine().is_right
