"""What comes of a case: answers, actions, wordings, picks, stories, numbers."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageViewRestriction

from benchmarks.fill_pages import add_below
from lms.enums import Role
from lms.events import dispatch
from lms.models import Notification, PublishedEvent
from lms.roles import role_group
from plugins.case_studies.enums import ActionState, CaseKind, CaseState
from plugins.case_studies.models import (
    CaseAction,
    CaseAnswer,
    CasePage,
    CaseRecord,
    ScriptRewrite,
)
from plugins.case_studies.services.shelf import main_shelf
from plugins.case_studies.tests.factories import WHOLE, make_action, make_case
from tests.factories.knowledge_base import ScriptFactory
from tests.factories.people import UserFactory
from tests.factories.phrases import PhraseRuleFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/case-studies"


def text(client, path):
    return client.get(f"{ROOT}{path}").content.decode()


def test_readers_say_what_they_would_do_before_they_see_how_it_went(reader, client_as):
    case = make_case(outcome="当天修好了。", improvement="一人跟到底。")
    address = f"/{case.pk}/"
    hidden = ("当天修好了。", "一人跟到底。", "不该让您说第三遍")
    before = text(reader, address)
    assert "我已经说过两遍了" in before
    assert [each for each in hidden if each in before] == []
    client_as().post(f"{ROOT}{address}answer/", {"text": "先查工单"})

    reader.post(f"{ROOT}{address}answer/", {"text": "先道歉"})
    reader.post(f"{ROOT}{address}answer/", {"text": "改口"})

    after = text(reader, address)
    assert [each for each in hidden if each not in after] == []
    assert "先查工单" in after
    assert CaseAnswer.objects.get(person=reader.user).text == "先道歉"


def test_an_answer_is_read_with_its_name_until_it_is_taken_back(reader, client_as):
    case = make_case(outcome="当天修好了。")
    address, other = f"/{case.pk}/", client_as(Role.AGENT)
    other.post(f"{ROOT}{address}answer/", {"text": "先查工单"})
    assert "ask-help" in text(reader, address)  # says so beforehand
    reader.post(f"{ROOT}{address}answer/", {"text": "先道歉"})
    assert "先道歉" in text(other, address)
    assert reader.user.get_full_name() in text(other, address)

    for _click in "ab":
        reader.post(f"{ROOT}{address}answer/", {"take-back": ""})
    reader.post(f"{ROOT}{address}answer/", {"text": "改口"})

    shown = text(other, address)
    assert "先查工单" in shown
    for words in ("先道歉", "改口", reader.user.get_full_name()):
        assert words not in shown
    assert "当天修好了。" in text(reader, address)  # which was seen before


def test_a_bad_case_closes_only_when_another_person_verified_each_action(
    reader, manager, client_as
):
    case = make_case(kind=CaseKind.BAD)
    script = ScriptFactory()
    due = timezone.localdate() + timedelta(days=7)
    manager.post(f"{ROOT}/{case.pk}/close/")
    assert CasePage.objects.get(pk=case.pk).record.closed_at is None
    manager.post(
        f"{ROOT}/{case.pk}/actions/",
        {
            "title": "改写退款话术",
            "owner": reader.user.pk,
            "due_on": due.isoformat(),
            "target": "script",
            "link": script.get_absolute_url(),
        },
    )
    action = CaseAction.objects.get()
    assert "改写退款话术" in text(reader, "/actions/")

    step = f"{ROOT}/actions/{action.pk}/"
    reader.post(f"{step}start/")
    reader.post(f"{step}finish/", {"result": "已改写并发布"})
    reader.post(f"{step}verify/")
    action.refresh_from_db()
    assert action.state == ActionState.DONE
    assert action.revision == (script.live_revision or script.latest_revision)
    manager.post(f"{step}return/", {"reason": "还缺邮件渠道"})
    reader.post(f"{step}finish/", {"result": "邮件也改了"})
    manager.post(f"{ROOT}/{case.pk}/close/")
    assert CasePage.objects.get(pk=case.pk).record.closed_at is None
    manager.post(f"{step}verify/")
    manager.post(f"{step}verify/")
    manager.post(f"{ROOT}/{case.pk}/close/")

    record = CasePage.objects.get(pk=case.pk).record
    assert record.closed_by == manager.user
    action.refresh_from_db()
    assert action.verified_by == manager.user
    kinds = [*PublishedEvent.objects.values_list("kind", flat=True)]
    assert kinds.count("lms_case_studies.action_verified") == 1
    assert kinds.count("lms_case_studies.case_adopted") == 1


def test_those_who_may_verify_an_action_are_told_each_time_it_is_done(
    manager, client_as
):
    trainer = client_as(Role.TRAINER)
    case = make_case(title="退款升级")
    step = f"{ROOT}/actions/{make_action(case, owner=manager.user).pk}/"

    def told_after(client, name, **data):
        client.post(f"{step}{name}/", data)
        dispatch(now=timezone.now())
        rows = Notification.objects.filter(kind="lms_case_studies.action_finished")
        return [*rows.values_list("recipient", flat=True)]

    assert told_after(manager, "finish", result="已改写") == [trainer.user.pk]
    page = trainer.get("/notifications/").content.decode()
    assert "退款升级" in page
    assert f'href="{case.get_absolute_url()}?all#actions"' in page
    told_after(trainer, "return", reason="还缺邮件渠道")
    assert told_after(manager, "finish", result="都改了") == [trainer.user.pk] * 2


@pytest.mark.parametrize(
    ("step", "data"), [("verify", {}), ("return", {"reason": "缺"})]
)
def test_what_waited_to_be_verified_is_news_for_nobody_once_somebody_has_done_it(
    manager, client_as, step, data
):
    trainer, other = client_as(Role.TRAINER), UserFactory(role=Role.TRAINER)
    action = make_action(owner=manager.user)
    manager.post(f"{ROOT}/actions/{action.pk}/finish/", {"result": "已改写"})
    dispatch(now=timezone.now())
    waiting = Notification.objects.filter(kind="lms_case_studies.action_finished")
    assert waiting.unread().filter(recipient=other).exists()

    trainer.post(f"{ROOT}/actions/{action.pk}/{step}/", data)

    assert not waiting.unread().exists()


def test_nobody_is_asked_to_verify_because_of_a_case_that_is_not_open_to_them(manager):
    closed, archived = make_case(), make_case(state=CaseState.ARCHIVED)
    lock = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    lock.groups.add(role_group(Role.MANAGER))
    UserFactory(role=Role.TRAINER)

    for case in (closed, archived):
        action = make_action(case, owner=manager.user)
        manager.post(f"{ROOT}/actions/{action.pk}/finish/", {"result": "x"})
    dispatch(now=timezone.now())

    assert CaseAction.objects.filter(state=ActionState.DONE).count() == 2
    assert not Notification.objects.exists()


def test_an_action_that_cannot_be_taken_is_not_lost(manager):
    typed = {"title": "没有日期", "owner": manager.user.pk, "target": "script"}

    page = manager.post(f"{ROOT}/{make_case().pk}/actions/", typed)

    assert 'value="没有日期"' in page.content.decode()


def test_the_overdue_list_holds_what_is_late_and_only_that(manager):
    today = timezone.localdate()
    case = make_case()
    make_action(case, title="迟了", due_on=today - timedelta(days=1))
    make_action(case, title="今天", due_on=today)
    late = today - timedelta(days=9)
    make_action(case, title="迟而已成", due_on=late, state=ActionState.DONE)

    shown = text(manager, "/actions/?show=overdue")
    assert "迟了" in shown
    assert "今天" not in shown
    assert "迟而已成" not in shown


def test_a_better_wording_becomes_a_draft_if_no_phrase_forbids_it(client_as):
    editor = client_as(Role.EDITOR)
    PhraseRuleFactory(pattern="不可能", blocking=True)
    case, script = make_case(), ScriptFactory(live=True)
    case.scripts.add(script)
    case.save()
    words = {"channel": "phone", "before": "这是规定。", "script": script.pk}

    page = editor.post(f"{ROOT}/{case.pk}/rewrite/", {**words, "after": "这不可能。"})
    assert "这不可能。</textarea>" in page.content.decode()  # what was typed stays
    assert not ScriptRewrite.objects.exists()
    editor.post(f"{ROOT}/{case.pk}/rewrite/", {**words, "after": "我来想办法。"})

    rewrite = ScriptRewrite.objects.get()
    draft = rewrite.script.get_latest_revision_as_object()
    assert draft.variants.get(channel="phone").text == "我来想办法。"
    assert rewrite.script.variants.get(channel="phone").text != "我来想办法。"
    editor.post(
        f"{ROOT}/{case.pk}/rewrite/", {**words, "after": "请放心。", "script": ""}
    )
    new = ScriptRewrite.objects.last().script
    assert not new.live
    assert new.get_absolute_url() not in text(editor, f"/{case.pk}/?all")
    new.get_latest_revision().publish()
    assert new.get_absolute_url() in text(editor, f"/{case.pk}/?all")


def test_a_story_hangs_on_the_wall_as_long_as_its_author_agrees(reader, client_as):
    author = client_as(Role.AGENT)
    case = make_case(shared_by=author.user)
    consent = f"{ROOT}/{case.pk}/consent/"
    assert case.title not in text(reader, "/wall/")

    author.post(consent, {"consent": "yes"})
    assert case.title in text(reader, "/wall/")
    for wanted, number in (("yes", 1), ("yes", 1), ("no", 0), ("no", 0)):
        reader.post(f"{ROOT}/{case.pk}/react/heart/", {"wanted": wanted})
        assert case.reactions.count() == number
    assert reader.post(consent, {"consent": "no"}).status_code == 403
    author.post(consent, {"consent": "no"})
    assert case.title not in text(reader, "/wall/")


def test_the_report_counts_and_hands_out_a_workbook(manager):
    case = make_case(kind=CaseKind.BAD, product="=空调")
    make_case()
    make_action(case)

    shown = text(manager, "/report/")
    assert "plot__part--bad" in shown
    sheet = manager.get(f"{ROOT}/report/?export=xlsx")
    book = load_workbook(BytesIO(b"".join(sheet.streaming_content)))
    rows = [*book.active.values]
    assert len(rows) == 3
    assert case.title in {row[0] for row in rows}


def test_on_paper_stands_all_of_a_case(reader):
    case = make_case(timeline="10:05 第一次来电\n10:20 第二次来电")

    shown = text(reader, f"/{case.pk}/print/")

    for words in (case.outcome, case.need, case.gap, case.improvement, "第二次来电"):
        assert words in shown


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "number"), [("/wall/", 500), ("/?kind=good", 1000)]
)
def test_a_full_wall_and_a_long_list_are_quick_and_light(reader, address, number):
    fill(number)
    text(reader, address)

    with CaptureQueriesContext(connection) as asked:
        page = text(reader, address)

    assert len(asked) <= 15
    assert len(page.encode()) <= 100_000


def fill(number):
    """Make as many cases as there are after years, on the wall all of them."""
    now, person = timezone.now(), UserFactory()
    cases = [
        CasePage(title=f"案例{each}", live=True, **{**WHOLE, "summary": "等" * 300})
        for each in range(number)
    ]
    kind = ContentType.objects.get_for_model(CasePage)
    for case in cases:
        case.content_type = kind
    add_below(main_shelf(), cases)
    CaseRecord.objects.bulk_create(
        CaseRecord(
            page=case,
            state="published",
            shared_by=person,
            consented_at=now,
            published_at=now - timedelta(days=each // 2),
        )
        for each, case in enumerate(cases)
    )
