"""What could not be delivered."""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from lms.models import DeadLetter, OutgoingMail, PublishedEvent
from tests.factories.people import UserFactory

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class PublishedEventFactory(DjangoModelFactory):
    class Meta:
        model = PublishedEvent

    key = factory.Sequence(lambda n: f"event {n}")
    kind = "lms.door_opened"
    target_model = "lms.team"
    target_key = "1"
    payload = factory.LazyFunction(dict)
    occurred_at = NOON
    position = factory.Sequence(lambda n: n + 1_000_000)


class DeadLetterFactory(DjangoModelFactory):
    class Meta:
        model = DeadLetter

    listener = "lms.hearer"
    event = factory.SubFactory(PublishedEventFactory)
    error = "Traceback\nZeroDivisionError: a"
    attempts = 8
    failed_at = NOON


class OutgoingMailFactory(DjangoModelFactory):
    class Meta:
        model = OutgoingMail

    key = factory.Sequence(lambda n: f"mail {n}")
    recipient = factory.SubFactory(UserFactory)
    state = "dead"
    attempts = 8
    error = "Traceback\nConnectionRefusedError: nobody is there"
    created_at = NOON
