"""Lists to which nobody adds by hand."""

import pytest

from tests.factories.knowledge_base import FaqFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LISTS = (
    *("lms_knowledge_items", "lms_proposals", "lms_reports", "lms_contributions"),
    *("lms_gaps", "lms_dead_letters", "lms_mails"),
)


def test_an_empty_list_says_how_the_first_row_comes(client_as):
    admin = client_as("admin")
    for name in LISTS:
        answer = admin.get(f"/admin/{name}/")
        text = str(answer.context["view"].empty_text)
        assert text
        assert text in answer.content.decode()


def test_items_are_narrowed_by_the_kinds_that_there_are(client_as):
    faq, admin = FaqFactory(), client_as("admin")
    address = "/admin/lms_knowledge_items/"
    kind = faq.item.content_type

    fields = admin.get(address).context["filters"].form.fields
    offered = [*fields["content_type"].choices][1:]
    assert offered == [(kind.pk, kind.name)]
    listed = admin.get(address, {"content_type": kind.pk}).context["object_list"]
    assert [*listed] == [faq.item]
