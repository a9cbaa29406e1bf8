"""What the plugin adds to the demo."""

import csv

import pytest
from django.utils import timezone

from lms.models import PublishedEvent
from plugins.certification.enums import AwardState, CandidacyState
from plugins.certification.models import Award, Candidacy
from plugins.certification.services.demo import FOLDER, add_demo
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_the_demo_has_certificates_and_candidates_in_each_state_and_only_once():
    rows = []
    for name in ("certificates.csv", "candidates.csv"):
        with (FOLDER / name).open(encoding="utf-8") as file:
            rows += csv.DictReader(file)
    for name in {row["person"] for row in rows} | {"trainer", "manager"}:
        UserFactory(username=name)
    now = timezone.now()

    line = add_demo(now)

    assert line == "Certificates: 31, candidates: 9 added"
    assert add_demo(now) == ""
    states = {each.state_on(timezone.localdate(now)) for each in Award.objects.all()}
    assert states == {*AwardState} - {AwardState.SUPERSEDED}
    found = {*Candidacy.objects.values_list("state", flat=True)}
    assert found == {*CandidacyState} - {CandidacyState.WITHDRAWN}
    assert not PublishedEvent.objects.exists()


def test_without_its_people_the_demo_adds_nothing():
    assert add_demo(timezone.now()) == ""
    assert not Candidacy.objects.exists()
