"""Voices of customers from a table: all of it, or nothing."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from lms.files.tables import heading_of
from plugins.surveys.models import FollowUp, Voice
from plugins.surveys.services.importing import COLUMNS, LABELS
from tests.factories.people import StaffProfileFactory, TeamFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/surveys"


def table(*rows):
    text = "反馈时间,渠道,工单号,类型,满意度,NPS,原话,工号,团队\n" + "\n".join(rows)
    return SimpleUploadedFile("voices.csv", text.encode(), "text/csv")


def test_a_table_is_taken_in_once(manager):
    person = StaffProfileFactory(
        staff_number="8801", team=TeamFactory(name="夜班组")
    ).user
    rows = (
        "2026-03-02 10:15,电话,KF-1,评分,2,5,等太久,8801,",
        "2026/3/3,在线聊天,KF-2,,5,10,,,夜班组",
    )

    for _time in range(2):
        answer = manager.post(f"{ROOT}/voices/take-in/", {"file": table(*rows)})
        assert answer.status_code == 302

    first, second = Voice.objects.order_by("said_at")
    assert (first.person, first.csat, first.channel) == (person, 2, "phone")
    assert second.team.name == "夜班组"
    assert FollowUp.objects.get().voice == first


def test_a_table_with_a_mistake_leaves_nothing_and_names_each_row(manager):
    rows = (
        "2026-03-02 10:15,电话,KF-1,评分,2,5,,,",
        "昨天,电话,KF-2,,5,,,,",
        "2026-03-02,飞鸽,KF-3,,5,,,,",
        "2026-03-02,电话,,,5,,,,",
        "2026-03-02,电话,KF-5,,9,,,,",
        "2026-03-02,电话,KF-6,,5,,13800138000,,",
        "2026-03-02,电话,KF-7,,5,,,no-one,",
        "2026-03-02,电话,KF-8,,5,,,,没有的组",
        "2026-03-02,电话,KF-9,,,,,,",
    )

    answer = manager.post(f"{ROOT}/voices/take-in/", {"file": table(*rows)})

    assert not Voice.objects.exists()
    found = answer.context["problems"]
    assert [number for number, _said in found] == [*range(3, 11)]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_empty_table_has_the_columns_that_are_read(manager, language):
    manager.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    answer = manager.get(f"{ROOT}/voices/take-in/?export=csv")

    headings = b"".join(answer).decode("utf-8-sig").strip().split(",")
    assert [COLUMNS[heading_of(each)] for each in headings] == [*LABELS]


def test_what_is_no_table_is_refused(manager):
    file = SimpleUploadedFile("voices.csv", b"%PDF-1.7 nothing", "text/csv")

    answer = manager.post(f"{ROOT}/voices/take-in/", {"file": file})

    assert answer.context["form"].errors["file"]


def test_a_role_that_does_not_look_after_voices_takes_in_no_table(agent):
    assert agent.get(f"{ROOT}/voices/take-in/").status_code == 403
