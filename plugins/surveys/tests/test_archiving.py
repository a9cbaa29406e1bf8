"""What the archive of a month keeps of surveys."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from plugins.surveys.models import Wave
from plugins.surveys.services.archiving import SurveysOfMonth
from plugins.surveys.tests.factories import give, make_people, make_wave

pytestmark = pytest.mark.django_db


def closed(number, *, words="只有我这么想", **fields):
    people = make_people(5)
    wave = make_wave(people=people, **fields)
    for person in people[:number]:
        give(wave, person, 4, 10, words)
    Wave.objects.filter(pk=wave.pk).update(is_closed=True)
    return wave


def tables():
    day = timezone.localdate() + timedelta(days=7)
    found = SurveysOfMonth().tables(day, day)
    with override("en"):
        return [[[str(cell) for cell in row] for row in table.rows] for table in found]


def test_a_survey_that_ended_is_kept_in_numbers_and_in_both_languages():
    closed(5, name="情绪课", name_en="Emotions")
    make_wave()  # runs

    surveys, answers = tables()

    assert [row[0] for row in surveys] == ["Emotions"]
    assert surveys[0][2:] == ["5", "5", "100.0 %"]
    assert answers[0][1] == "I know what to say"
    assert answers[0][3:] == ["5", "4.00", "1: 0, 2: 0, 3: 0, 4: 5, 5: 0"]
    assert [row[4] for row in answers] == ["4.00", "100.0"]
    assert "只有我这么想" not in str(answers)


@pytest.mark.parametrize("fields", [{}, {"is_anonymous": False}])
def test_of_too_few_nothing_is_kept_with_names_or_without(fields):
    closed(2, **fields)

    assert {*map(tuple, (row[3:] for row in tables()[1]))} == {("too few to be kept", "", "")}  # fmt: skip


def test_many_surveys_take_as_many_queries_as_one(django_assert_num_queries):
    for fields in ({}, {"is_anonymous": False}, {"is_anonymous": False}):
        closed(3, **fields)
    with django_assert_num_queries(3):
        assert len(tables()[0]) == 3
