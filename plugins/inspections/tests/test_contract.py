"""The plugin keeps the contract of all plugins."""

import pytest
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.inspections.models import Indicator, IndicatorValue, Objection, Plan
from plugins.inspections.services.indicators import add_first_indicators
from plugins.inspections.tests.factories import (
    CRITERIA,
    make_draw,
    make_form,
    make_inspector,
    make_person,
    make_plan,
    make_sheet,
)


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestInspections(PluginContract):
    label = "lms_inspections"

    def make_samples(self, number):
        add_first_indicators()
        now = timezone.now()
        month = timezone.localdate(now).replace(day=1)
        plan = Plan.objects.order_by("pk").first() or make_plan(month=month)
        make_draw(plan)
        make_form(CRITERIA[:1])
        person, inspector = make_person(), make_inspector()
        plan.teams.add(person.staff_profile.team)
        plan.inspectors.add(inspector)
        sheet = make_sheet(plan, person, score="75", inspector=inspector)
        for each in {sheet, plan.sheets.order_by("pk").first()}:
            each.actions.create(what=f"第{number}件", due_on=month, made_at=now)
            make_sheet(plan, each.person, second_of=each, state="submitted", score="60", inspector=inspector)  # fmt: skip
        make_sheet(plan, person, inspector=inspector)
        Objection.objects.create(sheet=sheet, reason="有异议", made_at=now)
        IndicatorValue.objects.create(
            indicator=Indicator.objects.first(),
            team=person.staff_profile.team,
            month=month,
            value=number,
            written_at=now,
        )
        return [plan, sheet]

    def paths(self, samples):
        root = "/plugins/inspections"
        shown = [f"{root}/plans/{samples[0].pk}/?show={name}" for name in ("released", "second")]  # fmt: skip
        person = samples[1].person_id
        more = ("figures/?people=all", "objections/?show=open", f"people/{person}/")
        return [*super().paths(samples), *shown, *(f"{root}/{path}" for path in more)]
