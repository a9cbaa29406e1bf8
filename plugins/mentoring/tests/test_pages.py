"""What people see and press: their own pairs, all pairs, a pair."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from lms.enums import Role
from lms.events import dispatch
from lms.extensions import Candidate, requirement_kinds
from lms.models import Notification, PublishedEvent
from lms.personal_data import anonymise, data_of
from plugins.mentoring.enums import PairState
from plugins.mentoring.models import Mentor, Pair, ServiceReview
from plugins.mentoring.tests.factories import (
    TODAY,
    make_mentor,
    make_observation,
    make_pair,
    make_review,
)
from tests.factories.people import StaffProfileFactory, UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/mentoring"


def text(client, path, **headers):
    answer = client.get(f"{ROOT}{path}", headers=headers)
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def days_ago(n):
    return timezone.localdate() - timedelta(days=n)


def test_a_trainer_finds_a_mentor_by_direction_and_makes_a_pair(client_as, trainer):
    mentor, apprentice = client_as(Role.AGENT), client_as(Role.AGENT)
    mentor.post(f"{ROOT}/offer/", {"directions": "投诉 安抚", "is_open": "on"})
    typed = {
        "apprentice": apprentice.user.pk,
        "direction": "投诉",
        "starts_on": days_ago(2).isoformat(),
        "ends_on": days_ago(-80).isoformat(),
    }

    found = trainer.post(f"{ROOT}/pairs/new/", {**typed, "find": "1"}).content.decode()
    assert mentor.user.get_full_name() in found
    assert not Pair.objects.exists()
    trainer.post(f"{ROOT}/pairs/new/", {**typed, "mentor": mentor.user.pk})
    dispatch(now=timezone.now())

    pair = Pair.objects.get()
    assert (pair.mentor, pair.apprentice) == (mentor.user, apprentice.user)
    assert Notification.objects.count() == 2
    for client in (mentor, apprentice):
        assert f"/pairs/{pair.pk}/" in text(client, "/")
        assert client.get("/notifications/").status_code == 200


def test_the_two_write_for_each_other(client_as):
    pair = make_pair(begins=days_ago(2))
    mentor, apprentice = (client_as(user=u) for u in (pair.mentor, pair.apprentice))
    page = f"/pairs/{pair.pk}/"
    today = timezone.localdate().isoformat()

    mentor.post(
        f"{ROOT}{page}observe/",
        {"seen_on": today, "behaviors": "先复述", "advice": "再给方案"},
    )
    assert "先复述" in text(apprentice, page)
    key = pair.observations.get().pk
    apprentice.post(f"{ROOT}{page}reply/", {"observation": key, "reply": "明白"})
    assert "明白" in text(mentor, page)
    grades = {"attitude": 3, "skill": 2, "communication": 1}
    apprentice.post(
        f"{ROOT}{page}review/", {"day": today, **grades, "improvement": "少说但是"}
    )
    assert "少说但是" in text(mentor, page)
    mentor.post(
        f"{ROOT}{page}comment/", {"review": pair.reviews.get().pk, "comment": "很好"}
    )
    assert "很好" in text(apprentice, page)
    mentor.post(f"{ROOT}{page}plan/", {"text": "对练两次"})
    mentor.post(f"{ROOT}{page}tick/", {"step": pair.steps.get().pk})
    assert pair.steps.get().done_on is not None


def test_the_service_review_is_shown_when_the_pair_has_passed(client_as, trainer):
    pair = make_pair(begins=days_ago(2))
    mentor, apprentice = (client_as(user=u) for u in (pair.mentor, pair.apprentice))
    page = f"/pairs/{pair.pk}/"

    serve = {"score": 5, "strengths": "从不打断", "improvements": "早一点转"}
    apprentice.post(f"{ROOT}{page}serve/", serve)
    assert "从不打断" in text(apprentice, page)
    assert "从不打断" not in text(mentor, page)
    assert "从不打断" not in text(trainer, page)
    trainer.post(f"{ROOT}{page}pass/", {"words": "出师了"})

    pair.refresh_from_db()
    assert pair.state == PairState.PASSED
    assert "从不打断" in text(mentor, page)
    assert "出师了" in text(apprentice, page)


def test_a_pair_is_closed_to_others(agent, client_as):
    pair = make_pair()

    assert agent.get(f"{ROOT}/pairs/{pair.pk}/").status_code == 404
    assert agent.get(f"{ROOT}/pairs/").status_code == 403
    assert agent.post(f"{ROOT}/pairs/{pair.pk}/pass/").status_code == 404
    for user in (pair.mentor, pair.apprentice):
        own = client_as(user=user)
        assert own.post(f"{ROOT}/pairs/{pair.pk}/pass/").status_code == 403
    assert Pair.objects.get().is_running


def test_rows_of_another_pair_are_not_found(client_as):
    pair, other = make_pair(), make_pair()
    seen, review = make_observation(other), make_review(other)
    step = other.steps.create(text="对练")
    mentor, apprentice = (client_as(user=u) for u in (pair.mentor, pair.apprentice))
    page = f"{ROOT}/pairs/{pair.pk}/"

    for client, name, data in (
        (apprentice, "reply", {"observation": seen.pk, "reply": "x"}),
        (mentor, "comment", {"review": review.pk, "comment": "x"}),
        (mentor, "tick", {"step": step.pk}),
        (mentor, "remove", {"step": step.pk}),
        (mentor, "tick", {"step": "9" * 30}),
    ):
        assert client.post(f"{page}{name}/", data).status_code == 404
    words = {"seen_on": TODAY, "behaviors": "x", "advice": "y", "observation": seen.pk}
    assert mentor.post(f"{page}observe/", words).status_code == 404
    seen.refresh_from_db()
    assert seen.reply == ""


def test_what_is_refused_keeps_what_was_written(client_as, trainer):
    pair = make_pair(begins=days_ago(2))
    mentor = client_as(user=pair.mentor)
    page = f"{ROOT}/pairs/{pair.pk}/"
    typed = {"seen_on": days_ago(9).isoformat(), "behaviors": "写了很久的观察", "advice": "建议"}  # fmt: skip

    for data in (typed, {**typed, "advice": ""}):
        answer = mentor.post(f"{page}observe/", data)
        assert answer.status_code == 200
        assert "写了很久的观察" in answer.content.decode()
    answer = trainer.post(f"{page}hand-over/", {"words": "写了很久的理由"})
    assert "写了很久的理由" in answer.content.decode()
    seen = make_observation(pair, seen_on=days_ago(0))
    data = {**typed, "observation": seen.pk, "seen_on": days_ago(40).isoformat()}
    answer = mentor.post(f"{page}observe/", data)
    assert "写了很久的观察" in answer.content.decode()
    assert pair.observations.get().behaviors != "写了很久的观察"


def test_hostile_text_is_shown_as_text(client_as):
    pair = make_pair(direction=HOSTILE[:90], goals=HOSTILE)
    make_observation(pair, behaviors=HOSTILE, advice=HOSTILE, reply=HOSTILE)
    make_review(pair, improvement=HOSTILE, comment=HOSTILE)
    mentor = client_as(user=pair.mentor)
    make_mentor(pair.mentor, directions=HOSTILE, note=HOSTILE)

    for path in ("/", f"/pairs/{pair.pk}/", "/offer/"):
        assert "<script>alert" not in text(mentor, path)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_each_page_speaks_the_language_of_the_reader(client_as, language):
    admin = client_as("admin")
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    pair = make_pair(mentor=admin.user, begins=days_ago(20))
    said = {"en": "Mentoring", "zh-hans": "师徒结对", "zh-hant": "師徒結對"}[language]

    for path in ("/", "/offer/", "/pairs/", "/pairs/new/", "/mentors/", f"/pairs/{pair.pk}/"):  # fmt: skip
        page = text(admin, path)
        assert f'lang="{language}"' in page.lower()
    assert said in text(admin, "/")


def test_the_weeks_are_said_in_words(client_as):
    pair = make_pair(begins=days_ago(35))
    make_observation(pair, seen_on=days_ago(14), written_at=timezone.now())
    mentor = client_as(user=pair.mentor)

    page = text(mentor, f"/pairs/{pair.pk}/", accept_language="en")

    assert 'role="img"' in page
    assert "written late: 1" in page
    assert "Missing: the weeks from" in page


def test_the_first_page_says_what_is_to_be_written(client_as):
    pair = make_pair(begins=days_ago(14))
    mentor, apprentice = (client_as(user=u) for u in (pair.mentor, pair.apprentice))

    shown = mentor.get("/").content.decode()
    assert f"{ROOT}/pairs/{pair.pk}/#observe" in shown
    assert f"{ROOT}/pairs/{pair.pk}/#review" in apprentice.get("/").content.decode()
    assert ROOT + "/pairs/" not in client_as(Role.AGENT).get("/").content.decode()
    grades = {"attitude": 3, "skill": 2, "communication": 1, "improvement": "先听完"}
    data = {**grades, "day": days_ago(0).isoformat()}
    apprentice.post(f"{ROOT}/pairs/{pair.pk}/review/", data)
    again = apprentice.get("/").content.decode()
    assert f"{ROOT}/pairs/{pair.pk}/" not in again


def test_managers_see_who_is_behind_who_waits_and_who_has_no_mentor(manager):
    late = make_pair(begins=days_ago(21))
    over = make_pair(begins=days_ago(60), weeks=8)
    done = make_pair(begins=days_ago(60), weeks=2, state="passed")
    for n in range(9):
        seen = days_ago(60 - 7 * n)
        make_observation(over, seen_on=seen, written_at=timezone.now())
    new = StaffProfileFactory(joined_date=days_ago(5)).user
    StaffProfileFactory(joined_date=days_ago(400))
    StaffProfileFactory(user=late.apprentice, joined_date=days_ago(5))

    def shown(name):
        page = text(manager, f"/pairs/?show={name}")
        return {pair for pair in (late, over, done) if f"/pairs/{pair.pk}/" in page}

    assert shown("running") == {late, over}
    assert shown("behind") == {late}
    assert shown("undecided") == {over}
    assert shown("over") == {done}
    page = text(manager, "/pairs/")
    assert page.count("?apprentice=") == 1
    assert f"?apprentice={new.pk}" in page


def test_figures_leave_the_site_as_tables(manager):
    mentor = UserFactory(last_name="=1+1", first_name="")
    pair = make_pair(mentor=mentor, begins=days_ago(21))
    make_observation(pair, seen_on=days_ago(7), written_at=timezone.now())

    for name, columns in (("pairs", 13), ("mentors", 7)):
        data = manager.get(f"{ROOT}/{name}/?export=xlsx")
        sheet = load_workbook(BytesIO(b"".join(data))).active
        rows = [*sheet.iter_rows(values_only=True)]
        assert len(rows) == 2
        assert len(rows[0]) == columns
        csv = b"".join(manager.get(f"{ROOT}/{name}/?export=csv")).decode()
        assert "'=1+1" in csv


def test_pages_ask_as_much_for_many_observations_as_for_one(client_as):
    pair = make_pair(begins=days_ago(40))
    mentor = client_as(user=pair.mentor)

    def asked():
        mentor.get(f"{ROOT}/pairs/{pair.pk}/")
        with CaptureQueriesContext(connection) as captured:
            mentor.get(f"{ROOT}/pairs/{pair.pk}/")
        return len(captured)

    make_observation(pair)
    make_review(pair)
    before = asked()
    for n in range(1, 30):
        make_observation(pair)
        make_review(pair, day=TODAY - timedelta(days=n))
        pair.steps.create(text=str(n))
    assert asked() == before


def test_requirements_count_who_passed_and_the_weeks_that_were_written():
    today = timezone.localdate()
    over = make_pair(begins=days_ago(60), weeks=2, state="passed")
    for n in (50, 57, 57):
        make_observation(over, seen_on=days_ago(n))
    candidate = Candidate(over.mentor, today)
    kinds = {e.key: e.item for e in requirement_kinds.enabled()}

    def found(name, number, candidate=candidate):
        kind = kinds[f"lms_mentoring.{name}"]
        answer = kind.evaluate([candidate], {"number": number})[over.mentor_id]
        assert kind.describe({"number": number})
        return answer.is_met, answer.value

    assert found("apprentices_passed", 1) == (True, 1)
    assert found("weeks_observed", 3) == (False, 2)
    lately = Candidate(over.mentor, today, since=days_ago(20))
    assert found("apprentices_passed", 1, lately) == (False, 0)


def test_whoever_goes_takes_what_was_private_along():
    pair = make_pair()
    make_observation(pair)
    make_review(pair)
    make_mentor(pair.mentor)
    values = {"score": 5, "strengths": "从不打断", "improvements": "早一点转"}
    ServiceReview.objects.create(pair=pair, written_at=timezone.now(), **values)
    pair.steps.create(text="对练两次")
    assert data_of(pair.mentor)["lms_mentoring.observations"]
    assert data_of(pair.apprentice)["lms_mentoring.steps"]
    assert data_of(pair.apprentice)["lms_mentoring.service_reviews"]
    assert not data_of(pair.mentor)["lms_mentoring.service_reviews"]
    both = (pair.mentor, pair.apprentice)
    for person in both:
        StaffProfileFactory(user=person, leaves_date=days_ago(3))
        person.refresh_from_db()
        anonymise(person=person, user=None, now=timezone.now())

    pair.refresh_from_db()
    assert pair.state == PairState.ENDED
    assert PublishedEvent.objects.filter(kind="lms_mentoring.pair_closed").count() == 1
    assert not pair.reviews.exists()
    assert pair.observations.exists()
    assert not Mentor.objects.exists()


def test_a_trainer_adds_a_mentor_in_the_admin(trainer):
    person = UserFactory()
    data = {"person": person.pk, "directions": "投诉", "note": "", "is_open": "on"}

    trainer.post("/admin/mentoring/mentors/new/", data)

    assert Mentor.objects.get().person == person
    assert "投诉" in trainer.get("/admin/mentoring/mentors/").content.decode()


@pytest.mark.parametrize("key", ["9" * 30, "x", "٣", "0"])
def test_a_key_that_is_none_chooses_nobody(trainer, key):
    make_mentor()

    text(trainer, f"/pairs/new/?apprentice={key}")
    answer = trainer.post(f"{ROOT}/pairs/new/", {"apprentice": key, "mentor": key})
    assert answer.status_code == 200
    assert not Pair.objects.exists()


def test_the_list_says_how_many_self_reviews_of_this_week_have_a_comment(client_as):
    pair = make_pair(begins=days_ago(40))
    make_review(pair, day=days_ago(0), comment="很好")
    make_review(pair, day=days_ago(8))
    mentor = client_as(user=pair.mentor)

    page = text(mentor, "/", accept_language="en")

    assert "Self-reviews of this week: 1, with your comment: 1" in page
