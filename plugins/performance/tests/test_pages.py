"""Pages, as people use them."""

from datetime import date
from decimal import Decimal

import pytest

from lms.enums import Role
from lms.extensions import waiting_work
from lms.personal_data import data_of
from plugins.performance.enums import Kind, Side
from plugins.performance.models import Bonus, HouseTarget, Part, PerformanceTable
from plugins.performance.services.months import close_month, publish_month
from plugins.performance.tests.factories import (
    NOW,
    make_month,
    make_person,
    make_plan,
    make_sheet,
    make_table,
    make_team,
    rated,
)

pytestmark = pytest.mark.django_db
ROOT = "/plugins/performance"


@pytest.fixture
def manager(manager):
    manager.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return manager


@pytest.fixture
def login(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def text(answer):
    return answer.content.decode()


def test_a_superior_rates_the_team_one_after_the_other(login):
    team = make_team()
    first, second = make_sheet(team=team), make_sheet(team=team)
    client = login(team.manager)
    one = first.ratings.get(side=Side.SUPERIOR)
    address = f"{ROOT}/ratings/{one.pk}/"
    assert first.person_name in text(client.get(f"{ROOT}/"))

    paused = client.post(address, {"mark-i1": "80", "pause": "yes", "revision": "0", "window": "a"})  # fmt: skip
    assert "1 still missing" in text(paused)
    refused = client.post(address, {"mark-i1": "80", "mark-i2": "101", "words": "稳", "submit": "1", "revision": "1", "window": "a"})  # fmt: skip
    assert "whole number" in text(refused)
    assert "稳" in text(refused)
    stale = client.post(address, {"mark-i1": "1", "save": "1", "revision": "0", "window": "b"})  # fmt: skip
    assert stale.status_code == 409
    answer = client.post(address, {"mark-i1": "80", "mark-i2": "90", "submit": "1", "revision": "1", "window": "a"})  # fmt: skip
    two = second.ratings.get(side=Side.SUPERIOR)
    first.month.state = "closed"
    first.month.save()
    late = text(client.post(address, {"mark-i1": "1", "pause": "yes"}))
    assert "Not saved" in late
    assert "<html" not in late
    assert answer.url == f"{ROOT}/ratings/{two.pk}/"


def test_a_sheet_is_read_by_its_person_once_it_is_published(login, keeper):
    sheet = make_sheet()
    rated(sheet, Side.SUPERIOR, 80, 90)
    address = sheet.get_absolute_url()
    assert "result" not in login(sheet.person).get(address).context
    close_month(month=sheet.month, user=keeper, now=NOW)
    assert "perform-total" not in text(login(sheet.person).get(address))
    assert login(sheet.superior).get(address).context["result"].total == 83
    publish_month(month=sheet.month, user=keeper, now=NOW)

    shown = text(login(sheet.person).get(address))
    assert "perform-total" in shown
    assert "place 1" not in shown
    assert "Something is missing" in shown
    assert login(make_person(sheet.team)).get(address).status_code == 404
    assert data_of(sheet.person)["lms_performance.sheets"][0]["total"] == Decimal(83)


def test_a_superior_sees_the_own_team_alone(login):
    month = make_month(state="published")
    own, other = make_sheet(month, total=80), make_sheet(month, total=70)
    client = login(own.superior)
    page = text(client.get(f"{ROOT}/months/{month.pk}/"))

    assert own.person_name in page
    assert other.person_name not in page
    assert client.get(other.get_absolute_url()).status_code == 404
    csv = client.get(f"{ROOT}/months/{month.pk}/?export=csv")
    assert other.person_name not in b"".join(csv.streaming_content).decode()


def test_a_superior_of_before_reads_no_later_month(login):
    before = make_sheet(make_month(date(2026, 4, 1), "published"), total=80)
    make_sheet(make_month(state="published"), before.person, total=33)
    address = before.get_absolute_url()

    assert login(before.superior).get(address).context["plot"] is None
    assert login(before.person).get(address).context["plot"] is not None


def test_a_bonus_is_given_objected_to_and_answered_on_the_sheet(login):
    sheet = make_sheet()
    address = sheet.get_absolute_url()
    boss = login(sheet.superior)
    assert "Please say what happened" in text(boss.post(f"{address}bonus/", {"points": "3"}))  # fmt: skip
    full = [Bonus(sheet=sheet, points=-20, given_at=NOW, withdrawn_at=None) for _n in range(5)]  # fmt: skip
    rows = Bonus.objects.bulk_create(full)
    refused = text(boss.post(f"{address}bonus/", {"points": "-2", "words": "漏单"}))
    assert "out of range" in refused
    assert "漏单" in refused
    Bonus.objects.filter(pk__in=[row.pk for row in rows]).delete()
    boss.post(f"{address}bonus/", {"points": "-2", "words": "漏单"})
    bonus = sheet.bonuses.get()
    login(sheet.person).post(f"{ROOT}/bonuses/{bonus.pk}/object/", {"words": "系统卡了"})  # fmt: skip
    waits = {e.key: e.item.count(sheet.superior) for e in waiting_work.enabled()}
    assert waits["lms_performance.objections"] == 1
    boss = login(sheet.superior)
    boss.post(f"{ROOT}/bonuses/{bonus.pk}/answer/", {"words": "核对过，属实"})

    assert "核对过" in text(login(sheet.person).get(address))


def test_a_plan_is_handed_in_given_back_and_accepted(login, keeper):
    sheets = [make_sheet(total=total) for total in (90, 80, 70, 60)]
    month = sheets[0].month
    month.state = "closed"
    month.save()
    publish_month(month=month, user=keeper, now=NOW)
    last = sheets[3]
    address = last.get_absolute_url()
    assert login(last.person).get(address).context["plan"] is None  # of a table of one

    plan = make_plan(last)
    login(last.person).post(f"{address}plan/", {"text": "每天复习两类流程"})
    login(last.superior).post(f"{address}return/", {"words": "写上怎么检查"})
    login(last.person).post(f"{address}plan/", {"text": "每天复习，周五抽问"})
    login(last.superior).post(f"{address}accept/")
    plan.refresh_from_db()
    assert plan.accepted_by == last.superior
    assert plan.returns == 1


def test_a_table_is_written_and_its_weights_are_100(manager):
    PerformanceTable.objects.all().delete()
    team = make_team()
    sent = {
        "name": "客服代表",
        "teams": [team.pk],
        "jobs": "",
        "side_self": 15,
        "side_superior": 60,
        "side_panel": 25,
        "parts-TOTAL_FORMS": 2,
        "parts-INITIAL_FORMS": 0,
        "parts-0-name": "接听质量",
        "parts-0-weight": 70,
        "parts-0-kind": "rated",
        "parts-1-name": "满意度",
        "parts-1-weight": 20,
        "parts-1-kind": "entered",
    }
    refused = manager.post(f"{ROOT}/tables/new/", sent)
    assert "gives all points" in text(refused)
    sent |= {"parts-1-target": "90"}
    assert "must sum to 100" in text(manager.post(f"{ROOT}/tables/new/", sent))
    manager.post(f"{ROOT}/tables/new/", sent | {"parts-1-weight": 30})

    table = PerformanceTable.objects.get()
    assert [part.target for part in table.newest.parts] == ["", "90"]
    seen = manager.get(table.get_absolute_url()).context["seen"]
    change = sent | {"parts-0-weight": 80, "parts-1-weight": 20, "seen": seen}
    manager.post(table.get_absolute_url(), change)
    stale = manager.post(table.get_absolute_url(), change | {"parts-0-weight": 60})
    assert "Somebody else has changed" in text(stale)
    assert table.newest.parts[0].weight == 80


def test_a_month_is_opened_closed_and_published_by_its_buttons(manager, monkeypatch):
    team = make_team()
    person = make_person(team)
    make_table(teams=[team])
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    opened = manager.post(f"{ROOT}/months/open/", {"month": "2026-05-01"})
    page = text(manager.get(opened.url))
    assert str(team) in page
    for step in ("measure", "close", "publish"):
        manager.post(f"{opened.url}{step}/")

    assert person.get_full_name() in text(manager.get(opened.url))
    assert manager.post(f"{ROOT}/months/open/", {"month": "9" * 5000}).status_code == 302  # fmt: skip


def test_figures_go_to_the_indicator_of_one_table_alone(manager):
    month, team = make_month(), make_team()
    first, second = (
        make_sheet(month, team=team, version=make_table([Part("", name, weight=100, kind=Kind.ENTERED, target="90")]))
        for name in ("满意度", "差错率")
    )  # fmt: skip
    address = f"{ROOT}/months/{month.pk}/figures/"
    assert "差错率" in text(manager.get(address))
    manager.post(address, {"key": f"{second.version.table_id}-i1", "text": f"{team},45"})  # fmt: skip

    assert second.figures.get().value == 45
    assert not first.figures.exists()
    refused = manager.post(address, {"key": "9" * 30, "text": "\0"})
    assert refused.status_code == 200


def test_the_quarter_shows_trainers_no_names(client_as, monkeypatch):
    version = make_table()
    month = make_month(date(2026, 4, 1), "published")
    for n in range(6):
        sheet = make_sheet(month, version=version, total=70 + n)
        rated(sheet, Side.SUPERIOR, 60 + n, 80 - n)
    client = client_as(Role.TRAINER)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    shown = text(client.get(f"{ROOT}/quarter/?quarter=2026-2"))

    assert "goes closely with the total" in shown
    assert sheet.person_name not in shown


def test_the_months_of_a_target_are_entered_and_plotted(manager):
    target = HouseTarget.objects.create(name="满意度", base=80, change=15, first=date(2026, 1, 1), last=date(2026, 6, 30))  # fmt: skip
    address = target.get_absolute_url()
    wrong = manager.post(address, {"2026-01-01": "81", "2026-02-01": "很多"})
    assert "很多" in text(wrong)
    assert not target.values.exists()
    manager.post(address, {"2026-01-01": "81", "2026-02-01": "93%"})

    shown = text(manager.get(address))
    assert "reached" in shown
    assert "<polyline" in shown
    target.refresh_from_db()
    assert target.goal == 92
    far = {"name": "满意度", "base": 80, "change": 15, "first": "9998-01-01", "last": "9999-12-31"}  # fmt: skip
    assert "this century" in text(manager.post(f"{address}change/", far))


def test_a_correction_that_is_refused_keeps_its_words(manager):
    sheet = make_sheet(make_month(state="published"), total=80)
    sent = {"key": "i1", "points": "-5", "reason": "录音评错"}
    refused = text(manager.post(f"{sheet.get_absolute_url()}correct/", sent))

    assert "out of range" in refused
    assert "录音评错" in refused
    assert not sheet.corrections.exists()


def test_nobody_gives_points_to_a_published_month(login, keeper):
    sheet = make_sheet(make_month(state="published"))
    answer = login(sheet.superior).post(f"{sheet.get_absolute_url()}bonus/", {"points": "5", "words": "晚了"}, follow=True)  # fmt: skip

    assert "is published" in text(answer)
    assert not sheet.bonuses.exists()
