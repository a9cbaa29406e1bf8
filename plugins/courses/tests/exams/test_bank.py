"""The bank: versions, sources, files."""

import pytest
from django.utils import timezone

from lms.enums import Role
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models import Question, QuestionVersion
from plugins.courses.services.exams.bank import Wording, save_question, wording_of
from plugins.courses.tests.exams.factories import WORDINGS, make_question
from tests.factories.knowledge_base import FaqFactory

ADMIN = "/admin/courses/questions"
FILES = "/plugins/courses/questions/files/"


@pytest.mark.django_db
def test_what_says_something_new_is_another_version():
    question = make_question()
    first = question.latest
    wording = wording_of(first)

    def save(wording):
        return save_question(
            question=question, wording=wording, user=None, now=timezone.now()
        )

    assert save(wording) == first
    second = save(Wording(**{**vars(wording), "text": "换一种问法"}))

    assert (second.number, first.number) == (2, 1)
    assert Question.objects.get().latest == second
    assert QuestionVersion.objects.get(pk=first.pk).text != "换一种问法"
    with pytest.raises(TypeError):
        first.save()


@pytest.mark.django_db
def test_a_question_says_when_its_source_has_changed():
    faq = FaqFactory()
    question = make_question(items=[faq.item])

    def is_stale():
        return Question.objects.with_check().get(pk=question.pk).is_stale

    assert not is_stale()
    faq.short_answer = "改了：十天以内"
    faq.save()
    assert is_stale()
    faq.refresh_from_db()
    save_question(
        question=question, wording=wording_of(question.latest),
        items=[type(faq).objects.get(pk=faq.pk).item], user=None, now=timezone.now(),
    )  # fmt: skip
    assert not is_stale()
    assert question.versions.count() == 2


@pytest.mark.parametrize(
    "wording",
    [
        {"kind": "single", "options": [{"id": "a", "text": "甲"}], "key": {"right": ["a"]}},
        {**WORDINGS["single"], "kind": "single", "key": {"right": ["o1", "o2"]}},
        {**WORDINGS["rank"], "kind": "rank", "key": {"values": {"o1": 1}}},
        {**WORDINGS["rate"], "kind": "rate", "key": {"values": dict.fromkeys(["o1", "o2", "o3", "o4"], 9)}},
        {"kind": "short", "key": {"accepted": ["*"]}},
        {"kind": "multiple", **WORDINGS["multiple"], "key": {}},
        {"kind": "match", **WORDINGS["match"], "key": {"pairs": {"o1": "三天"}}},
        {"kind": "match", **WORDINGS["match"], "key": {"pairs": {"o1": "甲", "o2": "甲"}}},
        {"kind": "match", **WORDINGS["match"], "key": {"pairs": {"o1": "甲|乙", "o2": "丙"}}},
        {"kind": "cloze", "key": {"gaps": {"1": ["道歉"]}}},
        {"kind": "cloze", "text": "先[[1]]再[[1]]", "key": {"gaps": {"1": ["道歉"]}}},
        {"kind": "cloze", "text": "先[[1]]再[[2]]", "key": {"gaps": {"1": ["道歉"]}}},
        {"kind": "cloze", "text": "先[[1]]", "key": {"gaps": {"1": []}}},
        {"kind": "cloze", "text": "先[[1]]", "key": {"gaps": {"1": ["x" * 501]}}},
        {"kind": "cloze", "text": "没有空", "key": {}},
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_question_that_nobody_could_answer_is_refused(wording):
    with pytest.raises(QuestionMistakeError):
        save_question(
            question=Question(category="退款"), wording=Wording(**{"text": "问", **wording}),
            user=None, now=timezone.now(),
        )  # fmt: skip
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_an_author_writes_a_question_in_the_admin(client_as):
    editor, faq = client_as(Role.EDITOR), FaqFactory()
    data = {
        "kind": "single", "text": "先做什么？", "partial": "none", "feedback": "先安抚",
        "links": faq.get_absolute_url(), "category": "投诉", "difficulty": "2",
        "language": "zh-Hans", "state": "ready",
        "o1_text": "道歉", "o1_value": "1", "o2_text": "解释",
    }  # fmt: skip

    assert editor.post(f"{ADMIN}/new/", {**data, "o1_value": ""}).status_code == 200
    assert not Question.objects.exists()
    assert editor.post(f"{ADMIN}/new/", data).status_code == 302
    question = Question.objects.get()
    assert question.latest.sources.get().item == faq.item
    edit = f"{ADMIN}/edit/{question.pk}/"
    page = editor.get(edit).content.decode()
    assert faq.get_absolute_url() in page
    ids = {f"o{n}_id": key for n, key in enumerate(question.latest.ids, 1)}
    assert editor.post(edit, {**data, **ids, "o2_text": "先解释"}).status_code == 302
    versions = [*question.versions.all()]
    assert [version.number for version in versions] == [2, 1]
    assert versions[0].ids == versions[1].ids


@pytest.mark.django_db
def test_a_link_to_what_one_cannot_open_is_refused(client_as):
    editor = client_as(Role.EDITOR)
    data = {
        "kind": "true_false", "text": "对吗？", "partial": "none", "category": "投诉",
        "difficulty": "2", "language": "zh-Hans", "state": "draft",
    }  # fmt: skip
    for link in ("https://elsewhere.example/x", "/admin/", "nonsense"):
        editor.post(f"{ADMIN}/new/", {**data, "links": link})
    assert not Question.objects.exists()
