"""The bank: versions, sources, files."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.enums import Role
from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.exceptions import QuestionMistakeError
from plugins.courses.models import Question, QuestionVersion
from plugins.courses.services.exams.bank import Wording, save_question, wording_of
from plugins.courses.services.exams.gift import KINDS, read_gift, write_gift
from plugins.courses.services.exams.importing import ReadQuestion, UnreadableError
from plugins.courses.services.exams.tables import read_table
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
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_question_that_nobody_could_answer_is_refused(wording):
    with pytest.raises(QuestionMistakeError):
        save_question(
            question=Question(category="退款"), wording=Wording(text="问", **wording),
            user=None, now=timezone.now(),
        )  # fmt: skip
    assert not Question.objects.exists()


TEXT = st.text("退款a B=~#{}:\\%n/[]'\"$。\n", min_size=1, max_size=30).map(
    lambda text: "\n".join(text.split("\n")).strip()
)
FILLED = TEXT.filter(lambda text: text.strip(" *?\n"))


@st.composite
def gift_questions(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    feedback = draw(TEXT | st.just(""))
    words = {"kind": kind, "text": draw(FILLED), "feedback": feedback}
    if kind == QuestionKind.TRUE_FALSE:
        words["key"] = {"right": [draw(st.sampled_from(["true", "false"]))]}
    elif kind == QuestionKind.SHORT:
        words["key"] = {"accepted": draw(st.lists(FILLED.filter(lambda t: "->" not in t), min_size=1))}  # fmt: skip
    else:
        texts = draw(st.lists(FILLED, min_size=2, max_size=6))
        ids = [f"o{n}" for n in range(len(texts))]
        most = 1 if kind == QuestionKind.SINGLE else len(ids)
        words["options"] = [
            {"id": i, "text": t} for i, t in zip(ids, texts, strict=True)
        ]
        words["key"] = {"right": sorted(draw(st.lists(st.sampled_from(ids), unique=True, min_size=1, max_size=most)))}  # fmt: skip
        if kind == QuestionKind.MULTIPLE:
            words["partial"] = draw(st.sampled_from([PartialCredit.NONE, PartialCredit.MINUS]))  # fmt: skip
    return ReadQuestion(
        1,
        Wording(**words),
        category=draw(st.sampled_from(["退款", "Phone manners"])),
        language=draw(st.sampled_from(["zh-Hans", "en"])),
        difficulty=draw(st.integers(1, 3)),
        tags=draw(st.lists(st.sampled_from(["退款", "vip"]), unique=True)),
    )


def said(row):
    """Return what a question says, whatever the ids of its options are."""
    wording = row.wording
    places = {option["id"]: n for n, option in enumerate(wording.options)}
    right = wording.key.get("right") or wording.key.get("accepted") or []
    is_truth = wording.kind == QuestionKind.TRUE_FALSE
    return (
        wording.kind, wording.text, wording.feedback,
        [] if is_truth else [option["text"] for option in wording.options],
        [places.get(each, each) for each in right] if not is_truth else right,
        wording.partial if wording.kind == QuestionKind.MULTIPLE else "",
        row.category, row.language, row.difficulty, [*row.tags],
    )  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(gift_questions(), min_size=1, max_size=4))
def test_what_is_written_as_gift_reads_the_same(rows):
    read = read_gift(write_gift(rows))

    assert [said(row) for row in read] == [said(row) for row in rows]


def test_gift_of_others_is_read():
    text = """// a comment
$CATEGORY: $course$/top/电话礼仪

::开场::电话响几声之内接听？{=三声 ~五声#太久了 ~十声 ####尽快接听}

Which are polite?{~%50%Please ~%50%Thank you ~%-100%Hey}

退款要退回原账户。{TRUE#对#不对}

请在 {=三 =3} 声之内接听。
"""
    rows = read_gift(text)

    kinds = [row.wording.kind for row in rows]
    assert kinds == ["single", "multiple", "true_false", "short"]
    assert {row.category for row in rows} == {"电话礼仪"}
    assert rows[0].wording.feedback == "尽快接听\n五声: 太久了"
    assert rows[1].wording.partial == PartialCredit.NONE
    assert rows[1].language == "en"
    assert rows[3].wording.text == "请在 _____ 声之内接听。"


def test_mistakes_in_gift_name_the_line():
    with pytest.raises(UnreadableError) as caught:
        read_gift("好{=a ~b}\n\n多少？{#3}\n\n没有答案\n\n配对{=a -> b =c -> d}\n")

    assert [remark.line for remark in caught.value.remarks] == [3, 5, 7]


@pytest.mark.django_db
def test_the_table_that_is_taken_away_can_be_brought_in(trainer):
    for kind in WORDINGS:
        make_question(kind, category=kind)
    before = [wording_of(each) for each in QuestionVersion.objects.order_by("pk")]
    answer = trainer.get(f"{FILES}?export=xlsx")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content

    rows = read_table(ContentFile(data, "bank.xlsx"))

    by_category = {row.category: row for row in rows}
    for old in before:
        new = by_category[old.kind]
        assert said(new)[1:4] == said(ReadQuestion(1, old, old.kind))[1:4]
        values = [*new.wording.key.get("values", {}).values()]
        assert values == [*old.key.get("values", {}).values()]
        assert new.wording.partial == old.partial


@pytest.mark.django_db
def test_a_table_with_mistakes_brings_nothing_in_and_says_where(trainer):
    csv = (
        "题型,题目,选项 1,选项 2,答案,分类\n"
        "单选题,先做什么？,道歉,解释,1,投诉\n"
        "single,先做什么？,道歉,解释,3,投诉\n"
        "猜谜,谜面,,,,投诉\n"
        "rank,排序,甲,乙,1,\n"
    )
    text = csv.replace("单选题", "single").replace("题型", "kind").replace("题目", "text").replace("选项", "Option").replace("答案", "key").replace("分类", "category")  # fmt: skip
    answer = trainer.post(FILES, {"file": ContentFile(text.encode(), "bank.csv")})

    assert not Question.objects.exists()
    found = [(remark.line, remark.column) for remark in answer.context["remarks"]]
    assert [line for line, _column in found] == [3, 4, 5]
    good = "\n".join(text.splitlines()[:2])
    for _time in range(2):
        trainer.post(FILES, {"file": ContentFile(good.encode(), "bank.csv")})
    assert Question.objects.get().state == "draft"


@pytest.mark.django_db
def test_the_template_can_be_brought_in(trainer):
    answer = trainer.get(f"{FILES}?export=xlsx&template")
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert load_workbook(BytesIO(data)).active.max_row == 4

    trainer.post(FILES, {"file": ContentFile(data, "template.xlsx")})
    assert Question.objects.count() == 3


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
