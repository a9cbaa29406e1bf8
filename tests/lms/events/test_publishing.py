"""What has happened is told once, stays as it was, and costs one query."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.events import Event, EventConflictError, Target, kind, publish
from lms.events.kinds import forget_kind, from_row, to_row
from lms.models import PublishedEvent
from lms.models.append_only import RowsStayError
from tests.factories.people import TeamFactory, UserFactory
from tests.lms.events.doors import NOON, DoorOpened, door_opened


class Color(Enum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Everything(Event):
    text: str
    number: int
    moment: datetime
    day: date
    amount: Decimal
    uuid: UUID
    color: Color
    tags: tuple[str, ...]
    maybe: int | None = None


@pytest.fixture
def everything():
    yield kind("lms.everything")(Everything)
    forget_kind("lms.everything")


@pytest.mark.django_db
def test_an_event_is_kept_with_all_it_says():
    person, team = UserFactory(), TeamFactory()

    assert publish(door_opened("a", actor=person, target=team, door="front"))

    row = PublishedEvent.objects.get()
    assert (row.kind, row.actor, row.key) == ("lms.door_opened", person, "a")
    assert row.payload == {"door": "front"}
    event = from_row(row)
    assert event.verb == "door_opened"
    assert event.target.load() == team
    assert event.occurred_at == NOON


@pytest.mark.django_db
def test_the_same_thing_told_twice_is_kept_once():
    first = door_opened("a")

    assert publish(first)
    assert not publish(replace(first, occurred_at=NOON + timedelta(days=1)))
    assert PublishedEvent.objects.count() == 1


@pytest.mark.cases
@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"door": "back"}, {"target": Target("lms.team", "9")}]
)
def test_the_same_key_for_something_else_is_refused(change):
    publish(door_opened("a"))

    with pytest.raises(EventConflictError, match="'a' was published before"):
        publish(replace(door_opened("a"), **change))


@pytest.mark.django_db
def test_what_the_caller_takes_back_has_not_happened():
    with transaction.atomic():
        publish(door_opened("a"))
        transaction.set_rollback(True)

    assert not PublishedEvent.objects.exists()
    assert publish(door_opened("a"))


@pytest.mark.django_db
def test_publishing_is_one_query_when_nobody_listens(
    django_capture_on_commit_callbacks,
):
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        CaptureQueriesContext(connection) as queries,
    ):
        publish(door_opened("a"))

    assert len(queries) == 1
    assert callbacks == []


@pytest.mark.django_db
def test_rows_are_changed_and_deleted_by_no_way_of_the_models():
    publish(door_opened("a"))
    row = PublishedEvent.objects.get()

    for change in (
        row.save,
        row.delete,
        PublishedEvent.objects.all().delete,
        lambda: PublishedEvent.objects.update(kind="lms.other"),
        lambda: PublishedEvent.objects.bulk_update([row], ["kind"]),
    ):
        with pytest.raises(RowsStayError, match="neither changed nor deleted"):
            change()


@pytest.mark.cases
@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    ["kind = 'lms.other'", "payload = '{}'", "occurred_at = published_at", "key = 'b'"],
)
def test_the_database_refuses_changes_too(values):
    publish(door_opened("a"))

    with (
        pytest.raises(IntegrityError, match="not changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE lms_publishedevent SET {values}")  # noqa: S608 (the test's own)


@pytest.mark.django_db
def test_a_place_once_given_stays():
    publish(door_opened("a"))
    rows = PublishedEvent._base_manager
    rows.update(position=1)

    with pytest.raises(IntegrityError, match="not changed"), transaction.atomic():
        rows.update(position=2)


@pytest.mark.django_db
def test_a_leavers_events_stay_without_the_name():
    person = UserFactory()
    publish(door_opened("a", actor=person))

    get_user_model().objects.get(pk=person.pk).delete()

    assert from_row(PublishedEvent.objects.get()).actor_id is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    number=st.integers(-(2**53), 2**53),
    moment=st.datetimes(timezones=st.just(UTC)),
    day=st.dates(),
    amount=st.decimals(allow_nan=False, allow_infinity=False),
    uuid=st.uuids(),
    tags=st.lists(st.sampled_from("abc")).map(tuple),
    maybe=st.none() | st.integers(0, 9),
)
def test_what_is_stored_is_read_back_as_it_was(**fields):
    name = "lms.everything"
    event_class = kind(name)(Everything)
    event = event_class(
        actor_id=None,
        target=Target("lms.team", "1"),
        occurred_at=NOON,
        key="k",
        color=Color.RED,
        **fields,
    )
    row = to_row(event)
    row.payload = json.loads(json.dumps(row.payload))

    assert from_row(row) == event
    forget_kind(name)


def test_a_field_that_came_later_takes_its_default_and_changes_no_content(everything):
    event = everything(
        actor_id=None, target=Target("lms.team", "1"), occurred_at=NOON, key="k",
        text="", number=1, moment=NOON, day=NOON.date(), amount=Decimal(1),
        uuid=UUID(int=0), color=Color.RED, tags=(), maybe=3,
    )  # fmt: skip
    row = to_row(event)
    del row.payload["maybe"]
    row.payload["dropped"] = "since"

    assert from_row(row) == replace(event, maybe=None)
    assert "maybe" not in to_row(replace(event, maybe=None)).payload


def test_a_kind_begins_with_the_label_of_an_app():
    for name in ("everything", "nowhere.everything"):
        with pytest.raises(ImproperlyConfigured, match="label of its app"):
            kind(name)(Everything)


def test_a_name_is_taken_once():
    with pytest.raises(ImproperlyConfigured, match="is taken by"):
        kind(DoorOpened.name)(Everything)


def test_a_field_that_cannot_be_stored_is_refused():
    @dataclass(frozen=True, kw_only=True)
    class Odd(Event):
        thing: object

    with pytest.raises(ImproperlyConfigured, match="field 'thing'"):
        kind("lms.odd")(Odd)
