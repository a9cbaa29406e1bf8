"""A case on its way: written, confirmed by another, reviewed, published, taken back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from knowledge_base.models import Contribution
from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification, PublishedEvent
from lms.roles import role_group
from plugins.case_studies.enums import ActionState, CaseState
from plugins.case_studies.models import CaseAction, CasePage, CaseRecord
from plugins.case_studies.services.drafts import draft_of
from plugins.case_studies.tests.factories import (
    form_of,
    make_action,
    make_case,
    make_file,
    make_shelf,
)
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PHONE = "13912345678"
ROOT = "/plugins/case-studies"


@pytest.fixture
def author(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def reviewer(client_as):
    return client_as(Role.REVIEWER)


def press(client, case, step, **data):
    sent = {"seen": draft_of(case).look, **data}
    return client.post(f"/plugins/case-studies/{case.pk}/{step}/", sent)


def state(case):
    return CasePage.objects.get(pk=case.pk).record.state


def test_a_phone_number_is_marked_while_one_writes_and_masked_by_a_button(author):
    begin = {"kind": "good", "title": "三次来电的空调", "channel": "phone"}
    edit = author.post("/plugins/case-studies/share/", begin).url
    case = CasePage.objects.get(title="三次来电的空调")
    told = f"顾客说：我的电话是{PHONE}，请回电。"

    marks = author.post(edit, form_of(case, summary=told, pause="yes"))
    assert f"<mark>{PHONE}</mark>" in marks.content.decode()
    assert 'value="summary:0"' in marks.content.decode()
    author.post(edit, form_of(case, summary=told, mask="summary:0"))

    assert draft_of(case).summary == "顾客说：我的电话是【电话】，请回电。"
    told = f"{PHONE} 或 a@example.com"
    author.post(edit, form_of(case, summary=told, mask="all"))
    assert draft_of(case).summary == "【电话】 或 【邮箱】"


def test_a_case_comes_to_the_readers_through_two_other_hands(
    author, reviewer, client_as, django_capture_on_commit_callbacks
):
    case = make_case(
        state=CaseState.DRAFT, shared_by=author.user, shared_at=None, title="三次来电"
    )
    press(author, case, "hand-in")
    press(author, case, "confirm")
    assert state(case) == CaseState.DRAFT  # not by oneself
    press(reviewer, case, "confirm")
    assert state(case) == CaseState.ANONYMISED
    press(author, case, "submit")
    agent = client_as(Role.AGENT)
    assert agent.get(case.get_absolute_url()).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        press(reviewer, case, "publish")

    assert state(case) == CaseState.PUBLISHED
    assert agent.get(case.get_absolute_url()).status_code == 200
    found = agent.get("/search/", {"q": "三次来电"}).content.decode()
    assert case.get_absolute_url() in found
    credited = Contribution.objects.get(actor=author.user)
    assert credited.recorded_by == reviewer.user
    kinds = {*PublishedEvent.objects.values_list("kind", flat=True)}
    assert {"lms_case_studies.case_shared", "lms_case_studies.case_published"} <= kinds
    assert "三次来电" in author.get("/notifications/").content.decode()


def test_what_looks_like_personal_data_stops_the_confirmation_until_somebody_looked(
    reviewer,
):
    case = make_case(state=CaseState.DRAFT, summary=f"电话{PHONE}")

    press(reviewer, case, "confirm")
    assert state(case) == CaseState.DRAFT
    assert PHONE in reviewer.get(case.get_absolute_url()).content.decode()
    press(reviewer, case, "confirm", looked="yes")
    assert state(case) == CaseState.ANONYMISED


def test_a_text_that_was_changed_after_it_was_confirmed_is_confirmed_again(
    author, reviewer
):
    case = make_case(state=CaseState.ANONYMISED, shared_by=author.user)
    edit = f"/plugins/case-studies/{case.pk}/edit/"

    author.post(edit, form_of(case, outcome="另一个结局。"))

    assert state(case) == CaseState.DRAFT
    waiting = reviewer.get("/plugins/case-studies/mine/").content.decode()
    assert case.title in waiting


def test_what_came_back_waits_for_nobody_until_it_is_handed_in_again(author, reviewer):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    press(reviewer, case, "return", reason="还有姓名")

    assert case.title not in reviewer.get(f"{ROOT}/mine/").content.decode()
    press(reviewer, case, "confirm", looked="yes")
    assert state(case) == CaseState.DRAFT
    press(author, case, "hand-in")
    assert case.title in reviewer.get(f"{ROOT}/mine/").content.decode()


def test_those_who_may_confirm_a_case_are_told_each_time_it_is_handed_in(
    author, reviewer
):
    case = make_case(
        state=CaseState.DRAFT, shared_by=author.user, shared_at=None, title="三次来电"
    )
    trainer, agent = UserFactory(role=Role.TRAINER), UserFactory(role=Role.AGENT)
    author.user.groups.add(role_group(Role.CONTRIBUTOR))

    def told_after(client, step, **data):
        press(client, case, step, **data)
        dispatch(now=timezone.now())
        rows = Notification.objects.filter(kind="lms_case_studies.case_shared")
        return sorted(rows.values_list("recipient", flat=True))

    once = sorted([reviewer.user.pk, trainer.pk])
    assert told_after(author, "hand-in") == once
    assert told_after(author, "hand-in") == once  # a double click
    page = reviewer.get("/notifications/").content.decode()
    assert "三次来电" in page
    assert f'href="{case.get_absolute_url()}"' in page
    told_after(reviewer, "return", reason="还有姓名")
    assert not Notification.objects.of(trainer).unread().exists()  # taken care of
    assert told_after(author, "hand-in") == sorted([*once, *once])
    assert not Notification.objects.filter(recipient=agent).exists()


def test_nobody_is_told_of_a_case_that_waits_on_a_closed_shelf(author, reviewer):
    shelf = make_shelf()
    draft = {"state": CaseState.DRAFT, "shared_by": author.user, "shared_at": None}
    case = make_case(shelf=shelf, **draft)
    closed = PageViewRestriction.objects.create(page=shelf, restriction_type="groups")
    closed.groups.add(role_group(Role.AGENT), role_group(Role.TRAINER))
    trainer = UserFactory(role=Role.TRAINER)

    press(author, case, "hand-in")
    dispatch(now=timezone.now())

    assert Notification.objects.get().recipient == trainer


def test_nobody_confirms_a_text_or_a_file_that_they_have_not_seen(author, reviewer):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    before = draft_of(case).look
    author.post(f"{ROOT}/{case.pk}/edit/", form_of(case, outcome="王小明很满意。"))

    press(reviewer, case, "confirm", seen=before, looked="yes")
    assert state(case) == CaseState.DRAFT
    before = draft_of(case).look
    make_file(case)
    press(reviewer, case, "confirm", seen=before, looked="yes")
    assert state(case) == CaseState.DRAFT
    page = reviewer.get(case.get_absolute_url()).content.decode()
    assert f'name="seen" value="{draft_of(case).look}"' in page


def test_a_mask_stays_though_something_else_is_to_be_corrected(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    sent = form_of(case, summary=f"电话{PHONE}", links="/nowhere/", mask="summary:0")

    page = author.post(f"{ROOT}/{case.pk}/edit/", sent).content.decode()

    assert "电话【电话】</textarea>" in page
    assert PHONE not in page


def test_begun_twice_is_begun_once(author):
    begin = {"kind": "good", "title": "三次来电的空调", "channel": "phone"}

    assert len({author.post(f"{ROOT}/share/", begin).url for _click in "ab"}) == 1


def test_without_all_three_lenses_nothing_is_published(author, reviewer):
    case = make_case(state=CaseState.ANONYMISED, shared_by=author.user, gap=" ")
    answer = author.post(f"/plugins/case-studies/{case.pk}/submit/", follow=True)

    assert "流程漏洞" in answer.content.decode()
    assert state(case) == CaseState.ANONYMISED
    other = make_case(state=CaseState.IN_REVIEW, need="")
    press(reviewer, other, "publish")
    assert state(other) == CaseState.IN_REVIEW


def test_a_case_goes_back_with_a_reason_and_off_the_site(author, reviewer, client_as):
    case = make_case(shared_by=author.user)

    press(reviewer, case, "return")
    assert state(case) == CaseState.PUBLISHED  # no reason, no return
    press(reviewer, case, "return", reason="请补充时间线")

    assert state(case) == CaseState.DRAFT
    assert client_as().get(case.get_absolute_url()).status_code == 404
    assert "请补充时间线" in author.get("/plugins/case-studies/mine/").content.decode()


def test_the_admin_publishes_no_case_past_the_second_person(client_as):
    case = make_case(state=CaseState.DRAFT)
    admin = client_as("admin")

    edit = admin.get(f"/admin/pages/{case.pk}/edit/")
    assert edit.status_code == 200
    assert "action-publish" not in edit.content.decode()
    with pytest.raises(PermissionDenied):
        case.get_latest_revision().publish(user=admin.user)
    assert not CasePage.objects.get(pk=case.pk).live


def test_writing_is_kept_at_each_pause_without_a_version_for_each(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    edit = f"/plugins/case-studies/{case.pk}/edit/"
    author.post(edit, form_of(case, outcome="第一句。"))
    before = case.revisions.count()

    for words in ("第一句。第二", "第一句。第二句。"):
        author.post(edit, form_of(case, outcome=words, title="", pause="yes"))

    assert case.revisions.count() == before
    assert draft_of(case).outcome == "第一句。第二句。"
    assert draft_of(case).title == case.title  # what is not valid stays as it was


def test_a_draft_a_closed_and_an_unconsented_case_appear_nowhere(
    client_as, django_capture_on_commit_callbacks
):
    reader = client_as(Role.AGENT)
    with django_capture_on_commit_callbacks(execute=True):
        hidden = [
            make_case(title=f"秘密{state}", state=state)
            for state in CaseState
            if state != CaseState.PUBLISHED
        ]
        closed = make_case(title="秘密封存的案例", consented_at="2026-01-01T00:00Z")
        shy = make_case(title="公开而无同意")
    PageViewRestriction.objects.create(page=closed, restriction_type="groups")

    for case in [*hidden, closed]:
        assert reader.get(case.get_absolute_url()).status_code == 404
    for path in ("", "wall/", "mine/", "picks/", "actions/?show=all"):
        shown = reader.get(f"/plugins/case-studies/{path}").content.decode()
        assert "秘密" not in shown
    results = reader.get("/search/", {"q": "封存 驳回 案例"}).content.decode()
    assert [
        case for case in [*hidden, closed] if case.get_absolute_url() in results
    ] == []
    wall = reader.get("/plugins/case-studies/wall/").content.decode()
    assert shy.title not in wall


def test_links_lead_to_what_is_there_and_nowhere_else(author):
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    script = ScriptFactory()
    edit = f"/plugins/case-studies/{case.pk}/edit/"

    address = f"http://testserver{script.get_absolute_url()}?q=1#top"
    author.post(edit, form_of(case, links=address))
    assert [*draft_of(case).scripts.all()] == [script]
    answer = author.post(edit, form_of(case, links="https://example.com/x"))
    assert "errorlist" in answer.content.decode()
    answer = author.post(edit, form_of(case, links="\n".join([address] * 21)))
    assert "errorlist" in answer.content.decode()


@pytest.mark.once
def test_one_s_own_cases_take_the_same_queries_however_many(author):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            author.get(f"{ROOT}/mine/")
        return len(asked)

    make_case(shared_by=author.user)
    queries()
    before = queries()
    for _time in range(5):
        make_case(shared_by=author.user)
    assert queries() <= before


def test_somebody_without_rights_changes_nothing_at_any_address(author, client_as):
    case = make_case(shared_by=author.user, kind="bad")
    action = make_action(case, owner=author.user, state=ActionState.DONE)
    stranger = client_as(Role.AGENT)
    whole = {"reason": "x", "result": "x", "consent": "yes", "looked": "yes"}
    whole |= {"title": "x", "owner": author.user.pk, "due_on": "2099-01-01"}
    whole |= {"target": "faq", "channel": "phone", "before": "x", "after": "x"}
    steps = ("hand-in", "confirm", "submit", "publish", "return", "archive", "close")
    addresses = [f"{case.pk}/{step}/" for step in (*steps, "consent")]
    addresses += [f"{case.pk}/{name}/" for name in ("edit", "actions", "rewrite")]
    for step in ("start", "finish", "verify", "return"):
        addresses.append(f"actions/{action.pk}/{step}/")

    before = [*CaseRecord.objects.values()], [*CaseAction.objects.values()]
    answers = {stranger.post(f"{ROOT}/{each}", whole).status_code for each in addresses}

    assert answers <= {403, 404}
    assert before == ([*CaseRecord.objects.values()], [*CaseAction.objects.values()])


def test_a_leaver_is_forgotten_and_the_case_stays():
    person = UserFactory()
    case = make_case(shared_by=person)

    person.delete()

    assert CasePage.objects.get(pk=case.pk).record.shared_by is None
