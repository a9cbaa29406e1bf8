"""What readers say back, and what editors do with it."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from knowledge_base.models import Report, Vote
from knowledge_base.services.feedback import answer_report, cast_vote
from lms.enums import Role
from tests.factories.feedback import ReportFactory
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = pytest.mark.django_db
KINDS = [ArticlePageFactory, FaqFactory, ScriptFactory]
HTMX = {"HX-Request": "true"}
MISTAKE = {"kind": "wrong", "text": "运费不是十二元", "quote": "运费十二元"}


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def insiders():
    return Group.objects.create(name="insiders")


@pytest.fixture
def closed(insiders):
    collection = CollectionFactory()
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(insiders)
    return collection


def vote(client, content, what, **data):
    address = reverse("knowledge_base:vote", args=[content.item.pk])
    headers = data.pop("headers", None)
    return client.post(address, {"vote": what, **data}, headers=headers)


def send(client, content, **data):
    address = reverse("knowledge_base:report", args=[content.item.pk])
    headers = data.pop("headers", None)
    return client.post(address, {**MISTAKE, **data}, headers=headers)


def answer(client, report, **data):
    address = reverse("lms_reports:edit", args=[report.pk])
    return client.post(address, {"state": "accepted", "answer": "已改", **data})


def page_of(client, content):
    response = client.get(content.get_absolute_url())
    assert response.status_code == 200
    return response


def text_of(response):
    return response.content.decode()


# Votes


@pytest.mark.parametrize("factory", KINDS)
def test_a_reader_votes_and_comes_back_to_the_page(agent, factory):
    content = factory()

    response = vote(agent, content, "yes")

    assert response.url == f"{content.get_absolute_url()}#feedback"
    assert page_of(agent, content).context["feedback"].is_helpful is True


@pytest.mark.parametrize("what", ["yes", "no"])
def test_voting_twice_counts_once(agent, what):
    script = ScriptFactory()

    vote(agent, script, what)
    vote(agent, script, what)

    assert Vote.objects.filter(item=script.item).count() == 1


def test_a_vote_is_changed_and_taken_back(agent):
    script = ScriptFactory()
    vote(agent, script, "why", complaint="wrong", remark="运费变了")
    vote(agent, script, "yes")

    kept = Vote.objects.get()
    assert (kept.is_helpful, kept.complaint, kept.remark) == (True, "", "")

    vote(agent, script, "none")
    vote(agent, script, "none")

    assert not Vote.objects.exists()


def test_a_no_asks_for_the_reason(agent):
    script = ScriptFactory()
    assert 'name="complaint"' not in text_of(page_of(agent, script))

    vote(agent, script, "no")

    assert 'name="complaint"' in text_of(page_of(agent, script))

    vote(agent, script, "why", complaint="outdated", remark="去年的价")

    kept = Vote.objects.get()
    assert (kept.is_helpful, kept.complaint) == (False, "outdated")


def test_a_no_from_a_stale_tab_keeps_the_reason(agent):
    script = ScriptFactory()
    vote(agent, script, "why", complaint="unclear")

    vote(agent, script, "no")

    assert Vote.objects.get().complaint == "unclear"


@pytest.mark.parametrize(
    "data",
    [
        {"what": "maybe"},
        {"what": "why"},
        {"what": "why", "complaint": "boring"},
        {"what": "why", "complaint": "other", "remark": "长" * 301},
        {"what": "why", "complaint": "other", "remark": "\x00"},
    ],
)
@pytest.mark.parametrize("headers", [None, HTMX])
def test_nonsense_is_refused_with_a_word(agent, data, headers):
    script = ScriptFactory()

    response = vote(agent, script, headers=headers, **data)

    assert response.status_code == (200 if headers else 302)
    assert not Vote.objects.exists()


def test_a_vote_through_htmx_answers_with_the_part_alone(agent):
    script = ScriptFactory()

    response = vote(agent, script, "no", headers=HTMX)

    assert text_of(response).lstrip().startswith("<section")
    assert "autofocus" in text_of(response)
    assert response["X-Results"] == "yes"
    assert forbidden_in(response) == []


def test_votes_of_an_earlier_text_are_told_apart(agent):
    faq = FaqFactory()
    vote(agent, faq, "yes")
    for _person in range(2):
        cast_vote(item=faq.item, user=UserFactory(), is_helpful=True)
    assert page_of(agent, faq).context["feedback"].helpful == 3

    faq.short_answer = "五个工作日内到账。"
    faq.save()

    feedback = page_of(agent, faq).context["feedback"]
    assert (feedback.helpful, feedback.is_helpful) == (0, None)
    assert feedback.is_outdated

    vote(agent, faq, "yes")

    assert page_of(agent, faq).context["feedback"].helpful == 1


def test_publishing_the_same_text_again_keeps_the_votes(agent):
    script = ScriptFactory()
    vote(agent, script, "yes")

    script.save_revision().publish()

    assert page_of(agent, script).context["feedback"].helpful == 1


# Reports


@pytest.mark.parametrize("factory", KINDS)
def test_a_reader_reports_a_mistake_and_sees_what_became_of_it(agent, editor, factory):
    content = factory()

    assert send(agent, content).url == content.get_absolute_url()

    report = Report.objects.get()
    assert (report.reporter, report.quote) == (agent.user, "运费十二元")
    assert "运费不是十二元" in text_of(agent.get("/kb/my-reports/"))

    assert answer(editor, report, answer="已改为十元").status_code == 302

    report.refresh_from_db()
    assert (report.state, report.handler) == ("accepted", editor.user)
    assert "已改为十元" in text_of(agent.get("/kb/my-reports/"))


def test_the_same_report_is_kept_once_while_it_is_open(agent, editor):
    script = ScriptFactory()
    send(agent, script)
    send(agent, script, text=" 运费不是十二元 ")
    assert Report.objects.count() == 1

    answer(editor, Report.objects.get())
    send(agent, script)

    assert Report.objects.count() == 2


def test_a_report_without_a_word_is_asked_for_one(agent):
    script = ScriptFactory()

    page = send(agent, script, text=" ")
    part = send(agent, script, text=" ", headers=HTMX)

    assert "运费十二元" in text_of(page)
    assert "运费十二元" in text_of(part)
    assert not Report.objects.exists()


@pytest.mark.cases
@pytest.mark.parametrize(
    "text", ["😀🙏", HOSTILE, "长" * 10_000, "\x00", "错" * 1_000, "\ufffe\u202e"]
)
def test_no_text_breaks_a_report(agent, editor, text):
    script = ScriptFactory()

    assert send(agent, script, text=text, quote=text).status_code in {200, 302}

    for client, address in [
        (agent, "/kb/my-reports/"),
        (agent, script.get_absolute_url()),
        (editor, reverse("lms_reports:index")),
    ]:
        response = client.get(address)
        assert response.status_code == 200
        assert "<script>alert" not in text_of(response)


def test_bytes_that_are_no_text_break_no_report(agent):
    address = reverse("knowledge_base:report", args=[ScriptFactory().item.pk])

    response = agent.post(
        address,
        b"kind=typo&text=%ED%A0%80%FF",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 302


@pytest.mark.parametrize("state", ["accepted", "declined"])
def test_closing_takes_an_answer(editor, state):
    report = ReportFactory()

    response = answer(editor, report, state=state, answer=" ")

    assert "answer" in response.context["form"].errors
    assert Report.objects.waiting().count() == 1


def test_saving_an_open_report_takes_it(editor):
    report = ReportFactory()

    answer(editor, report, state="open", answer="")

    report.refresh_from_db()
    assert (report.state, report.handler) == ("open", editor.user)


def test_a_closed_report_is_corrected_but_not_opened_again(editor):
    report = ReportFactory()
    answer(editor, report)

    assert answer(editor, report, state="open").context["form"].errors
    assert answer(editor, report, answer="其实没错", state="declined").url

    report.refresh_from_db()
    assert (report.state, report.answer) == ("declined", "其实没错")


def test_editors_see_open_reports_on_the_page_and_in_the_menu(agent, editor):
    report = ReportFactory()
    script = report.item.content
    address = f"{reverse('lms_reports:index')}?item={report.item_id}"

    assert address in text_of(page_of(editor, script))
    assert address not in text_of(page_of(agent, script))
    assert "(1)" in text_of(editor.get("/admin/"))

    answer(editor, report)

    assert address not in text_of(page_of(editor, script))
    assert "(1)" not in text_of(editor.get("/admin/"))


@pytest.mark.cases
@pytest.mark.parametrize("item", ["x", "-1", "9" * 30, "²"])
def test_a_made_up_item_in_the_address_is_no_error(editor, item):
    response = editor.get(reverse("lms_reports:index"), {"item": item})

    assert response.status_code == 200


def test_the_list_is_narrowed_and_exported(editor):
    ReportFactory(text="=SUM(A1)")
    answer(editor, ReportFactory(text="已经处理"))
    address = reverse("lms_reports:index")
    editor.get(address)  # shows what was just saved

    assert "已经处理" not in text_of(editor.get(address, {"state": "open"}))

    table = b"".join(editor.get(address, {"export": "csv"}).streaming_content).decode()
    assert "'=SUM(A1)" in table
    assert "已经处理" in table


# Who may


def test_what_one_may_not_read_is_neither_judged_nor_reported(agent, editor, closed):
    for content in (ScriptFactory(collection=closed), FaqFactory(live=False)):
        for client in (agent, editor):
            assert vote(client, content, "yes").status_code == 404
            assert send(client, content).status_code == 404
            assert send(client, content, headers=HTMX).status_code == 404

    assert not Vote.objects.exists()
    assert not Report.objects.exists()


def test_a_report_on_a_closed_item_is_in_no_list(editor, closed, insiders, client_as):
    secret = ScriptFactory(title="封存条款答复", collection=closed)
    report = ReportFactory(item=secret.item, text="封存条款写错")
    address = reverse("lms_reports:index")

    assert "封存条款" not in text_of(editor.get(address))
    export = editor.get(address, {"export": "csv"})
    assert "封存条款" not in b"".join(export.streaming_content).decode()
    assert "(1)" not in text_of(editor.get("/admin/"))
    assert answer(editor, report).status_code == 404

    insider = client_as(user=UserFactory(role=Role.EDITOR, groups=[insiders]))
    assert "封存条款" in text_of(insider.get(address))


def test_the_service_answers_for_nobody_who_may_not(client_as, closed):
    report = ReportFactory(item=ScriptFactory(collection=closed).item)
    for role in (Role.AGENT, Role.EDITOR):
        with pytest.raises(PermissionDenied):
            answer_report(
                report=report,
                user=UserFactory(role=role),
                state="accepted",
                answer="好",
                now=timezone.now(),
            )


def test_an_item_closed_since_shows_no_title_to_its_reporter(agent, closed):
    script = ScriptFactory(title="封存条款答复")
    send(agent, script)

    script.collection = closed
    script.save()

    assert "封存条款" not in text_of(agent.get("/kb/my-reports/"))
    assert "运费不是十二元" in text_of(agent.get("/kb/my-reports/"))


def test_reports_of_others_are_not_among_my_own(agent, client_as):
    send(client_as(Role.AGENT), ScriptFactory())

    assert "运费不是十二元" not in text_of(agent.get("/kb/my-reports/"))


def test_what_a_leaver_said_stays_without_the_name(agent, editor):
    script = ScriptFactory()
    vote(agent, script, "yes")
    send(agent, script)

    agent.user.delete()

    assert Vote.objects.get().user is None
    assert Report.objects.get().reporter is None
    assert page_of(editor, script).context["feedback"].helpful == 1
    assert editor.get(reverse("lms_reports:index")).status_code == 200


def test_editors_see_votes_on_what_they_may_read(editor, agent, closed, client_as):
    script = ScriptFactory(title="公开答复")
    vote(agent, script, "why", complaint="wrong", remark="=价格错了")
    secret = ScriptFactory(title="封存条款答复", collection=closed)
    cast_vote(item=secret.item, user=UserFactory(), is_helpful=True)
    script.variants.update(text="您好，换了说法。")
    address = reverse("lms_votes")

    page = editor.get(address)
    table = b"".join(editor.get(address, {"export": "csv"}).streaming_content).decode()

    assert [row.is_about_live_text for row in page.context["object_list"]] == [False]
    assert "'=价格错了" in table
    for text in (text_of(page), table):
        assert "封存条款" not in text
        assert agent.user.username not in text
    assert client_as(Role.CONTRIBUTOR).get(address).status_code == 302


# Cost


def count_queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize("factory", KINDS)
def test_feedback_costs_a_page_one_query(editor, factory):
    content = factory()
    with CaptureQueriesContext(connection) as queries:
        editor.get(content.get_absolute_url())

    asked = [q for q in queries if "lms_knowledge_base_vote" in q["sql"]]
    assert len(asked) == 1
    assert [q for q in queries if "knowledge_base_report" in q["sql"]] == asked


@pytest.mark.once
@pytest.mark.parametrize("factory", KINDS)
def test_lists_of_reports_cost_as_much_with_30_as_with_one(agent, editor, factory):
    addresses = [
        (editor, reverse("lms_reports:index")),
        (editor, reverse("lms_votes")),
        (agent, "/kb/my-reports/"),
    ]

    def say_back():
        item = factory().item
        ReportFactory(item=item, reporter=agent.user)
        cast_vote(item=item, user=agent.user, is_helpful=True)

    say_back()
    with_one = [count_queries(*address) for address in addresses]

    for _report in range(14):
        say_back()

    assert [count_queries(*address) for address in addresses] == with_one
