"""Nobody can join who has answered with what was answered.

The whole database is compared: all tables but those of the tests' own, cell by cell.
"""

from datetime import datetime, time, timedelta
from itertools import chain, permutations
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from lms.enums import NotificationChannel, Role
from lms.events import dispatch
from lms.models import Notification, NotificationChoice, OutgoingMail
from lms.personal_data import data_of
from plugins.surveys.exceptions import (
    AnsweredAlreadyError,
    HasAnswersError,
    NotOpenError,
    TooFewInvitedError,
)
from plugins.surveys.models import Invitation, Response, Tally, Wave
from plugins.surveys.services.answering import digest_of
from plugins.surveys.services.figures import together
from plugins.surveys.services.results import counted, is_readable, results_of
from plugins.surveys.services.waves import (
    REMINDED,
    close_wave,
    delete_wave,
    remind,
    turn_waves,
)
from plugins.surveys.tests.factories import ballot_of, give, make_people, make_wave
from tests.factories.people import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
BALLOTS = [
    (5, 10, "谢谢班长"),
    (1, 0, "太累"),
    (3, 7, ""),
    (1, 6, "排班乱"),
    (5, 9, ""),
]


def dump():
    """Return every cell of every table, as the database holds it."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"SELECT * FROM {quoted}")  # noqa: S608 (a name of a table)
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


def after(steps):
    """Return what the database holds after some steps, and undo them."""
    with transaction.atomic():
        steps()
        found = dump()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("is_closed", [False, True])
def test_the_database_is_the_same_whoever_gave_which_answers_in_whatever_order(
    is_closed,
):
    people = make_people(5)
    wave = make_wave(people=people)

    def answered(givers, order):
        def steps():
            for place in order:
                give(wave, givers[place], *BALLOTS[place])
            if is_closed:
                close_wave(wave=wave)

        return after(steps)

    first = answered(people, range(5))
    for givers in [*permutations(people)][::17]:
        for order in ([4, 2, 0, 1, 3], [3, 1, 4, 0, 2]):
            assert answered(givers, order) == first


def test_after_the_end_the_database_is_the_same_whoever_has_answered():
    people = make_people(7)
    wave = make_wave(people=people)

    def answered(givers):
        def steps():
            for person, ballot in zip(givers, BALLOTS, strict=True):
                give(wave, person, *ballot)
            remind(wave=wave, now=timezone.now(), key="x")
            close_wave(wave=wave)

        found = after(steps)
        sequences = {name for name in found if "sequence" in name}
        return {name: rows for name, rows in found.items() if name not in sequences}

    assert answered(people[:5]) == answered(people[2:])


def test_through_the_page_too_nothing_but_a_mark_and_counts_is_left():
    person = make_people(5)[0]
    wave = make_wave(people=[person, *make_people(4)])
    client = Client()
    client.force_login(person)
    address = f"/plugins/surveys/{wave.pk}/answer/"
    client.get(address)
    before = dump()

    answer = client.post(
        address, {**ballot_of(5, 10, "好"), "asked": digest_of(wave.version)}
    )

    assert answer.status_code == 302
    after_it = dump()
    changed = {name for name, rows in after_it.items() if before[name] != rows}
    left = {Invitation._meta.db_table, Tally._meta.db_table, "django_session"}
    assert changed <= left
    assert not Response.objects.exists()
    tally = Tally.objects.get(wave=wave)
    names = {field.name for field in Tally._meta.get_fields()}
    assert names == {"id", "wave", "counts", "texts"}
    assert str(person.pk) not in tally.texts
    columns = {field.get_internal_type() for field in Invitation._meta.fields}
    assert not columns & {"DateTimeField", "DateField"}


def test_one_answers_once_and_nobody_who_is_not_asked():
    people = make_people(5)
    wave = make_wave(people=people)
    give(wave, people[0], 5, 10)

    with pytest.raises(AnsweredAlreadyError):
        give(wave, people[0], 1, 0)
    with pytest.raises(Invitation.DoesNotExist):
        give(wave, UserFactory(), 1, 0)
    assert together(Tally.objects.get(wave=wave).counts, "q1") == {"5": 1}


def test_a_closed_wave_takes_nothing_more_and_forgets_who_answered():
    people = make_people(6)
    wave = make_wave(people=people)
    for person in people[:5]:
        give(wave, person, 4, 9)
    remind(wave=wave, now=timezone.now())
    assert Notification.objects.filter(kind=REMINDED).count() == 1

    close_wave(wave=wave)
    close_wave(wave=wave)

    with pytest.raises(NotOpenError):
        give(wave, people[5], 4, 9)
    with pytest.raises(HasAnswersError):
        delete_wave(wave=wave)
    assert {*wave.invitations.values_list("has_answered", flat=True)} == {None}
    assert not Notification.objects.filter(kind=REMINDED).exists()


def test_results_wait_for_the_end_and_for_enough_answers(manager):
    people = make_people(6)
    wave = make_wave(people=people)
    for person in people[:4]:
        give(wave, person, 4, 9, "只有四个人说")
    address = wave.get_absolute_url()

    running = manager.get(address).content.decode()
    assert not is_readable(wave)
    assert "只有四个人说" not in running
    assert (
        "只有四个人说" not in manager.get(f"{address}?export=csv").getvalue().decode()
    )
    close_wave(wave=wave)

    shown = manager.get(address).content.decode()
    assert "只有四个人说" not in shown
    wave.refresh_from_db()
    assert all(each.figure is None for each in results_of(wave, *counted(wave)))


def test_a_team_of_few_answers_cannot_be_had_by_subtraction():
    large, middle, small = (TeamFactory() for _n in range(3))
    people = [make_people(8, large), make_people(6, middle), make_people(5, small)]
    wave = make_wave(people=[*chain.from_iterable(people)])
    for group, number in zip(people, (8, 6, 2), strict=True):
        for person in group[:number]:
            give(wave, person, 4, 9)
    close_wave(wave=wave)
    wave.refresh_from_db()

    result = results_of(wave, *counted(wave))[0]

    assert result.figure.number == 16
    assert [name for name, _figure in result.teams] == [large.name]


def test_small_teams_are_counted_together_from_the_beginning():
    large, small, single = (TeamFactory() for _n in range(3))
    people = make_people(9, large) + make_people(4, small) + make_people(1, single)
    wave = make_wave(people=people)

    groups = wave.invitations.values_list("person", "group")

    assert {*dict(groups).values()} == {str(large.pk), ""}


def test_too_few_are_not_asked_anonymously():
    with pytest.raises(TooFewInvitedError, match="5"):
        make_wave(people=make_people(4))


def test_the_least_stands_whatever_the_setting_says_later(settings_of_surveys):
    settings_of_surveys(fewest_answers=1)
    wave = make_wave(people=make_people(3))
    assert wave.fewest == 3

    settings_of_surveys(fewest_answers=9)
    wave.refresh_from_db()
    assert wave.fewest == 3


def test_the_database_refuses_an_anonymous_wave_that_shows_single_answers():
    wave = make_wave()

    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(fewest=2)


def test_ones_own_data_says_that_answers_were_anonymous():
    people = make_people(5)
    wave = make_wave(people=people)
    give(wave, people[0], 5, 10, "只有我知道")

    found = data_of(people[0])

    assert found["lms_surveys.asked"][0]["has_answered"] is True
    assert "不与姓名一起" in found["lms_surveys.asked"][0]["answers"]
    assert "只有我知道" not in str(found)


def test_only_those_who_have_not_answered_are_reminded_once_a_day():
    people = make_people(5)
    wave = make_wave(people=people)
    give(wave, people[0], 5, 10)
    now = timezone.now()

    assert remind(wave=wave, now=now) == 4
    assert remind(wave=wave, now=now) == 0
    told = Notification.objects.filter(kind=REMINDED).values_list(
        "recipient", flat=True
    )
    assert people[0].pk not in told


def test_who_has_answered_stands_on_no_page(client_as):
    people = make_people(5)
    wave = make_wave(people=people)
    give(wave, people[0], 5, 10)
    client = client_as(Role.MANAGER)

    for path in (wave.get_absolute_url(), "/plugins/surveys/waves/"):
        shown = client.get(path).content.decode()
        assert not [p for p in get_user_model().objects.filter(pk__in=[p.pk for p in people]) if p.get_full_name() in shown]  # fmt: skip


def test_mails_and_first_notices_tell_nobody_who_had_not_answered():
    people = make_people(6)
    wave = make_wave(people=people)
    for person in people:
        channel = {"kind": REMINDED, "channel": NotificationChannel.MAIL}
        NotificationChoice.objects.create(user=person, **channel)
    for person in people[:5]:
        give(wave, person, 4, 9)
    turn_waves(timezone.now())
    dispatch(now=timezone.now())
    remind(wave=wave, now=timezone.now())
    assert OutgoingMail.objects.count() == 1

    close_wave(wave=wave)

    assert not OutgoingMail.objects.exists()
    assert not Notification.objects.exists()


def test_a_survey_ends_with_the_day_of_the_site_wherever_somebody_answers():
    people = make_people(5)
    wave = make_wave(people=people, days=(0, 0))
    last = datetime.combine(wave.closes_on, time(23, 30), ZoneInfo("Asia/Shanghai"))

    with timezone.override("Pacific/Auckland"):
        give(wave, people[0], 4, 9, now=last)
    with timezone.override("America/New_York"), pytest.raises(NotOpenError):
        give(wave, people[1], 4, 9, now=last + timedelta(hours=1))
