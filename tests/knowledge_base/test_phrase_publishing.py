"""A phrase that must not go out stops publication, and loses nobody's work."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision, Workflow

from knowledge_base.exceptions import BlockedPhraseError
from knowledge_base.models import Faq, PhraseOverride, Script
from knowledge_base.services.phrases import OVERRIDDEN, override_phrases
from lms.enums import Role
from tests.factories.knowledge_base import FaqFactory, ScriptFactory, library
from tests.factories.people import UserFactory
from tests.factories.phrases import PhraseRuleFactory

pytestmark = pytest.mark.django_db
BASE = "/admin/snippets/lms_knowledge_base/script"
BLOCKED = "這不歸我管，您找别人。"


@pytest.fixture(autouse=True)
def rule():
    return PhraseRuleFactory(
        pattern="这不归我管", blocking=True, better="我帮您转给同事。"
    )


def fields(text, script=None, **extra):
    variant = script.variants.get() if script else None
    return {
        "title": "退款进度安抚",
        "collection": "1",
        "tags": "",
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "1" if variant else "0",
        "variants-MIN_NUM_FORMS": "1",
        "variants-MAX_NUM_FORMS": "3",
        "variants-0-id": str(variant.pk) if variant else "",
        "variants-0-channel": "phone",
        "variants-0-text": text,
        "variants-0-ORDER": "1",
        "notes-TOTAL_FORMS": "0",
        "notes-INITIAL_FORMS": "0",
        "notes-MIN_NUM_FORMS": "0",
        "notes-MAX_NUM_FORMS": "1000",
        **extra,
    }


PUBLISH = {"action-publish": "1"}


def add(client, text, **extra):
    return client.post(f"{BASE}/add/", fields(text, **extra), follow=True)


def edit(client, script, text, **extra):
    address = f"{BASE}/edit/{script.pk}/"
    return client.post(address, fields(text, script, **extra), follow=True)


def test_a_draft_with_a_blocking_phrase_is_saved_and_told(client_as):
    answer = add(client_as(Role.EDITOR), BLOCKED)

    script = Script.objects.get()
    assert not script.live
    assert script.variants.get().text == BLOCKED
    assert "我帮您转给同事。" in answer.content.decode()


def test_publishing_keeps_the_draft_and_says_why_beside_the_text(client_as):
    answer = add(client_as(Role.EDITOR), BLOCKED, **PUBLISH)

    script = Script.objects.get()
    assert not script.live
    assert script.latest_revision.as_object().variants.get().text == BLOCKED
    text = answer.context["form"].formsets["variants"].forms[0].fields["text"]
    assert "這不歸我管" in text.help_text
    assert "我帮您转给同事。" in text.help_text
    assert "這不歸我管" in " ".join(map(str, answer.context["messages"]))


def test_what_is_live_stays_as_it_was(client_as):
    client = client_as(Role.EDITOR)
    add(client, "您好，请讲。", **PUBLISH)
    script = Script.objects.get()

    edit(client, script, BLOCKED, **PUBLISH)

    script.refresh_from_db()
    assert script.live
    assert script.variants.get().text == "您好，请讲。"
    assert script.latest_revision.as_object().variants.get().text == BLOCKED


def test_a_warning_lets_the_text_go_out_and_is_listed(client_as, rule):
    rule.severity = "warn"
    rule.save()

    answer = add(client_as(Role.EDITOR), BLOCKED, **PUBLISH)

    assert Script.objects.get().live
    assert "我帮您转给同事。" in " ".join(map(str, answer.context["messages"]))


@pytest.mark.parametrize(
    "change",
    [
        {"channel": "email"},
        {"language": "en"},
        {"is_active": False},
        {"kind": "polite"},
    ],
)
def test_a_rule_that_does_not_hold_here_is_silent(client_as, rule, change):
    for name, value in change.items():
        setattr(rule, name, value)
    rule.save()

    add(client_as(Role.EDITOR), BLOCKED, **PUBLISH)

    assert Script.objects.get().live


def test_an_autosave_is_quiet_and_keeps_the_text(client_as):
    client = client_as(Role.EDITOR)

    answer = client.post(
        f"{BASE}/add/", fields(BLOCKED), headers={"Accept": "application/json"}
    )

    assert answer.json()["success"]
    assert Script.objects.get().variants.get().text == BLOCKED


def test_an_answer_is_checked_without_its_markup():
    faq = FaqFactory(answer="<p>这不<b>归我</b>管</p>", live=False)

    with pytest.raises(BlockedPhraseError, match="我帮您转给同事"):
        faq.save_revision().publish()

    assert not Faq.objects.get().live


def test_what_must_not_be_said_may_stand_in_a_note():
    script = ScriptFactory(dont=["这不归我管"], live=False)

    script.save_revision().publish()

    assert Script.objects.get().live


def test_an_editor_is_not_asked_for_a_reason(client_as):
    client = client_as(Role.EDITOR)
    answer = add(client, BLOCKED)

    assert "override_reason" not in answer.context["form"].fields
    answer = edit(
        client, Script.objects.get(), BLOCKED, override_reason="要", **PUBLISH
    )

    assert not Script.objects.get().live
    assert not PhraseOverride.objects.exists()


def test_a_reason_is_asked_for_only_when_a_phrase_blocks(client_as):
    client = client_as(Role.REVIEWER)
    harmless = ScriptFactory()
    blocked = ScriptFactory(variants={"phone": BLOCKED})

    forms = [
        client.get(f"{BASE}/edit/{script.pk}/").context["form"]
        for script in (harmless, blocked)
    ]

    assert ["override_reason" in form.fields for form in forms] == [False, True]


def test_a_reviewer_overrides_with_a_reason_that_is_logged(client_as):
    client = client_as(Role.REVIEWER)
    script = ScriptFactory(variants={"phone": BLOCKED}, live=False)
    script.save_revision()

    edit(client, script, BLOCKED, override_reason="引用客户的原话", **PUBLISH)

    assert Script.objects.get().live
    entry = ModelLogEntry.objects.get(action=OVERRIDDEN)
    assert entry.user == client.user
    assert entry.data == {"phrases": ["这不归我管"], "reason": "引用客户的原话"}
    history = client.get(f"{BASE}/history/{script.pk}/").content.decode()
    assert "引用客户的原话" in history


def test_an_override_lapses_when_the_text_changes(client_as):
    client = client_as(Role.REVIEWER)
    script = ScriptFactory(variants={"phone": BLOCKED}, live=False)
    script.save_revision()
    edit(client, script, BLOCKED, override_reason="引用客户的原话", **PUBLISH)

    edit(client, script, "您走吧，" + BLOCKED, **PUBLISH)

    assert Script.objects.get().variants.get().text == BLOCKED


def test_nobody_overrides_without_the_permission():
    revision = ScriptFactory(variants={"phone": BLOCKED}).save_revision()

    with pytest.raises(PermissionDenied):
        override_phrases(
            revision=revision, user=UserFactory(role=Role.EDITOR), reason="要"
        )


@pytest.fixture
def submitted():
    library()  # and with it the workflow
    script = ScriptFactory(variants={"phone": BLOCKED}, live=False)
    script.save_revision()
    writer = UserFactory(role=Role.CONTRIBUTOR)
    Workflow.objects.get().start(script, writer)
    return script


def test_approval_at_the_end_of_a_workflow_is_stopped(client_as, submitted):
    client = client_as(Role.REVIEWER)
    state = submitted.current_workflow_task_state

    answer = client.post(
        f"{BASE}/workflow/action/{submitted.pk}/approve/{state.pk}/", follow=True
    )

    submitted.refresh_from_db()
    assert not submitted.live
    assert submitted.current_workflow_task_state.status == "in_progress"
    assert "我帮您转给同事。" in answer.content.decode()


def test_approval_in_the_form_goes_through_with_a_reason(client_as, submitted):
    client = client_as(Role.REVIEWER)
    action = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    edit(client, submitted, BLOCKED, **action)
    assert not Script.objects.get().live
    edit(client, submitted, BLOCKED, override_reason="引用原话", **action)

    assert Script.objects.get().live


def test_what_was_scheduled_before_the_rule_is_held_back_alone(rule):
    rule.delete()
    scripts = [ScriptFactory(variants={"phone": text}, live=False)
               for text in (BLOCKED, "您好，请讲。")]  # fmt: skip
    for script in scripts:
        script.go_live_at = timezone.now() + timedelta(hours=1)
        script.save_revision().publish()
    Revision.objects.update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    for revision in Revision.objects.all():
        revision.content["go_live_at"] = None
        revision.save()
    PhraseRuleFactory(pattern="这不归我管", blocking=True)

    call_command("publish_scheduled")

    live = [Script.objects.get(pk=script.pk).live for script in scripts]
    assert live == [False, True]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    assert ModelLogEntry.objects.filter(
        action="lms_knowledge_base.refuse_phrase", object_id=str(scripts[0].pk)
    ).exists()


def test_an_import_leaves_out_the_row_and_goes_on(tmp_path, capsys):
    library()
    table = tmp_path / "scripts.csv"
    table.write_text(f"title,phone\n坏,{BLOCKED}\n好,您好，请讲。\n", "utf-8")

    with pytest.raises(CommandError, match="1 could not be imported"):
        call_command("import_content", str(table), "--publish", "--language=zh-hans")

    assert [script.title for script in Script.objects.all()] == ["好"]
    assert "我帮您转给同事。" in capsys.readouterr().err


def test_a_preview_says_what_the_phrases_find(client_as):
    client = client_as(Role.EDITOR)
    script = ScriptFactory(variants={"phone": BLOCKED})
    address = f"{BASE}/preview/{script.pk}/"

    client.post(address, fields(BLOCKED, script))
    answer = client.get(address)

    assert "我帮您转给同事。" in answer.content.decode()


def test_readers_do_not_see_the_remarks(client_as):
    script = ScriptFactory(variants={"phone": BLOCKED})

    answer = client_as(Role.CONTRIBUTOR).get(script.get_absolute_url())

    assert "我帮您转给同事。" not in answer.content.decode()


def test_the_rules_are_read_once_for_a_form(client_as, django_assert_max_num_queries):
    client = client_as(Role.REVIEWER)
    PhraseRuleFactory.create_batch(20)
    script = ScriptFactory(variants=dict.fromkeys(("phone", "chat", "email"), BLOCKED))

    with django_assert_max_num_queries(200) as queries:
        client.get(f"{BASE}/edit/{script.pk}/")

    read = [
        q
        for q in queries.captured_queries
        if 'FROM "lms_knowledge_base_phraserule"' in q["sql"]
    ]
    assert len(read) == 1
