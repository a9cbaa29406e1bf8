"""Whom to plan: whole cohorts, without those who have a sitting, a pass, or no attempt."""

import pytest
from django.urls import reverse

from lms.enums import Role
from plugins.courses.models import Practical, Sitting
from plugins.courses.services.practicals.pass_rates import PassRate
from plugins.courses.tests.classes.factories import make_cohort
from plugins.courses.tests.factories import make_course, make_enrollment
from plugins.courses.tests.practicals.factories import (
    make_decided,
    make_practical,
    make_sitting,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"lms_courses:practical_{name}", args=args)


def person(name):
    return UserFactory(last_name=name, first_name="听雪")


def plan_data(practical, **more):
    judge = UserFactory(role=Role.REVIEWER)
    return {
        "practical": practical.pk,
        "judges": [judge.pk],
        "first": "2030-05-06T09:00",
        "minutes": "30",
        "propose": "",
        **more,
    }


def test_a_cohort_is_planned_without_those_who_are_planned_passed_or_used_up(trainer):
    practical = make_practical(judges_needed=1, attempts=1)
    new, ahead, passed, failed, left = map(
        person, ("欧阳", "司马", "上官", "诸葛", "东方")
    )
    cohort = make_cohort(new, ahead, passed, failed, left)
    cohort.members.filter(person=left).update(left_at=cohort.created_at)
    make_sitting(practical, candidate=ahead)
    make_decided(practical, candidate=passed, totals=["90"])
    make_decided(practical, candidate=failed, totals=["10"])

    answer = trainer.post(at("plan"), plan_data(practical, cohort=cohort.pk))

    assert [seat.candidate for seat in answer.context["seats"]] == [new]
    choice = answer.context["choice"]
    assert (choice.planned, choice.passed, choice.used_up) == ([ahead], [passed], [failed])  # fmt: skip
    body = answer.content.decode()
    assert all(each.get_full_name() in body for each in (ahead, passed, failed))


def test_who_has_passed_is_planned_again_only_if_named(trainer):
    practical = make_practical(judges_needed=1)
    passed = UserFactory()
    make_decided(practical, candidate=passed, totals=["90"])

    answer = trainer.post(at("plan"), plan_data(practical, candidates=[passed.pk]))

    assert [seat.candidate for seat in answer.context["seats"]] == [passed]


def test_a_plan_that_is_saved_twice_says_who_is_planned_already(trainer):
    practical, candidate = make_practical(judges_needed=1), person("欧阳")
    data = plan_data(practical, candidates=[candidate.pk])
    data |= {
        "save": "", "seat": [candidate.pk], f"seat{candidate.pk}-is_taken": "on",
        f"seat{candidate.pk}-starts_at": "2030-05-06T09:00",
        f"seat{candidate.pk}-scene": practical.scenes.get().pk,
        f"seat{candidate.pk}-judges": data["judges"],
    }  # fmt: skip

    answers = [trainer.post(at("plan"), data) for _each in range(2)]

    assert [each.status_code for each in answers] == [302, 200]
    assert answers[1].context["choice"].planned == [candidate]
    assert Sitting.objects.count() == 1


@pytest.mark.parametrize("key", ["9" * 30, "x", "-1"])
def test_keys_that_are_none_plan_nobody(trainer, key):
    practical = make_practical(judges_needed=1)
    data = plan_data(practical, candidates=[UserFactory().pk], save="", seat=[key])

    assert trainer.post(at("plan"), {**data, "cohort": key}).status_code == 200
    assert trainer.post(at("plan"), data).status_code in {200, 302}
    assert not Sitting.objects.exists()


def test_a_rate_below_the_least_is_not_shown_as_the_least():
    rate = PassRate(Practical(), decided=42, passed=25)

    assert rate.percent == 59


# How far people are


def test_new_people_see_how_many_checks_they_have_passed_of_those_before_duty(learner):
    practical = make_practical(title="上岗前模拟顾客", passes_needed=2, judges_needed=1)
    make_decided(practical, candidate=learner.user, totals=["80"])
    make_decided(practical, candidate=learner.user, totals=["20"])

    (way,) = learner.get(at("mine")).context["ways"]

    assert (way, way.passes) == (practical, 1)


def test_who_is_not_done_comes_first_with_what_is_left(trainer):
    course = make_course()
    practical = make_practical(course=course, passes_needed=2, judges_needed=1)
    done, half, new = map(person, ("欧阳", "司马", "上官"))
    make_enrollment(course, person=new)
    for _each in range(2):
        make_decided(practical, candidate=done, totals=["90"])
    make_decided(practical, candidate=half, totals=["70"])
    make_sitting(practical, candidate=half)

    answer = trainer.get(at("standing", practical.pk))

    found = {each.person: each for each in answer.context["page"].object_list}
    assert [*found][-1] == done
    assert (found[half].passes, found[half].left, bool(found[half].ahead)) == (1, 1, True)  # fmt: skip
    assert (found[new].passes, found[new].best) == (0, None)
    assert sum(band.number for band in answer.context["bands"]) == 3
    assert "司马" in trainer.get(at("standing", practical.pk), {"export": "csv"}).getvalue().decode()  # fmt: skip


def test_the_marks_of_a_closed_course_are_nobodys(trainer):
    course = make_course()
    practical = make_practical(course=course)
    course.get_view_restrictions().create(page=course, restriction_type="groups")

    assert trainer.get(at("standing", practical.pk)).status_code == 404


def test_where_too_few_pass_exercises_are_one_press_away(trainer):
    practical = make_practical(course=make_course(), judges_needed=1)
    for _each in range(5):
        make_decided(practical, totals=["10"])

    path = f"{at('plan')}?practical={practical.pk}&takes_course=on"

    assert path.replace("&", "&amp;") in trainer.get(at("report")).content.decode()
    form = trainer.get(path).context["form"]
    assert (form["practical"].value(), form["takes_course"].value()) == (str(practical.pk), True)  # fmt: skip
