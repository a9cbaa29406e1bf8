"""Questions as files: GIFT, Moodle XML and tables, read and written."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from plugins.courses.enums import PartialCredit, QuestionKind
from plugins.courses.models import Question, QuestionVersion
from plugins.courses.services.exams.bank import Wording, wording_of
from plugins.courses.services.exams.gift_reading import KINDS, read_gift
from plugins.courses.services.exams.gift_writing import write_gift
from plugins.courses.services.exams.grading import plain
from plugins.courses.services.exams.importing import ReadQuestion, UnreadableError
from plugins.courses.services.exams.moodle_xml import (
    TYPES,
    read_moodle_xml,
    write_moodle_xml,
)
from plugins.courses.services.exams.question_kinds import PARTED
from plugins.courses.services.exams.tables import read_table
from plugins.courses.tests.exams.factories import WORDINGS, make_question

FILES = "/plugins/courses/questions/files/"


SIGNS = st.sampled_from(
    "退款a B=~#{}:\\%n/[]<>&;'\"$。，：；？！（）「」\uff5b\uff5d\uff5e\uff1d\uff03\uff05…—\n\t😀"
)


BITS = st.sampled_from(
    ["[html]", "[plain]", "->", "//", "::", "####", "%50%", "$CATEGORY: x", "&lt;b&gt;", "<br>", "]]>"]
)  # fmt: skip


TEXT = st.lists(SIGNS | BITS, min_size=1, max_size=20).map(
    lambda bits: "".join(bits).strip()
)


FILLED = TEXT.filter(plain)
LINE = FILLED.map(lambda text: " ".join(text.replace("|", " ").split())).filter(plain)


@st.composite
def gaps(draw):
    """Return the key, text and options of a question with gaps."""
    texts = st.lists(LINE, min_size=1, max_size=3)
    key = {str(n): each for n, each in enumerate(draw(st.lists(texts, min_size=1, max_size=3)), 1)}  # fmt: skip
    return {
        "text": draw(FILLED) + "".join(f" [[{n}]]" for n in key),
        "options": [{"id": n, "text": n} for n in key],
        "key": {"gaps": key},
        "partial": draw(st.sampled_from([PartialCredit.NONE, PartialCredit.EACH])),
    }


@st.composite
def pairs(draw):
    """Return the key and options of a question of matching."""
    texts = draw(st.lists(FILLED, min_size=2, max_size=6))
    ids = [f"o{n}" for n in range(len(texts))]
    rights = draw(st.lists(LINE, min_size=len(ids), max_size=len(ids)))
    others = [*draw(st.lists(LINE, max_size=2)), "另一个说法"]
    return {
        "options": [{"id": i, "text": t} for i, t in zip(ids, texts, strict=True)],
        "key": {"pairs": dict(zip(ids, rights, strict=True)), "others": others},
        "partial": draw(st.sampled_from([PartialCredit.NONE, PartialCredit.EACH])),
    }


@st.composite
def read_as(draw, words):
    """Return a question with these words as a file holds it."""
    return ReadQuestion(
        1,
        Wording(**words),
        category=draw(st.sampled_from(["退款", "Phone manners", "退/换货", "/a//b/"])),
        language=draw(st.sampled_from(["zh-Hans", "en"])),
        difficulty=draw(st.integers(1, 3)),
        tags=draw(st.lists(st.sampled_from(["退款", "vip"]), unique=True)),
    )


@st.composite
def questions(draw, kinds):
    kind = draw(st.sampled_from(sorted(kinds)))
    feedback = draw(TEXT | st.just(""))
    words = {"kind": kind, "text": draw(FILLED), "feedback": feedback}
    if kind in PARTED:
        words |= draw(gaps() if kind == QuestionKind.CLOZE else pairs())
        return draw(read_as(words))
    if kind == QuestionKind.TRUE_FALSE:
        words["key"] = {"right": [draw(st.sampled_from(["true", "false"]))]}
    elif kind == QuestionKind.SHORT:
        words["key"] = {"accepted": draw(st.lists(FILLED, min_size=1))}  # fmt: skip
    else:
        texts = draw(st.lists(FILLED, min_size=2, max_size=6))
        ids = [f"o{n}" for n in range(len(texts))]
        most = 1 if kind == QuestionKind.SINGLE else len(ids)
        words["options"] = [
            {"id": i, "text": t} for i, t in zip(ids, texts, strict=True)
        ]
    if kind == QuestionKind.ORDER:
        words["key"] = {"values": {each: n for n, each in enumerate(ids, 1)}}
        words["partial"] = draw(st.sampled_from([PartialCredit.NONE, PartialCredit.DISTANCE]))  # fmt: skip
    elif "options" in words:
        words["key"] = {"right": sorted(draw(st.lists(st.sampled_from(ids), unique=True, min_size=1, max_size=most)))}  # fmt: skip
        if kind == QuestionKind.MULTIPLE:
            words["partial"] = draw(st.sampled_from([PartialCredit.NONE, PartialCredit.MINUS]))  # fmt: skip
    return draw(read_as(words))


PARTLY = {QuestionKind.MULTIPLE, QuestionKind.ORDER, *PARTED}


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
        wording.partial if wording.kind in PARTLY else "",
        [*wording.key.get("values", {}).values()],
        [*wording.key.get("pairs", {}).values()], wording.key.get("others", []),
        wording.key.get("gaps", {}),
        row.category, row.language, row.difficulty, [*row.tags],
    )  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(questions(KINDS), min_size=1, max_size=4))
def test_what_is_written_as_gift_reads_the_same(rows):
    read = read_gift(write_gift(rows))

    assert [said(row) for row in read] == [said(row) for row in rows]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(questions(TYPES), min_size=1, max_size=4))
def test_what_is_written_as_moodle_xml_reads_the_same(rows):
    read = read_moodle_xml(write_moodle_xml(rows))

    assert [said(row) for row in read] == [said(row) for row in rows]


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
 <question type="category"><category><text>$course$/top/退//换货</text></category></question>
 <question type="multichoice">
  <name><text>开场</text></name>
  <questiontext format="html"><text><![CDATA[<p>电话响几声&nbsp;之内<b>接听</b>？<br>请选一项</p>]]></text></questiontext>
  <generalfeedback format="html"><text>&lt;p&gt;尽快接听&lt;/p&gt;</text></generalfeedback>
  <single>true</single>
  <answer fraction="100" format="html"><text>&lt;p&gt;三声&lt;/p&gt;</text><feedback format="html"><text></text></feedback></answer>
  <answer fraction="0" format="html"><text>五声</text><feedback format="html"><text>太久了</text></feedback></answer>
  <tags><tag><text>退款</text></tag></tags>
 </question>
 <question type="truefalse">
  <questiontext format="moodle_auto_format"><text>退款要退回原账户。</text></questiontext>
  <answer fraction="0"><text>false</text></answer><answer fraction="100"><text>true</text></answer>
 </question>
 <question type="shortanswer">
  <questiontext format="plain_text"><text>x &lt; 3?</text></questiontext>
  <answer fraction="100" format="moodle_auto_format"><text>a &lt;b&gt; c</text></answer>
  <answer fraction="0"><text>*</text></answer>
 </question>
</quiz>"""


def test_moodle_xml_of_others_is_read():
    single, truth, short = read_moodle_xml(MOODLE.encode())

    assert single.wording.text == "电话响几声 之内接听？\n请选一项"
    assert [each["text"] for each in single.wording.options] == ["三声", "五声"]
    assert single.wording.feedback == "尽快接听\n五声: 太久了"
    assert (single.category, single.tags, single.language) == (
        "退/换货",
        ["退款"],
        "zh-Hans",
    )
    assert truth.wording.key == {"right": ["true"]}
    assert short.wording.key == {"accepted": ["a <b> c"]}
    assert (short.wording.text, short.language) == ("x < 3?", "en")


BOMB = """<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="shortanswer"><questiontext><text>&b;</text></questiontext></question></quiz>"""


FILE = """<!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz>&f;</quiz>"""


@pytest.mark.parametrize(
    "data",
    [BOMB.encode(), FILE.encode(), b"<quiz>", b"", b'<?xml version="1.0" encoding="x-none"?><quiz/>', b"<quiz/>"],
)  # fmt: skip
@pytest.mark.django_db
def test_xml_that_grows_or_is_none_brings_nothing_in(trainer, data):
    answer = trainer.post(FILES, {"file": ContentFile(data or b" ", "bank.xml")})

    assert len(answer.context["remarks"]) == 1
    assert not Question.objects.exists()


def test_mistakes_in_moodle_xml_name_the_question():
    text = MOODLE.replace("shortanswer", "essay").replace("三声", "三声 &lt;img src='x'&gt;")  # fmt: skip
    with pytest.raises(UnreadableError) as caught:
        read_moodle_xml(text.encode())

    found = [(remark.line, remark.column) for remark in caught.value.remarks]
    assert found == [(2, "开场"), (4, "")]


@pytest.mark.django_db
def test_the_bank_travels_as_moodle_xml(trainer):
    for kind in WORDINGS:
        make_question(kind)
    answer = trainer.get(f"{FILES}?export=xml")
    assert answer["Content-Disposition"] == 'attachment; filename="questions.xml"'
    Question.objects.update(category="别处")

    trainer.post(FILES, {"file": ContentFile(answer.content, "bank.xml")})

    added = Question.objects.filter(state="draft")
    kinds = {*added.values_list("latest__kind", flat=True)}
    assert kinds == {str(kind) for kind in TYPES}
    trainer.post(FILES, {"file": ContentFile(answer.content, "bank.xml")})
    assert added.count() == len(TYPES)


def test_html_in_gift_becomes_plain_text():
    row = read_gift(
        "::q::[html]<p>谁先<b>说</b>？<br>选一项 &amp; 说明</p>{=[html]<p>我</p> ~你}"
    )[0]

    assert row.wording.text == "谁先说？\n选一项 & 说明"
    assert [each["text"] for each in row.wording.options] == ["我", "你"]


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
        assert said(new)[7:10] == said(ReadQuestion(1, old, old.kind))[7:10]
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


HEAD = "kind,text,Option 1,Option 2,Option 3,Option 4,key,category\n"


def read_line(line):
    return read_table(ContentFile(f"{HEAD}{line}\n".encode(), "bank.csv"))[0].wording


def test_a_key_names_the_columns_also_where_one_between_is_empty():
    wording = read_line("single,先做什么？,道歉,,解释,挂断,3,投诉")

    said = {option["id"]: option["text"] for option in wording.options}
    assert [said[each] for each in wording.key["right"]] == ["解释"]


@pytest.mark.parametrize(
    "line",
    [
        "true_false,对吗？,,,,,也许,投诉",
        "true_false,对吗？,,,,,,投诉",
        f"single,先做什么？,道歉,解释,,,{'9' * 5000},投诉",
        "single,先做什么？,道歉,,解释,,2,投诉",
        'rank,排序,甲,乙,,,"1,2,3",投诉',
        f"short,{'问' * 2001},七天,,,,,投诉",
        f"single,先做什么？,道歉,{'长' * 501},,,1,投诉",
        "short,几天？,*,七天,,,,投诉",
        "short,几天？,\u3000*,,,,,投诉",
    ],
)
def test_a_line_that_would_be_misread_is_refused(line):
    with pytest.raises(UnreadableError):
        read_line(line)


@pytest.mark.parametrize(("cell", "right"), [("错误", "false"), ("√", "true"), ("對", "true")])  # fmt: skip
def test_truth_is_said_in_several_ways(cell, right):
    assert read_line(f"true_false,对吗？,,,,,{cell},投诉").key == {"right": [right]}
