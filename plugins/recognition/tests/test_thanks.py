"""Thanks and praise: given, limited, confirmed, hidden, told as a story."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from knowledge_base.enums import PhraseKind, Severity
from knowledge_base.models import PhraseRule
from lms.enums import Role
from lms.events import Target, dispatch, publish
from lms.events.host import ActivityDone, revoke_activity, tell_activity
from lms.models import Notification, PublishedEvent
from lms.plugins.switching import enable
from plugins.recognition.enums import PraiseState, Source
from plugins.recognition.exceptions import (
    EmptyError,
    LeftError,
    OwnPraiseError,
    SamePersonError,
    SecondPersonError,
    TooLateError,
    WeekFullError,
    WordingError,
    WrongStateError,
)
from plugins.recognition.models import Praise
from plugins.recognition.services import giving
from plugins.recognition.services.giving import (
    give_thanks,
    left_this_week,
    withdraw,
)
from plugins.recognition.services.praising import (
    confirm,
    decline,
    hide,
    register_praise,
    show_again,
)
from plugins.recognition.services.telling import answer, tell_story
from plugins.recognition.tests.factories import (
    NOW,
    TODAY,
    make_praise,
    make_staff,
    make_thanks,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
WORDS = "你替我接了那通电话"


@pytest.fixture
def me():
    return UserFactory()


@pytest.fixture
def boss():
    return UserFactory(role=Role.MANAGER)


def thank(person, user, words=WORDS, now=NOW):
    return give_thanks(person=person, reason="helped", words=words, user=user, now=now)


def register(person, user, **values):
    known = {"source": Source.CALL, "happened_on": TODAY, "words": "很耐心"}
    return register_praise(
        person=person,
        values={**known, "reference": "录音 1", **values},
        user=user,
        now=NOW,
    )


def test_thanks_hang_on_the_wall_and_whoever_is_thanked_is_told(me):
    enable("lms_recognition")
    other = make_staff()

    row = thank(other, me)
    dispatch(now=NOW)

    assert row.is_shown
    assert row.team == other.staff_profile.team
    assert [*Notification.objects.values_list("recipient", flat=True)] == [other.pk]
    told = PublishedEvent.objects.filter(payload__activity="lms_recognition.thanked")
    assert told.get().actor_id == other.pk


def test_the_same_words_twice_are_one_thanks(me):
    other = UserFactory()

    assert thank(other, me) == thank(other, me)
    assert Praise.objects.count() == 1


def test_nobody_thanks_themselves_and_nobody_who_has_left(me):
    with pytest.raises(OwnPraiseError):
        thank(me, me)
    with pytest.raises(LeftError):
        thank(UserFactory(is_active=False), me)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_thanks(me, me)


def test_thanks_have_limits_for_a_week(me):
    others = [UserFactory() for _ in range(6)]
    thank(others[0], me)
    with pytest.raises(SamePersonError):
        thank(others[0], me, "又一次")
    for each in others[1:5]:
        thank(each, me)
    assert left_this_week(me, NOW) == 0
    with pytest.raises(WeekFullError):
        thank(others[5], me)

    next_monday = NOW + timedelta(days=5)
    assert left_this_week(me, next_monday) == 5
    assert thank(others[5], me, now=next_monday).is_shown


def test_what_was_taken_back_counts_for_the_week_but_not_for_the_person(me):
    other = UserFactory()
    withdraw(praise=thank(other, me), user=me, now=NOW)

    assert thank(other, me, "写得好一点").is_shown
    assert left_this_week(me, NOW) == 3


def test_a_phrase_that_must_not_go_out_is_refused(me):
    PhraseRule.objects.create(
        pattern="关我什么事",
        kind=PhraseKind.FORBIDDEN,
        severity=Severity.BLOCK,
    )

    with pytest.raises(WordingError, match="关我什么事"):
        thank(UserFactory(), me, "你从不说关我什么事")


def test_thanks_are_taken_back_within_a_day_by_their_writer_alone(me, boss):
    row = thank(UserFactory(), me)
    with pytest.raises(PermissionDenied):
        withdraw(praise=row, user=boss, now=NOW)
    with pytest.raises(TooLateError):
        withdraw(praise=row, user=me, now=NOW + timedelta(hours=25))

    withdraw(praise=row, user=me, now=NOW)
    withdraw(praise=row, user=me, now=NOW)
    row.refresh_from_db()
    assert row.state == PraiseState.WITHDRAWN


def test_praise_of_a_customer_counts_when_a_second_person_confirms_it(me, boss):
    enable("lms_recognition")
    other = UserFactory(role=Role.MANAGER)
    row = register(other, boss)
    assert register(other, boss) == row
    for user, refusal in (
        (me, PermissionDenied),
        (other, OwnPraiseError),
        (boss, SecondPersonError),
    ):
        with pytest.raises(refusal):
            confirm(praise=row, bonus="", user=user, now=NOW)
    trainer = UserFactory(role=Role.TRAINER)

    dispatch(now=NOW)
    assert Notification.objects.get().recipient == trainer
    confirm(praise=row, bonus="300 元", user=trainer, now=NOW)
    confirm(praise=row, bonus="500 元", user=trainer, now=NOW)
    dispatch(now=NOW)

    row.refresh_from_db()
    assert (row.is_shown, row.bonus, row.decided_by) == (True, "300 元", trainer)
    assert Notification.objects.filter(recipient=other).count() == 1
    assert not Notification.objects.unread().filter(recipient=trainer).exists()
    told = PublishedEvent.objects.filter(payload__activity="lms_recognition.praised")
    assert told.count() == 1


def test_praise_that_waits_is_taken_back_and_nobody_is_asked_any_more(me, boss):
    enable("lms_recognition")
    row = register(UserFactory(), me)
    dispatch(now=NOW)
    assert Notification.objects.unread().get().recipient == boss

    withdraw(praise=row, user=me, now=NOW + timedelta(days=3))

    assert not Notification.objects.unread().exists()
    with pytest.raises(WrongStateError):
        confirm(praise=row, bonus="", user=boss, now=NOW)


def test_praise_that_was_declined_is_not_confirmed_any_more(me, boss):
    row = register(UserFactory(), me)
    with pytest.raises(EmptyError):
        decline(praise=row, reason=" ", user=boss, now=NOW)
    decline(praise=row, reason="查无此录音", user=boss, now=NOW)

    with pytest.raises(WrongStateError):
        confirm(praise=row, bonus="", user=boss, now=NOW)
    assert not Praise.objects.shown().exists()


def test_what_another_plugin_tells_of_praise_is_registered_once(boss):
    enable("lms_recognition")
    praised, about = make_staff(), UserFactory()

    def tell(activity, key):
        publish(
            ActivityDone(
                actor_id=praised.pk,
                target=Target.of(about),
                occurred_at=NOW,
                key=key,
                activity=activity,
            )
        )
        dispatch(now=timezone.now())

    tell("lms_surveys.praised", "lms_surveys.praised:1:1")
    tell("lms_surveys.praised", "lms_surveys.praised:1:1")
    tell("lms_courses.exam_passed", "lms_courses.exam_passed:1:1")

    row = Praise.objects.get()
    assert (row.person, row.source, row.state) == (praised, "survey", "waiting")
    assert row.given_by is None
    confirm(praise=row, bonus="", user=boss, now=NOW)
    own = PublishedEvent.objects.filter(payload__activity="lms_recognition.praised")
    assert not own.exists()  # points come once


@pytest.mark.parametrize("is_hidden", [False, True])
def test_praise_is_taken_back_when_that_is_told_and_for_nothing_else(boss, is_hidden):
    enable("lms_recognition")
    first, second, about = make_staff(), make_staff(), Target.of(UserFactory())
    praised = "lms_surveys.praised"
    for person in (first, second):
        tell_activity(praised, about, person=person.pk, now=NOW)
    dispatch(now=timezone.now())
    before, after = Praise.objects.get(person=first), Praise.objects.get(person=second)
    confirm(praise=before, bonus="300 元", user=boss, now=NOW)
    if is_hidden:
        hide(praise=before, reason="写错了人", user=boss, now=NOW)
    decline(praise=after, reason="不是她", user=boss, now=NOW)

    for _time in range(2):
        revoke_activity(praised, about, actor=boss.pk, now=timezone.now())
        dispatch(now=timezone.now())

    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.state, after.state) == (PraiseState.WITHDRAWN, PraiseState.DECLINED)
    log = ModelLogEntry.objects.get(action="lms_recognition.correct")
    assert log.object_id == str(before.pk)


@pytest.mark.parametrize("number", [-(10**9), 10**9])
def test_a_setting_out_of_all_bounds_breaks_no_date(number, monkeypatch):
    settings = {"newcomer_days": number}
    monkeypatch.setattr(giving, "plugin_settings", lambda _label: settings)

    assert TODAY - timedelta(days=giving.limit("newcomer_days")) <= TODAY


def test_a_moderator_hides_with_a_reason_that_the_log_keeps(me, boss):
    row = make_thanks(by=me)
    with pytest.raises(PermissionDenied):
        hide(praise=row, reason="写重了", user=me, now=NOW)
    with pytest.raises(EmptyError):
        hide(praise=row, reason="", user=boss, now=NOW)
    with pytest.raises(OwnPraiseError):
        hide(praise=make_thanks(boss), reason="害羞", user=boss, now=NOW)

    hide(praise=row, reason="写重了", user=boss, now=NOW)
    hide(praise=row, reason="再来", user=boss, now=NOW)
    assert not Praise.objects.shown().filter(pk=row.pk).exists()
    assert Praise.objects.visible_for(me).filter(pk=row.pk).exists()
    assert not Praise.objects.visible_for(row.person).filter(pk=row.pk).exists()
    logged = ModelLogEntry.objects.filter(action="lms_recognition.moderate")
    assert [each.data["reason"] for each in logged] == ["写重了"]
    show_again(praise=row, user=boss, now=NOW)
    assert Praise.objects.shown().filter(pk=row.pk).exists()


def test_a_story_is_shown_when_whom_it_is_about_agrees(me, boss):
    row = make_praise(by=me)
    with pytest.raises(PermissionDenied):
        tell_story(praise=row, title="题", text="文", user=UserFactory(), now=NOW)

    tell_story(praise=row, title="第三次来电", text="跟到结束", user=me, now=NOW)
    assert Praise.objects.get(pk=row.pk).open_story is None
    with pytest.raises(PermissionDenied):
        answer(praise=row, agrees=True, user=boss, now=NOW)
    answer(praise=row, agrees=True, user=row.person, now=NOW)
    assert Praise.objects.get(pk=row.pk).open_story is not None
    tell_story(praise=row, title="第三次来电", text="另一个结尾", user=me, now=NOW)
    assert Praise.objects.get(pk=row.pk).open_story is None
