"""Questionnaires, waves, named answers, and what they came to."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.due import due_jobs
from lms.models import Notification
from plugins.surveys.enums import QuestionKind, WaveState
from plugins.surveys.events import WaveOpened
from plugins.surveys.exceptions import (
    ClosedAlreadyError,
    NobodyInvitedError,
    QuestionsChangedError,
)
from plugins.surveys.models import Question, Questionnaire, Response, Wave
from plugins.surveys.services.answering import answer, digest_of
from plugins.surveys.services.questionnaires import save_questions
from plugins.surveys.services.results import counted, pairs_of, rates_of, results_of
from plugins.surveys.services.waves import (
    Audience,
    change_wave,
    close_wave,
    plan_wave,
    turn_waves,
)
from plugins.surveys.tests.factories import (
    FIVE,
    ballot_of,
    give,
    make_people,
    make_version,
    make_wave,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/surveys"


def named(people, version=None, **fields):
    return make_wave(version, people=people, is_anonymous=False, **fields)


def lines(*rows):
    """Return what the form of the questions sends."""
    sent = {"questions-TOTAL_FORMS": len(rows), "questions-INITIAL_FORMS": 0}
    for place, row in enumerate(rows):
        for name, value in {"kind": "scale", "text": "", **row}.items():
            sent[f"questions-{place}-{name}"] = value
    return sent


def test_questions_change_in_place_until_somebody_has_answered():
    people = make_people(5)
    version = make_version()
    wave = make_wave(version, people=people)
    changed = [*version.asked[:2], Question("", QuestionKind.CES, "容易吗")]

    def save(questions):
        return save_questions(
            questionnaire=version.questionnaire,
            questions=questions,
            user=UserFactory(),
            now=timezone.now(),
        )

    assert save(changed) == version
    wave = Wave.objects.get(pk=wave.pk)
    assert [each.key for each in wave.version.asked] == ["q1", "q2", "q4"]
    give(wave, people[0], 3, 3)

    second = save(wave.version.asked[:1])
    assert second.number == 2
    assert save(second.asked) == second
    wave = Wave.objects.get(pk=wave.pk)
    assert len(wave.version.asked) == 3


def test_whoever_answers_what_was_changed_meanwhile_is_asked_again():
    people = make_people(5)
    wave = make_wave(people=people)
    asked = digest_of(wave.version)
    save_questions(
        questionnaire=wave.version.questionnaire,
        questions=FIVE[:1],
        user=UserFactory(),
        now=timezone.now(),
    )

    with pytest.raises(QuestionsChangedError):
        answer(
            wave=wave,
            user=people[0],
            ballot=ballot_of(5),
            asked=asked,
            now=timezone.now(),
        )


def test_a_questionnaire_is_written_changed_and_planned_on_pages(trainer):
    sent = {
        "name": "课后问卷",
        "name_en": "After the course",
        **lines(
            {"text": "讲得清楚吗", "kind": "csat", "is_required": "on", "ORDER": 2},
            {
                "text": "最需要什么",
                "kind": "choice",
                "options": "沟通|Talk\n产品",
                "ORDER": 1,
            },
            {},
        ),
    }

    answer = trainer.post(f"{ROOT}/questionnaires/new/", sent)

    row = Questionnaire.objects.get()
    assert answer.url == row.get_absolute_url()
    asked = row.versions.get().asked
    assert [each.text for each in asked] == ["最需要什么", "讲得清楚吗"]
    assert [*asked[0].options] == [["沟通", "Talk"], ["产品", ""]]
    page = trainer.get(row.get_absolute_url()).content.decode()
    assert "沟通|Talk" in page
    people = make_people(6)
    planned = {
        "name": "七月",
        "opens_on": timezone.localdate(),
        "closes_on": timezone.localdate(),
        "target": 80,
        "share": 100,
        "people": [person.pk for person in people],
    }
    assert (
        trainer.post(f"{ROOT}/questionnaires/{row.pk}/plan/", planned).status_code
        == 302
    )
    wave = Wave.objects.get()
    assert not wave.is_anonymous
    assert wave.invitations.count() == 6


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "", "kind": "scale"}, "至少写一道题"),
        ({"text": "选什么", "kind": "choice", "options": "只有一个"}, "至少写两项"),
    ],
)
def test_a_questionnaire_with_a_mistake_keeps_what_was_written(trainer, row, said):
    sent = {"name": "草稿名字", **lines(row)}

    page = trainer.post(f"{ROOT}/questionnaires/new/", sent).content.decode()

    assert "草稿名字" in page
    assert said in page
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize("number", ["", "9" * 30, "NaN"])
def test_a_form_that_was_tampered_with_is_shown_again(trainer, number):
    sent = {"name": "草稿名字", "questions-TOTAL_FORMS": number}

    answer = trainer.post(f"{ROOT}/questionnaires/new/", sent)

    assert answer.status_code == 200
    assert "草稿名字" in answer.content.decode()
    assert not Questionnaire.objects.exists()


def test_a_key_that_is_named_twice_is_that_of_one_question():
    version = make_version()
    first = version.asked[0]

    save_questions(
        questionnaire=version.questionnaire,
        questions=[first, replace(first, kind=QuestionKind.TEXT)],
        user=UserFactory(),
        now=timezone.now(),
    )

    version.refresh_from_db()
    assert [each.key for each in version.asked] == ["q1", "q4"]


def test_teams_with_those_below_are_asked_and_leavers_are_not():
    top = TeamFactory()
    below = TeamFactory(parent=top)
    people = make_people(3, top) + make_people(3, below)
    yesterday = timezone.localdate() - timedelta(days=1)
    StaffProfileFactory(team=below, leaves_date=yesterday)
    wave = Wave(
        version=make_version(),
        name="团队",
        opens_on=timezone.localdate(),
        closes_on=timezone.localdate(),
    )

    plan_wave(
        wave=wave,
        audience=Audience(teams=[top]),
        user=people[0],
        now=timezone.now(),
    )

    asked = {*wave.invitations.values_list("person", flat=True)}
    assert asked == {person.pk for person in people}


def test_a_share_is_drawn_by_lot_and_nobody_is_nobody():
    team = TeamFactory()
    make_people(20, team)
    day = timezone.localdate()

    def plan(audience):
        wave = Wave(version=make_version(), name="抽样", opens_on=day, closes_on=day)
        return plan_wave(
            wave=wave, audience=audience, user=UserFactory(), now=timezone.now()
        )

    assert plan(Audience(teams=[team], share=33)).invitations.count() == 7
    with pytest.raises(NobodyInvitedError):
        plan(Audience(teams=[TeamFactory()]))


def test_a_named_answer_may_be_changed_until_the_end(client_as):
    person = UserFactory()
    wave = named([person])
    client = client_as(user=person)
    address = f"{ROOT}/{wave.pk}/answer/"
    asked = digest_of(wave.version)

    missing = client.post(address, {"q2": "9", "asked": asked})
    assert 'value="9"' in missing.content.decode()
    assert not Response.objects.exists()
    client.post(address, {"q1": "2", "q2": "9", "asked": asked})
    client.post(address, {"q1": "5", "q2": "9", "q3": "改了", "asked": asked})

    row = Response.objects.get()
    assert row.answers == {"q1": "5", "q2": "9", "q3": "改了"}
    assert "改了" in client.get(address).content.decode()
    close_wave(wave=wave)
    client.post(address, {"q1": "1", "q2": "1", "asked": asked})
    row.refresh_from_db()
    assert row.answers["q1"] == "5"


def test_one_opens_only_what_one_is_asked(agent):
    wave = make_wave()

    assert agent.get(f"{ROOT}/{wave.pk}/answer/").status_code == 404
    assert agent.get(wave.get_absolute_url()).status_code == 403


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8)
)
def test_before_and_after_are_compared_of_those_who_answered_both(marks):
    people = [UserFactory() for _each in marks]
    version = make_version()
    first = named(people, version)
    second = named(people, version, before=first)
    for person, (before, after) in zip(people, marks, strict=True):
        for wave, mark in ((first, before), (second, after)):
            if mark:
                give(wave, person, mark, 5)

    number, pairs = pairs_of(second)

    both = [(before, after) for before, after in marks if before and after]
    assert number == len(both)
    assert len(pairs) == bool(both)
    for pair in pairs:
        changes = [after - before for before, after in both]
        assert pair.change == pytest.approx(sum(changes) / len(both))


def test_anonymous_ones_are_compared_by_the_means_of_all():
    people = make_people(6)
    version = make_version()
    first = make_wave(version, people=people)
    second = make_wave(version, people=people, before=first)
    for person in people:
        give(first, person, 2, 5)
        give(second, person, 4, 5)
    assert pairs_of(second) == (None, [])
    close_wave(wave=first)
    close_wave(wave=second)

    number, pairs = pairs_of(Wave.objects.get(pk=second.pk))

    assert number is None
    assert [(pair.before.value, pair.after.value) for pair in pairs] == [(2, 4)]


def test_results_of_a_named_wave_are_shown_while_it_runs(manager):
    people = make_people(2, TeamFactory(name="甲组")) + make_people(1)
    wave = named(people, name="课前", name_en="")
    give(wave, people[0], 4, 10, "先道歉")
    give(wave, people[2], 2, 0)

    page = manager.get(wave.get_absolute_url()).content.decode()

    assert "先道歉" in page
    assert "甲组" in page
    tallies, texts = counted(wave)
    assert rates_of(wave, tallies)[0].percent == pytest.approx(200 / 3)
    scale, nps, text = results_of(wave, tallies, texts)
    assert (scale.figure.value, nps.figure.value, text.texts) == (3, 0, ["先道歉"])
    table = manager.get(f"{wave.get_absolute_url()}?export=csv").getvalue().decode()
    assert "我知道第一句话怎么说" in table


def test_waves_begin_tell_and_end_by_themselves(django_capture_on_commit_callbacks):
    people = make_people(5)
    wave = make_wave(people=people)
    planned = make_wave(people=people, days=(3, 5))
    over = make_wave(people=people, days=(-3, -1))
    now = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        assert turn_waves(now) == "Surveys begun: 1, closed: 1"
    assert turn_waves(now) == "Surveys begun: 0, closed: 0"

    told = Notification.objects.filter(kind=WaveOpened.name)
    assert {row.recipient_id for row in told} == {person.pk for person in people}
    today = timezone.localdate(now)
    states = [
        Wave.objects.get(pk=each.pk).state_on(today) for each in (wave, planned, over)
    ]
    assert states == [WaveState.OPEN, WaveState.PLANNED, WaveState.CLOSED]


def test_the_jobs_run():
    own = [each for each in due_jobs.enabled() if each.app_label == "lms_surveys"]

    said = [each.item.run(timezone.now()) for each in own]

    assert len(said) == 3
    assert all(said)


def test_a_wave_is_changed_until_it_is_over_and_not_after(manager):
    wave = make_wave()
    day = timezone.localdate() + timedelta(days=30)
    sent = {"name": "改名", "opens_on": wave.opens_on, "closes_on": day, "target": 90}

    manager.post(f"{ROOT}/waves/{wave.pk}/change/", sent)

    wave.refresh_from_db()
    assert (wave.name, wave.closes_on, wave.target) == ("改名", day, 90)
    assert wave.is_anonymous
    close_wave(wave=wave)
    with pytest.raises(ClosedAlreadyError):
        change_wave(wave=wave, now=timezone.now())


def test_buttons_remind_close_and_delete(manager):
    wave, other = make_wave(), make_wave()

    for step in ("remind", "close"):
        assert manager.post(f"{ROOT}/waves/{wave.pk}/{step}/").status_code == 302
    manager.post(f"{ROOT}/waves/{wave.pk}/delete/")
    manager.post(f"{ROOT}/waves/{other.pk}/delete/")

    assert Wave.objects.get().is_closed
    assert Notification.objects.count() == 0


def test_lists_ask_as_much_for_thirty_as_for_one(manager):
    wave = make_wave(people=[manager.user, *make_people(4)])
    paths = (f"{ROOT}/", f"{ROOT}/waves/", f"{ROOT}/questionnaires/", "/")

    def queries():
        found = []
        for path in paths:
            manager.get(path)
            manager.post("/plugins/surveys/0/answer/")  # forgets what widgets showed
            with CaptureQueriesContext(connection) as captured:
                manager.get(path)
            found.append(len(captured))
        return found

    before = queries()
    for _time in range(29):
        make_wave(people=[manager.user, *make_people(4)])
    assert queries() == before
    assert wave.name in manager.get(f"{ROOT}/").content.decode()
