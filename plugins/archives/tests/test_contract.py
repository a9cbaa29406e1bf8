"""The plugin keeps the contract of all plugins."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.testing.contract import PluginContract
from plugins.archives.models import Action
from plugins.archives.tests.factories import (
    AUGUST,
    figure,
    make_action,
    make_comparison,
    make_document,
    make_edition,
    make_measure,
    make_report,
    make_review,
    make_risk,
    make_team,
)
from plugins.archives.weeks import shifted
from tests.factories.people import UserFactory


@pytest.mark.slow
@pytest.mark.once  # it has neither triggers nor SQL of its own
class TestArchives(PluginContract):
    label = "lms_archives"

    def make_samples(self, number):
        person = UserFactory()
        team = make_team(person, leader=person)
        teams = [{"key": team.pk, "name": team.name, "value": "80.00", "people": 2}]
        figures = [figure(f"lms_x.{n}", teams=teams, people=2) for n in range(min(number, 3))]  # fmt: skip
        table = {"key": "lms_x.t", "label": "Classes", "columns": ["class", "trainer"], "rows": [["一", {"people": [str(person.pk)]}]] * number}  # fmt: skip
        edition = make_edition(shifted(AUGUST, -number), figures, [table])
        make_document(edition.month)
        review = make_review(agenda=[])
        review.people.add(person)
        make_action(review, owner=person, due=-2)
        done = make_action(review, owner=person)
        Action.objects.filter(pk=done.pk).update(done_at=timezone.now())
        risk = make_risk(owner=person, look=-1)
        make_measure(risk)
        return [edition.month, review, risk, make_report(team, author=person), make_comparison()]  # fmt: skip

    def paths(self, samples):
        month, review, *_others = samples
        return [
            *super().paths(samples),
            reverse("lms_archives:minutes", args=[review.pk]),
            f"{month.get_absolute_url()}?export=csv",
            f"{month.get_absolute_url()}?version=1",
        ]
