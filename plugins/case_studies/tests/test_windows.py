"""A case that is open in two windows: nothing is overwritten unseen."""

import pytest

from knowledge_base.models import Tag
from lms.enums import Role
from plugins.case_studies.enums import CaseSeverity, CaseState
from plugins.case_studies.models import CaseRecord
from plugins.case_studies.services.drafts import draft_of
from plugins.case_studies.tests.factories import form_of, make_case
from tests.factories.knowledge_base import FaqFactory, ScriptFactory
from tests.knowledge_base.forms import inputs_in

pytestmark = pytest.mark.django_db
ROOT = "/plugins/case-studies"


@pytest.fixture
def author(client_as):
    return client_as(Role.AGENT)


def test_an_older_window_overwrites_nothing_and_loses_nothing(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    edit = f"{ROOT}/{case.pk}/edit/"
    older = form_of(case, outcome="旧窗口写的。")
    newer = form_of(case, outcome="新窗口写的。")
    author.post(edit, newer)
    author.post(edit, newer)  # a double click
    versions = case.revisions.count()

    pause = author.post(edit, {**older, "pause": "yes"}).content.decode()
    page = author.post(edit, older).content.decode()

    assert draft_of(case).outcome == "新窗口写的。"
    assert case.revisions.count() == versions
    assert f'value="{older["seen"]}"' in pause  # the next pause overwrites nothing, too
    assert "旧窗口写的。</textarea>" in page
    assert "新窗口写的。</p>" in page
    author.post(edit, form_of(case, outcome="旧窗口写的。"))
    assert draft_of(case).outcome == "旧窗口写的。"


def test_after_a_conflict_a_pause_saves_nothing_and_a_button_loses_nothing(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user, severity="minor")
    edit = f"{ROOT}/{case.pk}/edit/"
    older = form_of(case, outcome="我写的。")
    author.post(edit, form_of(case, outcome="别处写的。", severity="major"))
    conflict = hidden_of(author.post(edit, {**older, "save": ""}))
    going_on = {**older, **conflict, "outcome": "我写的。再写。"}

    pause = author.post(edit, {**going_on, "pause": "yes"}).content.decode()
    author.post(edit, {**going_on, "mask": "all"})
    author.post(edit, {**going_on, "detach": "1"})
    assert draft_of(case).outcome == "别处写的。"
    assert 'role="alert"' in pause
    author.post(edit, {**going_on, "save": ""})
    author.post(edit, form_of(case, outcome="我写的。再写。完。", pause="yes"))

    assert draft_of(case).outcome == "我写的。再写。完。"
    kept = {each.content["outcome"] for each in case.revisions.all()}
    assert {"别处写的。", "我写的。再写。完。"} <= kept


def test_what_is_replaced_is_what_was_shown_with_choices_and_links_in_words(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    edit, script = f"{ROOT}/{case.pk}/edit/", ScriptFactory()
    older = form_of(case, links=FaqFactory().get_absolute_url())
    author.post(edit, form_of(case, severity="major", links=script.get_absolute_url()))
    page = author.post(edit, {**older, "save": ""})
    assert f"<p>{CaseSeverity.MAJOR.label}</p>" in page.content.decode()
    assert f"<p>{script.get_absolute_url()}</p>" in page.content.decode()

    author.post(edit, form_of(case, outcome="又在别处写的。"))
    again = author.post(edit, {**older, **hidden_of(page), "save": ""})

    assert draft_of(case).outcome == "又在别处写的。"
    assert "<p>又在别处写的。</p>" in again.content.decode()


def test_after_a_conflict_what_one_did_not_touch_is_the_newest(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    edit, tag = f"{ROOT}/{case.pk}/edit/", Tag.objects.create(name="升级", slug="up")
    older = sent_by(author.get(edit))
    newer = {"outcome": "别处写的。", "tags": [tag.pk], "happened_on": "2026-03-02"}
    author.post(edit, {**older, **newer})

    mine = {**older, "summary": "我写的。", "need": "", "save": ""}
    page = author.post(edit, mine)
    assert "<p>别处写的。</p>" not in page.content.decode()  # it stands in the form
    author.post(edit, {**sent_by(author.get(edit)), "gap": "又在别处写的。"})
    page = author.post(edit, {**sent_by(page), "save": ""})
    author.post(edit, {**sent_by(page), "save": ""})

    draft = draft_of(case)
    assert (draft.summary, draft.need) == ("我写的。", "")
    assert (draft.outcome, draft.gap) == ("别处写的。", "又在别处写的。")
    assert [*draft.tags.all()] == [tag]
    assert str(draft.happened_on) == "2026-03-02"


def test_whoever_changed_nothing_goes_on_with_the_newest(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    edit = f"{ROOT}/{case.pk}/edit/"
    older = sent_by(author.get(edit))
    author.post(edit, {**older, "outcome": "别处写的。"})

    page = author.post(edit, {**older, "save": ""})
    author.post(edit, {**sent_by(page), "need": "有人管。", "pause": "yes"})

    assert "replaces" not in sent_by(page)
    assert (draft_of(case).outcome, draft_of(case).need) == ("别处写的。", "有人管。")


def sent_by(page):
    """What a browser sends of the form on a page."""
    _before, form = page.content.decode().split('id="case-form"')
    sent = {"seen": [page.context["seen"]]}
    for name, value in inputs_in(form.partition("</form>")[0]):
        sent.setdefault(name, []).append(value)
    return sent


def hidden_of(page):
    """What the page of a conflict sends along."""
    return {name: page.context[name] for name in ("seen", "replaces")}


def test_a_case_that_came_back_is_not_written_over_unseen(author):
    case = make_case(state=CaseState.IN_REVIEW, shared_by=author.user)
    edit, older = f"{ROOT}/{case.pk}/edit/", form_of(case, outcome="我写的。")
    newer = draft_of(case)
    newer.outcome = "编辑改的。"
    newer.save_revision()
    refused = author.post(edit, {**older, "save": ""})
    CaseRecord.objects.filter(page=case).update(state=CaseState.DRAFT)

    sent = {**older, "seen": refused.context["seen"]}
    author.post(edit, {**sent, "pause": "yes"})
    author.post(edit, {**sent, "save": ""})

    assert draft_of(case).outcome == "编辑改的。"


def test_what_was_typed_into_a_case_that_has_moved_on_is_not_lost(author):
    case = make_case(state=CaseState.IN_REVIEW, shared_by=author.user)

    page = author.post(f"{ROOT}/{case.pk}/edit/", form_of(case, outcome="补一句。"))

    assert "补一句。</textarea>" in page.content.decode()
    assert draft_of(case).outcome != "补一句。"
