"""Attempts, walked at random beside a model that knows nothing of the code."""

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from plugins.courses.exceptions import (
    AttemptTooSoonError,
    NoExamAttemptLeftError,
    StaleAnswerError,
    TimeUpError,
)
from plugins.courses.models import Attempt, AttemptItem, Exam, RemedialOrder, Result
from plugins.courses.services.exams.sitting import (
    close_all_overdue,
    save_answer,
    start_attempt,
    submit_attempt,
)
from plugins.courses.tests.exams.factories import make_exam, make_question
from tests.factories.people import UserFactory

MINUTES, ALLOWED, DAYS = 10, 3, 1
START = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)  # noqa: UP017 (as Django writes it)
RIGHT = ["o1"]


@dataclass
class Sat:
    """What the model knows of an attempt."""

    ends: datetime
    answers: dict = field(default_factory=dict)
    revisions: dict = field(default_factory=dict)
    handed_in: datetime | None = None

    @property
    def score(self):
        return 50 * sum(answer == RIGHT for answer in self.answers.values())


def refused(expected):
    """Expect this error, or none."""
    return pytest.raises(expected) if expected else nullcontext()


class Sitting(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.now, self.sat = START, []
        self.person = UserFactory()
        questions = [make_question(), make_question()]
        self.exam = make_exam(
            *questions, minutes=MINUTES, attempts_allowed=ALLOWED, days_between=DAYS
        )

    def expire(self):
        """Let the model hand in what is over."""
        for each in self.sat:
            if each.handed_in is None and each.ends <= self.now:
                each.handed_in = each.ends

    @rule(minutes=st.sampled_from([1, 4, 11, 700, 1500]))
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def run_jobs(self):
        close_all_overdue(self.now)
        self.expire()

    @rule()
    def start(self):
        self.expire()
        is_open = bool(self.sat) and self.sat[-1].handed_in is None
        expected = None
        if not is_open and len(self.sat) == ALLOWED:
            expected = NoExamAttemptLeftError
        elif not is_open and self.sat:
            early = self.sat[-1].handed_in + timedelta(days=DAYS) > self.now
            expected = AttemptTooSoonError if early else None
        with refused(expected):
            start_attempt(exam=self.exam, user=self.person, now=self.now)
        if expected is None and not is_open:
            self.sat.append(Sat(self.now + timedelta(minutes=MINUTES)))

    @precondition(lambda self: self.sat)
    @rule(
        place=st.integers(1, 2),
        answer=st.sampled_from([RIGHT, ["o2"], []]),
        behind=st.integers(0, 2),
    )
    def save(self, place, answer, behind):
        model = self.sat[-1]
        item = AttemptItem.objects.get(
            attempt__person=self.person, attempt__number=len(self.sat), place=place
        )
        revision = model.revisions.get(place, 0)
        is_over = model.handed_in is not None or model.ends <= self.now
        is_same = model.answers.get(place, []) == answer
        expected = TimeUpError if is_over else StaleAnswerError if behind and not is_same else None  # fmt: skip
        with refused(expected):
            save_answer(
                item=item, response=answer, revision=revision - behind, now=self.now
            )
        if expected is None and not is_same:
            model.answers[place] = answer
            model.revisions[place] = revision + 1

    @precondition(lambda self: self.sat)
    @rule()
    def hand_in(self):
        model = self.sat[-1]
        self.expire()
        attempt = Attempt.objects.get(person=self.person, number=len(self.sat))
        submit_attempt(attempt=attempt, now=self.now)
        model.handed_in = model.handed_in or self.now

    @invariant()
    def agrees(self):
        if not hasattr(self, "sat"):
            return
        close_all_overdue(self.now)
        self.expire()
        rows = [*Attempt.objects.filter(person=self.person).order_by("number")]
        assert [row.number for row in rows] == [*range(1, len(self.sat) + 1)]
        for row, model in zip(rows, self.sat, strict=True):
            assert row.deadline == model.ends
            assert row.submitted_at == model.handed_in
            assert row.is_open == (model.handed_in is None)
            assert row.score == (None if row.is_open else model.score)
        done = [model.score for model in self.sat if model.handed_in]
        current = Result.objects.filter(person=self.person).current().first()
        assert (current.score if current else None) == (max(done) if done else None)
        failed = len(done) == ALLOWED and max(done) < 60
        orders = RemedialOrder.objects.filter(person=self.person)
        assert orders.count() == failed
        assert Exam.objects.filter(pk=self.exam.pk).exists()


@pytest.mark.django_db
class TestSitting(Sitting.TestCase, TestCase):
    settings = settings(
        max_examples=20,
        stateful_step_count=20,
        suppress_health_check=[HealthCheck.too_slow],
    )
