"""What the knowledge base tells, and when."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from knowledge_base.events import (
    ContentPublished,
    ContentUnpublished,
    HelpfulVoteGiven,
    ReportMade,
)
from knowledge_base.services.feedback import (
    answer_report,
    cast_vote,
    report_mistake,
    withdraw_vote,
)
from lms.enums import Role
from lms.events.kinds import from_row
from lms.models import Notification, PublishedEvent
from tests.factories.knowledge_base import ArticlePageFactory, FaqFactory, ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def told(kind):
    return [from_row(row) for row in PublishedEvent.objects.filter(kind=kind.name)]


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory, ScriptFactory])
def test_publishing_and_unpublishing_are_told_each_time(factory):
    content = factory()
    before = len(told(ContentPublished))

    for _time in range(2):
        content.save_revision().publish()
    content.refresh_from_db()
    content.unpublish()

    events = told(ContentPublished)
    assert len(events) == before + 2
    assert {event.target.load() for event in events} == {content}
    assert [event.target.load() for event in told(ContentUnpublished)] == [content]


def test_categories_tell_nothing():
    category = ArticlePageFactory().get_parent().specific
    before = PublishedEvent.objects.count()

    category.save_revision().publish()

    assert PublishedEvent.objects.count() == before


def test_a_vote_given_again_tells_nothing_new():
    person, item = UserFactory(), ScriptFactory().item

    for _time in range(2):
        cast_vote(item=item, user=person, is_helpful=True)
        withdraw_vote(item=item, user=person)
    cast_vote(item=item, user=UserFactory(), is_helpful=False)

    assert [event.actor_id for event in told(HelpfulVoteGiven)] == [person.pk]


def test_what_an_editor_publishes_in_the_admin_is_told_to_the_owner(client_as):
    editor, owner = client_as(Role.EDITOR), UserFactory()
    item = (faq := FaqFactory()).item
    item.owner = owner
    item.save()

    assert editor.post(f"/admin/snippets/lms_knowledge_base/faq/unpublish/{faq.pk}/")

    [event] = told(ContentUnpublished)
    assert event.actor_id == editor.user.pk
    call_command("run_due", verbosity=0)
    assert Notification.objects.get().recipient == owner


def test_a_report_that_somebody_has_answered_waits_for_its_owner_no_more(client_as):
    editor, owner = client_as(Role.EDITOR).user, UserFactory()
    item = FaqFactory(owner=owner).item
    waits = Notification.objects.filter(kind=ReportMade.name).unread()
    reports = [
        report_mistake(item=item, user=UserFactory(), kind="typo", text=text)[0]
        for text in ("错字", "别字")
    ]

    def answer(report):
        answer_report(
            report=report,
            user=editor,
            state="accepted",
            answer="改了",
            now=timezone.now(),
        )

    answer(reports[0])  # before anybody was told
    call_command("run_due", verbosity=0)
    assert [row.parameters["report"] for row in waits.all()] == [reports[1].pk]
    answer(reports[1])

    assert not waits.exists()


def test_nobody_is_told_of_what_they_did_themselves(client_as):
    editor = client_as(Role.EDITOR)
    item = (faq := FaqFactory()).item
    item.owner = editor.user
    item.save()

    editor.post(f"/admin/snippets/lms_knowledge_base/faq/unpublish/{faq.pk}/")
    call_command("run_due", verbosity=0)

    assert not Notification.objects.exists()
