"""Two trainers change one class at the same time: nothing of either is lost."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from plugins.courses.models import ClassSession
from plugins.courses.services.classes.timetable import cancel_class
from plugins.courses.tests.classes.factories import DAY, make_cohort, make_session
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def other(client_as):
    return client_as(Role.TRAINER)


@pytest.fixture
def session(trainer, other):
    cohort = make_cohort(UserFactory(), trainers=[trainer.user, other.user])
    noon = timezone.localtime(timezone.now() + DAY).replace(hour=12, minute=0, second=0)
    return make_session(
        cohort, title="先安抚", room="三楼", notes="带上\n案例", starts_at=noon
    )


def opened(page):
    """Return what the form of a page would send."""
    text = page.content.decode()
    form = page.context["form"]
    hidden = re.findall(
        r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', text
    )
    sent = {name: unescape(value) for name, value in hidden}
    kept = {name: form.in_browser(name) for name in form.fields if name != "is_rest"}
    return {**sent, **kept}


def edit(client, session):
    return client.get(reverse("lms_courses:class_edit", args=[session.pk]))


def save(client, session, data):
    address = reverse("lms_courses:class_edit", args=[session.pk])
    return client.post(address, data, headers=ENGLISH)


def test_who_saves_second_sees_both_versions_and_loses_nothing(trainer, other, session):
    mine, theirs = opened(edit(trainer, session)), opened(edit(other, session))
    save(other, session, theirs | {"title": "先听完", "room": "五楼"})

    page = save(trainer, session, mine | {"title": "先复述", "minutes": "90"})

    text = page.content.decode()
    assert "somebody else changed this class" in text
    assert "<dd><p>先听完</p></dd>" in text
    assert ClassSession.objects.get().title == "先听完"
    again = opened(page)
    assert (again["title"], again["room"], again["minutes"]) == ("先复述", "五楼", "90")

    assert save(trainer, session, again).status_code == 302
    row = ClassSession.objects.get()
    assert (row.title, row.room, row.minutes) == ("先复述", "五楼", 90)
    assert row.notes.split() == ["带上", "案例"]


def test_changes_in_other_fields_stand_beside_each_other(trainer, other, session):
    mine, theirs = opened(edit(trainer, session)), opened(edit(other, session))
    moved = f"{session.starts_at + DAY:%Y-%m-%dT10:00}"
    save(other, session, theirs | {"starts_at": moved, "kind": "practice"})

    page = save(trainer, session, mine | {"notes": "带上\r\n案例和录音"})

    assert "Both of you changed" not in page.content.decode()
    assert save(trainer, session, opened(page)).status_code == 302
    row = ClassSession.objects.get()
    assert (row.kind, row.notes) == ("practice", "带上\r\n案例和录音")
    assert f"{timezone.localtime(row.starts_at):%Y-%m-%dT%H:%M}" == moved


def test_a_third_who_was_quicker_again_is_seen_again(trainer, other, session):
    mine, theirs = opened(edit(trainer, session)), opened(edit(other, session))
    save(other, session, theirs | {"room": "五楼"})
    page = save(trainer, session, mine | {"room": "七楼"})
    save(other, session, opened(edit(other, session)) | {"room": "六楼"})

    last = save(trainer, session, opened(page))

    assert "<dd><p>六楼</p></dd>" in last.content.decode()
    assert ClassSession.objects.get().room == "六楼"


def test_the_same_change_by_two_is_no_conflict(trainer, other, session):
    mine, theirs = opened(edit(trainer, session)), opened(edit(other, session))
    save(other, session, theirs | {"room": "五楼"})

    page = save(trainer, session, mine | {"room": "五楼"})

    assert "Both of you changed" not in page.content.decode()
    assert save(trainer, session, opened(page)).status_code == 302


def test_a_class_that_was_cancelled_meanwhile_stays_cancelled(trainer, session):
    mine = opened(edit(trainer, session))
    cancel_class(session=session, reason="台风", now=timezone.now())

    page = save(trainer, session, mine | {"room": "五楼"})
    save(trainer, session, opened(page))

    row = ClassSession.objects.get()
    assert (row.room, row.reason) == ("五楼", "台风")


def test_a_form_without_the_version_saves_nothing_silently(trainer, session):
    mine = opened(edit(trainer, session))
    mine = {name: value for name, value in mine.items() if "initial" not in name}

    page = save(trainer, session, mine | {"room": "五楼", "seen": ""})

    assert page.status_code == 200
    assert ClassSession.objects.get().room == "三楼"
