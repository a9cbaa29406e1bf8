"""A short code leads to one script: the second is stopped, and its draft kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Workflow

from knowledge_base.exceptions import ShortCodeTakenError
from knowledge_base.models.script import TAKEN
from lms.enums import Role
from tests.factories.knowledge_base import CollectionFactory, ScriptFactory, library
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
BASE = "/admin/snippets/lms_knowledge_base/script"


def draft(script, code="tkgz", **kwargs):
    script.short_code = code
    return script.save_revision(**kwargs)


def take(code="tkgz"):
    """Let another script have the code while ours is a draft."""
    draft(ScriptFactory(title="先到的"), code).publish()


def test_the_second_publication_is_refused_and_the_draft_kept():
    script = ScriptFactory(short_code="")
    revision = draft(script)
    take()

    with pytest.raises(ShortCodeTakenError, match=str(TAKEN)):
        revision.publish()

    script.refresh_from_db()
    assert script.short_code == ""
    assert script.get_latest_revision_as_object().short_code == "tkgz"


def test_the_same_code_serves_in_another_language():
    library("en")
    take()
    draft(ScriptFactory(language="en")).publish()


def test_an_approval_says_what_stops_it(client_as):
    library()
    script = ScriptFactory(live=False)
    draft(script)
    take()
    state = Workflow.objects.get().start(script, UserFactory())
    step = state.current_task_state

    answer = client_as(Role.REVIEWER).post(
        f"{BASE}/workflow/action/{script.pk}/approve/{step.pk}/", follow=True
    )

    script.refresh_from_db()
    step.refresh_from_db()
    said = " ".join(map(str, answer.context["messages"]))
    assert str(TAKEN) in said
    assert not script.live
    assert step.status == "in_progress"


def test_a_schedule_drops_it_and_publishes_the_rest(client_as):
    past = timezone.now() - timedelta(minutes=1)
    late, fine = ScriptFactory(live=False), ScriptFactory(live=False)
    draft(late, approved_go_live_at=past)
    draft(fine, "other", approved_go_live_at=past)
    take()

    call_command("publish_scheduled")

    late.refresh_from_db()
    fine.refresh_from_db()
    assert (late.live, fine.live) == (False, True)
    assert late.get_latest_revision().approved_go_live_at is None
    history = client_as(Role.EDITOR).get(f"{BASE}/history/{late.pk}/")
    assert str(TAKEN) in history.content.decode()


def test_the_form_does_not_name_the_other_script():
    """It may be closed to whoever writes this one."""
    collection = CollectionFactory()
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="x"
    )
    ScriptFactory(title="不能看的", short_code="tkgz", collection=collection)
    mine = ScriptFactory()
    mine.short_code = "tkgz"

    with pytest.raises(ValidationError) as refused:
        mine.full_clean()

    assert "short_code" in refused.value.message_dict
    assert "不能看的" not in str(refused.value)
