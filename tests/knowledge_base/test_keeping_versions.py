"""Saving while somebody writes: nothing is overwritten that others rely on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from knowledge_base.models import VersionNote
from lms.enums import Role
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.versions import publish, submit, write
from tests.knowledge_base.forms import autosave, fields_of, save_form

pytestmark = pytest.mark.django_db
MAKERS = [ArticlePageFactory, FaqFactory, ScriptFactory]
FIELD = {"articlepage": "summary", "faq": "short_answer", "script": "scene"}


def name_of(item):
    return FIELD[item._meta.model_name]


def text_of(version):
    version.refresh_from_db()
    content = version.content
    return next(content[name] for name in FIELD.values() if name in content)


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


def save_over(client, item, version, text):
    """Save again from a window whose last version this is."""
    fields = fields_of(client, item)
    fields |= {name_of(item): text, "overwrite_revision_id": str(version.pk)}
    return autosave(client, item, fields)


@pytest.mark.parametrize("make", MAKERS)
def test_each_pause_of_one_writer_goes_into_one_version(make, editor):
    item = make()
    fields = fields_of(editor, item)
    first = autosave(editor, item, {**fields, name_of(item): "写"}).json()

    second = save_over(
        editor, item, Revision.objects.get(pk=first["revision_id"]), "写完"
    ).json()

    assert second["revision_id"] == first["revision_id"]
    assert Revision.objects.for_instance(item).count() == 1


def live(item, user):
    return publish(item, "定稿", user)


def withdrawn(item, user):
    version = publish(item, "定稿", user)
    item.unpublish()
    return version


def approved(item, user):
    version = write(item, "定稿", user)
    step = submit(item, user)
    step.approve(user=None)
    return version


def sent_back(item, user):
    version = write(item, "定稿", user)
    submit(item, user).reject(user=None)
    return version


@pytest.mark.parametrize("bring", [live, withdrawn, approved, sent_back])
@pytest.mark.parametrize("make", MAKERS)
def test_an_old_window_writes_over_nothing_that_others_rely_on(make, bring, editor):
    item = make()
    version = bring(item, editor.user)

    answer = save_over(editor, item, version, "还在写")

    assert answer.status_code == 200, answer.content
    assert text_of(version) == "定稿"
    later = Revision.objects.get(pk=answer.json()["revision_id"])
    assert later != version
    assert text_of(later) == "还在写"


@pytest.mark.parametrize("make", MAKERS)
def test_what_waits_for_approval_is_not_written_over(make, client_as):
    item, reviewer = make(), client_as(Role.REVIEWER)
    version = write(item, "定稿", reviewer.user)
    submit(item, reviewer.user)

    answer = save_over(reviewer, item, version, "还在写")

    assert answer.status_code == 200, answer.content
    assert text_of(version) == "定稿"


@pytest.mark.parametrize("make", MAKERS)
def test_what_is_scheduled_is_not_written_over(make, editor):
    item = make()
    version = write(item, "定稿", editor.user)
    version.approved_go_live_at = timezone.now() + timedelta(days=1)
    version.save()
    fresh = type(item).objects.get(pk=item.pk)
    draft = fresh.latest_revision.as_object()

    later = draft.save_revision(user=editor.user, overwrite_revision=version)

    assert later != version
    assert text_of(version) == "定稿"


@pytest.mark.parametrize("make", MAKERS)
def test_of_two_who_write_the_second_is_told_and_both_texts_survive(make, client_as):
    item = make()
    one, two = client_as(Role.EDITOR), client_as(Role.EDITOR)
    first, second = fields_of(one, item), fields_of(two, item)

    saved = autosave(one, item, {**first, name_of(item): "甲的说法"})
    publish_note = {**second, name_of(item): "乙的说法"}
    write_again = autosave(two, item, publish_note)
    save_form(two, item, publish_note)

    if "loaded_revision_id" in second:
        assert write_again.json()["error_code"] == "invalid_revision"
    assert saved.status_code == 200
    texts = [text_of(found) for found in Revision.objects.for_instance(item)]
    assert {"甲的说法", "乙的说法"} <= set(texts)


@pytest.mark.parametrize("make", MAKERS)
def test_a_window_that_is_out_of_date_is_refused_before_it_saves(make, client_as):
    item = make()
    publish(item, "定稿")
    one, two = client_as(Role.EDITOR), client_as(Role.EDITOR)
    first, second = fields_of(one, item), fields_of(two, item)
    assert "loaded_revision_id" in second

    autosave(one, item, {**first, name_of(item): "甲的说法"})
    refused = autosave(two, item, {**second, name_of(item): "乙的说法"})

    assert refused.status_code == 400
    assert refused.json()["error_code"] == "invalid_revision"
    latest = type(item).objects.get(pk=item.pk).latest_revision
    assert text_of(latest) == "甲的说法"


@pytest.mark.parametrize("make", MAKERS)
def test_the_second_writer_is_shown_who_else_is_at_it(make, client_as):
    item = make()
    publish(item, "定稿")
    one, two = client_as(Role.EDITOR), client_as(Role.EDITOR)
    fields_of(one, item)
    fields = fields_of(two, item)
    autosave(one, item, {**fields, name_of(item): "甲的说法"})
    names = (item._meta.app_label, item._meta.model_name, item.pk, 0)

    answer = two.post(
        reverse("wagtailadmin_editing_sessions:ping", args=names),
        {
            "revision_id": fields["loaded_revision_id"],
            "revision_created_at": fields["loaded_revision_created_at"],
        },
    )

    [other] = answer.json()["other_sessions"]
    assert other["revision_id"] is not None
    assert one.user.get_full_name() in answer.json()["html"]


@pytest.mark.parametrize("make", MAKERS)
def test_a_note_is_kept_with_its_version_and_not_carried_on(make, editor):
    item = make()
    fields = fields_of(editor, item)
    save_form(
        editor,
        item,
        {**fields, name_of(item): "定稿", "change_note": "改了期限"},
    )
    draft = type(item).objects.get(pk=item.pk)
    in_draft = fields_of(editor, item)["change_note"]
    draft.latest_revision.publish()

    in_next = fields_of(editor, item)["change_note"]

    assert VersionNote.objects.get().revision == draft.latest_revision
    assert in_draft == "改了期限"
    assert in_next == ""


def test_an_emptied_note_is_gone(editor):
    faq = FaqFactory()
    write(faq, "定稿", editor.user, note="改了期限")

    save_over(editor, faq, faq.revisions.get(), "定稿")
    assert VersionNote.objects.exists()
    fields = fields_of(editor, faq)
    autosave(
        editor,
        faq,
        {**fields, "change_note": "", "overwrite_revision_id": faq.revisions.get().pk},
    )

    assert not VersionNote.objects.exists()


@pytest.mark.parametrize("make", MAKERS)
def test_an_old_version_is_brought_back_through_the_editor(make, editor):
    item = make()
    old = publish(item, "旧的说法")
    publish(item, "新的说法")
    if item._meta.model_name == "articlepage":
        address = reverse("wagtailadmin_pages:revisions_revert", args=[item.pk, old.pk])
    else:
        space = f"wagtailsnippets_lms_knowledge_base_{item._meta.model_name}"
        address = reverse(f"{space}:revisions_revert", args=[item.pk, old.pk])

    fields = fields_of(editor, item, address)
    save_form(editor, item, {**fields, "change_note": "改回去"}, address)

    item.refresh_from_db()
    assert getattr(item, name_of(item)) == "新的说法"
    assert text_of(item.latest_revision) == "旧的说法"
    assert item.latest_revision != old
