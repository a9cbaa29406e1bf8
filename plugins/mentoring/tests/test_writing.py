"""What mentor and apprentice write, and who is told of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.enums import Role
from lms.events import Target, dispatch, publish
from lms.events.host import ActivityDone
from lms.models import Notification, PublishedEvent
from plugins.mentoring.events import OBSERVED
from plugins.mentoring.exceptions import (
    AnsweredError,
    EmptyError,
    GivenAlreadyError,
    OverError,
    WrongDayError,
)
from plugins.mentoring.models import Result
from plugins.mentoring.services.figures import figures_of_mentors, weeks_of_pairs
from plugins.mentoring.services.planning import add_step, remove_step, tick
from plugins.mentoring.services.reminding import remind_mentors
from plugins.mentoring.services.writing import (
    comment,
    give_service_review,
    keep_review,
    may_read_service_review,
    observe,
    reply,
)
from plugins.mentoring.tests.factories import (
    NOW,
    TODAY,
    make_observation,
    make_pair,
    make_review,
)
from tests.factories.people import StaffProfileFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = {"behaviors": "先复述再给方案", "advice": "结尾多问一句"}
GRADES = {"attitude": 3, "skill": 2, "communication": 1}
REVIEW = {"score": 5, "strengths": "不打断顾客", "improvements": "早一点转"}


def watch(pair, **options):
    values = {"user": pair.mentor, "seen_on": TODAY, "words": WORDS, "now": NOW}
    return observe(pair=pair, **{**values, **options})


def keep(pair, improvement="少说“但是”", **options):
    values = {"user": pair.apprentice, "day": TODAY, "now": NOW}
    text = {**GRADES, "improvement": improvement}
    return keep_review(pair=pair, values=text, **{**values, **options})


def told():
    dispatch(now=NOW)
    rows = Notification.objects.filter(kind__startswith="lms_mentoring.")
    return {*rows.values_list("recipient", "kind")}


def test_an_observation_reaches_the_apprentice_and_the_reply_the_mentor():
    pair = make_pair()
    found = watch(pair)
    assert told() == {(pair.apprentice_id, "lms_mentoring.observation_kept")}

    reply(observation=found, user=pair.apprentice, text="明白", now=NOW)
    reply(observation=found, user=pair.apprentice, text="明白了", now=NOW)

    assert (pair.mentor_id, "lms_mentoring.observation_answered") in told()
    assert pair.observations.get().reply == "明白了"


def test_a_second_click_writes_nothing_more_and_a_week_gives_one_activity():
    pair = make_pair(begins=TODAY - timedelta(days=2))

    watch(pair)
    watch(pair)
    watch(pair, seen_on=TODAY - timedelta(days=1))

    assert pair.observations.count() == 2
    activities = PublishedEvent.objects.filter(kind="lms.activity_done")
    assert activities.get().payload["activity"] == OBSERVED
    watch(pair, now=NOW + timedelta(days=7), seen_on=TODAY + timedelta(days=7))
    subjects = {*activities.values_list("target_model", "target_key")}
    assert len(subjects) == 2  # points are given once for a subject


def test_two_observations_that_say_the_same_are_no_trouble():
    pair = make_pair()
    watch(pair)
    other = watch(pair, words={"behaviors": "先安抚", "advice": "再复述"})
    watch(pair, key=other.pk)

    assert watch(pair).pk in {*pair.observations.values_list("pk", flat=True)}
    assert pair.observations.count() == 2


def test_a_week_is_that_of_the_site_wherever_somebody_reads():
    pair = make_pair(begins=TODAY - timedelta(days=9))
    sunday = TODAY - timedelta(days=3)
    written = datetime(2026, 5, 18, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    make_observation(pair, seen_on=sunday, written_at=written)

    for zone in ("Asia/Shanghai", "America/New_York"):
        with timezone.override(zone):
            weeks = weeks_of_pairs([pair], TODAY)[pair.pk]
        assert weeks.late == 1


def test_reminders_name_nobody_who_is_anonymous_by_then():
    pair = make_pair(begins=TODAY - timedelta(days=9))
    remind_mentors(NOW)

    assert pair.apprentice_name not in str(Notification.objects.get().parameters)


def test_only_the_mentor_observes_and_only_the_apprentice_replies():
    pair = make_pair()
    found = make_observation(pair)

    for user in (pair.apprentice, UserFactory(role=Role.TRAINER), UserFactory(role="admin")):  # fmt: skip
        with pytest.raises(PermissionDenied):
            watch(pair, user=user)
    with pytest.raises(PermissionDenied):
        reply(observation=found, user=pair.mentor, text="好", now=NOW)
    with pytest.raises(PermissionDenied):
        keep(pair, user=pair.mentor)
    with pytest.raises(EmptyError):
        reply(observation=found, user=pair.apprentice, text=" ", now=NOW)


@pytest.mark.parametrize("days", [-1, 1])
def test_nothing_is_written_about_a_day_before_the_pair_or_to_come(days):
    pair = make_pair()

    for write in (lambda day: watch(pair, seen_on=day), lambda day: keep(pair, day=day)):  # fmt: skip
        with pytest.raises(WrongDayError):
            write(TODAY + timedelta(days=days))


def test_an_observation_is_corrected_within_its_week_until_it_is_answered():
    pair = make_pair(begins=TODAY - timedelta(days=20))
    found = make_observation(pair)
    other = {"behaviors": "先安抚", "advice": "再复述"}

    watch(pair, words=other, key=found.pk)
    assert pair.observations.get().behaviors == "先安抚"
    with pytest.raises(WrongDayError):
        watch(pair, words=other, key=found.pk, seen_on=TODAY - timedelta(days=7))
    reply(observation=found, user=pair.apprentice, text="明白", now=NOW)
    with pytest.raises(AnsweredError):
        watch(pair, key=found.pk)


def test_what_is_over_stays_as_it_is():
    pair = make_pair(begins=TODAY - timedelta(days=21), weeks=2, state="ended")
    found = make_observation(pair, seen_on=pair.starts_on)

    with pytest.raises(OverError):
        watch(pair)
    with pytest.raises(OverError):
        keep(pair)
    with pytest.raises(OverError):
        reply(observation=found, user=pair.apprentice, text="明白", now=NOW)
    with pytest.raises(OverError):
        add_step(pair=pair, user=pair.mentor, text="对练", due_on=None)


def test_a_self_review_is_one_a_day_and_the_comment_closes_it():
    pair = make_pair()
    keep(pair)
    review = keep(pair, "先听完")
    assert pair.reviews.get().improvement == "先听完"

    comment(review=review, user=pair.mentor, text="很好", now=NOW)

    with pytest.raises(AnsweredError):
        keep(pair)
    assert (pair.apprentice_id, "lms_mentoring.review_commented") in told()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_review(pair)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_review(pair, day=TODAY - timedelta(days=1), skill=4)


def test_the_service_review_is_given_once_and_read_when_the_pair_is_over():
    pair = make_pair()

    def give(**values):
        return give_service_review(
            pair=pair, user=pair.apprentice, values={**REVIEW, **values}, now=NOW
        )

    give()
    give()
    with pytest.raises(GivenAlreadyError):
        give(score=1)
    assert not may_read_service_review(pair, pair.mentor)
    assert may_read_service_review(pair, pair.apprentice)
    pair.state, pair.closed_on = "passed", TODAY
    assert may_read_service_review(pair, pair.mentor)
    with pytest.raises(PermissionDenied):
        give_service_review(pair=pair, user=pair.mentor, values=REVIEW, now=NOW)


def test_steps_are_ticked_off_and_back_and_removed_while_they_are_open():
    pair = make_pair()
    step = add_step(pair=pair, user=pair.mentor, text="对练两次", due_on=TODAY)
    again = add_step(pair=pair, user=pair.mentor, text="对练两次", due_on=None)
    assert again == step

    tick(step=step, user=pair.mentor, is_done=True, now=NOW)
    tick(step=step, user=pair.mentor, is_done=True, now=NOW)
    remove_step(step=step, user=pair.mentor)
    assert pair.steps.get().done_on == TODAY
    tick(step=step, user=UserFactory(role=Role.MANAGER), is_done=False, now=NOW)
    remove_step(step=step, user=pair.mentor)
    assert not pair.steps.exists()
    with pytest.raises(PermissionDenied):
        add_step(pair=pair, user=pair.apprentice, text="休息", due_on=None)


def achieve(person, activity="lms_courses.exam_passed", *, key="1", at=NOW):
    publish(
        ActivityDone(
            actor_id=person.pk,
            target=Target.of(person),
            occurred_at=at,
            key=f"{activity}:{key}:{person.pk}",
            activity=activity,
        )
    )
    dispatch(now=at)


def test_results_of_an_apprentice_count_for_the_mentor_of_that_day():
    pair = make_pair()

    achieve(pair.apprentice)
    achieve(pair.apprentice, key="2", at=NOW - timedelta(days=1))
    achieve(pair.apprentice, "lms_courses.course_completed")
    achieve(pair.mentor)

    assert Result.objects.get().pair == pair
    (figures,) = figures_of_mentors(TODAY)
    assert (figures.person, figures.results, figures.score) == (pair.mentor, 1, 1.0)


def test_after_a_hand_over_results_count_for_the_new_mentor():
    old = make_pair(begins=TODAY - timedelta(days=14), weeks=2, state="handed_over")
    new = make_pair(apprentice=old.apprentice, continues=old)

    achieve(old.apprentice)

    assert Result.objects.get().pair == new


def test_mentors_are_reminded_from_thursday_and_once_when_the_week_is_missing():
    pair = make_pair(begins=TODAY - timedelta(days=9))
    thursday = NOW + timedelta(days=1)

    assert remind_mentors(NOW) == "Reminders to mentors: 1"  # of last week
    assert remind_mentors(thursday) == "Reminders to mentors: 1"
    assert remind_mentors(thursday) == "Reminders to mentors: 0"
    kinds = {*Notification.objects.values_list("recipient", "kind")}
    assert kinds == {
        (pair.mentor_id, "lms_mentoring.observation_overdue"),
        (pair.mentor_id, "lms_mentoring.observation_due"),
    }


def test_who_has_written_or_left_is_not_reminded():
    friday = NOW + timedelta(days=2)
    make_observation(make_pair(begins=TODAY - timedelta(days=1)))
    left = make_pair(begins=TODAY - timedelta(days=1))
    StaffProfileFactory(user=left.mentor, leaves_date=TODAY - timedelta(days=1))
    gone = make_pair(begins=TODAY - timedelta(days=1))
    StaffProfileFactory(user=gone.apprentice, leaves_date=TODAY - timedelta(days=1))
    make_pair(begins=TODAY - timedelta(days=1), weeks=1, state="ended", closed_on=TODAY)

    assert remind_mentors(friday) == "Reminders to mentors: 0"
