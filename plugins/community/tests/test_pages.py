"""What people see and press: meetings, applications, funds."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lms.enums import Role
from lms.personal_data import anonymise, data_of
from lms.policies import may_read
from plugins.community.models import Application, Entry, Fund, Item, Meeting, Talk
from plugins.community.services import applying
from plugins.community.tests.factories import (
    make_application,
    make_fund,
    make_item,
    make_meeting,
    make_staff,
    make_talk,
)
from plugins.community.views.widget import CommunityWidget
from tests.factories.knowledge_base import FaqFactory
from tests.factories.people import TeamFactory
from tests.pages import HOSTILE, forbidden_in

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/community"
TALK = {"title": "三句话", "kind": "case", "minutes": "10"}


def text(client, path):
    where = f"{ROOT}{path}" if path != "/home" else "/"
    answer = client.get(where, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert forbidden_in(answer) == []
    return answer.content.decode()


def soon(**fields):
    return make_meeting(starts_at=timezone.now() + timedelta(days=3), **fields)


def test_a_meeting_is_planned_by_one_press_announced_and_on_the_first_page(manager, agent):  # fmt: skip
    assert "No meeting is planned" in text(agent, "/meetings/")
    for _ in range(2):
        manager.post(f"{ROOT}/meetings/plan/", {"kind": "sharing"})
    row = Meeting.objects.get()
    form = {
        "kind": "sharing",
        "title": row.title,
        "starts_at": f"{timezone.localdate().year + 1}-06-15T16:00",
        "minutes": "60",
        "place": "三楼茶水间",
    }
    manager.post(f"{ROOT}/meetings/{row.pk}/edit/", form)
    manager.post(f"{ROOT}/meetings/{row.pk}/announce/")
    assert "三楼茶水间" in text(agent, "/home")
    agent.post(f"{ROOT}/meetings/{row.pk}/come/")
    assert "I cannot come" in text(agent, f"/meetings/{row.pk}/")
    assert manager.post(f"{ROOT}/meetings/plan/", {"kind": "x"}).status_code == 404
    far = [{"starts_at": f"{year}-12-31T23:59"} for year in ("0001", "9999")]
    for bad in (*far, {"minutes": "9" * 5000}, {"starts_at": "\0"}, {"host": "9" * 5000}):  # fmt: skip
        answer = manager.post(f"{ROOT}/meetings/new/", {**form, **bad})
        assert answer.status_code == 200


def test_the_first_page_names_the_next_meeting_that_concerns_one(rf, me):
    person, others = make_staff(), soon(team=TeamFactory())
    for user, meeting in ((me, None), (person, soon(team=person.staff_profile.team))):
        request = rf.get("/")
        request.user = user
        shown = CommunityWidget().context(request)
        assert shown == meeting or shown["meeting"] == meeting
    others.seats.create(person=me)
    request.user = me
    assert CommunityWidget().context(request)["meeting"] == others


def test_a_talk_may_name_what_the_speaker_reads_and_nobody_else_sees_more(agent, manager):  # fmt: skip
    row = soon()
    path = f"{ROOT}/meetings/{row.pk}/propose/"
    for address in ("/kb/faq/999999/", "http://x/", "/no/such/", "[", "x" * 301):
        answer = agent.post(path, {**TALK, "address": address})
        assert answer.status_code == 200
    agent.post(path, {**TALK, "title": HOSTILE[:80]})
    talk = Talk.objects.get()
    for step in ("on", "up", "down"):
        manager.post(f"{ROOT}/talks/{talk.pk}/{step}/")
    shown = text(agent, f"/meetings/{row.pk}/")
    assert "&lt;script&gt;" in shown
    assert "10 of 60 minutes are planned." in shown
    Talk.objects.update(minutes=75)
    assert "15 minutes too many" in text(agent, f"/meetings/{row.pk}/")
    agent.post(f"{ROOT}/talks/{talk.pk}/edit/", {**TALK, "minutes": "5"})
    assert Talk.objects.get().minutes == 5
    faq = FaqFactory().get_absolute_url()
    edit = f"{ROOT}/talks/{talk.pk}/edit/"
    agent.post(edit, {**TALK, "address": faq})
    assert f'value="{faq}"' in text(agent, f"/talks/{talk.pk}/edit/")
    assert faq in text(agent, f"/meetings/{row.pk}/")
    agent.post(edit, {**TALK, "address": ""})
    assert not Talk.objects.get().about_key
    other = make_talk(row)
    assert agent.get(f"{ROOT}/talks/{other.pk}/edit/").status_code == 403
    manager.post(f"{ROOT}/talks/{other.pk}/put-off/", {"to": "9" * 5000})
    assert Talk.objects.get(pk=other.pk).meeting == row


def test_the_record_says_who_was_there_and_stays_in_the_archive(manager, agent):
    row = make_meeting()
    talk = make_talk(row, state="on", place=1)
    guest = make_staff()
    agent.post(f"{ROOT}/meetings/{row.pk}/come/")
    form = {
        "record": "先听完再说",
        "there": [agent.user.pk],
        "somebody": guest.pk,
        "given": [talk.pk],
    }
    path = f"{ROOT}/meetings/{row.pk}/record/"
    assert agent.get(path).status_code == 403
    bad = manager.post(path, {**form, "record": "打 13812345678"})
    assert "13812345678" in bad.content.decode()
    manager.post(path, form)
    assert Talk.objects.get().state == "given"
    assert row.title in text(agent, "/meetings/?show=past")
    assert row.title not in text(agent, "/meetings/")
    assert "先听完再说" in text(agent, f"/meetings/{row.pk}/")
    assert row.seats.filter(was_there=True).count() == 2
    assert 'name="initial-record"' in text(manager, f"/meetings/{row.pk}/record/")
    late = {**form, "record": "我也写了一份", "initial-record": "", "somebody": ""}
    assert "我也写了一份" in manager.post(path, late).content.decode()
    row.refresh_from_db()
    assert row.record == "先听完再说"  # what somebody else wrote meanwhile stays
    manager.post(path, {**late, "initial-record": "先听完再说"})
    row.refresh_from_db()
    assert row.record == "我也写了一份"


def test_items_are_written_and_ticked_off(manager, agent):
    row = make_meeting(kind="team")
    path = f"{ROOT}/meetings/{row.pk}/items/"
    form = {"title": "缺两副耳机", "owner": agent.user.pk, "next_quarter": "on"}
    assert manager.post(path, {**form, "owner": ""}).status_code == 200
    manager.post(path, form)
    item = Item.objects.get()
    assert "next quarter" in text(agent, f"/meetings/{row.pk}/")
    assert "缺两副耳机" in text(agent, "/home")
    assert "缺两副耳机" in text(agent, "/meetings/?show=items&kind=team")
    agent.post(f"{ROOT}/items/{item.pk}/tick/")
    assert "Not done yet" in text(agent, f"/meetings/{row.pk}/")
    assert "缺两副耳机" not in text(agent, "/meetings/?show=items")
    assert agent.post(f"{ROOT}/items/{item.pk}/remove/").status_code == 403
    manager.post(f"{ROOT}/items/{item.pk}/remove/")
    assert not Item.objects.exists()


def test_an_application_is_read_by_its_writer_and_those_who_decide(agent, client_as, manager):  # fmt: skip
    fund = make_fund(5000)
    colleague = client_as(Role.TRAINER)
    path = f"{ROOT}/applications/new/"
    form = {"fund": fund.pk, "amount": "1200.50", "purpose": "孩子住院"}
    for bad in ({"amount": "0"}, {"amount": "9" * 5000}, {"amount": "NaN"}, {"fund": "9" * 5000}):  # fmt: skip
        answer = agent.post(path, {**form, **bad})
        assert answer.status_code == 200
        assert "孩子住院" in answer.content.decode()
    agent.post(path, form)
    row = Application.objects.get()
    page = f"/applications/{row.pk}/"
    assert "孩子住院" in text(agent, page)
    assert "孩子住院" in text(agent, "/applications/")
    assert colleague.get(f"{ROOT}{page}").status_code == 404
    readers = (agent.user, manager.user, colleague.user, None)
    assert [may_read(user, row) for user in readers] == [True, True, False, False]
    assert colleague.post(f"{ROOT}{page}grant/").status_code == 404
    assert "孩子住院" not in text(colleague, "/applications/?show=all")

    assert "1200.50" in text(manager, page)
    manager.post(f"{ROOT}{page}grant/")
    client_as(Role.MANAGER).post(f"{ROOT}{page}grant/")
    manager.post(f"{ROOT}{page}pay/")
    row.refresh_from_db()
    assert (row.state, Entry.objects.latest("pk").balance) == ("paid", Decimal("3799.50"))  # fmt: skip
    refused = manager.post(f"{ROOT}{page}back/", {"words": "\0"})
    assert refused.status_code == 200
    assert row.get_absolute_url() in text(manager, f"/funds/{fund.pk}/")


def test_a_fund_is_added_paid_into_and_handed_out_as_a_table(manager, agent):
    assert "No fund yet" in text(manager, "/funds/")
    form = {"kind": "mutual", "name": "互助基金", "name_en": "Mutual help", "is_open": "on"}  # fmt: skip
    manager.post(f"{ROOT}/funds/new/", form)
    row = Fund.objects.get()
    path = f"{ROOT}/funds/{row.pk}/"
    for bad in ({"amount": "-1", "note": "拨入"}, {"amount": "5", "note": ""}):
        assert manager.post(path, bad).status_code == 200
    assert manager.post(path, {"amount": "3000", "note": "年度拨入"}).status_code == 302
    assert "3000.00" in text(manager, "/funds/")
    table = manager.get(f"{ROOT}/funds/?export=csv&fund={row.pk}")
    assert "3000" in b"".join(table.streaming_content).decode()
    assert agent.get(path).status_code == 403
    assert agent.get(f"{ROOT}/funds/").status_code == 403
    manager.post(f"{ROOT}/funds/{row.pk}/edit/", {**form, "is_open": ""})
    assert "No fund takes applications" in text(agent, "/applications/")


def test_whoever_has_left_takes_the_reasons_along(manager):
    person = make_staff()
    fund = make_fund(5000)
    row = make_application(fund, person, purpose="孩子住院")
    applying.grant(application=row, user=manager.user, now=timezone.now())
    make_item(owner=person)
    soon().seats.create(person=person)
    found = data_of(person)
    assert found["lms_community.applications"][0]["purpose"] == "孩子住院"
    assert len(found["lms_community.seats"]) == len(found["lms_community.items"]) == 1

    person.is_active = False
    person.save()
    anonymise(person=person, user=None, now=timezone.now())
    row.refresh_from_db()
    assert (row.purpose, row.state) == ("—", "granted")
    assert data_of(person)["lms_community.seats"] == []
