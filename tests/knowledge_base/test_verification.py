"""Saying that a text is still right."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from knowledge_base.enums import Freshness
from knowledge_base.events import ItemVerified
from knowledge_base.exceptions import SoleAuthorError, TextChangedError
from knowledge_base.models import KnowledgeItem, ReviewPolicy
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.services.verification import verify_item
from lms.enums import Role
from lms.events.kinds import from_row
from lms.models import PublishedEvent
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
KINDS = [ArticlePageFactory, FaqFactory, ScriptFactory]
NOON = datetime(2026, 5, 4, 4, tzinfo=UTC)


def verify(content, user, now=NOON, shown=None):
    shown = live_text_hash(content) if shown is None else shown
    return verify_item(item=content.item, user=user, shown_hash=shown, now=now)


def press(client, content, shown=None, **data):
    address = reverse("knowledge_base:verify", args=[content.item.pk])
    shown = live_text_hash(content) if shown is None else shown
    return client.post(address, {"text": shown, **data})


def item_of(content):
    return KnowledgeItem.objects.get(pk=content.item.pk)


@pytest.mark.parametrize("factory", KINDS)
def test_i1_each_article_entry_and_script_has_exactly_one_anchor(factory):
    content = factory()
    content.save_revision().publish()

    assert content.items.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        KnowledgeItem.objects.create(content=content)


@pytest.mark.parametrize("factory", KINDS)
def test_the_text_that_is_read_is_noted_and_no_draft(factory):
    content = factory()
    before = live_text_hash(content)
    field = "question" if factory is FaqFactory else "title"
    setattr(content, field, "另一个标题")
    content.save_revision()

    assert item_of(content).live_hash == before

    content.get_latest_revision().publish()

    assert item_of(content).live_hash != before
    assert item_of(content).live_hash == live_text_hash(item_of(content).content)


@pytest.mark.parametrize("factory", KINDS)
def test_the_owner_says_on_the_page_that_the_text_is_right(client_as, factory):
    owner = client_as(Role.CONTRIBUTOR)
    content = factory()
    content.items.update(owner=owner.user)
    page = owner.get(content.get_absolute_url())
    assert page.context["trust"].state == Freshness.UNVERIFIED

    assert press(owner, content).url == content.get_absolute_url()

    trust = owner.get(content.get_absolute_url()).context["trust"]
    assert trust.state in {Freshness.VERIFIED, Freshness.DUE_SOON}
    assert item_of(content).verified_by == owner.user


def test_readers_have_no_button_and_are_refused(client_as):
    agent, script = client_as(Role.AGENT), ScriptFactory()

    address = reverse("knowledge_base:verify", args=[script.item.pk])

    assert address not in agent.get(script.get_absolute_url()).content.decode()
    assert press(agent, script).status_code == 403
    assert item_of(script).verified_at is None


def test_i2_what_is_verified_is_the_text_that_was_shown(client_as):
    editor, faq = client_as(Role.EDITOR), FaqFactory()
    shown = live_text_hash(faq)
    faq.short_answer = "五个工作日内到账。"
    faq.save()

    response = press(editor, faq, shown)

    assert response.status_code == 409
    assert faq.get_absolute_url() in response.content.decode()
    assert item_of(faq).verified_hash == ""
    with pytest.raises(TextChangedError):
        verify(faq, editor.user, shown="")


def test_i2_a_text_that_changes_afterwards_is_not_verified_any_more(client_as):
    editor, faq = client_as(Role.EDITOR), FaqFactory()
    verify(faq, editor.user)
    faq.short_answer = "五个工作日内到账。"
    faq.save()

    assert editor.get(faq.get_absolute_url()).context["trust"].state == "unverified"


@pytest.mark.parametrize("asks", [True, False])
def test_i3_nobody_verifies_what_he_alone_has_written(asks):
    ReviewPolicy.objects.filter(kind="script").update(asks_four_eyes=asks)
    author, other = UserFactory(role=Role.EDITOR), UserFactory(role=Role.EDITOR)
    script = ScriptFactory()
    script.save_revision(user=author).publish()
    script = type(script).objects.get(pk=script.pk)

    if asks:
        with pytest.raises(SoleAuthorError):
            verify(script, author)
        verify(script, other)
    verify(script, author)  # now that somebody else has seen it

    assert item_of(script).verified_by == author


def test_i3_what_two_have_written_either_may_verify():
    ReviewPolicy.objects.filter(kind="script").update(asks_four_eyes=True)
    people = [UserFactory(role=Role.EDITOR) for _number in range(2)]
    script = ScriptFactory()
    for person in people:
        script.title += "改"
        script.save_revision(user=person).publish()
    script = type(script).objects.get(pk=script.pk)

    for person in people:
        verify(script, person)


def test_i3_the_site_says_who_else_is_to_be_asked(client_as):
    ReviewPolicy.objects.filter(kind="faq").update(asks_four_eyes=True)
    editor, faq = client_as(Role.EDITOR), FaqFactory()
    faq.save_revision(user=editor.user).publish()
    faq = type(faq).objects.get(pk=faq.pk)

    answer = editor.post(
        reverse("knowledge_base:verify", args=[faq.item.pk]),
        {"text": live_text_hash(faq)},
        follow=True,
    )

    assert [str(m) for m in answer.context["messages"]]
    assert item_of(faq).verified_at is None


def test_i15_the_next_due_day_only_moves_forward():
    editor, faq = UserFactory(role=Role.EDITOR), FaqFactory()
    verify(faq, editor)
    assert item_of(faq).next_due_on == date(2026, 9, 30)

    ReviewPolicy.objects.filter(kind="faq").update(cadence="month")
    verify(faq, editor, NOON + timedelta(days=1))
    assert item_of(faq).next_due_on == date(2026, 9, 30)

    faq.save_revision().publish()
    faq.unpublish()
    assert item_of(faq).next_due_on == date(2026, 9, 30)

    ReviewPolicy.objects.filter(kind="faq").update(cadence="none")
    faq.save_revision().publish()
    verify(type(faq).objects.get(pk=faq.pk), editor, NOON + timedelta(days=2))
    assert item_of(faq).next_due_on == date(2026, 9, 30)


def test_i16_the_last_hours_of_a_quarter_count_where_the_site_is():
    editor = UserFactory(role=Role.EDITOR)
    before, after = FaqFactory(), FaqFactory()

    verify(before, editor, datetime(2026, 6, 30, 15, 59, tzinfo=UTC))
    verify(after, editor, datetime(2026, 6, 30, 16, 1, tzinfo=UTC))

    assert item_of(before).next_due_on == date(2026, 9, 30)
    assert item_of(after).next_due_on == date(2026, 12, 31)


def test_a_text_that_is_not_live_is_verified_by_nobody():
    faq = FaqFactory(live=False)

    with pytest.raises(TextChangedError):
        verify(faq, UserFactory(role=Role.EDITOR))
    with pytest.raises(PermissionDenied):
        verify(faq, UserFactory(role=Role.AGENT))


def test_a_verification_is_told_once_for_person_text_and_quarter():
    editor, faq = UserFactory(role=Role.EDITOR), FaqFactory()
    for hours in range(3):
        verify(faq, editor, NOON + timedelta(hours=hours))
    verify(faq, editor, NOON + timedelta(days=100))

    rows = PublishedEvent.objects.filter(kind=ItemVerified.name)
    events = [from_row(row) for row in rows]
    assert [event.next_due_on for event in events] == [
        date(2026, 9, 30),
        date(2026, 12, 31),
    ]
    assert {event.target.load() for event in events} == {faq}


def test_a_script_that_is_overdue_says_since_when(client_as):
    script = ScriptFactory()
    verify(script, UserFactory(role=Role.EDITOR), timezone.now() - timedelta(days=500))
    script.items.update(next_due_on=date(2025, 1, 31))
    agent = client_as(Role.AGENT)
    agent.cookies["django_language"] = "en"

    page = agent.get(script.get_absolute_url())

    assert page.context["trust"].is_late
    text = page.content.decode()
    assert "trust--late" in text
    assert "freshness--stale" in text


def test_search_marks_what_is_overdue(client_as, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        script = ScriptFactory(title="退款答复")
    verify(script, UserFactory(role=Role.EDITOR), timezone.now())
    agent = client_as(Role.AGENT)
    assert (
        str(Freshness.STALE.label) not in agent.get("/search/?q=退款").content.decode()
    )

    script.items.update(next_due_on=date(2025, 1, 31))

    assert str(Freshness.STALE.label) in agent.get("/search/?q=退款").content.decode()


def test_a_rule_keeps_its_history_and_is_put_back(client_as):
    editor = client_as(Role.EDITOR)
    policy = ReviewPolicy.objects.get(kind="faq")
    space = "wagtailsnippets_lms_knowledge_base_reviewpolicy"
    address = reverse(f"{space}:edit", args=[policy.pk])
    values = {"kind": "faq", "first_month": 1, "lead_days": 14, "grace_days": 14}
    for cadence in ("month", "year"):
        answer = editor.post(address, {**values, "cadence": cadence})
        assert answer.status_code == 302, answer.context["form"].errors

    history = editor.get(reverse(f"{space}:history", args=[policy.pk]))

    assert len(history.context["entries"]) == 2
    policy.refresh_from_db()
    assert policy.cadence == "year"
