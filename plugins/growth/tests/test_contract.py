"""The plugin keeps the contract of all plugins."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.growth.models import Post, Round
from plugins.growth.tests.factories import (
    House,
    make_assessment,
    make_level,
    make_offer,
    make_person,
    make_plan,
    make_post,
    make_round,
    make_skill,
)
from tests.factories.people import TeamFactory


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestGrowth(PluginContract):
    label = "lms_growth"

    def make_samples(self, number):
        team, leader = TeamFactory(), make_person(job="组长")
        post = Post.objects.first()
        if post is None:
            post = make_post((make_skill(), 4), (make_skill(), 3), job="客服代表")
        person = make_person(team)
        admin = type(person).objects.filter(is_superuser=True).first()
        first, second = (need.skill for need in post.needs.all())
        house = House(team, leader, person, first, second, post)
        row = Round.objects.order_by("pk").first() or make_round()
        make_round(starts_on=timezone.localdate() - timedelta(number))
        assessment = make_assessment(house, row)
        if admin is not None:
            made = {"person": make_person(team), "assessor": admin}
            make_assessment(house, row, **made)
        make_level(person, first, 1, needed=4, assessment=assessment)
        make_offer()
        make_plan(person=person, state="done")
        plan = make_plan(person=person)
        plan.shared_with.add(person, *filter(None, [admin]))
        plan.entries.create(kind="check_in", at=timezone.now(), by=leader, text="好")
        return [post, row, assessment, plan, first]

    def paths(self, samples):
        root = "/plugins/growth"
        person = samples[2].person_id
        more = (f"people/{person}/", "matrix/?export=csv", "analysis/?export=csv")
        ended = "plans/?show=ended"
        return [*super().paths(samples), *(f"{root}/{path}" for path in (*more, ended))]
