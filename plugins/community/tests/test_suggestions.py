"""Suggestions: written, supported, answered, merged, opened again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from lms.due import due_jobs
from lms.enums import Role
from lms.events import dispatch
from lms.extensions import Candidate as Asked
from lms.extensions import indicators, requirement_kinds, waiting_work
from lms.models import Notification, PublishedEvent
from lms.plugins.switching import enable
from plugins.community.enums import MeetingKind
from plugins.community.exceptions import (
    EmptyError,
    MergeError,
    OwnError,
    OwnSupportError,
    PersonalDataError,
    WrongStateError,
)
from plugins.community.models import Support
from plugins.community.services import answering, suggesting
from plugins.community.services.applying import grant
from plugins.community.services.kinds import AcceptedSuggestions, SuggestionsAdopted
from plugins.community.services.meetings import plan_next
from plugins.community.services.reminding import remind
from plugins.community.tests.factories import (
    NOW,
    TODAY,
    make_application,
    make_suggestion,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
VALUES = {
    "title": "退款进度写进短信",
    "problem": "客人每天问三遍",
    "idea": "每过一步发短信",
    "benefit": "少一半来电",
    "area": "process",
    "is_anonymous": False,
}


def suggest(user, **values):
    return suggesting.suggest(values={**VALUES, **values}, user=user, now=NOW)


def act(row, user, words="写明白了", now=NOW):
    return {"suggestion": row, "words": words, "user": user, "now": now}


def told():
    rows = Notification.objects.unread()
    return {*rows.values_list("kind", "recipient")}


def activities():
    rows = PublishedEvent.objects.filter(kind="lms.activity_done")
    return sorted((row.payload["activity"], row.actor_id) for row in rows)


def test_a_suggestion_is_to_be_answered_in_so_many_days_and_the_same_is_one(me):
    row = suggest(me)

    assert row.due_on == TODAY + timedelta(days=14)
    assert suggest(me) == row
    assert suggest(UserFactory()) != row


@pytest.mark.parametrize("number", [-(10**9), 10**9])
def test_settings_out_of_all_bounds_break_nothing(number, me, boss, monkeypatch):
    every = dict.fromkeys(suggesting.BOUNDS, number)
    monkeypatch.setattr(suggesting, "plugin_settings", lambda _label: every)

    assert TODAY < suggest(me).due_on <= TODAY + timedelta(days=365)
    for kind in MeetingKind:
        assert plan_next(kind=kind, today=TODAY, language="en")[1]
    grant(application=make_application(), user=boss, now=NOW)


def test_it_goes_to_those_who_answer_and_each_step_to_whoever_suggested_it(me, boss):
    enable("lms_community")
    row = suggest(me)
    dispatch(now=NOW)
    assert told() == {("lms_community.suggested", boss.pk)}

    answering.look_at(suggestion=row, user=boss, now=NOW)
    for _ in range(2):
        answering.accept(**act(row, boss))
        answering.finish(**act(row, boss)) if _ else None
    dispatch(now=NOW)

    assert told() == {("lms_community.suggestion_moved", me.pk)}
    assert [each.kind for each in row.steps.all()] == ["looked_at", "accepted", "done"]
    assert activities() == [
        ("lms_community.suggestion_accepted", me.pk),
        ("lms_community.suggestion_done", me.pk),
    ]


def test_nobody_answers_their_own_and_only_those_who_may(me, boss):
    for step in (answering.accept, answering.decline):
        with pytest.raises(PermissionDenied):
            step(**act(make_suggestion(), me))
        with pytest.raises(OwnError):
            step(**act(make_suggestion(boss), boss))


def test_an_answer_needs_words_without_data_of_customers(boss):
    row = make_suggestion()
    with pytest.raises(EmptyError):
        answering.decline(**act(row, boss, " "))
    with pytest.raises(PersonalDataError, match="13812345678"):
        answering.accept(**act(row, boss, "打 13812345678 给客人"))
    row.refresh_from_db()
    assert row.state == "new"


def test_what_was_declined_is_opened_again_by_its_author_too(me, boss):
    row = make_suggestion(me)
    with pytest.raises(PermissionDenied):
        answering.reopen(**act(row, me))
    answering.decline(**act(row, boss))
    with pytest.raises(WrongStateError):
        answering.accept(**act(row, boss))
    with pytest.raises(PermissionDenied):
        answering.reopen(**act(row, UserFactory()))

    answering.reopen(**act(row, me, now=NOW + timedelta(days=30)))
    row.refresh_from_db()
    assert (row.state, row.due_on) == ("new", TODAY + timedelta(days=44))
    for _ in range(2):
        answering.accept(**act(row, boss))
        answering.finish(**act(row, boss))
        answering.reopen(**act(row, boss))
    assert len(activities()) == 2  # points for each come once


def test_support_is_pressed_once_and_taken_back(me):
    row = make_suggestion(me)
    other = UserFactory()
    for _ in range(2):
        suggesting.support(suggestion=row, user=other, now=NOW)
    assert Support.objects.count() == 1
    with pytest.raises(OwnSupportError):
        suggesting.support(suggestion=row, user=me, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.create(suggestion=row, person=other, at=NOW)
    suggesting.take_support_back(suggestion=row, user=other)
    assert not Support.objects.exists()
    with pytest.raises(WrongStateError):
        suggesting.support(
            suggestion=make_suggestion(state="declined"), user=other, now=NOW
        )


def test_merged_it_hands_its_supporters_on_and_opened_again_it_gets_them_back(boss):
    first, second = make_suggestion(), make_suggestion()
    both, one = UserFactory(), UserFactory()
    for row, user in ((first, both), (second, both), (second, one)):
        suggesting.support(suggestion=row, user=user, now=NOW)
    merging = {"into": first, "user": boss, "now": NOW}
    with pytest.raises(MergeError):
        answering.merge(suggestion=first, **merging)

    answering.merge(suggestion=second, **merging)
    answering.merge(suggestion=second, **merging)
    people = {*first.support_set.values_list("person", flat=True)}
    assert people == {both.pk, one.pk, second.suggested_by_id}
    with pytest.raises(MergeError):
        answering.merge(suggestion=first, into=second, user=boss, now=NOW)
    with pytest.raises(MergeError):  # duplicates hang on it
        answering.merge(suggestion=first, into=make_suggestion(), user=boss, now=NOW)

    with pytest.raises(WrongStateError):  # the other one goes on here
        suggesting.withdraw(suggestion=first, user=first.suggested_by, now=NOW)
    answering.reopen(**act(second, boss))
    assert {*first.support_set.values_list("person", flat=True)} == {both.pk}
    assert second.support_set.count() == 2


def test_whoever_suggested_a_duplicate_hears_what_becomes_of_the_other(boss):
    enable("lms_community")
    first, second = make_suggestion(), make_suggestion()
    answering.merge(suggestion=second, into=first, user=boss, now=NOW)
    answering.accept(**act(first, boss))
    dispatch(now=NOW)

    rows = Notification.objects.filter(recipient=second.suggested_by)
    assert {row.target_key for row in rows} == {str(first.pk), str(second.pk)}


def test_new_ones_are_changed_and_taken_back_by_their_author_alone(me, boss):
    row = make_suggestion(me)
    change = {"suggestion": row, "values": {"title": "别的"}, "now": NOW}
    with pytest.raises(PermissionDenied):
        suggesting.change(user=boss, **change)
    for _ in range(2):
        suggesting.change(user=me, **change)
    assert row.steps.count() == 1
    with pytest.raises(PermissionDenied):
        suggesting.withdraw(suggestion=row, user=boss, now=NOW)
    suggesting.withdraw(suggestion=row, user=me, now=NOW)
    suggesting.withdraw(suggestion=row, user=me, now=NOW)
    for step in (suggesting.support, answering.look_at):
        with pytest.raises(WrongStateError):
            step(suggestion=row, user=boss, now=NOW)
    looked_at = make_suggestion(me, state="looked_at")
    with pytest.raises(WrongStateError):
        suggesting.withdraw(suggestion=looked_at, user=me, now=NOW)


def test_comments_are_removed_by_their_writers_and_those_who_answer(me, boss):
    row = make_suggestion()
    said = {"suggestion": row, "words": "我们组也这样", "now": NOW}
    first = suggesting.comment(user=me, **said)
    assert suggesting.comment(user=me, **said) == first
    with pytest.raises(PermissionDenied):
        suggesting.remove_comment(comment=first, user=UserFactory())
    suggesting.remove_comment(comment=first, user=boss)
    logged = ModelLogEntry.objects.get(action="lms_community.remove_comment")
    assert logged.data["text"] == "我们组也这样"
    suggesting.remove_comment(comment=suggesting.comment(user=me, **said), user=me)
    assert not row.comments.exists()


def test_nothing_that_is_told_names_who_hides_the_name(me, boss):
    enable("lms_community")
    row = suggest(me, is_anonymous=True)
    said = {"suggestion": row, "words": "补充一句", "now": NOW}
    suggesting.comment(user=me, **said)
    answering.decline(**act(row, boss))
    answering.reopen(**act(row, me))
    dispatch(now=NOW)

    own = PublishedEvent.objects.filter(kind__startswith="lms_community.")
    assert not own.filter(actor_id=me.pk).exists()
    assert not Notification.objects.filter(
        recipient=me, kind="lms_community.suggestion_commented"
    ).exists()


def test_what_is_overdue_waits_for_those_who_answer_who_are_told_once(me, boss):
    enable("lms_community")
    trainer = UserFactory(role=Role.TRAINER)
    row = make_suggestion(trainer, due_on=date(2026, 5, 19))
    make_suggestion(due_on=TODAY)
    make_suggestion(due_on=date(2026, 5, 1), state="accepted")

    assert [remind(NOW), remind(NOW)] == [
        "Told of overdue suggestions: 1",
        "Told of overdue suggestions: 0",
    ]
    assert told() == {("lms_community.suggestion_overdue", boss.pk)}
    gone = UserFactory(role=Role.MANAGER, is_active=False)
    for keeper, people in ((trainer, {trainer.pk}), (gone, {boss.pk, trainer.pk})):
        late = make_suggestion(keeper=keeper, state="looked_at", due_on=row.due_on)
        remind(NOW)
        rows = Notification.objects.filter(target_key=str(late.pk))
        assert {*rows.values_list("recipient", flat=True)} == people
        late.delete()
    work = waiting_work.get("lms_community.overdue")
    assert work.count(trainer) == work.count(boss) - 1
    assert work.address().endswith("?show=overdue")
    assert due_jobs.get("lms_community.suggestions").run is remind
    row.refresh_from_db()
    assert row.state == "new"


def test_accepted_suggestions_count_on_the_day_on_which_they_were(me, boss):
    enable("lms_community")
    answering.accept(**act(make_suggestion(me), boss))
    answering.accept(**act(make_suggestion(me, is_anonymous=True), boss))
    make_suggestion(me)
    found = AcceptedSuggestions()

    assert found.of_all(TODAY, TODAY) == 2
    assert found.of_all(date(2026, 5, 21), date(2026, 5, 31)) == 0
    people = [me.pk, boss.pk]  # a hidden name counts for nobody whom others see
    assert found.of_people(people, TODAY, TODAY) == {me.pk: 1}
    asked = [Asked(me, TODAY), Asked(boss, TODAY), Asked(me, TODAY, TODAY)]
    findings = SuggestionsAdopted().evaluate(asked, {"number": 1})
    assert (findings[me.pk].is_met, findings[boss.pk].is_met) == (True, False)
    assert requirement_kinds.get("lms_community.suggestions_adopted")
    assert indicators.get("lms_community.suggestions_accepted")
