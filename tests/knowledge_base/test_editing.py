"""Writing in the admin: what is wrong is said beside the field, and nothing is lost."""

import pytest

from knowledge_base.models import Faq, Script
from knowledge_base.models.script import TAKEN
from lms.enums import Role
from tests.factories.knowledge_base import PlaceholderFactory, ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
BASE = "/admin/snippets/lms_knowledge_base"


@pytest.fixture
def editor():
    return UserFactory(role=Role.EDITOR)


@pytest.fixture
def editor_client(client, editor):
    PlaceholderFactory(name="customer")
    client.force_login(editor)
    return client


def script_form(text="您好{{customer}}，请稍等。", **fields):
    return {
        "title": "退款进度安抚",
        "short_code": "tkjd",
        "scene": "售后退款",
        "stage": "soothe",
        "emotion": "anxious",
        "tags": "退款,安抚",
        "collection": "1",
        "variants-TOTAL_FORMS": "1",
        "variants-INITIAL_FORMS": "0",
        "variants-MIN_NUM_FORMS": "1",
        "variants-MAX_NUM_FORMS": "3",
        "variants-0-channel": "phone",
        "variants-0-text": text,
        "variants-0-ORDER": "1",
        "notes-TOTAL_FORMS": "0",
        "notes-INITIAL_FORMS": "0",
        "notes-MIN_NUM_FORMS": "0",
        "notes-MAX_NUM_FORMS": "1000",
        **fields,
    }


def post(client, **fields):
    return client.post(f"{BASE}/script/add/", script_form(**fields))


def test_an_editor_publishes_a_script_and_owns_it(editor_client, editor):
    post(editor_client, **{"action-publish": "1"})

    script = Script.objects.get()
    assert script.live
    assert script.item.owner == editor
    assert sorted(script.tags.names()) == ["安抚", "退款"]


def test_a_draft_is_not_live(editor_client):
    post(editor_client)

    assert not Script.objects.get().live


def test_a_contributor_writes_drafts_but_cannot_publish(client):
    PlaceholderFactory(name="customer")
    client.force_login(UserFactory(role=Role.CONTRIBUTOR))

    post(client, **{"action-publish": "1"})

    assert not Script.objects.filter(live=True).exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("您好{{nobody}}，请稍等。", "{{nobody}}"),
        ("您好{{customer}，请稍等。", "{{customer}，"),
        ("您好customer}}，请稍等。", "}}"),
        ("您好{{}}，请稍等。", "{{}}"),
    ],
)
def test_a_wrong_placeholder_is_said_beside_the_text(editor_client, text, said):
    answer = post(editor_client, text=text)

    form = answer.context["form"].formsets["variants"].forms[0]
    assert said in str(form.errors["text"][0])
    assert text in answer.content.decode()
    assert not Script.objects.exists()


def test_a_wrong_change_leaves_the_draft_as_it_was(editor_client):
    post(editor_client)
    script = Script.objects.get()
    variant = script.variants.get()

    editor_client.post(
        f"{BASE}/script/edit/{script.pk}/",
        script_form(
            "{{nobody}}",
            **{"variants-INITIAL_FORMS": "1", "variants-0-id": str(variant.pk)},
        ),
    )

    latest = script.latest_revision.as_object()
    assert latest.variants.get().text == "您好{{customer}}，请稍等。"


def test_a_short_code_taken_twice_is_said_without_naming_the_other_script(
    editor_client,
):
    ScriptFactory(title="退货须知", short_code="tkjd")

    answer = post(editor_client)

    errors = answer.context["form"].errors["short_code"]
    assert errors == [TAKEN]
    assert "退货须知" not in answer.content.decode()


@pytest.fixture
def take_after(monkeypatch):
    """Let another script take the short code between a look and the writing."""

    def arrange(method):
        look, other = getattr(Script, method), ScriptFactory(title="退货须知")

        def looked(script):
            look(script)
            Script.objects.filter(pk=other.pk).update(short_code="tkjd")

        monkeypatch.setattr(Script, method, looked)

    return arrange


def test_of_two_who_save_a_short_code_at_once_the_second_is_told(
    editor_client, take_after
):
    take_after("clean")

    answer = post(editor_client)

    assert answer.status_code == 200
    assert answer.context["form"].errors["short_code"] == [TAKEN]
    assert Script.objects.count() == 1


def test_of_two_who_publish_a_short_code_at_once_the_second_keeps_a_draft(
    editor_client, take_after
):
    take_after("refuse_publication")
    mine = ScriptFactory(title="退款进度安抚")
    mine.short_code = "tkjd"
    mine.save_revision()
    variant = mine.variants.first()

    answer = editor_client.post(
        f"{BASE}/script/edit/{mine.pk}/",
        script_form(
            **{
                "action-publish": "1",
                "variants-INITIAL_FORMS": "1",
                "variants-0-id": str(variant.pk),
            }
        ),
        follow=True,
    )

    mine.refresh_from_db()
    assert answer.status_code == 200
    assert str(TAKEN) in answer.content.decode()
    assert mine.short_code != "tkjd"
    assert mine.get_latest_revision_as_object().short_code == "tkjd"


def test_the_same_short_code_may_serve_another_language(editor_client):
    ScriptFactory(short_code="tkjd", language="en")

    post(editor_client)

    assert Script.objects.filter(short_code="tkjd").count() == 2


@pytest.mark.parametrize("code", ["TKJD!", "退款", "a", "x" * 13])
def test_a_short_code_is_easy_to_type(editor_client, code):
    answer = post(editor_client, short_code=code)

    assert "short_code" in answer.context["form"].errors


def test_one_channel_has_one_text(editor_client):
    answer = post(
        editor_client,
        **{
            "variants-TOTAL_FORMS": "2",
            "variants-1-channel": "phone",
            "variants-1-text": "再说一次",
            "variants-1-ORDER": "2",
        },
    )

    assert answer.status_code == 200
    assert not Script.objects.exists()


def test_a_faq_entry_is_written_with_other_ways_to_ask(editor_client):
    script = ScriptFactory()
    editor_client.post(
        f"{BASE}/faq/add/",
        {
            "question": "退款多久到账？",
            "short_answer": "三到七个工作日。",
            "answer": "null",
            "script_links-TOTAL_FORMS": "1",
            "script_links-INITIAL_FORMS": "0",
            "script_links-MIN_NUM_FORMS": "0",
            "script_links-MAX_NUM_FORMS": "1000",
            "script_links-0-script": str(script.pk),
            "script_links-0-ORDER": "1",
            "tags": "",
            "collection": "1",
            "other_questions-TOTAL_FORMS": "1",
            "other_questions-INITIAL_FORMS": "0",
            "other_questions-MIN_NUM_FORMS": "0",
            "other_questions-MAX_NUM_FORMS": "1000",
            "other_questions-0-text": "钱什么时候退回来？",
            "other_questions-0-ORDER": "1",
            "action-publish": "1",
        },
    )

    faq = Faq.objects.get()
    assert faq.live
    assert [other.text for other in faq.other_questions.all()] == ["钱什么时候退回来？"]
    assert [link.script for link in faq.script_links.all()] == [script]


def test_every_page_of_a_script_opens_in_the_admin(editor_client):
    post(editor_client, **{"action-publish": "1"})
    key = Script.objects.get().pk

    for view in ("edit", "history", "usage", "copy"):
        assert editor_client.get(f"{BASE}/script/{view}/{key}/").status_code == 200
