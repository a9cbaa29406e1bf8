"""Whom to plan: whole cohorts, without those who have a sitting, a pass, or no attempt."""

import pytest
from django.urls import reverse

from lms.enums import Role
from plugins.courses.models import Practical, Sitting
from plugins.courses.services.practicals.pass_rates import PassRate
from plugins.courses.tests.classes.factories import make_cohort
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
