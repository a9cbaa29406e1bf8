"""Voices of customers: by hand, from a table, and followed up."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.enums import Role
from lms.models import Notification, PublishedEvent
from plugins.surveys.enums import FollowUpState
from plugins.surveys.events import PRAISED, FollowUpAssigned, FollowUpOpened
from plugins.surveys.exceptions import (
    ClosedAlreadyError,
    NoteMissingError,
    NotReadyError,
)
from plugins.surveys.models import FollowUp, Voice
from plugins.surveys.services.follow_ups import (
    OVERDUE,
    SOON,
    assign,
    close,
    note_call,
    remind_of_follow_ups,
)
from plugins.surveys.services.voices import register_voice
from plugins.surveys.services.waves import remind_of_waves
from plugins.surveys.tests.factories import make_follow_up, make_voice
from plugins.surveys.validators import refuse_personal_data
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/surveys"


def form(**changed):
    said = timezone.localtime() - timedelta(minutes=20)
    return {
        "kind": "rating",
        "channel": "phone",
        "said_at": f"{said:%Y-%m-%dT%H:%M}",
        "csat": "5",
        **changed,
    }


def register(**fields):
    now = timezone.now()
    values = {"channel": "phone", "said_at": now, **fields}
    user = values.pop("user", None) or UserFactory()
    return register_voice(voice=Voice(**values), user=user, now=now)


@pytest.mark.parametrize(
    ("said", "is_followed"),
    [
        ({"csat": 2}, True),
        ({"csat": 3}, False),
        ({"nps": 6}, True),
        ({"nps": 7, "csat": 5}, False),
        ({"ces": 1}, False),
        ({"kind": "complaint", "words": "没人管"}, True),
        ({"kind": "suggestion", "words": "早点提醒"}, True),
        ({"kind": "praise", "words": "谢谢"}, False),
    ],
)
def test_low_marks_complaints_and_suggestions_are_followed_up_in_48_hours(
    said, is_followed
):
    voice = register(**said)

    rows = FollowUp.objects.filter(voice=voice)
    assert rows.exists() is is_followed
    assert [row.due_at - voice.said_at for row in rows] == [
        timedelta(hours=48) for _row in rows
    ]


def test_limits_and_hours_are_settings(settings_of_surveys):
    settings_of_surveys(low_csat=3, follow_up_hours=24)

    voice = register(csat=3)

    assert voice.follow_up.due_at == voice.said_at + timedelta(hours=24)


def test_the_manager_of_the_team_owns_the_follow_up_and_is_told(
    django_capture_on_commit_callbacks,
):
    leader = UserFactory()
    person = StaffProfileFactory(team=TeamFactory(manager=leader)).user

    with django_capture_on_commit_callbacks(execute=True):
        voice = register(csat=1, person=person)

    assert voice.follow_up.owner == leader
    told = Notification.objects.get(kind=FollowUpOpened.name)
    assert told.recipient == leader


def test_a_manager_who_has_left_owns_nothing(manager):
    leader = StaffProfileFactory(leaves_date=timezone.localdate() - timedelta(days=2))
    person = StaffProfileFactory(team=TeamFactory(manager=leader.user)).user

    assert register(csat=1, person=person).follow_up.owner is None


def test_a_second_click_registers_nothing_more(agent):
    sent = form(kind="praise", words="真好")

    for _time in range(2):
        assert agent.post(f"{ROOT}/voices/register/", sent).status_code == 302
    agent.post(f"{ROOT}/voices/register/", {**sent, "words": "真的好"})

    assert Voice.objects.count() == 2


@pytest.mark.parametrize(
    "day", ["0001-01-01T00:00", "9999-12-31T23:59", "1999-01-01T00:00"]
)
def test_nobody_said_anything_in_another_age(agent, day):
    sent = form(said_at=day, reference="KF-1")

    assert agent.post(f"{ROOT}/voices/register/", sent).status_code == 200
    assert not Voice.objects.exists()


@pytest.mark.parametrize("hours", [-(2**53), 2**53])
def test_hours_off_every_calendar_open_a_follow_up_all_the_same(
    settings_of_surveys, hours
):
    settings_of_surveys(follow_up_hours=hours, remind_days=hours)

    assert register(csat=1).follow_up.due_at
    assert remind_of_waves(timezone.now())


def test_notes_hold_no_numbers_of_customers(manager):
    row = make_follow_up()
    address = row.voice.get_absolute_url()

    answer = manager.post(f"{address}call/", {"note": "回拨 13800138000，\x00已致歉"})

    assert "回拨 13800138000，已致歉" in answer.content.decode()
    row.refresh_from_db()
    assert row.call_note == ""
    manager.post(f"{address}call/", {"note": "已致歉\x00"})
    row.refresh_from_db()
    assert row.call_note == "已致歉"


def test_what_somebody_who_has_left_owns_is_told_to_those_who_look_after_all(manager):
    left = StaffProfileFactory(leaves_date=timezone.localdate() - timedelta(days=2))
    make_follow_up(make_voice(hours=60, csat=1), owner=left.user)
    make_follow_up(make_voice(hours=60, csat=1))

    assert remind_of_follow_ups(timezone.now()) == "Reminders of follow-ups: 2"

    told = Notification.objects.filter(kind=OVERDUE)
    assert [row.recipient for row in told] == [manager.user] * 2


def test_reminders_ask_as_much_for_many_that_are_late_as_for_one():
    def asked():
        remind_of_follow_ups(timezone.now())
        with CaptureQueriesContext(connection) as captured:
            remind_of_follow_ups(timezone.now())
        return len(captured)

    make_follow_up(make_voice(hours=60, csat=1), owner=UserFactory())
    before = asked()
    for _time in range(5):
        make_follow_up(make_voice(hours=60, csat=1), owner=UserFactory())
    assert asked() == before


def test_without_an_owner_those_who_look_after_voices_are_told(
    manager, agent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        register(csat=1)

    told = Notification.objects.filter(kind=FollowUpOpened.name)
    assert [row.recipient for row in told] == [manager.user]


def test_praise_is_told_once_and_not_by_oneself():
    person = UserFactory()

    register(kind="praise", words="好", person=person, user=person)
    assert not PublishedEvent.objects.filter(key__startswith=PRAISED).exists()
    voice = register(kind="praise", words="真好", person=person)

    row = PublishedEvent.objects.get(key=f"{PRAISED}:{voice.pk}:{person.pk}")
    assert row.actor_id == person.pk


def test_an_agent_registers_and_corrects_and_sees_only_what_is_near(agent, client_as):
    agent.post(f"{ROOT}/voices/register/", form(csat="2", words="等太久"))
    voice = Voice.objects.get()
    other = make_voice(words="别组的事")
    near = make_voice(words="说到我了", person=agent.user)

    page = agent.get(f"{ROOT}/voices/").content.decode()

    assert "等太久" in page
    assert "说到我了" in page
    assert "别组的事" not in page
    assert agent.get(other.get_absolute_url()).status_code == 404
    assert agent.get(f"{near.get_absolute_url()}edit/").status_code == 403
    agent.post(f"{voice.get_absolute_url()}edit/", form(csat="1", words="等了一小时"))
    voice.refresh_from_db()
    assert (voice.csat, voice.words) == (1, "等了一小时")
    assert agent.post(f"{voice.get_absolute_url()}delete/").status_code == 403
    stranger = client_as(Role.AGENT)
    assert stranger.get(voice.get_absolute_url()).status_code == 404
    assert stranger.post(f"{voice.get_absolute_url()}call/").status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "请打13800138000",
        "电话 138-0013-8000",
        "１３８００１３８０００",  # noqa: RUF001 (as phones in China write it)
        "座机010-62345678",
        "身份证11010519491231002X",
        "卡号6222 0212 3456 7890 128",
        "写信给 li.lei@example.com",
    ],
)
def test_numbers_and_addresses_of_customers_are_refused(agent, text):
    page = agent.post(f"{ROOT}/voices/register/", form(words=text)).content.decode()

    assert not Voice.objects.exists()
    assert text in page


@given(st.integers(0, 99_999_999), st.sampled_from("甲乙丙"))
def test_ordinary_numbers_are_let_through(number, word):
    refuse_personal_data(f"{word}单号 KF-{number}，退了 {number % 1000} 元")


def test_what_is_still_to_come_and_what_says_nothing_is_refused(agent):
    tomorrow = timezone.localtime() + timedelta(days=1)

    agent.post(f"{ROOT}/voices/register/", form(said_at=f"{tomorrow:%Y-%m-%dT%H:%M}"))
    agent.post(f"{ROOT}/voices/register/", form(csat=""))

    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"csat": 6}, {"csat": 0}, {"nps": 11}, {"ces": 8}, {"csat": None}],
)
def test_the_database_refuses_marks_off_their_scale_and_empty_voices(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_voice(**wrong)


def test_the_database_refuses_the_same_ticket_channel_and_time_twice():
    voice = make_voice()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_voice(reference=voice.reference, said_at=voice.said_at)


def test_the_database_refuses_to_close_without_call_and_plan():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_follow_up(closed_at=timezone.now(), call_note="打过了")


def test_a_follow_up_goes_its_way_and_back():
    owner, now = UserFactory(), timezone.now()
    row = make_follow_up(owner=owner)

    def state():
        row.refresh_from_db()
        return row.state

    assert state() == FollowUpState.OPEN
    with pytest.raises(NoteMissingError):
        note_call(follow_up=row, user=owner, note="  ", is_plan=False, now=now)
    note_call(follow_up=row, user=owner, note="已致歉", is_plan=False, now=now)
    assert state() == FollowUpState.CALLED
    with pytest.raises(NotReadyError):
        close(follow_up=row, user=owner, now=now)
    note_call(follow_up=row, user=owner, note="改流程", is_plan=True, now=now)
    assert state() == FollowUpState.PLANNED
    close(follow_up=row, user=owner, now=now)
    assert state() == FollowUpState.CLOSED
    assert row.is_in_time
    with pytest.raises(ClosedAlreadyError):
        close(follow_up=row, user=owner, now=now)
    with pytest.raises(PermissionDenied):
        note_call(
            follow_up=make_follow_up(), user=owner, note="x", is_plan=False, now=now
        )


def test_whoever_gets_a_follow_up_is_told(manager, django_capture_on_commit_callbacks):
    row, owner = make_follow_up(), UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        assign(follow_up=row, owner=owner, user=manager.user, now=timezone.now())

    told = Notification.objects.get(kind=FollowUpAssigned.name)
    assert told.recipient == owner
    with pytest.raises(PermissionDenied):
        assign(follow_up=row, owner=owner, user=owner, now=timezone.now())


def test_owners_are_reminded_once_soon_and_once_when_it_is_late():
    owner, now = UserFactory(), timezone.now()
    make_follow_up(make_voice(hours=40, csat=1), owner=owner)
    make_follow_up(make_voice(hours=60, csat=1), owner=owner)
    make_follow_up(make_voice(hours=2, csat=1), owner=owner)

    assert remind_of_follow_ups(now) == "Reminders of follow-ups: 2"
    assert remind_of_follow_ups(now) == "Reminders of follow-ups: 0"

    assert {*Notification.objects.values_list("kind", flat=True)} == {SOON, OVERDUE}


def test_the_queue_has_what_is_most_urgent_first_and_works_by_buttons(manager):
    late = make_follow_up(make_voice(hours=70, csat=1, words="最急的"))
    make_follow_up(make_voice(hours=3, csat=1, words="还早"))

    page = manager.get(f"{ROOT}/follow-ups/").content.decode()

    assert page.index("最急的") < page.index("还早")
    assert (
        "还早" not in manager.get(f"{ROOT}/follow-ups/?show=overdue").content.decode()
    )
    address = late.voice.get_absolute_url()
    for step, sent in (
        ("assign", {"owner": manager.user.pk}),
        ("call", {"note": "打通了"}),
        ("plan", {"note": "周五前改"}),
        ("close", {}),
    ):
        assert manager.post(f"{address}{step}/", sent).status_code == 302
    late.refresh_from_db()
    assert late.closed_by == late.owner == manager.user
    assert not late.is_in_time
    manager.post(f"{address}reopen/")
    late.refresh_from_db()
    assert late.is_overdue(timezone.now())


def test_what_is_refused_of_a_step_stays_written(manager):
    row = make_follow_up()
    close_it = f"{row.voice.get_absolute_url()}close/"

    assert manager.post(close_it).status_code == 200
    answer = manager.post(f"{row.voice.get_absolute_url()}call/", {"note": "  "})
    assert answer.status_code == 200


def test_lists_and_reports_ask_as_much_for_thirty_as_for_one(manager):
    paths = [f"{ROOT}/{name}/" for name in ("voices", "follow-ups", "report")]

    def add():
        person = StaffProfileFactory().user
        team = person.staff_profile.team
        voice = make_voice(csat=1, nps=3, ces=2, words="慢", person=person, team=team)
        make_follow_up(voice, owner=person)

    def queries():
        found = []
        for path in paths:
            manager.get(path)
            with CaptureQueriesContext(connection) as captured:
                manager.get(path)
            found.append(len(captured))
        return found

    add()
    before = queries()
    for _time in range(29):
        add()
    assert queries() == before


def test_a_validator_names_what_it_found():
    with pytest.raises(ValidationError, match="13800138000"):
        refuse_personal_data("打 13800138000")
