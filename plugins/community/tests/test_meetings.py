"""Meetings: planned by the cycle, announced, held; talks and action items."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lms.enums import Role
from lms.events import dispatch
from lms.extensions import Candidate, waiting_work
from lms.models import Notification, PublishedEvent
from lms.plugins.switching import enable
from plugins.community.enums import MeetingKind, TalkState
from plugins.community.exceptions import (
    MeetingOverError,
    NoPlaceError,
    TooEarlyError,
    WrongStateError,
)
from plugins.community.models import Item, Meeting
from plugins.community.services import items, meetings, talks
from plugins.community.services.kinds import TalksGiven
from plugins.community.services.reminding import plan_meetings, remind_of_items
from plugins.community.tests.factories import (
    NOW,
    TODAY,
    make_item,
    make_meeting,
    make_talk,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
VALUES = {"title": "三句话接住情绪", "kind": "case", "summary": "", "minutes": 10}
LATER = NOW + timedelta(days=8)


def told(person):
    rows = Notification.objects.filter(recipient=person)
    return sorted(rows.values_list("kind", flat=True))


def record(meeting, user, there=(), given=(), now=LATER):
    written = meetings.Record(text="记下了", there=there, given=given)
    return meetings.keep_record(meeting=meeting, record=written, user=user, now=now)


def test_the_next_meeting_is_planned_once_with_a_day_of_the_cycle():
    assert plan_meetings(NOW) == "Meetings planned: 1"
    assert plan_meetings(NOW) == "Meetings planned: 0"
    row = Meeting.objects.get()
    assert (row.kind, row.state, row.cycle) == (MeetingKind.SHARING, "planned", "sharing:2026-06")  # fmt: skip
    assert timezone.localtime(row.starts_at).date() == date(2026, 6, 15)

    team, is_new = meetings.plan_next(kind=MeetingKind.TEAM, today=TODAY, language="en")
    assert is_new
    assert team.title == "Team event, July 2026"
    assert plan_meetings(NOW + timedelta(days=31)) == "Meetings planned: 1"


def test_who_may_not_organise_changes_nothing_and_a_host_organises_the_own(me, boss):
    row = make_meeting(state="planned", host=me)
    other = UserFactory()
    for step in (meetings.announce, meetings.cancel, meetings.plan_again):
        with pytest.raises(PermissionDenied):
            step(meeting=row, user=other, now=NOW)
    with pytest.raises(PermissionDenied):
        meetings.write(meeting=None, values={}, user=me, now=NOW)
    meetings.announce(meeting=row, user=me, now=NOW)
    meetings.announce(meeting=row, user=boss, now=NOW)
    row.refresh_from_db()
    assert row.state == "announced"
    nowhere = make_meeting(state="planned", place="")
    with pytest.raises(NoPlaceError):
        meetings.announce(meeting=nowhere, user=boss, now=NOW)


def test_who_comes_is_told_when_it_is_moved_or_cancelled(me, boss):
    enable("lms_community")
    row = make_meeting()
    meetings.sign_up(meeting=row, user=me, comes=True)
    gone = UserFactory()
    for comes in (True, False):
        meetings.sign_up(meeting=row, user=gone, comes=comes)
    values = {"title": row.title, "place": "五楼", "starts_at": row.starts_at}
    for _ in range(2):
        meetings.write(meeting=row, values=values, user=boss, now=NOW)
    meetings.cancel(meeting=row, user=boss, now=NOW + timedelta(hours=1))
    meetings.cancel(meeting=row, user=boss, now=NOW + timedelta(hours=2))
    dispatch(now=NOW)

    assert told(me) == ["lms_community.meeting_changed"] * 2
    assert told(gone) == []
    with pytest.raises(MeetingOverError):
        meetings.sign_up(meeting=row, user=me, comes=True)
    meetings.plan_again(meeting=row, user=boss, now=NOW)
    with pytest.raises(WrongStateError):
        meetings.plan_again(meeting=make_meeting(), user=boss, now=NOW)


def test_a_talk_is_proposed_put_in_order_and_given(me, boss):
    enable("lms_community")
    row = make_meeting(host=boss)
    first = talks.propose(meeting=row, values=VALUES, user=me, now=NOW)
    assert talks.propose(meeting=row, values=VALUES, user=me, now=NOW) == first
    second, third = make_talk(row), make_talk(row)
    assert waiting_work.get("lms_community.talks").count(boss) == 3
    for talk in (first, second, third):
        talks.decide(talk=talk, state=TalkState.ON, user=boss, now=NOW)
    talks.move(talk=third, by=-5, user=boss)
    talks.decide(talk=second, state=TalkState.DECLINED, user=boss, now=NOW)
    order = row.talks.filter(state="on").values_list("pk", "place")
    assert [*order] == [(third.pk, 1), (first.pk, 2)]
    with pytest.raises(PermissionDenied):
        talks.move(talk=first, by=1, user=me)
    dispatch(now=NOW)
    assert "lms_community.talk_decided" in told(me)


def test_with_its_record_a_meeting_is_held_and_can_be_corrected(me, boss):
    row, there = make_meeting(), UserFactory()
    first = make_talk(row, me, state="on", place=1)
    with pytest.raises(TooEarlyError):
        record(row, boss, now=NOW)
    meetings.sign_up(meeting=row, user=me, comes=True)
    for _ in range(2):
        record(row, boss, there=[there, me], given=[first.pk])
    first.refresh_from_db()
    assert first.state == "given"
    seats = [*row.seats.order_by("pk").values_list("person", "is_coming", "was_there")]
    assert seats == [(me.pk, True, True), (there.pk, False, True)]
    activity = PublishedEvent.objects.get(kind="lms.activity_done")
    assert (activity.actor_id, activity.payload["activity"]) == (me.pk, "lms_community.talk_given")  # fmt: skip
    until = LATER.date()
    found = TalksGiven().evaluate([Candidate(me, until)], {"number": 1})
    assert found[me.pk].is_met
    record(row, boss)  # corrected
    assert (
        not TalksGiven().evaluate([Candidate(me, until)], {"number": 1})[me.pk].is_met
    )
    with pytest.raises(MeetingOverError):
        talks.propose(meeting=row, values=VALUES, user=me, now=NOW)


def test_a_speaker_who_takes_a_talk_back_leaves_no_gap(me, boss):
    row = make_meeting()
    first, second = (make_talk(row, me, state="on", place=n) for n in (1, 2))
    third = make_talk(row)
    talks.withdraw(talk=first, user=me, now=NOW)
    talks.decide(talk=third, state=TalkState.ON, user=boss, now=NOW)
    order = row.talks.filter(state="on").values_list("pk", "place")
    assert [*order] == [(second.pk, 1), (third.pk, 2)]


def test_while_the_host_is_gone_all_who_organise_hear_of_talks(me, boss):
    enable("lms_community")
    row = make_meeting(host=UserFactory(is_active=False))
    talks.propose(meeting=row, values=VALUES, user=me, now=NOW)
    dispatch(now=NOW)
    assert told(boss) == ["lms_community.talk_proposed"]


def test_talks_are_changed_withdrawn_and_put_off(me, boss):
    enable("lms_community")
    row, later = make_meeting(), make_meeting(starts_at=LATER)
    talk = make_talk(row, me)
    with pytest.raises(PermissionDenied):
        talks.withdraw(talk=talk, user=boss, now=NOW)
    with pytest.raises(PermissionDenied):
        talks.change(talk=talk, values=VALUES, user=UserFactory())
    talks.change(talk=talk, values=VALUES, user=me)
    after = make_talk(row, state="on", place=2)
    talks.put_off(talk=talk, to=later, user=boss, now=NOW)
    with pytest.raises(WrongStateError):  # pressed a second time on the old page
        talks.put_off(talk=talk, to=later, user=boss, now=NOW)
    assert row.talks.get(place=1) == after
    row.talks.all().delete()
    dispatch(now=NOW)
    assert told(me) == ["lms_community.talk_decided"]
    assert (row.talks.count(), later.talks.get().title) == (0, VALUES["title"])
    talk = later.talks.get()
    for _ in range(2):
        talks.withdraw(talk=talk, user=me, now=NOW)
    with pytest.raises(WrongStateError):
        talks.decide(talk=talk, state=TalkState.ON, user=boss, now=NOW)
    with pytest.raises(MeetingOverError):
        talks.put_off(talk=talk, to=make_meeting(state="held"), user=boss, now=NOW)
    with pytest.raises(WrongStateError):  # what was taken back stays so
        talks.put_off(talk=talk, to=row, user=boss, now=NOW)


def test_items_are_ticked_off_by_their_owner_who_is_reminded_once(me, boss):
    enable("lms_community")
    row = make_meeting()
    values = {"title": "写成一页", "owner": me, "due_on": TODAY - timedelta(days=1)}
    for _ in range(2):
        items.add(meeting=row, values=values, user=boss, now=NOW)
    item = Item.objects.get()
    dispatch(now=NOW)
    assert [remind_of_items(NOW), remind_of_items(NOW)] == [
        "Told of late action items: 1",
        "Told of late action items: 0",
    ]
    assert told(me) == ["lms_community.item_given", "lms_community.item_late"]

    stranger = UserFactory(role=Role.AGENT)
    with pytest.raises(PermissionDenied):
        items.tick(item=item, done=True, user=stranger, now=NOW)
    with pytest.raises(PermissionDenied):
        items.remove(item=item, user=me)
    for _ in range(2):
        items.tick(item=item, done=True, user=me, now=NOW)
    item.refresh_from_db()
    assert (item.done_at, item.done_by) == (NOW, me)
    items.tick(item=item, done=False, user=boss, now=NOW)
    item.refresh_from_db()
    assert item.done_at is None
    items.remove(item=make_item(), user=boss)
