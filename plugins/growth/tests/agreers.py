"""Processes that act at once, against a database that is there."""

import sys

from tests.at_once import obey

PLANS = 5


def prepare():
    """Begin plans and assessments that both of two are to end."""
    from lms.plugins.switching import enable
    from plugins.growth.tests.factories import make_assessment, make_house, make_plan

    enable("lms_growth")
    for number in range(PLANS):
        house = make_house(job=f"职务{number}")
        make_plan(house)
        make_assessment(house)
    return "prepared"


def _is_person():
    return sys.argv[1] == "0"


def agree():
    """Agree to each plan, as the person or as the superior."""
    from django.utils import timezone

    from plugins.growth.models import PersonalPlan
    from plugins.growth.services.planning import agree_to

    for plan in PersonalPlan.objects.order_by("pk"):
        user = plan.person if _is_person() else plan.partner
        agree_to(plan=plan, user=user, now=timezone.now())
    return "agreed"


def rate():
    """Hand in the same rating of each, as the person or as the assessor."""
    from django.utils import timezone

    from plugins.growth.models import Assessment
    from plugins.growth.services.assessing import Said, save_rating

    for row in Assessment.objects.order_by("pk"):
        user = row.person if _is_person() else row.assessor
        rating = {mark.pk: Said(3) for mark in row.marks.all()}
        now = timezone.now()
        save_rating(assessment=row, rating=rating, user=user, now=now, is_done=True)
    return "rated"


def close():
    """Close the same gap of each person."""
    from django.utils import timezone

    from plugins.growth.models import PersonalPlan
    from plugins.growth.services.planning import close_gap
    from plugins.growth.services.standing import row_of

    for plan in PersonalPlan.objects.order_by("pk"):
        user = plan.person if _is_person() else plan.partner
        skill = row_of(plan.person).worst_first[0].skill
        close_gap(person=plan.person, skill=skill, user=user, now=timezone.now())
    return "closed"


def goals():
    """Return how many goals there are."""
    from plugins.growth.models import Goal

    return str(Goal.objects.count())


def count():
    """Return how many plans run, events of that, assessments agreed, levels written."""
    from lms.models import PublishedEvent
    from plugins.growth.events import PlanAgreed
    from plugins.growth.models import Assessment, PersonalPlan, SkillLevel

    running = PersonalPlan.objects.filter(state="running").count()
    told = PublishedEvent.objects.filter(kind=PlanAgreed.name).count()
    agreed = Assessment.objects.filter(state="agreed").count()
    return f"{running} {told} {agreed} {SkillLevel.objects.count()}"


ORDERS = {each.__name__: each for each in (prepare, agree, rate, close, goals, count)}
if __name__ == "__main__":
    obey(ORDERS)
