"""What a certification may ask of learners and trainers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.extensions import Candidate
from plugins.courses.enums import ActivityKind
from plugins.courses.models import Enrollment, MakeUpOrder, Result
from plugins.courses.services.evidence import INDICATORS, KINDS, SCORES
from plugins.courses.tests.classes.factories import make_order, make_session
from plugins.courses.tests.exams.factories import make_exam
from plugins.courses.tests.factories import make_course, make_enrollment
from plugins.courses.tests.practicals.factories import make_practical
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def found(kind, person, *, since=None, **parameters):
    """Return what a kind finds of one person."""
    candidate = Candidate(person=person, until=TODAY, since=since)
    return KINDS[kind].evaluate([candidate], parameters)[person.pk]


def complete(row, *, days=0):
    moment = timezone.now() - timedelta(days=days)
    Enrollment.objects.filter(pk=row.pk).update(completed_at=moment)


def mark(person, *, score=80, exam=None, practical=None, replaces=None, key="1"):
    about = exam or practical
    return Result.objects.create(
        key=f"{key}:{person.pk}",
        person=person,
        kind=ActivityKind.EXAM if exam else ActivityKind.PRACTICAL,
        activity_key=about.key if about else "7" * 32,
        title="考",
        score=Decimal(score),
        is_passed=score >= 60,
        decided_at=timezone.now(),
        replaces=replaces,
    )


def test_a_course_counts_once_it_is_completed_and_only_in_the_time_that_counts():
    course, person = make_course(title="安抚"), UserFactory()
    row = make_enrollment(course, person=person)
    wanted = {"course": str(course.key)}
    assert not found("course_done", person, **wanted).is_met

    complete(row, days=30)

    finding = found("course_done", person, **wanted)
    assert finding.is_met
    assert finding.evidence == [f"lms_courses.enrollment:{row.pk}"]
    assert "安抚" in finding.reason
    recent = TODAY - timedelta(days=7)
    assert not found("course_done", person, since=recent, **wanted).is_met


def test_courses_of_a_level_are_counted_without_those_taken_again():
    person, wanted = UserFactory(), {"level": "junior", "number": 2}
    first, second = make_course(), make_course(level="senior")
    complete(make_enrollment(first, person=person))
    complete(make_enrollment(first, person=person, cycle=2))
    complete(make_enrollment(second, person=person))

    finding = found("courses_done", person, **wanted)

    assert (finding.is_met, finding.value, finding.goal) == (False, 1, 2)


def test_an_exam_counts_by_the_mark_that_stands():
    exam, person = make_exam(), UserFactory()
    wanted = {"exam": str(exam.key), "score": Decimal(75)}
    first = mark(person, score=80, exam=exam)
    assert found("exam_passed", person, **wanted).is_met

    mark(person, score=70, exam=exam, replaces=first, key="2")

    assert not found("exam_passed", person, **wanted).is_met


def test_a_practical_that_was_passed_twice_counts_once():
    person = UserFactory()
    mark(person, key="1")
    mark(person, key="2")

    assert found("practicals_passed", person, number=1).is_met
    assert not found("practicals_passed", person, number=2).is_met


def test_classes_that_are_still_to_come_or_cancelled_were_not_taught():
    trainer, now = UserFactory(), timezone.now()
    make_session(trainer=trainer, starts_at=now - timedelta(days=2))
    make_session(trainer=trainer, starts_at=now + timedelta(days=2))
    make_session(trainer=trainer, starts_at=now - timedelta(days=3), cancelled_at=now)

    assert found("classes_taught", trainer, number=2).value == 1


def test_whoever_has_nothing_to_make_up_is_told_so():
    person = UserFactory()
    order = make_order(person=person)
    assert not found("nothing_to_make_up", person).is_met

    MakeUpOrder.objects.filter(pk=order.pk).update(state="waived")

    assert found("nothing_to_make_up", person).is_met


@pytest.mark.parametrize("name", [*KINDS])
def test_each_kind_says_what_it_asks_even_of_what_is_gone(name):
    kind = KINDS[name]
    defaults = {each.name: each.default for each in kind.parameters}
    person = UserFactory()

    assert kind.describe(defaults)
    assert kind.evaluate([Candidate(person=person, until=TODAY)], defaults)


@pytest.mark.parametrize("name", [*KINDS])
def test_it_asks_as_much_of_thirty_people_as_of_one(name, django_assert_num_queries):
    kind = KINDS[name]
    defaults = {each.name: each.default for each in kind.parameters}
    people = [Candidate(person=UserFactory(), until=TODAY) for _each in range(30)]
    with CaptureQueriesContext(connection) as few:
        kind.evaluate(people[:1], defaults)

    with django_assert_num_queries(len(few)):
        kind.evaluate(people, defaults)


def test_a_case_defence_counts_by_the_mark_that_stands():
    practical, person = make_practical(), UserFactory()
    wanted = {"practical": str(practical.key), "score": Decimal(70)}
    kind = KINDS["practical_passed"]
    mark(person, score=90)  # another one
    assert not found("practical_passed", person, **wanted).is_met
    first = mark(person, score=80, practical=practical, key="2")

    finding = found("practical_passed", person, **wanted)
    assert finding.is_met
    assert finding.evidence == [f"lms_courses.result:{first.pk}"]
    assert practical.title in kind.describe(wanted)
    assert (wanted["practical"], practical.title) in [*kind.parameters[0].choices()]

    mark(person, score=65, practical=practical, replaces=first, key="3")
    assert not found("practical_passed", person, **wanted).is_met
    assert not found("practical_passed", person, practical="", score=Decimal(0)).is_met


def test_marks_of_some_days_are_given_as_they_were_corrected():
    person, other = UserFactory(), UserFactory()
    first = mark(person, score=90, exam=make_exam())
    mark(person, score=70, key="2", replaces=first)
    mark(person, score=80, key="3")
    mark(UserFactory(), score=50)

    with CaptureQueriesContext(connection) as asked:
        given = SCORES.marks([person.pk, other.pk], TODAY, TODAY)

    assert {key: [*marks] for key, marks in given.items()} == {
        person.pk: [Decimal(70), Decimal(80)]
    }
    assert len(asked) == 1
    before = TODAY - timedelta(days=1)
    assert not SCORES.marks([person.pk], before, before)


def test_the_mean_mark_and_the_pass_rate_of_days_are_told_of_people_and_of_the_house():
    mean, rate = INDICATORS["mean_mark"], INDICATORS["pass_rate"]
    assert mean.of_all(TODAY, TODAY) is None
    assert rate.of_all(TODAY, TODAY) is None
    person, other = UserFactory(), UserFactory()
    people = [person.pk, other.pk]
    mark(person, score=80)
    mark(person, score=65, key="2")
    mark(other, score=55)

    assert mean.of_all(TODAY, TODAY) == Decimal("66.67")
    assert rate.of_all(TODAY, TODAY) == Decimal("66.67")
    assert mean.of_people(people[:1], TODAY, TODAY) == {person.pk: Decimal("72.5")}
    assert rate.of_people(people, TODAY, TODAY) == {person.pk: 100, other.pk: 0}
    assert not rate.of_people(people, *[TODAY - timedelta(days=1)] * 2)
