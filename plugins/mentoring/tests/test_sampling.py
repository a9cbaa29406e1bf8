"""Mentors comment on some self-reviews each week; who does not is told, and seen."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.models import Notification
from plugins.mentoring.services.figures import weeks_of_pairs
from plugins.mentoring.services.reminding import SAMPLE, remind_mentors
from plugins.mentoring.services.sampling import review_to_sample, samples_of_pairs
from plugins.mentoring.tests.factories import (
    NOW,
    TODAY,
    make_leave,
    make_observation,
    make_pair,
    make_review,
)
from plugins.mentoring.weeks import monday_of

pytestmark = pytest.mark.django_db
ROOT = "/plugins/mentoring"
MONDAY = TODAY - timedelta(days=2)
WEEK = timedelta(days=7)


def samples_of(pair):
    return samples_of_pairs([pair], weeks_of_pairs([pair], TODAY), TODAY)[pair.pk]


def test_a_week_with_self_reviews_asks_for_a_word():
    pair = make_pair(begins=MONDAY - 3 * WEEK)
    assert not samples_of(pair).is_due
    make_review(pair, day=MONDAY - 3 * WEEK, comment="很好")
    make_review(pair, day=MONDAY - 3 * WEEK + timedelta(days=1))
    make_review(pair, day=MONDAY - WEEK)
    last = make_review(pair)

    found = samples_of(pair)

    assert (found.over, found.taken, found.missed, found.is_due) == (2, 1, 1, True)
    last.comment = "不错"
    last.save()
    assert not samples_of(pair).is_due


def test_a_week_on_leave_asks_for_none():
    pair = make_pair(begins=MONDAY)
    make_review(pair)
    make_leave(pair, TODAY, TODAY + timedelta(days=4), side="mentor")

    assert samples_of(pair).weeks == []


def test_what_needs_a_word_most_is_named():
    pair = make_pair(begins=MONDAY - WEEK)
    make_review(pair, day=MONDAY - WEEK, attitude=1, skill=1)
    make_review(pair, day=MONDAY)
    hard = make_review(pair, day=TODAY, attitude=1)

    assert review_to_sample(pair.reviews.all(), samples_of(pair)) == hard.pk
    pair.reviews.update(comment="看过")
    assert review_to_sample(pair.reviews.all(), samples_of(pair)) is None


def test_mentors_are_reminded_of_them_once_from_thursday():
    pair = make_pair(begins=MONDAY)
    make_observation(pair)
    make_review(pair)
    thursday = NOW + timedelta(days=1)

    assert remind_mentors(NOW) == "Reminders to mentors: 0"
    assert remind_mentors(thursday) == "Reminders to mentors: 1"
    assert remind_mentors(thursday) == "Reminders to mentors: 0"
    told = Notification.objects.get()
    assert (told.kind, told.recipient) == (SAMPLE, pair.mentor)


def test_mentor_and_manager_see_which_wait(client_as, manager):
    today = timezone.localdate()
    pair = make_pair(begins=monday_of(today) - 2 * WEEK)
    kept = make_pair(begins=monday_of(today) - 2 * WEEK)
    make_review(pair, day=monday_of(today) - WEEK)
    make_review(kept, day=monday_of(today) - WEEK, comment="看过")
    make_review(pair, day=today)
    mentor = client_as(user=pair.mentor)

    listed = manager.get(f"{ROOT}/pairs/?show=unsampled").content.decode()
    assert f"/pairs/{pair.pk}/" in listed
    assert f"/pairs/{kept.pk}/" not in listed
    for path in ("/", f"{ROOT}/"):
        assert f"/pairs/{pair.pk}/#reviews" in mentor.get(path).content.decode()
    shown = mentor.get(f"{ROOT}/pairs/{pair.pk}/")
    assert shown.context["pick"] == pair.reviews.get(day=today).pk
    assert manager.get(f"{ROOT}/pairs/{pair.pk}/").context["pick"] is None
