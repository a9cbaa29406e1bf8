"""Approval by a second person, and that what was approved is what is published."""

import json

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import (
    GroupApprovalTask,
    Revision,
    TaskState,
    Workflow,
    WorkflowTask,
)

from knowledge_base.models import Placeholder, SecondPersonTask
from knowledge_base.services.library import prepare_library
from lms.enums import Role
from lms.roles import role_group
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    PlaceholderFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.factories.phrases import PhraseRuleFactory
from tests.factories.versions import publish, submit, write
from tests.knowledge_base.forms import fields_of, save_form

pytestmark = pytest.mark.django_db
MAKERS = [ArticlePageFactory, FaqFactory, ScriptFactory]
FIELD = {"articlepage": "summary", "faq": "short_answer", "script": "scene"}


def said(item):
    item.refresh_from_db()
    return getattr(item, FIELD[item._meta.model_name])


def decide(client, item, step, action="approve"):
    """Press the button of the list or the editor that opens no form."""
    if item._meta.model_name == "articlepage":
        name = "wagtailadmin_pages:workflow_action"
    else:
        name = f"wagtailsnippets_lms_knowledge_base_{item._meta.model_name}:workflow_action"
    return client.post(reverse(name, args=[item.pk, action, step.pk]), {"comment": ""})


@pytest.fixture
def writer():
    return UserFactory(role=Role.CONTRIBUTOR)


@pytest.fixture
def reviewer(client_as):
    return client_as(Role.REVIEWER)


@pytest.mark.parametrize("make", MAKERS)
def test_a_second_person_approves_and_the_text_is_live(make, reviewer, writer):
    item = make()
    version = write(item, "改过", writer)

    decide(reviewer, item, submit(item, writer))

    assert said(item) == "改过"
    assert item.live_revision_id == version.pk
    assert not item.has_unpublished_changes


@pytest.mark.parametrize("role", [Role.REVIEWER, "admin"])
@pytest.mark.parametrize("make", MAKERS)
def test_whoever_wrote_cannot_approve(make, role, client_as):
    item, client = make(), client_as(role)
    before = said(item)
    write(item, "改过", client.user)

    decide(client, item, submit(item, client.user))

    assert said(item) == before
    assert not TaskState.objects.filter(status="approved").exists()


def test_whoever_wrote_a_part_cannot_approve_the_rest(reviewer, writer):
    faq = FaqFactory()
    write(faq, "第一稿", reviewer.user)
    write(faq, "第二稿", writer)

    decide(reviewer, faq, submit(faq, writer))

    assert said(faq) != "第二稿"


def test_who_wrote_what_is_live_already_may_approve_the_next(reviewer, writer):
    faq = FaqFactory()
    publish(faq, "第一稿", reviewer.user)
    write(faq, "第二稿", writer)

    decide(reviewer, faq, submit(faq, writer))

    assert said(faq) == "第二稿"


def test_whoever_wrote_may_still_send_it_back(reviewer, writer):
    faq = FaqFactory()
    write(faq, "第一稿", reviewer.user)
    step = submit(faq, writer)

    decide(reviewer, faq, step, "reject")

    step.refresh_from_db()
    assert step.status == "rejected"


def test_code_cannot_go_round_the_rule(reviewer):
    faq = FaqFactory()
    write(faq, "改过", reviewer.user)
    step = submit(faq, reviewer.user)

    with pytest.raises(PermissionDenied):
        step.task.specific.on_action(step, reviewer.user, "approve")


@pytest.mark.parametrize("make", MAKERS)
def test_what_somebody_writes_during_approval_stays_a_draft(make, client_as, writer):
    item = make()
    version = write(item, "交上去的", writer)
    step = submit(item, writer)
    later = write(item, "后来写的", UserFactory(role=Role.REVIEWER))

    decide(client_as(Role.REVIEWER), item, step)

    assert said(item) == "交上去的"
    assert item.live_revision_id == version.pk
    assert item.has_unpublished_changes
    assert item.latest_revision_id == later.pk
    draft = item.get_latest_revision_as_object()
    assert getattr(draft, FIELD[item._meta.model_name]) == "后来写的"


@pytest.mark.parametrize("make", MAKERS)
def test_approving_in_the_editor_publishes_what_was_submitted(make, reviewer, writer):
    item = make()
    write(item, "交上去的", writer)
    submit(item, writer)
    form = fields_of(reviewer, item)

    save_form(
        reviewer,
        item,
        {
            **form,
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
            "workflow-action-extra-data": json.dumps({}),
        },
    )

    assert said(item) == "交上去的"
    assert not item.has_unpublished_changes


@pytest.mark.parametrize("make", MAKERS)
def test_what_the_approver_changes_meanwhile_waits_for_another(make, reviewer, writer):
    item = make()
    write(item, "交上去的", writer)
    submit(item, writer)
    form = fields_of(reviewer, item)

    answer = save_form(
        reviewer,
        item,
        {
            **form,
            FIELD[item._meta.model_name]: "我自己的",
            "action-workflow-action": "1",
            "workflow-action-name": "approve",
        },
    )

    assert said(item) == "交上去的"
    assert item.has_unpublished_changes
    latest = item.latest_revision.as_object()
    assert getattr(latest, FIELD[item._meta.model_name]) == "我自己的"
    assert "你改的留作草稿" in str([*get_messages(answer.wsgi_request)])


def test_a_forbidden_phrase_stops_an_approved_text(reviewer, writer):
    faq = FaqFactory()
    write(faq, "这不归我管。", writer)
    step = submit(faq, writer)
    PhraseRuleFactory(pattern="这不归我管", blocking=True)

    decide(reviewer, faq, step)

    assert said(faq) != "这不归我管。"
    step.refresh_from_db()
    assert step.status == "in_progress"


@pytest.mark.parametrize("text", ["您好{{customer}}。", "您好{{customer。"])
def test_a_wrong_placeholder_stops_an_approved_script(text, reviewer, writer):
    PlaceholderFactory(name="customer")
    script = ScriptFactory(variants={"phone": "您好。"})
    draft = script.save_revision().as_object()
    variant = draft.variants.get()
    variant.text = text
    draft.variants.add(variant)
    draft.save_revision(user=writer, clean=False)
    step = submit(script, writer)
    Placeholder.objects.all().delete()

    answer = decide(reviewer, script, step)

    script.refresh_from_db()
    assert answer.status_code == 302
    assert script.variants.get().text == "您好。"
    step.refresh_from_db()
    assert step.status == "in_progress"


def test_what_waits_in_an_older_kind_of_step_goes_on_under_the_new_rule(writer):
    task = GroupApprovalTask.objects.create(name="审核 Approval")
    task.groups.add(role_group(Role.REVIEWER))
    workflow = Workflow.objects.create(name="旧流程")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    faq = FaqFactory()
    write(faq, "改过", writer)
    step = workflow.start(faq, writer).current_task_state

    prepare_library()

    step.refresh_from_db()
    assert isinstance(step.task.specific, SecondPersonTask)
    assert [*step.task.specific.groups.all()] == [role_group(Role.REVIEWER)]
    assert not GroupApprovalTask.objects.exists()
    with pytest.raises(PermissionDenied):
        step.task.specific.on_action(step, writer, "approve")


def test_purging_spares_what_is_live_was_live_was_approved_or_waits(reviewer, writer):
    faq = FaqFactory()
    kept = [publish(faq, "第一稿"), publish(faq, "第二稿")]
    idle = [write(faq, "草稿"), write(faq, "另一稿")]
    kept.append(write(faq, "第三稿", writer))
    decide(reviewer, faq, submit(faq, writer))
    kept.append(write(faq, "交上去的", writer))
    submit(faq, writer)
    idle.append(write(faq, "后来写的"))
    kept.append(write(faq, "最后一稿"))

    call_command("purge_revisions")

    left = Revision.objects.for_instance(faq).order_by("pk")
    assert [*left] == kept
    assert not Revision.objects.filter(pk__in=[r.pk for r in idle]).exists()


def test_purging_spares_the_live_version_below_a_draft():
    article = ArticlePageFactory()
    live = publish(article, "第一稿")
    write(article, "草稿")

    call_command("purge_revisions", "--pages", "--days=0")

    article.refresh_from_db()
    assert article.live_revision == live


def test_groups_of_other_steps_are_left_alone():
    other = GroupApprovalTask.objects.create(name="法务")
    other.groups.add(Group.objects.create(name="法务组"))

    prepare_library()

    assert GroupApprovalTask.objects.get() == other
