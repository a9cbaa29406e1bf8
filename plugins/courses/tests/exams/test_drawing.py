"""Which questions an attempt asks, where parts draw from the same ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.courses.exceptions import TooFewQuestionsError
from plugins.courses.models import Exam, ExamPart
from plugins.courses.services.exams.allotting import allot, check_ready
from plugins.courses.services.exams.drawing import draw
from plugins.courses.tests.exams.factories import make_exam, make_question
from tests.factories.people import UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_a_broad_part_leaves_a_narrow_one_what_it_needs(seed):
    easy, hard = (
        [make_question(category="抽题", difficulty=each) for _n in range(2)]
        for each in (1, 3)
    )
    exam = make_exam()
    exam.parts.all().delete()
    for difficulty in (None, 3):
        ExamPart.objects.create(
            exam=exam, category="抽题", number=2, difficulty=difficulty
        )

    check_ready(Exam.objects.get(pk=exam.pk))
    drawn = draw(exam, UserFactory(), seed)

    assert {each.question for each in drawn} == {*easy, *hard}


@pytest.mark.django_db
def test_an_exam_whose_parts_want_the_same_questions_cannot_be_published():
    make_question(category="抽题")
    exam = make_exam()
    exam.parts.all().delete()
    for _each in range(2):
        ExamPart.objects.create(exam=exam, category="抽题", number=1)

    with pytest.raises(TooFewQuestionsError) as caught:
        check_ready(Exam.objects.get(pk=exam.pk))
    assert (caught.value.ready, caught.value.wanted) == (0, 1)


BANKS = st.lists(
    st.tuples(st.lists(st.integers(0, 7), unique=True), st.integers(1, 3)),
    min_size=1,
    max_size=4,
)


@given(BANKS)
def test_parts_get_their_questions_whenever_that_is_possible(given_parts):
    banks = [bank for bank, _number in given_parts]
    parts = [ExamPart(number=number, category="x") for _bank, number in given_parts]
    try:
        found = allot(Exam(title="x"), parts, banks)
    except TooFewQuestionsError:
        found = None

    # Hall's condition, tried on every choice of parts
    chosen = range(1, 2 ** len(parts))
    is_possible = all(
        len({key for i, bank in enumerate(banks) if mask >> i & 1 for key in bank})
        >= sum(part.number for i, part in enumerate(parts) if mask >> i & 1)
        for mask in chosen
    )
    assert (found is not None) == is_possible
    if found is not None:
        keys = [key for each in found for key in each]
        assert len(keys) == len({*keys})
        assert [len(each) for each in found] == [part.number for part in parts]
        assert all({*each} <= {*bank} for each, bank in zip(found, banks, strict=True))
