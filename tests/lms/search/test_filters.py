"""What narrows a search from inside the query: what is unwanted, whose it is, when."""

from datetime import datetime
from time import process_time

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.search.engine import search, suggest
from lms.search.narrowing import moment_of
from tests.factories.knowledge_base import FaqFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def titles(query, **options):
    return {hit.title for hit in search(query, user=None, **options).hits}


def test_what_is_unwanted_is_left_out(article):
    article("退款流程", tags=["支付"])
    article("退款政策", "原路退回，运费自理。")
    article("退款 e-mail 模板")

    assert titles("退款 -运费") == {"退款流程", "退款 e-mail 模板"}
    assert titles("退款 \uff0d運費") == {"退款流程", "退款 e-mail 模板"}
    assert titles('退款 -"路退"') == {"退款流程", "退款 e-mail 模板"}
    assert titles("退款 -tag:支付 -运费") == {"退款 e-mail 模板"}
    assert titles("tag:支付 -流程") == set()
    assert titles("e-mail") == {"退款 e-mail 模板"}
    assert titles("退款 - 运费") == {"退款政策"}
    assert titles("-退款") == set()
    assert [s.title for s in suggest("退款 -政策 -模板", user=None)] == ["退款流程"]


def test_owner_and_days_narrow_and_stand_together(article, committed, client_as):
    first, second = article("退款流程"), article("退款政策")
    with committed():
        FaqFactory(question="退款多久到账")
    owner = UserFactory(last_name="王", first_name="小明", username="xiaoming")
    first.items.update(owner=owner)
    _publish(first, 2026, 3, 31)
    _publish(second, 2026, 4, 1)

    assert titles("退款 owner:王小明") == {"退款流程"}
    assert titles("退款 负责人：xiaoming") == {"退款流程"}
    assert {h.title for h in search("退款 owner:me", user=owner).hits} == {"退款流程"}
    assert titles("退款 before:2026-04") == {"退款流程"}
    assert titles("退款 after:2026-04-01 kind:article") == {"退款政策"}
    assert titles("退款 after:2026-03 早于：2026年4月1日") == {"退款流程"}
    assert titles("退款 owner:xiaoming after:2026.4") == set()
    page = client_as().get("/search/", {"q": "owner:xiaoming"}).content.decode()
    assert "退款流程" in page
    assert "退款政策" not in page


def _publish(page, *day):
    moment = timezone.make_aware(datetime(*day))  # noqa: DTZ001 (made aware)
    type(page).objects.filter(pk=page.pk).update(last_published_at=moment)


@pytest.mark.cases
@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("退款 kind:nothing", "nothing"),
        ("退款 owner:nobody", "nobody"),
        ("退款 before:yesterday", "yesterday"),
        ("退款 after:2026-13-01", "2026-13-01"),
        ("退款 tag:没有", "没有"),
        ("kind:nothing", "nothing"),
    ],
)
def test_a_filter_that_means_nothing_is_named_and_finds_nothing(
    article, client_as, query, word
):
    article("退款流程")

    results = search(query, user=None)
    page = client_as().get("/search/", {"q": query}).content.decode()

    assert (results.everything, results.total, results.notice) == ((), 0, "")
    if query != "kind:nothing":
        assert word in results.remarks[0]
    assert f"“{word}”" in page
    assert "退款流程" not in page


def test_a_known_tag_beside_other_words_needs_no_remark(article):
    article("退款流程", tags=["支付"])

    assert search("班车 tag:支付", user=None).remarks == ()


@pytest.mark.cases
@pytest.mark.parametrize("text", ["2026", "2026-3", "2026年03月01日", "2026/3/1"])
def test_days_are_read_as_people_write_them(text):
    assert moment_of(text).year == 2026


PIECES = ["-", "tag:", "kind:", "owner:", "before:", "after:", '"', " ", "：", "退款"]
PIECES += ["2026-02-30", "0000", "9999-12-31", "me", "\x00", "'", "*", "NOT", "(", "|"]


def test_no_row_of_signs_and_filters_raises(article):
    article("退款流程")

    @settings(
        max_examples=3 * settings.default.max_examples // 2,  # fewer on repeats
        deadline=None,  # processor time is measured below: others use the machine, too
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
    def check(query):
        started = process_time()
        found = search(query, user=None)
        assert found.notice == ""
        suggest(query, user=None)
        assert process_time() - started < 1

    check()
