"""What the people of the demo propose and are credited for."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from knowledge_base.enums import ProposalState
from knowledge_base.models import Contribution, Proposal
from knowledge_base.services.demo_people import read_list
from knowledge_base.services.demo_proposals import (
    add_demo_contributions,
    add_demo_proposals,
)
from lms.enums import Role
from tests.factories.knowledge_base import FaqFactory, ScriptFactory
from tests.factories.people import UserFactory

DEMO = Path(__file__).parents[2] / "knowledge_base" / "demo"
ROWS = read_list(DEMO / "proposals.csv")


def test_each_state_is_there_from_people_and_about_items_of_the_demo():
    people = {row["username"] for row in read_list(DEMO / "people.csv")}
    content = "".join(
        file.read_text()
        for file in DEMO.glob("*/**/*.*")
        if file.suffix in {".csv", ".md"}
    )

    assert {row["state"] for row in ROWS} == {*ProposalState.values}
    for row in ROWS:
        assert {row["person"], row["decider"] or row["person"]} <= people
        assert row["kind"] or row["title"] in content


@pytest.mark.once
@pytest.mark.django_db
def test_they_are_added_once_and_can_be_looked_at(client_as):
    for name in {row[key] for row in ROWS for key in ("person", "decider")} - {""}:
        UserFactory(username=name)
    for row in ROWS:
        if not row["kind"]:
            FaqFactory(question=row["title"], short_answer="三天到账。请放心。")

    assert add_demo_proposals(ROWS, now=timezone.now()) == len(ROWS)
    assert add_demo_proposals(ROWS, now=timezone.now()) == 0

    editor = client_as(Role.EDITOR)
    for proposal in Proposal.objects.all():
        address = reverse("lms_proposals:edit", args=[proposal.pk])
        assert editor.get(address).status_code == 200
    taken = Proposal.objects.filter(state__in=["accepted", "partly"])
    assert Contribution.objects.count() == taken.count()


@pytest.mark.django_db
def test_the_writers_of_the_history_are_credited(db):
    writer, script = UserFactory(), ScriptFactory()
    for _version in range(2):
        script.save_revision(user=writer, log_action=True)

    assert add_demo_contributions(among={script.item.pk}) == 1
    assert add_demo_contributions(among=set()) == 0
    assert Contribution.objects.get().actor == writer
