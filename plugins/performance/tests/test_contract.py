"""The plugin keeps the contract of all plugins."""

from datetime import date

import pytest

from lms.testing.contract import PluginContract
from plugins.performance.models import HouseTarget, Sheet
from plugins.performance.services.beginning import add_first_rows
from plugins.performance.services.bonuses import give_bonus
from plugins.performance.tests.factories import (
    NOW,
    make_month,
    make_plan,
    make_sheet,
    make_table,
    make_team,
    rated,
)


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestPerformance(PluginContract):
    label = "lms_performance"

    def make_samples(self, number):
        add_first_rows()
        known = Sheet.objects.order_by("pk").first()
        version = known.version if known else make_table()
        team = known.team if known else make_team()
        out = make_sheet(make_month(date(2026, 4, 1), "published"), version=version, team=team, total=80 - number)  # fmt: skip
        make_plan(out)
        rated(out, "superior", 80, 70).words = "稳定"
        running = make_sheet(version=version, team=team)
        for sheet in {running, Sheet.objects.filter(month=running.month).first()}:
            give_bonus(sheet=sheet, reason=None, points=1, words=f"第{number}封表扬信", user=sheet.superior, now=NOW)  # fmt: skip
            rated(sheet, "panel", 80, 90)
        target = HouseTarget.objects.create(name=f"满意度{number}", base=80, change=15, first=date(2026, 1, 1), last=date(2026, 12, 31))  # fmt: skip
        for month in (1, 2, 3):
            target.values.create(month=date(2026, month, 1), value=80 + month)
        return [out, running]

    def paths(self, samples):
        root = "/plugins/performance"
        out, running = samples
        more = (
            f"months/{out.month_id}/?sort=low",
            f"months/{running.month_id}/",
            f"sheets/{running.pk}/",
            "quarter/?quarter=2026-2",
        )
        return [*super().paths(samples), *(f"{root}/{path}" for path in more)]
