"""What people see and press: the wall, my page, the ballot, the months."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import timezone
from openpyxl import load_workbook

from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification
from lms.personal_data import anonymise, data_of
from plugins.recognition.models import (
    BallotPaper,
    Praise,
    SchemeVersion,
    Star,
    Story,
)
from plugins.recognition.services.streaks import month_before
from plugins.recognition.tests.factories import (
    make_candidate,
    make_month,
    make_praise,
    make_staff,
    make_star,
    make_thanks,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/recognition"
WORDS = "你替我把那通电话接到了最后"


def text(client, path, **headers):
    answer = client.get(f"{ROOT}{path}" if path != "/home" else "/", headers=headers)
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def fresh(**fields):
    now = timezone.now()
    return {"happened_on": timezone.localdate(now), "given_at": now, **fields}


@pytest.fixture
def running():
    """A month for which teams vote now."""
    today = timezone.localdate()
    days = {"opens_on": today - timedelta(1), "closes_on": today + timedelta(3)}
    return make_month(today.replace(day=1), **days)


@pytest.fixture
def over():
    """A month that is over and counted."""
    month = month_before(timezone.localdate().replace(day=1))
    return make_month(month, state="counted", counted_at=timezone.now())


def test_somebody_thanks_a_colleague_who_reads_it_on_the_first_page(agent, client_as):
    other = client_as(Role.AGENT)
    form = {"person": other.user.pk, "reason": "taught", "words": WORDS}

    for _ in range(2):
        assert agent.post(f"{ROOT}/thank/", form).status_code == 302
    dispatch(now=timezone.now())

    assert Praise.objects.count() == 1
    assert WORDS in text(other, "/home")
    assert WORDS in text(other, "/mine/")
    assert Notification.objects.get().recipient == other.user
    row = Praise.objects.get()
    agent.post(f"{ROOT}/praise/{row.pk}/withdraw/")
    assert WORDS not in text(other, "/")
    assert other.get(f"{ROOT}/praise/{row.pk}/").status_code == 404


def test_what_is_refused_keeps_what_was_written(agent):
    other = make_staff()
    for words, person in (
        ("请打 13812345678 找我", other.pk),
        (WORDS, agent.user.pk),
        (WORDS, "9" * 5000),
        (WORDS, "\0"),
        ("\0", other.pk),
        ("长" * 301, other.pk),
    ):
        form = {"person": person, "reason": "taught", "words": words}
        answer = agent.post(f"{ROOT}/thank/", form)
        assert answer.status_code == 200
        assert words in answer.content.decode() or words == "\0"
    for path in ("thank", "register", "ballot"):
        assert agent.post(f"{ROOT}/{path}/", {}).status_code == 200
    assert not Praise.objects.exists()
    assert text(agent, "/?show=x&team=99999999999999999999&page=-1")


def test_praise_is_registered_and_confirmed_by_a_second_person(agent, manager):
    other = make_staff()
    form = {
        "person": other.pk,
        "source": "letter",
        "happened_on": timezone.localdate().isoformat(),
        "words": "讲得很清楚",
        "reference": "来信 2117",
    }
    late = {**form, "happened_on": (timezone.localdate() + timedelta(1)).isoformat()}
    assert agent.post(f"{ROOT}/register/", late).status_code == 200
    agent.post(f"{ROOT}/register/", form)
    row = Praise.objects.get()
    assert "讲得很清楚" not in text(agent, "/")
    assert "讲得很清楚" in text(manager, "/waiting/")

    refused = manager.post(f"{ROOT}/praise/{row.pk}/decline/", {"reason": ""})
    assert refused.status_code == 200
    confirm = {"bonus": "300 元", "next": "waiting"}
    answer = manager.post(f"{ROOT}/praise/{row.pk}/confirm/", confirm)
    assert answer["Location"] == f"{ROOT}/waiting/"
    assert "讲得很清楚" in text(agent, "/?show=customers")
    assert "讲得很清楚" not in text(agent, "/?show=colleagues")
    assert "300 元" not in text(agent, f"/praise/{row.pk}/")
    assert "300 元" in text(manager, f"/praise/{row.pk}/")


def test_a_story_hangs_on_the_wall_when_its_person_agrees(manager, client_as):
    row = make_praise(**fresh())
    about = client_as(user=row.person)
    form = {"title": "第三次来电", "text": "由接起来的人跟到结束"}

    manager.post(f"{ROOT}/praise/{row.pk}/story/", form)
    reader = client_as(Role.AGENT)
    assert "第三次来电" not in text(reader, f"/praise/{row.pk}/")
    assert "第三次来电" in text(about, "/mine/")
    about.post(f"{ROOT}/praise/{row.pk}/agree/")
    assert "第三次来电" in text(reader, "/?show=stories")
    manager.post(f"{ROOT}/praise/{row.pk}/hide/", {"reason": "待核实"})
    assert "第三次来电" not in text(reader, "/")


def test_one_votes_once_and_no_page_says_for_whom(running, client_as):
    team = TeamFactory()
    me = client_as(Role.AGENT)
    StaffProfileFactory(user=me.user, team=team)
    other, stranger = make_staff(team), make_staff()
    assert f"{ROOT}/ballot/" in text(me, "/home")

    for person in (stranger.pk, me.user.pk, "x"):
        answer = me.post(f"{ROOT}/ballot/", {"person": person})
        assert answer.status_code == 200
    for _ in range(2):
        me.post(f"{ROOT}/ballot/", {"person": other.pk})

    running.refresh_from_db()
    assert running.votes == {str(other.pk): 1}
    assert BallotPaper.objects.count() == 1
    page = text(me, "/ballot/")
    assert "<fieldset" not in page
    assert str(other) not in page
    assert f"{ROOT}/ballot/" not in text(me, "/home").partition("newest")[2]


def test_a_month_is_counted_decided_announced_and_exported(over, client_as, agent):
    boss, second = client_as(Role.MANAGER), client_as(Role.MANAGER)
    candidate = make_candidate(over)
    page = f"/months/{over.pk}/"
    assert "66.67" in text(boss, page)
    typed = {"candidate": candidate.pk, "reason": ""}
    assert boss.post(f"{ROOT}{page}decide/", typed).status_code == 200
    boss.post(f"{ROOT}{page}decide/", {**typed, "reason": "三位客人说的是同一件事"})
    star = Star.objects.get()
    assert agent.get(f"{ROOT}/stars/{star.pk}/").status_code == 404
    assert "三位客人" not in text(agent, "/stars/")

    second.post(f"{ROOT}{page}announce/")
    assert "三位客人" in text(agent, "/stars/")
    assert "三位客人" in text(agent, f"/stars/{star.pk}/certificate/")
    assert "66.67" not in text(agent, f"/stars/{star.pk}/")
    chosen = client_as(user=candidate.person)
    page_of_star = text(chosen, f"/stars/{star.pk}/")
    assert "66.67" in page_of_star
    assert star.bonus_text in page_of_star
    book = second.get(f"{ROOT}{page}payroll/?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(book.streaming_content if book.streaming else [book.content]))).active  # fmt: skip
    cells = [[*row] for row in sheet.iter_rows(values_only=True)]
    assert str(candidate) in cells[1]
    assert star.bonus in cells[1]
    empty = second.post(f"{ROOT}/stars/{star.pk}/withdraw/", {"reason": ""})
    assert empty.status_code == 200
    second.post(f"{ROOT}/stars/{star.pk}/withdraw/", {"reason": "来信是家人写的"})
    assert "来信是家人写的" in text(agent, f"/stars/{star.pk}/")
    assert star.bonus_text not in text(chosen, f"/stars/{star.pk}/")
    assert agent.get(f"{ROOT}/stars/{star.pk}/certificate/").status_code == 404


def test_a_team_that_was_chosen_stays_chosen_when_the_reason_is_refused(over, manager):
    TeamFactory(name="甲组")
    team = TeamFactory(name="乙组")
    typed = {"team": team.pk, "reason": "请打 13812345678"}

    page = manager.post(f"{ROOT}/months/{over.pk}/team/", typed).content.decode()

    assert f'<option value="{team.pk}" selected>' in page
    assert typed["reason"] in page


def test_rows_of_another_month_are_not_found(over, running, manager):
    foreign = make_candidate(running)
    star = make_star(running, state="decided")
    for step, data in (
        ("decide", {"candidate": foreign.pk, "reason": "x"}),
        ("take-back", {"star": star.pk}),
        ("team", {"team": "9" * 30, "reason": "x"}),
        ("decide", {}),
    ):
        path = f"{ROOT}/months/{over.pk}/{step}/"
        assert manager.post(path, data).status_code == 404
    assert Star.objects.get().state == "decided"


def test_criteria_are_changed_from_a_month_on(manager):
    month = f"{timezone.localdate():%Y-%m}"
    form = {
        "from_month": month,
        "praise": 50,
        "thanks": 10,
        "scores": 20,
        "peers": 20,
        "praise_goal": 4,
        "thanks_goal": 5,
        "candidates": 3,
        "bonus": "400 元",
    }
    nothing = {"praise": 0, "thanks": 0, "scores": 0, "peers": 0}
    for wrong in (nothing, {"praise": "9" * 5000}, {"praise_goal": 0}, {"from_month": "2001-01"}, {"from_month": "\0"}):  # fmt: skip
        answer = manager.post(f"{ROOT}/criteria/", {**form, **wrong})
        assert answer.status_code == 200
    before = SchemeVersion.objects.count()
    for _ in range(2):
        manager.post(f"{ROOT}/criteria/", form)
    assert SchemeVersion.objects.count() == before + 1
    assert "50%" in text(manager, "/criteria/")


def test_the_report_names_who_is_forgotten(manager):
    thanked, forgotten = make_staff(), make_staff()
    make_thanks(thanked, manager.user, **fresh())

    page = text(manager, "/report/")

    assert f"?person={forgotten.pk}" in page
    assert f"?person={thanked.pk}" not in page
    assert "12" in text(manager, "/report/?months=12")
    table = manager.get(f"{ROOT}/report/?export=csv")
    assert b"".join(table.streaming_content).count(b"\n") >= 2


def test_hostile_text_is_shown_as_text(over, client_as):
    manager = client_as(Role.MANAGER)
    row = make_praise(words=HOSTILE, reference=HOSTILE[:80], **fresh())
    told = {"title": HOSTILE[:80], "text": HOSTILE, "told_at": timezone.now()}
    Story.objects.create(praise=row, consents=True, **told)
    make_thanks(row.person, manager.user, words=HOSTILE, **fresh())
    make_candidate(over, row.person)
    star = make_star(over, row.person, reason=HOSTILE)

    for path in ("/", "/mine/", f"/praise/{row.pk}/", "/stars/", f"/stars/{star.pk}/", f"/stars/{star.pk}/certificate/", f"/months/{over.pk}/"):  # fmt: skip
        page = text(manager, path)
        assert "<script>alert" not in page


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_each_page_speaks_the_language_of_the_reader(running, client_as, language):
    admin = client_as("admin")
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    star = make_star(make_month(month_before(running.month), state="announced"))

    for path in ("/", "/thank/", "/register/", "/mine/", "/waiting/", "/stars/", "/ballot/", "/months/", f"/months/{running.pk}/", "/criteria/", "/report/", f"/stars/{star.pk}/"):  # fmt: skip
        assert f'lang="{language}"' in text(admin, path).lower()


def test_people_get_what_is_held_and_leavers_are_forgotten(client_as, running):
    row = make_praise(**fresh())
    person = row.person
    told = {"title": "题", "text": "文", "told_at": timezone.now()}
    Story.objects.create(praise=row, **told)
    BallotPaper.objects.create(month=running, person=person, team=TeamFactory())
    hidden = make_thanks(person, words="藏起来的话", state="hidden", **fresh())
    make_star(running, person)

    found = data_of(person)
    assert [each["words"] for each in found["lms_recognition.praise"]] == [row.words]
    assert len(found["lms_recognition.stars"]) == 1
    assert len(found["lms_recognition.ballots"]) == 1
    assert hidden.words not in str(found)
    person.is_active = False
    person.save()
    anonymise(person=person, user=UserFactory(role="admin"), now=timezone.now())
    assert not Story.objects.exists()
    assert not BallotPaper.objects.exists()
    assert Praise.objects.filter(pk=row.pk).exists()
