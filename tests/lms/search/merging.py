"""Kinds of plugins and of the knowledge base in one list: what each back end promises."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import CollectionViewRestriction, Locale

from knowledge_base.models import Faq
from lms.search.engine import search
from lms.search.upkeep import index_now
from tests.factories.knowledge_base import CollectionFactory
from tests.factories.people import UserFactory
from tests.plugins.sample.models import Notice

MANY = 240  # more than the candidates that are looked at first
TEXT = "客服先核对订单编号，再登记客户的联系方式，并在系统里说明原因。" * 8


def notices(*texts):
    made = Notice.objects.bulk_create(Notice(text=text) for text in texts)
    index_now(Notice, [one.pk for one in made])


def entries(*questions, answer="", **fields):
    """Save published FAQ entries, all at once."""
    locale = Locale.objects.get(language_code="zh-hans")
    made = Faq.objects.bulk_create(
        Faq(question=question, short_answer=answer, locale=locale, live=True, **fields)
        for question in questions
    )
    index_now(Faq, [one.pk for one in made])


class MergingBehaviour:
    """Tests that a class inherits, whose fixtures choose the index."""

    @pytest.fixture
    def root(self, db):
        return CollectionFactory()

    def test_many_short_notices_keep_no_article_from_the_first_page(
        self, article, root
    ):
        notices(*(f"退款{number}" for number in range(MANY)))
        article("退款处理流程", f"{TEXT}退款要怎么办。{TEXT}", tags=["退款"])
        entries("邮费由谁付", answer=f"{TEXT}退款不含邮费。", collection=root)

        pages = [search("退款", user=None, limit=20, offset=n) for n in (0, 20, 240)]

        first, last = pages[0].hits, pages[2].hits
        kinds = [hit.kind for hit in first]
        assert (kinds.count("article"), kinds.count("notice")) == (1, 19)
        assert [hit.title for hit in last][-1] == "邮费由谁付"
        assert pages[0].total == MANY + 2
        every = [
            (hit.kind, hit.pk)
            for start in range(0, MANY + 2, 50)
            for hit in search("退款", user=None, limit=50, offset=start).hits
        ]
        assert len(every) == len(set(every)) == MANY + 2
        assert every[:20] == [(hit.kind, hit.pk) for hit in first]

    def test_pages_go_on_from_titles_to_names_to_texts(self, root):
        entries(*(f"退款换货{number}" for number in range(25)), collection=root)
        entries(*(f"先换货，后退款{number}" for number in range(30)), collection=root)
        entries("运费由谁付", answer="退款和换货都免运费。", collection=root)

        whole = search("退款换货", user=None, limit=60).hits
        pages = [
            search("退款换货", user=None, limit=20, offset=n).hits for n in (0, 20, 40)
        ]

        assert [not hit.tier for hit in whole] == [True] * 25 + [False] * 31
        assert [hit.pk for page in pages for hit in page] == [hit.pk for hit in whole]

    def test_many_entries_keep_no_notice_from_the_first_page(self, root):
        entries(*(f"退款{n}" for n in range(MANY)), answer="退款。", collection=root)
        notices("本月关于节假日期间退款到账时间的通知")

        found = search("退款", user=None).hits

        assert "notice" in [hit.kind for hit in found]

    def test_equal_texts_of_two_kinds_score_alike(self, root):
        entries("换货与退款", collection=root)
        notices("换货与退款", "原路返回")

        for query in ("退款", "退款 换货"):
            first, second = search(query, user=None).hits
            assert {first.kind, second.kind} == {"faq", "notice"}
            assert first.score == pytest.approx(second.score, rel=0.1)

    def test_whoever_may_see_little_gets_what_is_related_all_the_same(self, root):
        closed = CollectionViewRestriction.objects.create(
            collection=CollectionFactory(),
            restriction_type=CollectionViewRestriction.GROUPS,
        )
        closed.groups.add(Group.objects.create(name="lawyers"))
        entries(*(f"运费{n}" for n in range(MANY)), collection=closed.collection)
        entries("由谁来付", answer=f"{TEXT}运费。", collection=root)

        found = search("运费 星轨", user=UserFactory())

        assert found.total == 0
        assert [hit.title for hit in found.related] == ["由谁来付"]
