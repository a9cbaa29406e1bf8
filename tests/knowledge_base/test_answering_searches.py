"""An FAQ entry written for a search that was in vain tells those who asked."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from knowledge_base.models import Faq
from lms.enums import GapState, Role
from lms.models import Notification, SearchGap, SearchLog
from lms.search_gaps import report_gap
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/snippets/lms_knowledge_base/faq/add/"
NONE = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
FORM = {
    "short_answer": "由商家承担。",
    "answer": "null",
    "collection": "1",
    **{f"other_questions-{name}": value for name, value in NONE.items()},
    **{f"script_links-{name}": value for name, value in NONE.items()},
}


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


def searched(user, query, total=0):
    SearchLog.objects.create(
        user=user, key=uuid4().hex, query=query, total=total, searched_at=timezone.now()
    )


def told():
    rows = Notification.objects.filter(kind="lms.gap_answered")
    return {row.recipient for row in rows}


def test_publishing_it_answers_the_search_and_tells_whoever_asked(
    editor, django_capture_on_commit_callbacks
):
    wisher, searcher, finder = UserFactory.create_batch(3)
    wish = {"query": "星際運費", "wish": "谁出运费", "user": wisher}
    report_gap(**wish, day=date(2026, 3, 2))
    searched(searcher, "星际运费")
    searched(finder, "星际运费", total=2)
    searched(editor.user, "星际运费")

    page = editor.get("/admin/reports/searches/in-vain/").content.decode()
    assert f"{ADD}?answers=%E6%98%9F" in page
    assert f"{ADD}?answers=%E6%98%9F" in editor.get("/admin/lms_gaps/").content.decode()
    address = f"{ADD}?answers=星際運費"
    form = editor.get(address)
    assert form.context["form"].initial["question"] == "星際運費"
    assert "answers=" in form.context["action_url"]

    fields = {**FORM, "question": "星际运费谁出？"}
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(address, fields)
    assert SearchGap.objects.get().state == GapState.OPEN
    assert told() == set()

    faq = Faq.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        faq.latest_revision.publish(user=editor.user)
    gap = SearchGap.objects.get()
    assert (gap.state, gap.answer_address) == ("answered", faq.get_absolute_url())
    assert told() == {wisher, searcher} | (told() & {editor.user})

    with django_capture_on_commit_callbacks(execute=True):
        faq.save_revision().publish()
    assert Notification.objects.filter(recipient=wisher).count() == 1


def test_who_answers_no_searches_writes_an_entry_like_any_other(client_as):
    contributor = client_as(Role.CONTRIBUTOR)

    contributor.post(f"{ADD}?answers=运费", {**FORM, "question": "运费谁出？"})

    assert Faq.objects.exists()
    assert not SearchGap.objects.exists()
