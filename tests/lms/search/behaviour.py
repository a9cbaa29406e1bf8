"""What search promises, whichever index answers: each back end's test inherits it."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from knowledge_base.models import FaqQuestion
from lms.models import IndexChange
from lms.search import signals
from lms.search.analysis import fold
from lms.search.engine import correct, search, suggest
from lms.search.results import Tier
from lms.search.upkeep import examine
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CategoryPageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

from .soak import examples

HOSTILE = [
    '"',
    "*",
    "AND (",
    "tag:",
    "\x00",
    "\ud800",
    "^",
    "9" * 300,
    "-",
    "<b>",
    "\\",
]
FULL_WIDTH = {code: code + 0xFEE0 for code in (*range(0x30, 0x3A), *range(0x41, 0x7B))}
WORDS = ["退款", "質保", "\uff23\uff32\uff2d", "Refund", "tag:退款", " ", *HOSTILE]


def titles(query, user=None, **options):
    return [hit.title for hit in search(query, user=user, **options).hits]


def suggested(query, user=None):
    return [found.title for found in suggest(query, user=user)]


class SearchBehaviour:
    """Tests that a class inherits, whose fixtures choose the index."""

    @pytest.fixture(autouse=True)
    def connected(self, db):
        signals.connect()

    def test_words_are_found_however_they_are_written(self, article):
        rules, manual = "重大投诉奖励积分规则", "CRM系统工单操作手册"
        kept, repaired = "质保期是多久", "質保期與維修服務說明"
        for title in (rules, manual, kept, "Refund policy"):
            article(title)
        article(repaired, "整機質保期一年。")
        one, other = frozenset({manual}), frozenset({"Refund policy"})
        both = frozenset({kept, repaired})
        found = {
            "奖励积分": {rules},
            **dict.fromkeys(("質保期", " 质保期 ", "質\u200b保期"), both),
            **dict.fromkeys(("crm工单", "\uff23\uff32\uff2d 工单", "工单 crm"), one),
            **dict.fromkeys(("refund", "Refunds", "refunding"), other),
            "zhibaoqi": both,  # no word is written like that
        }

        assert {query: set(titles(query)) for query in found} == found
        passages = {hit.title: hit for hit in search("质保期", user=None).hits}
        assert passages[repaired].passage == "整機質保期一年。"
        assert "<mark>質保" in passages[repaired].passage_html

    def test_titles_come_before_tags_and_tags_before_text(self, article):
        article("运费说明", "关于发票的说明。")
        article("税务说明", "别的话。", tags=["发票"])
        article("发票补开", "别的话。")

        assert titles("发票") == ["发票补开", "税务说明", "运费说明"]

    def test_all_words_are_wanted_and_some_are_related(self, article):
        article("换货的运费", "原路退回。")
        article("换货的步骤", "发票作废。")

        results = search("换货运费", user=None)

        assert [hit.title for hit in results.hits] == ["换货的运费"]
        assert [hit.title for hit in results.related] == ["换货的步骤"]
        assert results.total == 1
        assert results.hits[0].tier < results.related[0].tier == Tier.RELATED
        assert titles('"换货的步骤"') == ["换货的步骤"]
        assert titles('"换货步骤"') == []
        assert titles("换货 -运费") == titles('换货 -"路退"') == ["换货的步骤"]
        assert titles("-换货") == []
        assert search("换货的步骤", user=None).hits[0].tier == Tier.TITLE

    def test_tags_kinds_and_languages_narrow_and_are_counted(self, article, committed):
        article("退款政策", tags=["质保", "政策"])
        article("退款话术", tags=["质保期"])
        article("Refund 退款", language="en", tags=["质保"])
        with committed():
            FaqFactory(question="多久到账", others=["退款什么时候回来"])
            ScriptFactory(title="致歉", variants={"phone": "非常抱歉，退款晚了"})

        found = search("退款", user=None, limit=1)
        assert found.facets.kinds == {"article": 3, "faq": 1, "script": 1}
        assert found.facets.tags == {"质保": 2, "政策": 1, "质保期": 1}
        assert found.total == 5
        only = search("退款", user=None, kinds=["faq"])
        assert [hit.title for hit in only.hits] == ["多久到账"]
        assert (only.total, only.facets.kinds) == (1, found.facets.kinds)
        assert titles("退款 kind:script") == ["致歉"]
        assert set(titles("tag:質保")) == {"退款政策", "Refund 退款"}
        assert titles("退款 tag:质保 -tag:政策") == ["Refund 退款"]
        assert titles("退款", tags=["质保期"]) == ["退款话术"]
        assert titles("退款", locale="en") == ["Refund 退款"]

    def test_pages_follow_each_other_and_good_texts_come_first(self, article):
        pages = [article(f"退款{number}", "怎么办。") for number in "甲乙丙丁戊"]
        type(pages[0]).objects.update(
            last_published_at=timezone.now().replace(year=2020)
        )
        pages[3].items.update(
            live_hash="same", verified_hash="same", verified_at=timezone.now()
        )

        every = search("退款", user=None)
        hits = [
            hit
            for start in (0, 2, 4)
            for hit in search("退款", user=None, limit=2, offset=start).hits
        ]

        assert hits[0].title == "退款丁"
        assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
        assert [hit.pk for hit in hits] == [hit.pk for hit in every.hits]
        assert search("退款", user=None, limit=5, offset=100_000).hits == ()

    def test_typing_finds_by_beginning_sound_and_initials(self, article):
        article("退款流程话术：投诉")
        article("Warranty period")
        sounds = ("tklc", "tuikuan", "tuik", "liuch", "tui kuan", "tousu")
        queries = (*sounds, "退", "退款流", "话术")

        assert {query: suggested(query) for query in queries} == {
            query: ["退款流程话术：投诉"] for query in queries
        }
        assert [one.title_html for one in suggest("warr", user=None)] == [
            "<mark>Warranty</mark> period"
        ]
        assert suggested("退款 -流程") == []
        assert correct("退宽", user=None).query == "退款"
        assert correct("waranty", user=None).query == "warranty"

    def test_nobody_finds_counts_or_is_suggested_what_he_may_not_read(
        self, article, committed
    ):
        article("退款政策", tags=["公开"])
        withdrawn = article("退款旧章")
        type(withdrawn).objects.filter(pk=withdrawn.pk).update(live=False)
        with committed():
            shelf = CategoryPageFactory()
            closed = PageViewRestriction.objects.create(
                page=shelf, restriction_type=PageViewRestriction.GROUPS
            )
            closed.groups.add(Group.objects.create(name="lawyers"))
            ArticlePageFactory(title="退款诉讼", tags=["机密"], parent=shelf)
        reader = UserFactory()
        lawyer = UserFactory(groups=[Group.objects.get(name="lawyers")])

        results = search("退款", user=reader)

        assert [hit.title for hit in results.everything] == ["退款政策"]
        assert (results.total, results.facets.tags) == (1, {"公开": 1})
        assert suggested("退款", reader) == ["退款政策"]
        assert titles("诉讼", reader) == []
        assert search("诉讼 退款", user=reader).related[0].title == "退款政策"
        assert correct("诉颂", user=reader) is None
        assert set(titles("退款", lawyer)) == {"退款政策", "退款诉讼"}
        closed.delete()  # from now on everybody, and no index was written
        assert titles("诉讼", UserFactory()) == ["退款诉讼"]

    def test_counts_are_hits_and_no_string_is_an_error(self, article):
        words = ("退款流程", "質保期說明", "Refund policy 退款", "CRM工单")
        pages = {title: article(title, tags=["退款"]).pk for title in words}

        @settings(
            max_examples=examples(25, 1_000),
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(
            st.lists(st.sampled_from(WORDS), max_size=4).map("".join),
            st.sampled_from(words[:2]),
            st.integers(0, 2),
            st.integers(2, 4),
        )
        def check(query, title, start, length):
            found = search(query, user=None, limit=50)
            assert found.notice == ""
            assert found.total == len(found.hits) == sum(found.facets.kinds.values())
            suggest(query, user=None)
            part = title[start : start + length]
            for text in (part, fold(part), part.translate(FULL_WIDTH)):
                hits = search(text, user=None).hits
                assert pages[title] in [hit.pk for hit in hits]
            folded = search(fold(query).translate(FULL_WIDTH), user=None, limit=50)
            plain = search(fold(query), user=None, limit=50)
            assert {hit.pk for hit in plain.hits} == {hit.pk for hit in folded.hits}
            assert {hit.pk for hit in plain.hits} == {hit.pk for hit in found.hits}

        check()
        assert titles("😀") == titles("") == []

    def test_the_index_follows_what_is_saved_and_only_that(self, article, committed):
        page = article("退款政策", tags=["退款"])
        with committed():
            faq = FaqFactory(question="多久到账")
        with committed():
            FaqQuestion.objects.create(faq=faq, text="几天能收到钱")
            page.tags.remove("退款")
            page.title = "换货政策"
            page.save_revision().publish()
        with committed(), transaction.atomic():
            ArticlePageFactory(title="退款在此", text="")
            transaction.set_rollback(True)

        assert titles("收到钱") == ["多久到账"]
        assert titles("tag:退款") == []
        assert titles("退款政策") == titles("退款在此") == []
        assert titles("换货") == ["换货政策"]
        assert not IndexChange.objects.exists()
        with committed():
            page.delete()
        assert search("换货", user=None).total == 0
        assert examine().orphaned == 0

    def test_a_rebuild_writes_what_saving_has_written(self, article):
        article("退款政策 refunds", "三天", tags=["退款"])
        article("換貨政策")
        examine(mend=True)

        call_command("wagtail_update_index", verbosity=0)

        assert examine().is_right
        assert set(titles("政策")) == {"退款政策 refunds", "換貨政策"}
