"""Questions that give an answer away are marked, and asked all the same."""

import pytest

from plugins.surveys.models import Questionnaire
from plugins.surveys.tests.factories import FIVE, make_version
from plugins.surveys.wording import Doubt, doubts_about

ROOT = "/plugins/surveys"


@pytest.mark.parametrize(
    ("text", "doubt", "words"),
    [
        ("难道你不喜欢这次培训吗", Doubt.LEADING, "难道"),
        ("你也觉得排班合理，对吧", Doubt.LEADING, "也觉得"),
        ("你對這次培訓有多滿意", Doubt.LEADING, "有多滿意"),
        ("众所周知热线最忙，你忙吗", Doubt.LEADING, "众所周知"),
        ("Don't you think it was useful?", Doubt.LEADING, "Don't you"),
        ("How good was the training?", Doubt.LEADING, "How good"),
        ("Would you agree that it helped?", Doubt.LEADING, "Would you agree"),
        ("讲师既专业又耐心吗", Doubt.TWO_IN_ONE, "既专业又"),
        ("课程清楚并且实用吗", Doubt.TWO_IN_ONE, "并且"),
        ("Was it clear as well as short?", Doubt.TWO_IN_ONE, "as well as"),
    ],
)
def test_words_that_lead_or_ask_two_things_are_found(text, doubt, words):
    assert (doubt, words) in doubts_about(text)


@pytest.mark.parametrize(
    "text",
    [
        *("你觉得这次培训怎么样", "你有多大可能向朋友推荐来这里做客服", "还有什么想说的", ""),
        *("接下来最需要哪一类培训", "我清楚什么情况要升级、升级给谁", "处理完一通投诉，我能很快平复"),
        "How did you find the training of this quarter?",
        "How likely are you to recommend working here to a friend?",
        *(question.text for question in FIVE),
    ],
)  # fmt: skip
def test_neutral_questions_are_left_alone(text):
    assert doubts_about(text) == []


@pytest.mark.django_db
def test_the_page_marks_the_question_before_and_after_it_is_saved(trainer):
    leading = "难道你不喜欢这次培训吗"
    sent = {
        "name": "问卷",
        "questions-TOTAL_FORMS": 2,
        "questions-INITIAL_FORMS": 0,
        "questions-0-kind": "scale",
        "questions-0-text": leading,
        "questions-1-kind": "scale",
        "questions-1-text": "你觉得怎么样",
    }

    refused = trainer.post(f"{ROOT}/questionnaires/new/", {**sent, "name": ""})
    assert refused.context["doubtful"] == 1
    trainer.post(f"{ROOT}/questionnaires/new/", sent)

    row = Questionnaire.objects.get()
    page = trainer.get(row.get_absolute_url())
    assert page.context["doubtful"] == 1
    assert page.content.decode().count("“难道”") == 1
    plan = trainer.get(f"{ROOT}/questionnaires/{row.pk}/plan/")
    assert plan.context["doubtful"] == 1
    plain = make_version()
    assert trainer.get(plain.questionnaire.get_absolute_url()).context["doubtful"] == 0
