"""What always holds of the knowledge base, where no other file shows it.

Elsewhere, under the same codes: I1 to I3 and I15 in test_verification, I4 and I5 in
test_reviews, I9 in test_contributions, I11 in test_phrase_rules, I12 in test_tags, I14
in test_personal, I16 in test_freshness, I18 in permissions/test_visibility.
"""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import CollectionViewRestriction, ModelLogEntry

from knowledge_base.enums import Freshness
from knowledge_base.exceptions import BlockedPhraseError, RefusedPublicationError
from knowledge_base.models import KnowledgeItem, Script, Tag, Use
from knowledge_base.models.freshness import with_freshness
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.services.phrases import override_phrases
from knowledge_base.services.tags import merge_tags
from knowledge_base.services.verification import verify_item
from lms.enums import Role
from lms.models import PublishedEvent
from lms.search.engine import search, suggest
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    PlaceholderFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.phrases import PhraseRuleFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 4, tzinfo=UTC)
NAMES = ["退款", "退钱", "运费", "邮费"]


@pytest.mark.slow
class TestTags(TestCase):
    @settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sets(st.sampled_from(NAMES), min_size=1),
        st.lists(st.tuples(*[st.sampled_from(NAMES)] * 2), max_size=3),
    )
    def test_i12_a_restored_version_has_each_tag_or_what_it_was_merged_into(
        self, had, merges
    ):
        faq = FaqFactory(tags=[*had])
        for name in NAMES:
            Tag.objects.get_or_create(name=name)
        version = faq.save_revision()
        stands_for = {name: name for name in NAMES}
        for old, new in merges:
            gone, kept = stands_for[old], stands_for[new]
            if gone == kept:
                continue
            tags = {tag.name: tag for tag in Tag.objects.canonical()}
            merge_tags(tag=tags[gone], into=tags[kept], user=None)
            stands_for = {
                name: kept if now == gone else now for name, now in stands_for.items()
            }
        faq.tags.clear()
        faq.save()

        version.refresh_from_db()
        version.publish()

        faq.refresh_from_db()
        assert {tag.name for tag in faq.tags.all()} == {stands_for[n] for n in had}


@pytest.mark.parametrize(
    "text",
    [
        "您好，{{nobody_knows}}。",
        "您好，{{customer。",
        "您好，customer}}。",
        "这不归我管。",
    ],
    ids=["unknown", "open", "closed", "blocked"],
)
def test_i13_no_way_leads_such_a_script_to_customers(client_as, text):
    """I13: neither the editor's button nor a revision published by itself."""
    PlaceholderFactory(name="customer")
    PhraseRuleFactory(pattern="这不归我管", blocking=True)
    script = ScriptFactory(variants={"phone": text}, live=False)
    revision = script.save_revision()

    with pytest.raises(RefusedPublicationError):
        revision.publish()
    editor = client_as(Role.REVIEWER)
    editor.post(
        f"/admin/snippets/lms_knowledge_base/script/edit/{script.pk}/",
        {"action-publish": "1"},
    )

    assert not Script.objects.get().live


def test_i13_a_blocking_phrase_goes_out_by_permission_and_reason_alone():
    """I13: an override needs both, and no override lets a wrong placeholder out."""
    PhraseRuleFactory(pattern="这不归我管", blocking=True)
    text = "客户说“这不归我管”。"
    script = ScriptFactory(variants={"phone": text}, live=False)
    revision = script.save_revision()
    reviewer = UserFactory(role=Role.REVIEWER)
    for person, reason, refusal in (
        (UserFactory(role=Role.EDITOR), "引用", PermissionDenied),
        (reviewer, " ", ValidationError),
    ):
        with pytest.raises(refusal):
            override_phrases(revision=revision, user=person, reason=reason)
        with pytest.raises(BlockedPhraseError):
            revision.publish()

    override_phrases(revision=revision, user=reviewer, reason="引用")
    revision.publish()
    assert Script.objects.get().live

    wrong = ScriptFactory(variants={"phone": f"{text}{{{{nobody}}}}"}, live=False)
    revision = wrong.save_revision()
    override_phrases(revision=revision, user=reviewer, reason="引用")
    with pytest.raises(RefusedPublicationError):
        revision.publish()


def test_i14_what_was_typed_into_the_gaps_is_kept_nowhere(client_as):
    """I14: sent by a browser that should not, it reaches no use, event or log."""
    script = ScriptFactory(variants={"phone": "您好。"})
    agent = client_as(Role.AGENT)
    address = reverse("knowledge_base:use", args=[script.item.uuid])
    typed = "王女士 13800000000"

    agent.post(address, {"how": "copied", "channel": "phone", "customer": typed})

    assert Use.objects.count() == 1
    for model in (Use, PublishedEvent, ModelLogEntry):
        assert typed not in str([*model.objects.values()])


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory, ScriptFactory])
def test_i17_a_translation_is_checked_again_once_its_source_reads_differently(factory):
    """I17: an English text that was checked beside a Chinese one that is gone."""
    source = factory()
    key = source.translation_key
    translation = factory(language="en", translation_key=key)
    other = factory(language="en")
    checker = UserFactory(role=Role.REVIEWER)
    for content in (source, translation, other):
        verify(content, checker)
    assert set(states().values()) == {Freshness.VERIFIED}

    source.save()  # the same text once more
    assert set(states().values()) == {Freshness.VERIFIED}
    name = "question" if hasattr(source, "question") else "title"
    setattr(source, name, "改过的文字")
    source.save()

    found = states()
    assert found[translation.item.pk] == Freshness.UNVERIFIED
    assert found[other.item.pk] == Freshness.VERIFIED
    verify(translation, checker)
    assert states()[translation.item.pk] == Freshness.VERIFIED
    setattr(translation, name, "changed")
    verify(source, checker)
    translation.save()
    assert states()[source.item.pk] == Freshness.VERIFIED


def verify(content, user):
    shown = live_text_hash(content)
    verify_item(item=content.item, user=user, shown_hash=shown, now=NOON)


def states():
    rows = with_freshness(KnowledgeItem.objects.all(), NOON.date())
    return {row.pk: row.freshness for row in rows}


def test_i18_search_says_nothing_of_what_is_closed(
    client_as, django_capture_on_commit_callbacks
):
    """I18: no result, number, facet, suggestion or extract, and none on the page."""
    closed = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="groups"
    )
    with django_capture_on_commit_callbacks(execute=True):
        FaqFactory(question="封存条款是什么", collection=closed, tags=["密"])
        ScriptFactory(
            title="另一条", variants={"phone": "按封存条款办理"}, collection=closed
        )
        FaqFactory(question="退款条款是什么")
    agent = client_as(Role.AGENT)

    found = search("封存条款", user=agent.user, limit=100)
    shown = [*found.hits, *found.related]
    page = agent.get(reverse("lms:search"), {"q": "条款"}).content.decode()
    page = strip_tags(page)  # what was searched for is marked
    table = agent.get(reverse("lms:search"), {"q": "条款", "export": "csv"})
    table = table.getvalue().decode()

    assert found.total == 0
    assert all("封存" not in f"{hit.title}{hit.passage}" for hit in shown)
    assert not found.facets.tags.get("密")
    assert [*suggest("封存", user=agent.user)] == []
    assert "封存" not in page + table
    assert "退款条款是什么" in page
    assert "退款条款是什么" in table
