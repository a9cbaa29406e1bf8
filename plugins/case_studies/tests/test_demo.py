"""What the plugin adds to the demo."""

import csv

import pytest
from django.utils import timezone

from plugins.case_studies.enums import ActionState, CaseState
from plugins.case_studies.models import CaseAction, CasePage, CaseRecord, WeeklyPick
from plugins.case_studies.services.demo import FOLDER, add_demo_cases
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_the_demo_has_cases_actions_and_weeks_in_all_states_and_only_once():
    for name in ("agent", "editor", "reviewer", "suwanqiao", "manager", "luomin"):
        UserFactory(username=name)

    line = add_demo_cases(timezone.now())

    assert line.startswith("Cases: 24")
    assert add_demo_cases(timezone.now()) == ""
    assert CasePage.objects.live().count() == 20
    assert {*CaseRecord.objects.values_list("state", flat=True)} == {*CaseState}
    assert WeeklyPick.objects.count() == 10
    assert {each.cases.count() for each in WeeklyPick.objects.all()} == {3, 4}


@pytest.mark.once
def test_with_all_people_there_are_thirty_actions_and_closed_cases():
    with (FOLDER / "actions.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    for name in {row["owner"] for row in rows} | {row["by"] for row in rows} - {""}:
        UserFactory(username=name)

    add_demo_cases(timezone.now())

    assert CaseAction.objects.count() == 30
    assert {*CaseAction.objects.values_list("state", flat=True)} == {*ActionState}
    assert CaseAction.objects.overdue(timezone.localdate()).count() >= 3
    assert CaseRecord.objects.exclude(closed_at=None).count() >= 2
