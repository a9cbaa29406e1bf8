"""Who proposes what, and what editors make of it."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from knowledge_base.exceptions import DecidedAlreadyError
from knowledge_base.models import ArticlePage, Contribution, Faq, Proposal, Script
from knowledge_base.models.parts import parts_of, texts_of
from knowledge_base.services.proposal_decisions import reject_proposal
from lms.enums import Role
from lms.models import Notification
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    PlaceholderFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.phrases import PhraseRuleFactory
from tests.factories.proposals import WORDS, new_proposal, proposal_on
from tests.pages import HOSTILE, forbidden_in

pytestmark = pytest.mark.django_db
KINDS = [ArticlePageFactory, FaqFactory, ScriptFactory]


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def closed():
    collection = CollectionFactory()
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="insiders"))
    return collection


def address_of(content):
    return reverse("knowledge_base:suggest", args=[content.item.pk])


def typed(client, content, **texts):
    """Return what a browser sends from the form, with some texts changed."""
    form = client.get(address_of(content)).context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    changed = {f"text-{name}": text for name, text in texts.items()}
    return {**data, "reason": "更清楚", **changed}


def send(client, content, **texts):
    return client.post(address_of(content), typed(client, content, **texts))


def body_name(page):
    return parts_of(ArticlePage.objects.get(pk=page.pk))[-1].name


def changed_text(content):
    """Return the name and a new text of a part that each kind has."""
    if isinstance(content, ArticlePage):
        return body_name(content)
    return "short_answer" if isinstance(content, Faq) else "phone"


def decide(client, proposal, action="accept", **data):
    address = reverse("lms_proposals:edit", args=[proposal.pk])
    form = client.get(address).context["form"]
    shown = {
        field.html_name: field.value()
        for field in form
        if field.value() not in {None, False}
    }
    return client.post(address, {**shown, action: "1", **data})


def draft_of(content):
    return type(content).objects.get(pk=content.pk).get_latest_revision_as_object()


def text_of(response):
    return response.content.decode()


# Proposing


@pytest.mark.parametrize("factory", KINDS)
def test_staff_propose_a_change_and_follow_it(agent, factory):
    content = factory()
    assert address_of(content) in text_of(agent.get(content.get_absolute_url()))

    response = send(agent, content, **{changed_text(content): WORDS})

    assert response.url == reverse("knowledge_base:my_proposals")
    proposal = Proposal.objects.get()
    assert (proposal.proposer, proposal.item) == (agent.user, content.item)
    assert [*proposal.proposed.values()] == [WORDS]
    for page in (
        response.url,
        reverse("knowledge_base:my_proposal", args=[proposal.pk]),
    ):
        answer = agent.get(page)
        assert "更清楚" in text_of(answer)
        assert forbidden_in(answer) == []


@pytest.mark.parametrize("kind", ["script", "faq"])
def test_staff_propose_something_new(agent, kind):
    address = reverse("knowledge_base:propose_new", args=[kind])
    page = agent.get(address, {"q": "能到付吗"})
    assert "能到付吗" in text_of(page)
    words = {
        "script": {"text-title": "到付", "text-phone": WORDS},
        "faq": {"text-question": "能到付吗？", "text-short_answer": "可以。"},
    }[kind]

    sent = agent.post(address, {**words, "reason": "缺", "language_code": "zh-hans"})

    assert sent.status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.is_new, proposal.item, proposal.kind) == (True, None, kind)


def test_a_search_that_finds_nothing_offers_to_propose(agent):
    page = agent.get(reverse("lms:search"), {"q": "龙卷风赔付"})

    assert f"{reverse('knowledge_base:propose')}?q=" in text_of(page)


def test_a_double_click_makes_one_proposal(agent):
    content = ScriptFactory()
    data = typed(agent, content, phone=WORDS)

    agent.post(address_of(content), data)
    agent.post(address_of(content), data)

    assert Proposal.objects.count() == 1


def test_nothing_changed_is_said(agent):
    page = send(agent, FaqFactory())

    assert page.context["form"].non_field_errors()
    assert not Proposal.objects.exists()


def test_an_unknown_placeholder_is_named_and_what_was_typed_is_kept(agent):
    PlaceholderFactory(name="customer")
    page = send(
        agent, ScriptFactory(), phone="您好{{customer}}，{{custmer}}！", title=""
    )

    assert "{{custmer}}" in str(page.context["form"].errors["text-phone"])
    assert "text-title" in page.context["form"].errors
    assert "您好{{customer}}，{{custmer}}！" in text_of(page)
    assert not Proposal.objects.exists()


def test_a_new_script_needs_the_words_of_one_channel(agent):
    address = reverse("knowledge_base:propose_new", args=["script"])

    page = agent.post(
        address, {"text-title": "到付", "reason": "缺", "language_code": "zh-hans"}
    )

    assert page.context["form"].non_field_errors()


def test_what_the_phrases_say_is_shown_once_before_it_is_sent(agent):
    PhraseRuleFactory(pattern="这是规定", better="我来帮您问清楚。")
    content = ScriptFactory()
    data = typed(agent, content, phone="这是规定，没办法。")

    page = agent.post(address_of(content), data)
    assert "我来帮您问清楚" in text_of(page)
    assert not Proposal.objects.exists()

    confirmed = page.context["form"].confirmation
    changed = {**data, "confirmed": confirmed, "text-phone": "这是规定，您走吧。"}
    assert agent.post(address_of(content), changed).status_code == 200
    sent = agent.post(address_of(content), {**data, "confirmed": confirmed})
    assert sent.status_code == 302


@pytest.mark.cases
@pytest.mark.parametrize(
    "text", ["😀🙏", HOSTILE, "长" * 30_000, "\x00", "\ufffe\u202e"]
)
def test_no_text_breaks_a_proposal_and_markup_comes_out_as_text(agent, editor, text):
    content = FaqFactory()

    assert send(agent, content, answer=text).status_code in {200, 302}

    pages = [agent.get(reverse("knowledge_base:my_proposals"))]
    pages += [editor.get(reverse("lms_proposals:index"))]
    for proposal in Proposal.objects.all():
        address = reverse("knowledge_base:my_proposal", args=[proposal.pk])
        pages.append(agent.get(address))
        pages.append(editor.get(reverse("lms_proposals:edit", args=[proposal.pk])))
        decide(editor, proposal)
        draft_of(content).get_latest_revision().publish()
        pages.append(agent.get(content.get_absolute_url()))
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in text_of(page)
        assert "<img src=x" not in text_of(page)


@pytest.mark.parametrize("factory", [FaqFactory, ScriptFactory])
def test_nobody_proposes_to_what_is_closed_or_not_published(agent, closed, factory):
    for content in (factory(collection=closed), factory(live=False)):
        assert agent.get(address_of(content)).status_code == 404
        assert agent.post(address_of(content), {"reason": "x"}).status_code == 404


def test_the_proposal_is_held_against_the_text_that_was_shown(agent):
    content = FaqFactory(short_answer="三天到账。")
    data = typed(agent, content, answer="从发出那天算起。")
    Faq.objects.filter(pk=content.pk).update(short_answer="五天到账。")

    agent.post(address_of(content), data)

    proposal = Proposal.objects.get()
    assert proposal.base["short_answer"] == "三天到账。"
    assert [*proposal.proposed] == ["answer"]


# My proposals


def test_proposals_of_others_are_not_readable(agent, client_as):
    proposal = proposal_on(user=UserFactory())

    for client in (agent, client_as(Role.CONTRIBUTOR)):
        own = reverse("knowledge_base:my_proposal", args=[proposal.pk])
        withdraw = reverse("knowledge_base:withdraw_proposal", args=[proposal.pk])
        assert client.get(own).status_code == 404
        assert client.post(withdraw).status_code == 404
        admin = reverse("lms_proposals:edit", args=[proposal.pk])
        assert client.get(admin).status_code in {302, 404}
    assert "还没有" in text_of(agent.get(reverse("knowledge_base:my_proposals"))) or (
        not agent.get(reverse("knowledge_base:my_proposals"))
        .context["page"]
        .object_list
    )


def test_a_proposal_is_withdrawn_while_it_is_open(agent, editor):
    proposal = proposal_on(user=agent.user)
    address = reverse("knowledge_base:withdraw_proposal", args=[proposal.pk])

    agent.post(address)
    agent.post(address)

    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    page = editor.get(reverse("lms_proposals:edit", args=[proposal.pk]))
    assert not page.context["may_decide"]

    decided = proposal_on(user=agent.user)
    decide(editor, decided)
    agent.post(reverse("knowledge_base:withdraw_proposal", args=[decided.pk]))
    decided.refresh_from_db()
    assert decided.state == "accepted"


def test_an_item_closed_since_shows_no_text_of_now(agent, closed):
    content = ScriptFactory(title="退款话术")
    proposal = proposal_on(content, user=agent.user)
    content.title, content.collection = "封存条款答复", closed
    content.save()

    for address in (
        reverse("knowledge_base:my_proposals"),
        reverse("knowledge_base:my_proposal", args=[proposal.pk]),
    ):
        assert "封存条款" not in text_of(agent.get(address))


# Deciding


@pytest.mark.parametrize("factory", KINDS)
def test_accepting_makes_a_draft_and_publishes_nothing(editor, factory):
    content = factory()
    name = changed_text(content)
    proposal = proposal_on(
        type(content).objects.get(pk=content.pk), texts={name: WORDS}
    )
    before = texts_of(type(content).objects.get(pk=content.pk))

    response = decide(editor, proposal)

    proposal.refresh_from_db()
    assert response.status_code == 302
    assert (proposal.state, proposal.decider) == ("accepted", editor.user)
    live = type(content).objects.get(pk=content.pk)
    assert texts_of(live) == before
    assert texts_of(draft_of(content)) == {**before, name: WORDS}
    assert proposal.revision == live.latest_revision


@pytest.mark.parametrize("kind", ["script", "faq"])
def test_something_new_becomes_a_draft_in_a_collection(editor, kind):
    proposal = new_proposal(kind)
    collection = CollectionFactory()

    decide(editor, proposal, collection=collection.pk)

    proposal.refresh_from_db()
    content = proposal.content
    assert (content.live, content.collection) == (False, collection)
    assert content.item.owner == editor.user
    texts = texts_of(content)
    assert {name: texts[name] for name in proposal.proposed} == proposal.proposed


def test_some_of_the_texts_are_taken_and_edited(editor):
    content = ScriptFactory(variants={"phone": "您好。", "chat": "亲。"})
    proposal = proposal_on(
        content, texts={"phone": WORDS, "chat": "嗨。", "title": "新"}
    )
    address = reverse("lms_proposals:edit", args=[proposal.pk])
    data = {
        "seen": editor.get(address).context["form"].initial["seen"],
        "take-phone": "on",
        "text-phone": "您好，运费我们来付。",
        "text-chat": "嗨。",
        "text-title": "新",
        "accept": "1",
        "answer": "称呼不改。",
    }

    editor.post(address, data)

    proposal.refresh_from_db()
    assert proposal.state == "partly"
    texts = texts_of(draft_of(content))
    assert (texts["phone"], texts["chat"]) == ("您好，运费我们来付。", "亲。")


def test_rejecting_takes_a_reason_that_the_proposer_reads(editor, agent):
    proposal = proposal_on(user=agent.user)

    page = decide(editor, proposal, "reject", answer=" ")
    assert page.context["form"].errors["answer"]
    decide(editor, proposal, "reject", answer="价格没有变")

    proposal.refresh_from_db()
    assert proposal.state == "rejected"
    mine = agent.get(reverse("knowledge_base:my_proposals"))
    assert "价格没有变" in text_of(mine)
    assert not Contribution.objects.exists()


def test_two_editors_decide_once_and_the_second_is_told(editor, client_as):
    proposal, other = proposal_on(), client_as(Role.REVIEWER)
    address = reverse("lms_proposals:edit", args=[proposal.pk])
    data = {"reject": "1", "answer": "不行", "seen": "x"}
    editor.get(address)
    decide(other, proposal)

    page = editor.post(address, data)

    assert page.context["form"].non_field_errors()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decider) == ("accepted", other.user)
    with pytest.raises(DecidedAlreadyError):
        reject_proposal(
            proposal=proposal, user=editor.user, reason="不行", now=timezone.now()
        )


def test_a_text_that_changed_while_the_editor_read_is_shown_again(editor):
    content = FaqFactory(short_answer="三天到账。")
    proposal = proposal_on(content, texts={"answer": "从发出那天算起。"})
    address = reverse("lms_proposals:edit", args=[proposal.pk])
    seen = editor.get(address).context["form"].initial["seen"]
    content.short_answer = "五天到账。"
    content.save_revision()
    data = {"accept": "1", "take-answer": "on", "text-answer": "我改的", "seen": seen}

    page = editor.post(address, data)

    assert "我改的" in text_of(page)
    assert page.context["form"].non_field_errors()
    again = {**data, "seen": page.context["form"]["seen"].value()}
    assert editor.post(address, again).status_code == 302
    assert texts_of(draft_of(content))["short_answer"] == "五天到账。"


def test_a_change_made_meanwhile_elsewhere_in_the_text_is_kept(editor):
    content = FaqFactory(answer="<p>一</p><p>二</p><p>三</p>")
    proposal = proposal_on(content, texts={"answer": "一\n二\n三，尽快"})
    content.answer = "<p>头</p><p>二</p><p>三</p>"
    content.save_revision()

    page = editor.get(reverse("lms_proposals:edit", args=[proposal.pk]))
    change = page.context["form"].changes[0]
    assert (change.is_moved, change.is_conflict) == (True, False)
    decide(editor, proposal)

    assert texts_of(draft_of(content))["answer"] == "头\n二\n三，尽快"


def test_the_same_line_changed_twice_is_shown_as_a_conflict(editor):
    content = FaqFactory(answer="<p>三天到账</p>")
    proposal = proposal_on(content, texts={"answer": "两天到账"})
    content.answer = "<p>五天到账</p>"
    content.save_revision()

    page = editor.get(reverse("lms_proposals:edit", args=[proposal.pk]))

    assert page.context["form"].changes[0].is_conflict
    assert "五" in text_of(page)


def test_markup_of_paragraphs_that_stay_is_kept(editor):
    content = FaqFactory(
        answer='<p>见<a href="https://example.com">规则</a></p><p>旧</p>'
    )
    proposal = proposal_on(content, texts={"answer": "见规则\n新\n- 甲\n- 乙"})

    decide(editor, proposal)

    html = '<p>见<a href="https://example.com">规则</a></p><p>新</p><ul><li>甲</li><li>乙</li></ul>'
    assert draft_of(content).answer == html


def test_nobody_decides_on_a_proposal_of_ones_own(editor):
    proposal = proposal_on(user=editor.user)
    address = reverse("lms_proposals:edit", args=[proposal.pk])

    assert not editor.get(address).context["may_decide"]
    editor.post(address, {"reject": "1", "answer": "不行"})

    proposal.refresh_from_db()
    assert proposal.is_open


def test_editors_decide_only_on_what_they_may_change(editor, closed, client_as):
    secret = proposal_on(ScriptFactory(title="封存条款答复", collection=closed))
    address = reverse("lms_proposals:edit", args=[secret.pk])

    assert editor.get(address).status_code == 404
    assert "封存条款" not in text_of(editor.get(reverse("lms_proposals:index")))
    for role in (Role.EDITOR, Role.CONTRIBUTOR, Role.AGENT):
        with pytest.raises(PermissionDenied):
            reject_proposal(
                proposal=secret,
                user=UserFactory(role=role),
                reason="不行",
                now=timezone.now(),
            )


def test_a_locked_item_takes_no_draft(editor):
    content = ScriptFactory()
    Script.objects.filter(pk=content.pk).update(locked=True, locked_by=UserFactory())
    proposal = proposal_on(content)

    page = decide(editor, proposal)

    assert page.context["form"].non_field_errors()
    proposal.refresh_from_db()
    assert proposal.is_open


def test_editors_hear_of_it_and_so_does_the_proposer(
    agent, editor, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        proposal = proposal_on(user=agent.user)
    told = Notification.objects.filter(kind="lms_knowledge_base.proposal_made")
    assert [row.recipient for row in told] == [editor.user]
    with django_capture_on_commit_callbacks(execute=True):
        decide(editor, proposal)
    told = Notification.objects.filter(kind="lms_knowledge_base.proposal_decided")
    assert [row.recipient for row in told] == [agent.user]
    for client in (agent, editor):
        page = client.get(reverse("lms:notifications"))
        assert proposal.title in text_of(page)


@pytest.mark.parametrize("ending", ["decided", "withdrawn"])
def test_what_waited_is_news_for_no_editor_once_it_is_done(
    agent, editor, django_capture_on_commit_callbacks, ending
):
    other = UserFactory(role=Role.EDITOR)
    with django_capture_on_commit_callbacks(execute=True):
        proposal = proposal_on(user=agent.user)
    unread = Notification.objects.of(other).unread()
    assert unread.exists()

    with django_capture_on_commit_callbacks(execute=True):
        if ending == "decided":
            decide(editor, proposal)
        else:
            agent.post(reverse("knowledge_base:withdraw_proposal", args=[proposal.pk]))

    assert not unread.exists()


# Cost


def count_queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.once
def test_lists_cost_as_much_with_30_as_with_one(agent, editor):
    addresses = [
        (agent, reverse("knowledge_base:my_proposals")),
        (editor, reverse("lms_proposals:index")),
    ]
    factories = (ScriptFactory, FaqFactory)

    def add():
        for factory in factories:
            content = factory()
            name = changed_text(content)
            proposal_on(content, user=agent.user, texts={name: WORDS})

    add()
    with_one = [count_queries(*address) for address in addresses]
    for _turn in range(14):
        add()

    assert [count_queries(*address) for address in addresses] == with_one


@pytest.mark.once
def test_notifications_of_proposals_cost_as_much_with_many_as_with_one(
    editor, django_capture_on_commit_callbacks
):
    address = reverse("lms:notifications")

    def add():
        with django_capture_on_commit_callbacks(execute=True):
            proposal_on(FaqFactory(), texts={"short_answer": WORDS})

    add()
    with_one = count_queries(editor, address)
    for _turn in range(9):
        add()

    assert count_queries(editor, address) == with_one
