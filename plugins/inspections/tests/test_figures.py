"""Figures: of inspections, and of operations as they are typed in and taken in."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from plugins.inspections.models import (
    Indicator,
    IndicatorValue,
)
from plugins.inspections.services.indicators import add_first_indicators
from plugins.inspections.tests.factories import (
    PHRASE,
    make_person,
    make_plan,
    make_sheet,
)
from tests.factories.people import StaffProfileFactory, TeamFactory
from tests.pages import forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/inspections"


def text(client, path, **headers):
    answer = client.get(f"{ROOT}{path}", headers=headers)
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def this_month():
    return timezone.localdate().replace(day=1)


def test_figures_show_months_teams_and_where_points_are_lost(manager):
    plan = make_plan(month=this_month(), goal=85)
    team = TeamFactory(name="热线一组")
    low, high = make_person(team), make_person(team)
    make_sheet(plan, low, score="60", knocked=[PHRASE])
    make_sheet(plan, low, score="80", source="onsite")
    make_sheet(plan, high, score="95")
    make_sheet(plan, high, score="10", state="submitted")

    page = text(manager, "/figures/?span=1", accept_language="en")
    assert "复述" in page or "Saying back" in page
    assert "83.50" in page  # of (60 * .4 + 80 * .6) and 95
    assert f"/people/{low.pk}/" in page
    assert f"/people/{high.pk}/" not in page
    assert f"/people/{high.pk}/" in text(manager, "/figures/?people=all")
    assert "On site (60 %) is missing" in text(manager, f"/people/{high.pk}/", accept_language="en")  # fmt: skip


def test_figures_leave_the_site_as_tables(manager):
    plan = make_plan(month=this_month())
    person = StaffProfileFactory(user__last_name="=1+1", user__first_name="").user
    make_sheet(plan, person, score="60")

    for query, columns in (("", 10), ("&of=criteria", 5)):
        data = manager.get(f"{ROOT}/figures/?export=xlsx{query}")
        sheet = load_workbook(BytesIO(b"".join(data))).active
        rows = [*sheet.iter_rows(values_only=True)]
        assert len(rows[0]) == columns
        assert len(rows) == 2
    csv = b"".join(manager.get(f"{ROOT}/figures/?export=csv")).decode()
    assert "'=1+1" in csv


def test_figures_of_operations_are_typed_in_and_taken_from_a_table(manager):
    add_first_indicators()
    indicator = Indicator.objects.first()
    team = StaffProfileFactory().team
    month = this_month()
    name = f"v-{team.pk}-{indicator.pk}"
    page = f"{ROOT}/indicators/write/"
    for wrong in ("x", "-1", "9" * 5000, "NaN"):
        answer = manager.post(page, {"month": month, name: wrong})
        assert answer.status_code == 200
    assert not IndicatorValue.objects.exists()

    manager.post(page, {"month": month, name: "91.5%"})
    assert IndicatorValue.objects.get().value == 91.5
    manager.post(page, {"month": month})
    manager.post(page, {"month": month, name: "", f"was-{name}": ""})
    assert IndicatorValue.objects.exists()  # written by somebody else meanwhile
    manager.post(page, {"month": month, name: "", f"was-{name}": "91.5"})
    assert not IndicatorValue.objects.exists()
    for odd in ("x", "2026-99-99", "9" * 99):
        text(manager, f"/indicators/write/?month={odd}")

    def take(*rows):
        body = "\n".join(["月份,团队,指标,数值", *rows]).encode()
        return manager.post(f"{ROOT}/indicators/take-in/", {"file": SimpleUploadedFile("a.csv", body)})  # fmt: skip

    row = f"{month.year}年{month.month}月,{team.name},{indicator.name}"
    for bad in (f"{row},x", f"13月,{team.name},{indicator.name},1", f"{month},没有,{indicator.name},1", f"{month},{team.name},没有,1", f"{row},"):  # fmt: skip
        assert take(f"{row},90", bad).status_code == 200
    assert not IndicatorValue.objects.exists()
    assert take(f"{row},90").status_code == 302
    assert 'role="img"' in text(manager, "/indicators/")
    csv = b"".join(manager.get(f"{ROOT}/indicators/?export=csv")).decode()
    assert "90.00" in csv


def test_indicators_have_goals_that_can_be_changed(manager):
    add_first_indicators()
    rows = [*Indicator.objects.all()]
    data = {"indicators-TOTAL_FORMS": len(rows), "indicators-INITIAL_FORMS": len(rows)}
    for n, row in enumerate(rows):
        data |= {f"indicators-{n}-{name}": getattr(row, name) for name in ("id", "name", "name_en", "unit", "goal", "direction")}  # fmt: skip

    for wrong in ("x", "9" * 5000):
        assert manager.post(f"{ROOT}/indicators/define/", {**data, "indicators-0-goal": wrong}).status_code == 200  # fmt: skip
    manager.post(f"{ROOT}/indicators/define/", {**data, "indicators-0-goal": "93"})

    assert Indicator.objects.order_by("pk").first().goal == 93
