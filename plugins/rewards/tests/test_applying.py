"""Asking for points oneself: another decides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from plugins.rewards.enums import MeritLevel
from plugins.rewards.models import Merit, Rule
from plugins.rewards.services.ledger import holder_of
from plugins.rewards.services.merits import apply_for_points, reject_merit
from plugins.rewards.services.telling import MERIT_WAITS
from plugins.rewards.tests.factories import make_merit, points_of
from plugins.rewards.tests.test_views import at, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewards")]
TODAY = timezone.localdate()


def asked(**changed):
    return {
        "level": "hard_task",
        "happened_on": f"{TODAY}",
        "text": "连续三天跟进一单跨省调货",
        **changed,
    }


def test_what_somebody_asks_for_gives_points_once_another_accepts(client_as):
    agent, manager = client_as(Role.AGENT), client_as(Role.MANAGER)

    agent.post(at("apply"), asked())

    merit = Merit.objects.get()
    assert (merit.holder, merit.proposed_by) == (holder_of(agent.user),) * 2
    told = Notification.objects.filter(kind=MERIT_WAITS)
    assert [row.recipient for row in told] == [manager.user]
    assert points_of(agent.user) == 0
    desk = reverse("lms_rewards_merits:edit", args=[merit.pk])
    manager.post(desk, {"action": "accept", "level": merit.level})
    points = (
        Rule.objects.get(activity=MeritLevel.HARD_TASK.activity).versions.get().points
    )
    assert points_of(agent.user) == points


def test_nobody_accepts_what_they_asked_for_themselves(client_as):
    manager = client_as(Role.MANAGER)
    manager.post(at("apply"), asked())
    desk = reverse("lms_rewards_merits:edit", args=[Merit.objects.get().pk])

    manager.post(desk, {"action": "accept", "level": "hard_task"})

    assert Merit.objects.get().state == "proposed"
    assert not Notification.objects.filter(recipient=manager.user).exists()


def test_a_double_click_asks_once(client_as):
    agent = client_as(Role.AGENT)

    for _click in range(2):
        agent.post(at("apply"), asked())

    assert Merit.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"happened_on": f"{TODAY + timedelta(days=1)}"},
        {"happened_on": "昨天"},
        {"level": "everything"},
        {"text": ""},
        {"text": "好" * 1001},
    ],
)
def test_what_cannot_be_taken_is_said_at_the_field_and_nothing_is_lost(
    client_as, changed
):
    answer = client_as(Role.AGENT).post(at("apply"), asked(**changed))

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == changed.keys()
    assert not Merit.objects.exists()
    if "text" not in changed:
        assert asked()["text"] in text(answer)


def test_one_reads_what_became_of_it_and_why_and_nothing_of_others(client_as):
    agent, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    make_merit(manager.user, text="同事做的事", proposed_by=holder_of(manager.user))
    make_merit(agent.user, text="同事提名的", proposed_by=holder_of(manager.user))
    agent.post(at("apply"), asked())
    merit = Merit.objects.get(text=asked()["text"])
    reject_merit(merit=merit, user=manager.user, reason="已经发过", now=timezone.now())

    page = text(agent.get(at("apply")))

    assert asked()["text"] in page
    assert "已经发过" in page
    assert "同事" not in page


def test_the_page_asks_as_much_with_thirty_as_with_one(
    client_as, django_assert_num_queries
):
    agent = client_as(Role.AGENT)

    def ask(number):
        merit = Merit(level="hard_task", happened_on=TODAY, text=f"事{number}")
        apply_for_points(merit=merit, user=agent.user, now=timezone.now())

    ask(0)
    agent.get(at("apply"))
    with CaptureQueriesContext(connection) as few:
        agent.get(at("apply"))
    for number in range(1, 30):
        ask(number)

    with django_assert_num_queries(len(few)):
        agent.get(at("apply"))
