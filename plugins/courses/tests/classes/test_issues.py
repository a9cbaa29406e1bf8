"""Issues that a cohort raises are collected, decided, and carried into the next plan."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from lms.personal_data import data_of
from plugins.courses.enums import IssueState
from plugins.courses.models import Cohort, CohortIssue
from plugins.courses.services.classes.issues import carry_over
from plugins.courses.tests.classes.factories import DAY, HOUR, make_cohort, make_session
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
TEXT = "团建时大家都说：想多练练投诉升级"


def url(name, *args):
    return reverse(f"lms_courses:class_{name}", args=args)


@pytest.fixture
def cohort(trainer, learner):
    return make_cohort(learner.user, trainers=[trainer.user])


@pytest.fixture
def issue(cohort, learner):
    return CohortIssue.objects.create(
        cohort=cohort, text=TEXT, raised_by=learner.user, raised_at=timezone.now()
    )


def told(person, kind):
    return Notification.objects.filter(recipient=person, kind=f"lms_courses.{kind}")


def step(client, issue, name, **data):
    answer = client.post(url("issue_step", issue.pk, name), data)
    issue.refresh_from_db()
    return answer


def plan(client, **fields):
    today = timezone.localdate()
    data = {"title": "下季度训练营", "begins_on": today, "ends_on": today + 30 * DAY}
    return client.post(url("new_cohort"), {**data, **fields})


def test_an_issue_from_a_class_is_in_the_next_plan_and_its_raiser_hears_of_it(
    trainer, learner, cohort
):
    session = make_session(cohort, starts_at=timezone.now() - HOUR)
    assert (
        url("bring_up", cohort.pk)
        in learner.get(url("session", session.pk)).content.decode()
    )
    for _press in range(2):
        learner.post(
            url("bring_up", cohort.pk), {"text": f" {TEXT} ", "session": session.pk}
        )
    issue = CohortIssue.objects.get()
    assert (issue.text, issue.session) == (TEXT, session)
    assert told(trainer.user, "class_issue").count() == 1

    assert TEXT not in trainer.get(url("new_cohort")).content.decode()
    step(trainer, issue, "take")
    page = trainer.get(url("new_cohort")).content.decode()
    assert TEXT in page
    plan(trainer, issues=[issue.pk])

    issue.refresh_from_db()
    planned = Cohort.objects.get(title="下季度训练营")
    assert (issue.state, issue.planned_in) == (IssueState.PLANNED, planned)
    assert TEXT in trainer.get(planned.get_absolute_url()).content.decode()
    assert TEXT not in trainer.get(url("new_cohort")).content.decode()
    assert told(learner.user, "class_issue_decided").count() == 2
    mine = learner.get(url("issues"), headers=ENGLISH).content.decode()
    assert "In a plan" in mine
    assert "下季度训练营" in mine
    states = issue.steps.values_list("after", flat=True)
    assert [*states] == [IssueState.TAKEN_UP, IssueState.PLANNED]


def test_what_is_declined_takes_a_reason_and_can_be_undone(trainer, learner, issue):
    step(trainer, issue, "decline", reason=" ")
    assert issue.state == IssueState.OPEN

    step(trainer, issue, "decline", reason="已经在晨训里")

    assert issue.state == IssueState.DECLINED
    page = learner.get("/notifications/").content.decode()
    assert "已经在晨训里" in page
    step(trainer, issue, "reopen")
    assert issue.state == IssueState.OPEN
    step(trainer, issue, "reopen")
    assert issue.steps.count() == 2


def test_a_plan_gives_up_an_issue_when_the_decision_is_undone(trainer, issue):
    step(trainer, issue, "take")
    plan(trainer, issues=[issue.pk])

    step(trainer, issue, "reopen")

    assert (issue.state, issue.planned_in) == (IssueState.OPEN, None)


def test_what_is_not_ticked_waits_for_the_plan_after_that(trainer, issue):
    step(trainer, issue, "take")

    plan(trainer)

    issue.refresh_from_db()
    assert issue.state == IssueState.TAKEN_UP


def test_only_those_of_the_cohort_bring_something_up(client_as, trainer, cohort):
    assert client_as(Role.AGENT).post(
        url("bring_up", cohort.pk), {"text": TEXT}
    ).status_code == 404  # fmt: skip
    other = make_cohort(trainers=[UserFactory()])
    assert trainer.post(url("bring_up", other.pk), {"text": TEXT}).status_code == 403
    assert not CohortIssue.objects.exists()
    trainer.post(url("bring_up", cohort.pk), {"text": "培训师自己的一条"})
    assert CohortIssue.objects.get().raised_by == trainer.user
    assert not told(trainer.user, "class_issue").exists()


@pytest.mark.parametrize("text", ["", " \n ", "\0"])
def test_nothing_is_no_issue(learner, cohort, text):
    answer = learner.post(
        url("bring_up", cohort.pk), {"text": text, "session": "9" * 5000}
    )
    assert answer.status_code == 302
    assert not CohortIssue.objects.exists()


def test_learners_read_their_own_alone_and_decide_nothing(
    client_as, learner, cohort, issue
):
    other = client_as(Role.AGENT)
    cohort.members.create(person=other.user, joined_at=timezone.now())

    assert TEXT not in other.get(url("issues")).content.decode()
    assert step(other, issue, "take").status_code == 404
    assert step(learner, issue, "take").status_code == 403
    assert issue.state == IssueState.OPEN


def test_nobody_carries_an_issue_into_a_cohort_of_others(client_as, issue):
    stranger = client_as(Role.TRAINER)
    foreign = make_cohort(trainers=[UserFactory()])
    known = {"cohort": foreign, "issues": [issue], "user": stranger.user}

    with pytest.raises(PermissionDenied):
        carry_over(**known, now=timezone.now())


def test_what_one_raised_is_handed_out(learner, issue):
    held = data_of(learner.user)
    assert held["lms_courses.issues"][0]["text"] == TEXT


def test_the_list_asks_as_much_for_one_as_for_many(trainer, cohort):
    counts = []
    for number in (1, 6):
        for each in range(number):
            row = CohortIssue.objects.create(
                cohort=cohort,
                text=f"{number}{each}",
                raised_by=UserFactory(),
                raised_at=timezone.now(),
            )
            step(trainer, row, "take")
        with CaptureQueriesContext(connection) as queries:
            trainer.get(url("issues"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
