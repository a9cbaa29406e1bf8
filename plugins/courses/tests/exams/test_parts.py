"""Questions of several parts: matching, and gaps to be filled in."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from lms.enums import Role
from plugins.courses.enums import PartialCredit
from plugins.courses.models import Question
from plugins.courses.services.exams.importing import UnreadableError
from plugins.courses.services.exams.moodle_xml import read_moodle_xml
from plugins.courses.services.exams.sitting import (
    save_answer,
    start_attempt,
    submit_attempt,
)
from plugins.courses.services.exams.tables import read_table
from plugins.courses.tests.exams.factories import make_exam, make_question
from plugins.courses.tests.exams.test_bank import ADMIN
from plugins.courses.tests.exams.test_sitting import ROOT, begin, hand_in, save
from tests.factories.people import UserFactory

PARTS = """<quiz>
 <question type="matching">
  <questiontext format="html"><text>&lt;p&gt;哪个时限？&lt;/p&gt;</text></questiontext>
  <subquestion format="html"><text>&lt;p&gt;退款&lt;/p&gt;</text><answer><text>三天</text></answer></subquestion>
  <subquestion format="html"><text>换货</text><answer><text>七天</text></answer></subquestion>
  <subquestion format="html"><text></text><answer><text>一年</text></answer></subquestion>
 </question>
 <question type="cloze">
  <questiontext format="html"><text><![CDATA[<p>先{1:SHORTANSWER:=道歉#好~%100%致歉~%50%解释~*#再想想}，再{:SA:=1\\/2~=a\\}b}。</p>]]></text></questiontext>
 </question>
</quiz>"""


def test_matching_and_gaps_of_others_are_read():
    match, cloze = (row.wording for row in read_moodle_xml(PARTS.encode()))

    assert [option["text"] for option in match.options] == ["退款", "换货"]
    assert [*match.key["pairs"].values()] == ["三天", "七天"]
    assert match.key["others"] == ["一年"]
    assert cloze.text == "先[[1]]，再[[2]]。"
    assert cloze.key == {"gaps": {"1": ["道歉", "致歉"], "2": ["1/2", "a}b"]}}
    assert match.partial == cloze.partial == PartialCredit.EACH


@pytest.mark.parametrize(
    "text", ["{1:NUMERICAL:=5:1}", "{1:MULTICHOICE:=甲~乙}", "没有空", "{1:SA:}"]
)
def test_gaps_that_are_no_short_texts_are_refused(text):
    data = PARTS.replace("{1:SHORTANSWER:=道歉#好~%100%致歉~%50%解释~*#再想想}", text)
    with pytest.raises(UnreadableError):
        read_moodle_xml(data.replace("{:SA:", "{x:SA:").encode())


def test_matching_and_gaps_are_read_from_a_table():
    csv = (
        "kind,text,Option 1,Option 2,key,partial,category\n"
        "Matching,哪个时限？,退款,换货,三天|七天\uff5c一年,Each right part counts,投诉\n"
        "cloze,先[[1]]再[[2]],道歉|致歉,解决,,,投诉\n"
    )
    match, cloze = (row.wording for row in read_table(ContentFile(csv.encode(), "b.csv")))  # fmt: skip
    assert [*match.key["pairs"].values()] == ["三天", "七天"]
    assert match.key["others"] == ["一年"]
    assert match.partial == PartialCredit.EACH
    assert cloze.key == {"gaps": {"1": ["道歉", "致歉"], "2": ["解决"]}}

    with pytest.raises(UnreadableError) as caught:
        read_table(ContentFile(csv.replace("三天|七天\uff5c一年", "三天").replace("[[2]]", "").encode(), "b.csv"))  # fmt: skip
    assert [remark.line for remark in caught.value.remarks] == [2, 3]


def written(editor, **data):
    """Write a question in the admin, save it unchanged, and return its newest version."""
    known = {
        "text": "哪个时限？", "partial": "each", "category": "投诉", "difficulty": "2",
        "language": "zh-Hans", "state": "ready", **data,
    }  # fmt: skip
    assert editor.post(f"{ADMIN}/new/", known).status_code == 302
    question = Question.objects.get()
    edit = f"{ADMIN}/edit/{question.pk}/"
    form = editor.get(edit).context["form"]
    same = {name: form[name].value() or "" for name in form.fields if name != "tags"}
    assert editor.post(edit, same).status_code == 302
    assert question.versions.count() == 1
    return question.versions.get()


@pytest.mark.django_db
def test_an_author_writes_what_is_to_be_matched(client_as):
    version = written(
        client_as(Role.EDITOR), kind="match",
        o1_text="退款", o1_value="三天", o2_text="换货", o2_value="七天", o3_value="一年",
    )  # fmt: skip

    texts = {option["id"]: option["text"] for option in version.options}
    pairs = {texts[each]: right for each, right in version.key["pairs"].items()}
    assert pairs == {"退款": "三天", "换货": "七天"}
    assert version.key["others"] == ["一年"]
    assert version.partial == "each"


@pytest.mark.django_db
def test_an_author_writes_gaps(client_as):
    version = written(
        client_as(Role.EDITOR), kind="cloze", text="先[[1]]，再[[2]]。",
        o1_text="道歉|致歉", o2_text="解决",
    )  # fmt: skip

    assert version.key == {"gaps": {"1": ["道歉", "致歉"], "2": ["解决"]}}
    assert version.shown_text == "先__(1)__，再__(2)__。"


@pytest.mark.django_db
def test_figures_say_how_often_each_part_was_right(trainer):
    exam = make_exam(make_question("cloze", partial="each"), make_question())
    for number in range(10):
        now = timezone.now()
        attempt = start_attempt(exam=exam, user=UserFactory(), now=now)
        response = {"1": "致歉", "2": "解决" if number < 4 else "道歉"}
        save_answer(item=attempt.items.first(), response=response, revision=0, now=now)
        submit_attempt(attempt=attempt, now=now)

    figures = trainer.get(f"{ROOT}/desk/{exam.pk}/items/").context["figures"]
    (cloze,) = [each for each in figures if each.version.kind == "cloze"]
    assert cloze.facility == pytest.approx(0.7)
    assert [(each.text, each.number) for each in cloze.picked] == [("(1)", 10), ("(2)", 4)]  # fmt: skip


@pytest.mark.django_db
def test_parts_are_chosen_and_filled_in_and_shown_again(learner):
    exam = make_exam(
        make_question("match", partial="each"), make_question("cloze", partial="each")
    )
    attempt = begin(learner, exam)
    page = f"{ROOT}/attempts/{attempt.key}/"
    text = learner.get(page).content.decode()
    choices = ["三天到账", "一周内寄回", "不支持"]
    assert all(text.count(f'<option value="{each}">') == 2 for each in choices)
    assert "先__(1)__，再__(2)__。" in text
    assert "致歉" not in text

    save(learner, attempt, 1, {"o1": "三天到账", "o2": "不支持"})
    save(learner, attempt, 2, {"1": "道歉 ", "2": "解釋"})

    text = learner.get(page).content.decode()
    assert '<option value="不支持" selected>' in text
    assert 'value="解釋"' in text
    assert hand_in(learner, attempt).score == 50
