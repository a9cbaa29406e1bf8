"""Trainings of staff beside what customers say."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.events import Target, dispatch, publish
from lms.events.host import ActivityDone
from lms.models import StaffProfile
from lms.personal_data import data_of
from plugins.surveys.models import Training
from plugins.surveys.tests.factories import make_people, make_voice
from tests.factories.people import TeamFactory

pytestmark = pytest.mark.django_db
REPORT = "/plugins/surveys/report/"


def finish(person, activity="lms_courses.course_completed", *, key="1", days=0):
    now = timezone.now()
    publish(
        ActivityDone(
            actor_id=person.pk,
            target=Target.of(person),
            occurred_at=now - timedelta(days=days),
            key=f"{activity}:{key}:{person.pk}",
            activity=activity,
        )
    )
    dispatch(now=now)


def test_a_training_counts_once_for_the_team_of_its_day():
    team, later = TeamFactory(), TeamFactory()
    (person,) = make_people(1, team)

    for _time in range(2):
        finish(person)
    finish(person, "lms_surveys.praised")
    StaffProfile.objects.filter(user=person).update(team=later)
    finish(person, key="2")

    rows = Training.objects.order_by("pk")
    assert [row.team for row in rows] == [team, later]
    assert len(data_of(person)["lms_surveys.trainings"]) == 2


def test_which_activities_count_is_a_setting(settings_of_surveys):
    settings_of_surveys(trainings="lms_courses.exam_passed\uff0c x")
    (person,) = make_people(1)

    finish(person)
    finish(person, "lms_courses.exam_passed")

    assert Training.objects.get().activity == "lms_courses.exam_passed"


def test_the_report_shows_how_figures_moved_beside_the_trainings(manager):
    trained, other = TeamFactory(name="训练组"), TeamFactory(name="训练组")
    for team, after in ((trained, 5), (other, 1)):
        for days, csat in ((60, 1), (1, after)):
            make_voice(hours=24 * days, csat=csat, team=team)
    for person in make_people(2, trained):
        finish(person, days=40)

    page = manager.get(f"{REPORT}?span=24&by=quarter")

    first, second = page.context["moved"]
    assert (first.trainings, second.trainings) == (2, 0)
    assert ("csat", 0.0, 100.0, 100.0) in first.changes
    assert ("csat", 0.0, 0.0, 0.0) in second.changes
    assert ("nps", None, None, None) in first.changes
    assert sum(line.trainings for line in page.context["teams"]) == 2
    narrowed = manager.get(f"{REPORT}?team={other.pk}")
    assert not narrowed.context["has_trainings"]
    table = b"".join(manager.get(f"{REPORT}?export=csv")).decode()
    assert "训练组,2,,0,50.0,2,,0,2" in table


def test_without_trainings_the_report_is_as_it_was(manager):
    make_voice(team=TeamFactory())

    assert not manager.get(REPORT).context["has_trainings"]
