"""What people looked for in vain, and what editors answer."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import GapState, Role
from lms.models import SearchGap, SearchWish
from lms.search_gaps import answer_gap, report_gap
from tests.factories.people import UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
HTMX = {"HX-Request": "true"}
ADDRESS = "/search/gap/"


@pytest.fixture
def agent(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


def text_of(response):
    return response.content.decode()


def wish(client, text, query=None, headers=None):
    data = {"query": text if query is None else query, "wish": text}
    return client.post(ADDRESS, data, headers=headers)


def answer(client, gap, **data):
    values = {"state": "answered", "answer": "", "answer_address": "/kb/faq/7/"}
    return client.post(reverse("lms_gaps:edit", args=[gap.pk]), {**values, **data})


def test_a_search_that_finds_nothing_asks_what_was_wanted(agent):
    response = agent.get("/search/", {"q": "星际运费"})

    assert 'name="wish" value="星际运费"' in text_of(response)
    assert forbidden_in(response) == []


def test_whoever_only_types_is_not_told_off(agent):
    response = agent.get("/search/", {"q": "星际运费"}, headers=HTMX)

    assert 'name="wish" value="星际运费"' in text_of(response)
    assert "notice--error" not in text_of(response)
    assert "autofocus" not in text_of(response)


def test_a_wish_is_kept_and_leads_back_to_the_search(agent):
    response = wish(agent, "星际运费谁出", query="星际运费")

    assert response.status_code == 302
    assert response.url.startswith("/search/?q=")
    kept = SearchWish.objects.get()
    assert (kept.user, kept.text, kept.gap.query) == (
        agent.user,
        "星际运费谁出",
        "星际运费",
    )
    assert "星际运费谁出" in text_of(agent.get("/kb/my-reports/"))


def test_a_wish_through_htmx_answers_with_the_part_alone(agent):
    thanks = wish(agent, "星际运费", headers=HTMX)
    refusal = wish(agent, " ", headers=HTMX)

    for response in (thanks, refusal):
        assert text_of(response).lstrip().startswith('<div class="gap-form"')
        assert response["X-Results"] == "yes"
        assert "autofocus" in text_of(response)
    assert SearchWish.objects.count() == 1


@pytest.mark.cases
@pytest.mark.parametrize("text", ["", "   ", "\x00", "\u200b"])
@pytest.mark.parametrize("headers", [None, HTMX])
def test_an_empty_wish_is_not_kept(agent, text, headers):
    assert wish(agent, text, headers=headers).status_code in {200, 302}
    assert not SearchGap.objects.exists()


@pytest.mark.cases
@pytest.mark.parametrize("text", ["😀🙏", HOSTILE, "运" * 10_000, "a\x00b", "%_\\'"])
def test_no_text_breaks_a_wish(agent, editor, text):
    assert wish(agent, text).status_code == 302
    assert wish(agent, text, headers=HTMX).status_code == 200

    assert len(SearchWish.objects.get().text) <= 200
    for client, address in [
        (agent, "/kb/my-reports/"),
        (editor, reverse("lms_gaps:index")),
        (editor, reverse("lms_gaps:edit", args=[SearchGap.objects.get().pk])),
    ]:
        response = client.get(address)
        assert response.status_code == 200
        assert "<script>alert" not in text_of(response)


def test_lone_surrogates_are_dropped():
    kept = report_gap(query="\ud800", wish="运费\udfff", user=UserFactory(), day=MONDAY)

    assert kept.text == "运费"


def test_equal_queries_are_one_gap_however_they_are_written():
    people = UserFactory.create_batch(2)
    for user in people:
        for query in ("退貨運費", "退货运费", "退货　运费", "退货 运费"):
            report_gap(query=query, wish=query, user=user, day=MONDAY)

    assert SearchGap.objects.count() == 2
    assert SearchWish.objects.count() == 4


def test_the_same_wish_of_one_person_counts_once_a_day():
    person = UserFactory()
    for day in (MONDAY, MONDAY, TUESDAY):
        report_gap(query="运费", wish="AB", user=person, day=day)
        report_gap(query="运费", wish="ab", user=person, day=day)

    assert SearchWish.objects.count() == 2


def test_editors_see_how_often_by_how_many_and_when(editor):
    first, second = UserFactory.create_batch(2)
    for user, day in ((first, MONDAY), (first, TUESDAY), (second, MONDAY)):
        report_gap(query="运费", wish="运费", user=user, day=day)

    row = editor.get(reverse("lms_gaps:index")).context["object_list"][0]

    assert (row.times, row.people) == (3, 2)
    assert row.last_asked == SearchWish.objects.first().created_at


def test_whoever_asked_sees_the_answer_and_so_does_the_next_one(
    agent, editor, client_as
):
    wish(agent, "运费")
    gap = SearchGap.objects.get()

    assert answer(editor, gap).status_code == 302

    assert 'href="/kb/faq/7/"' in text_of(agent.get("/kb/my-reports/"))
    again = wish(client_as(Role.AGENT), "运费", headers=HTMX)
    assert 'href="/kb/faq/7/"' in text_of(again)
    gap.refresh_from_db()
    assert (gap.state, gap.handler) == ("answered", editor.user)


def test_declining_takes_a_sentence(agent, editor):
    wish(agent, "运费")
    gap = SearchGap.objects.get()

    response = answer(editor, gap, state="declined", answer=" ", answer_address="")
    assert "answer" in response.context["form"].errors

    answer(editor, gap, state="declined", answer="不归我们管", answer_address="")
    assert "不归我们管" in text_of(agent.get("/kb/my-reports/"))


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "//evil.example", "/\\evil.example", "kb/faq/7/"],
)
def test_an_answer_leads_to_a_proper_address(agent, editor, address):
    wish(agent, "运费")
    gap = SearchGap.objects.get()

    response = answer(editor, gap, answer_address=address)

    assert "answer_address" in response.context["form"].errors
    gap.refresh_from_db()
    assert gap.state == GapState.OPEN


def test_the_service_answers_for_nobody_who_may_not(agent):
    wish(agent, "运费")

    with pytest.raises(PermissionDenied):
        answer_gap(
            gap=SearchGap.objects.get(),
            user=agent.user,
            state=GapState.ANSWERED,
            answer="",
            address="/kb/",
            now=timezone.now(),
        )


def test_wishes_of_others_are_not_among_my_own(agent, client_as):
    wish(client_as(Role.AGENT), "星际运费")

    assert "星际运费" not in text_of(agent.get("/kb/my-reports/"))


def test_a_leavers_wish_stays_without_the_name(agent, editor):
    wish(agent, "运费")

    agent.user.delete()

    assert SearchWish.objects.get().user is None
    gap = SearchGap.objects.get()
    assert editor.get(reverse("lms_gaps:edit", args=[gap.pk])).status_code == 200


def test_the_list_is_exported_without_formulas(agent, editor):
    wish(agent, "=cmd()")

    table = editor.get(reverse("lms_gaps:index"), {"export": "csv"})

    assert "'=cmd()" in b"".join(table.streaming_content).decode()


@pytest.mark.once
def test_the_list_costs_as_much_with_30_as_with_one(editor):
    def count():
        editor.get(reverse("lms_gaps:index"))
        with CaptureQueriesContext(connection) as queries:
            editor.get(reverse("lms_gaps:index"))
        return len(queries)

    def ask(number):
        for n in range(number):
            report_gap(query=f"q{n}", wish="运费", user=UserFactory(), day=MONDAY)

    ask(1)
    with_one = count()

    ask(15)

    assert count() == with_one
