"""Who is credited for what, and what is taken back."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction

from knowledge_base.enums import ContributionKind
from knowledge_base.models import ArticlePage, Contribution, Faq, Script
from knowledge_base.models.parts import put_texts
from knowledge_base.services.contributions import (
    Credit,
    counter_contribution,
    record_contribution,
)
from knowledge_base.services.feedback import answer_report
from lms.enums import GapState, Role
from lms.models import PublishedEvent, SearchGap
from lms.models.append_only import RowsStayError
from lms.search_gaps import answer_gap, report_gap
from tests.factories.feedback import ReportFactory
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.proposals import ContributionFactory, proposal_on

pytestmark = pytest.mark.django_db
COUNTERED = "lms_knowledge_base.contribution_countered"
RECORDED = "lms_knowledge_base.contribution_recorded"


def credited():
    rows = Contribution.objects.order_by("pk")
    return [(row.actor, row.kind) for row in rows]


def rewrite(content, user, text):
    """Save a version with another text; nothing is published."""
    draft = content.get_latest_revision_as_object()
    names = {ArticlePage: "summary", Faq: "short_answer", Script: "phone"}
    put_texts(draft, {names[type(draft)]: text})
    return draft.save_revision(user=user)


def events(kind):
    return PublishedEvent.objects.filter(kind=kind).count()


def counter(row, user=None, reason="抄来的"):
    user = user or UserFactory(role=Role.REVIEWER)
    return counter_contribution(
        contribution=row, user=user, reason=reason, now=timezone.now()
    )


# I9


@pytest.mark.cases
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET size = 1000",
        "UPDATE {} SET reason = 'x'",
        "UPDATE {} SET kind = 'authored'",
        "UPDATE {} SET actor_id = %s",
        "DELETE FROM {}",
    ],
)
def test_i9_contributions_are_append_only_for_the_database_too(statement):
    ContributionFactory()
    values = [UserFactory().pk] if "%s" in statement else []
    sql = statement.format(Contribution._meta.db_table)

    with (
        pytest.raises(DatabaseError, match="neither changed nor deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, values)


def test_i9_contributions_are_append_only_for_the_models():
    row = ContributionFactory()
    for change in (
        row.save,
        row.delete,
        Contribution.objects.all().delete,
        lambda: Contribution.objects.update(size=1),
        lambda: Contribution.objects.bulk_update([row], ["size"]),
    ):
        with pytest.raises(RowsStayError):
            change()


def test_i9_a_key_counts_once():
    user, item = UserFactory(), ScriptFactory().item
    for size in (3, 9):
        credit = Credit(
            actor=user,
            kind=ContributionKind.AUTHORED,
            key="once",
            size=size,
            item=item,
        )
        record_contribution(credit, now=timezone.now())

    assert [row.size for row in Contribution.objects.all()] == [3]
    assert events(RECORDED) == 1


def test_i9_what_is_taken_back_is_countered_and_never_erased():
    row = ContributionFactory(size=12)
    user = UserFactory(role=Role.MANAGER)

    first, again = counter(row, user), counter(row, user, "又一次")

    assert first == again
    assert (first.counters, first.size, first.reason) == (row, -12, "抄来的")
    assert (first.actor, first.recorded_by) == (row.actor, user)
    assert Contribution.objects.count() == 2
    assert events(COUNTERED) == 1


def test_only_who_may_takes_back_and_never_without_a_reason():
    row = ContributionFactory()
    for role in (Role.AGENT, Role.CONTRIBUTOR, Role.EDITOR):
        with pytest.raises(PermissionDenied):
            counter(row, UserFactory(role=role))
    with pytest.raises(ValueError, match="reason"):
        counter(row, reason=" ")
    with pytest.raises(PermissionDenied):
        counter(counter(row))


def test_people_and_items_that_are_deleted_leave_the_row():
    script = ScriptFactory()
    row = ContributionFactory(item=script.item)

    row.actor.delete()
    script.delete()

    row = Contribution.objects.get()
    assert (row.actor, row.item, row.size) == (None, None, 12)


# What counts


def test_an_accepted_proposal_counts_for_the_proposer(client_as):
    editor, agent = client_as(Role.EDITOR), UserFactory()
    proposal = proposal_on(
        FaqFactory(short_answer="三天到账。"),
        user=agent,
        texts={"short_answer": "五天到账。"},
    )
    address = reverse("lms_proposals:edit", args=[proposal.pk])
    seen = editor.get(address).context["form"].initial["seen"]
    data = {"take-short_answer": "on", "text-short_answer": "五天到账。"}

    editor.post(address, {**data, "seen": seen, "accept": "1"})
    proposal.refresh_from_db()
    proposal.revision.publish(user=editor.user)

    assert credited() == [(agent, "suggestion_accepted")]
    assert Contribution.objects.get().size == 1


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory, ScriptFactory])
def test_those_who_wrote_are_credited_and_not_who_published(factory):
    one, two, publisher = UserFactory(), UserFactory(), UserFactory(role="admin")
    content = factory(live=False)
    rewrite(content, one, "您好，运费我们付。")
    content.refresh_from_db()
    rewrite(content, two, "您好，运费全由我们付。").publish(user=publisher)

    assert {*credited()} == {(one, "authored"), (two, "authored")}

    content = type(content).objects.get(pk=content.pk)
    rewrite(content, two, "您好，运费各付一半。").publish(user=publisher)

    assert credited()[2:] == [(two, "revised")]


def test_publishing_again_or_going_back_credits_nobody_twice():
    writer, script = UserFactory(role="admin"), ScriptFactory(live=False)
    for text in ("甲说法", "乙说法", "甲说法", "乙说法"):
        rewrite(script, writer, text).publish(user=writer)
        script = type(script).objects.get(pk=script.pk)
        script.get_latest_revision().publish(user=writer)

    kinds = [kind for _actor, kind in credited()]
    assert kinds == ["authored", "revised", "revised"]


def test_imports_credit_nobody():
    FaqFactory(live=False).save_revision().publish()

    assert credited() == []


def test_what_is_scheduled_counts_when_it_goes_live():
    script = ScriptFactory(live=False)
    script.go_live_at = timezone.now() + timezone.timedelta(days=1)
    script.save_revision(user=UserFactory()).publish()

    assert credited() == []


def test_an_accepted_report_counts_until_it_is_declined_after_all():
    report = ReportFactory()
    editor = UserFactory(role=Role.EDITOR)

    def answer(state, said):
        answer_report(
            report=report, user=editor, state=state, answer=said, now=timezone.now()
        )

    answer("accepted", "已改")
    assert credited() == [(report.reporter, "report_accepted")]

    answer("declined", "其实没错")
    assert [row.reason for row in Contribution.objects.order_by("pk")] == [
        "",
        "其实没错",
    ]


def test_a_report_of_ones_own_counts_nothing():
    editor = UserFactory(role=Role.EDITOR)
    answer_report(
        report=ReportFactory(reporter=editor),
        user=editor,
        state="accepted",
        answer="已改",
        now=timezone.now(),
    )

    assert credited() == []


def test_an_answered_search_counts_once_and_not_for_ones_own(
    django_capture_on_commit_callbacks,
):
    editor, now = UserFactory(role=Role.EDITOR), timezone.now()
    for query, asker in (("运费", UserFactory()), ("退货", editor)):
        report_gap(query=query, wish=query, user=asker, day=now.date())

    with django_capture_on_commit_callbacks(execute=True):
        for gap in SearchGap.objects.all():
            for said in ("看这里", "再看这里"):
                answer_gap(
                    gap=gap,
                    user=editor,
                    state=GapState.ANSWERED,
                    answer=said,
                    address="/kb/faq/7/",
                    now=now,
                )

    assert credited() == [(editor, "gap_answered")]


# Screens


def test_one_sees_ones_contributions_and_why(client_as):
    agent = client_as(Role.AGENT)
    address = reverse("knowledge_base:my_contributions")
    assert agent.get(address).status_code == 200
    mine = ContributionFactory(
        actor=agent.user, item=FaqFactory(question="我写的").item
    )
    ContributionFactory(item=FaqFactory(question="别人写的").item)
    counter(mine, reason="原文照抄")

    page = agent.get(address)

    assert page.context["size"] == 0
    for text, is_there in (("我写的", True), ("原文照抄", True), ("别人写的", False)):
        assert (text in page.content.decode()) is is_there


def test_managers_list_export_and_take_back(client_as):
    manager = client_as(Role.MANAGER)
    row = ContributionFactory(item=FaqFactory(question="=SUM(A1)").item)
    index = reverse("lms_contributions:index")
    edit = reverse("lms_contributions:edit", args=[row.pk])

    assert manager.post(edit, {"reason": " "}).context["form"].errors
    assert manager.post(edit, {"reason": "照抄"}).status_code == 302

    assert "照抄" in manager.get(index).content.decode()
    assert "照抄" in manager.get(edit).content.decode()
    table = manager.get(index, {"export": "csv"})
    assert "'=SUM(A1)" in b"".join(table.streaming_content).decode()


def test_contributions_to_what_is_closed_are_in_no_list(client_as):
    closed = CollectionFactory()
    restriction = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="insiders"))
    agent = client_as(Role.AGENT)
    secret = ScriptFactory(title="封存条款答复", collection=closed)
    row = ContributionFactory(item=secret.item, actor=agent.user)

    for client, address in [
        (agent, reverse("knowledge_base:my_contributions")),
        (client_as(Role.MANAGER), reverse("lms_contributions:index")),
    ]:
        assert "封存条款" not in client.get(address).content.decode()
    with pytest.raises(PermissionDenied):
        counter(row)


@pytest.mark.once
def test_lists_cost_as_much_with_30_as_with_one(client_as):
    agent, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    addresses = [
        (agent, reverse("knowledge_base:my_contributions")),
        (manager, reverse("lms_contributions:index")),
    ]

    def count(client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in queries)

    ContributionFactory(actor=agent.user)
    with_one = [count(*address) for address in addresses]
    for _turn in range(29):
        ContributionFactory(actor=agent.user)

    assert [count(*address) for address in addresses] == with_one
