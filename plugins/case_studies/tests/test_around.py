"""What cases have to do with the rest of the site: items, other plugins, files, time."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from knowledge_base.models import Script, Tag
from lms.due import due_jobs
from lms.enums import Role
from lms.extensions import waiting_work
from lms.models import Notification, PublishedEvent
from lms.plugins.switching import disable, enable
from plugins.case_studies.enums import ActionState, CaseState
from plugins.case_studies.models import CaseAction, CasePage
from plugins.case_studies.services.drafts import MOST_FILES, draft_of
from plugins.case_studies.services.reading import has_cases
from plugins.case_studies.tests.factories import (
    form_of,
    make_action,
    make_case,
    make_file,
)
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import UserFactory
from tests.plugins.sample.models import Notice
from tests.plugins.sample.search import NoticeSource

pytestmark = pytest.mark.django_db
ROOT = "/plugins/case-studies"


def test_cases_of_shops_were_served_in_person_in_all_their_versions():
    steps = import_module("plugins.case_studies.migrations.0004_one_list_of_channels")
    met, other = make_case(channel="in_person"), make_case(channel="chat")
    for case in (met, other):
        case.save_revision()

    for step, channel in ((steps.give_back, "store"), (steps.take_over, "in_person")):
        step(apps, None)
        for case, expected in ((met, channel), (other, "chat")):
            case.refresh_from_db()
            assert case.channel == draft_of(case).channel == expected


def shown(client, row):
    return client.get(row.get_absolute_url()).content.decode()


def changed_by_case(row, case):
    """Let an action of a case that was verified have changed the item."""
    day = timezone.now()
    verified = {"state": ActionState.VERIFIED, "verified_at": day}
    make_action(case, item=row.item, verified_by=UserFactory(), **verified)


def test_cases_wait_in_the_admin_for_others_who_may_handle_them(client_as):
    editor = client_as(Role.EDITOR)
    for author in (UserFactory(), editor.user):
        make_case(state=CaseState.DRAFT, shared_by=author)
        make_case(state=CaseState.IN_REVIEW, shared_by=author)
    found = [e.item for e in waiting_work.enabled() if "lms_case_studies" in e.key]

    assert [each.count(editor.user) for each in found] == [1, 1]
    assert [each.count(UserFactory()) for each in found] == [0, 0]
    for each in found:
        assert editor.get(each.address()).status_code == 200


@pytest.mark.once
@pytest.mark.parametrize(
    ("factory", "pointer"),
    [
        (ScriptFactory, "scripts"),
        (FaqFactory, "faq_entries"),
        (ArticlePageFactory, "articles"),
    ],
)
def test_an_item_shows_the_cases_that_changed_it_and_those_about_it_in_one_query(
    client_as, factory, pointer
):
    reader, row = client_as(Role.AGENT), factory()
    shown(reader, row)
    with CaptureQueriesContext(connection) as without:
        assert "cases-of-item" not in shown(reader, row)
    about, changed, draft, closed = (
        make_case(),
        make_case(title="改了它的案例"),
        make_case(state=CaseState.DRAFT),
        make_case(),
    )
    for case in (about, draft, closed):
        getattr(case, pointer).add(row)
        case.save()
    PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    changed_by_case(row, changed)
    make_action(make_case(title="还没改"), item=row.item)

    reader.get("/")
    with CaptureQueriesContext(connection) as asked:
        text = shown(reader, row)

    panel = text[text.index("cases-of-item") :]
    assert panel.index(changed.get_absolute_url()) < panel.index(
        about.get_absolute_url()
    )
    for case in (draft, closed):
        assert case.title not in text
    assert "还没改" not in text
    assert len(asked) <= len(without) + 1
    disable("lms_case_studies")
    with CaptureQueriesContext(connection) as off:
        assert "cases-of-item" not in shown(reader, row)
    assert len(off) == len(without)  # so an item without cases costs none
    enable("lms_case_studies")
    assert "改了它的案例" in shown(reader, row)


def test_cases_are_narrowed_by_what_they_are(client_as):
    reader = client_as(Role.AGENT)
    called, chatted = make_case(channel="phone"), make_case(channel="chat")
    bad = make_case(channel="chat", kind="bad", severity="major", root_cause="system")

    def listed(query):
        page = reader.get(f"{ROOT}/?{query}").context["page"]
        return {case.pk for case in page}

    assert listed("channel=chat") == {chatted.pk, bad.pk}
    assert listed("channel=chat&kind=bad") == {bad.pk}
    assert listed("severity=major&root_cause=system") == {bad.pk}
    assert listed("channel=fax&kind=") == {called.pk, chatted.pk, bad.pk}


def test_a_case_leads_to_similar_ones_that_one_may_open(
    client_as, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        case = make_case(title="空调滴水三次来电", product="空调")
        alike = make_case(title="空调滴水由一个人跟到底", product="空调")
        make_case(title="空调滴水还在写", product="空调", state=CaseState.DRAFT)
        texts = ("product", "summary", "outcome", "need", "gap", "improvement")
        make_case(title="生日蛋糕", dialogue="", **dict.fromkeys(texts, "蛋糕"))

    found = client_as(Role.AGENT).get(case.get_absolute_url()).context["similar"]

    assert [hit.title for hit in found] == [alike.title]


def test_cases_and_actions_lead_to_what_another_plugin_offers(client_as):
    author, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    notice = Notice.objects.create(text="安抚情绪入门课")
    address = f"http://testserver{notice.get_absolute_url()}"
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)

    author.post(f"{ROOT}/{case.pk}/edit/", form_of(case, links=address))
    assert notice.get_absolute_url() in shown(author, case)
    out = make_case()
    manager.post(
        f"{ROOT}/{out.pk}/actions/",
        {
            "title": "课程加一节",
            "owner": author.user.pk,
            "due_on": timezone.localdate().isoformat(),
            "target": "notice",
            "link": address,
        },
    )
    assert CaseAction.objects.get().target_label == str(NoticeSource.label)
    for path in (f"{out.get_absolute_url()}?all", f"{ROOT}/actions/?show=all"):
        assert notice.text in manager.get(path).content.decode()

    disable("lms_sample")
    text = shown(author, case) + manager.get(f"{ROOT}/actions/").content.decode()
    assert notice.text not in text
    enable("lms_sample")
    assert notice.text in shown(author, case)


def test_a_file_comes_through_the_gate_and_is_looked_at_before_it_is_read(client_as):
    author, reviewer = client_as(Role.AGENT), client_as(Role.REVIEWER)
    case = make_case(state=CaseState.ANONYMISED, shared_by=author.user)
    edit = f"{ROOT}/{case.pk}/edit/"

    def send(name, content):
        file = SimpleUploadedFile(name, content)
        return author.post(edit, form_of(case, file=file))

    assert "false.pdf" in send("false.pdf", b"MZ").content.decode()
    assert not case.files.exists()
    send("通话文字.txt", "客户：你好".encode())
    row = case.files.get()
    assert CasePage.objects.get(pk=case.pk).record.state == CaseState.DRAFT

    assert "通话文字.txt" in shown(reviewer, case)
    address = f"{ROOT}/{case.pk}/files/{row.pk}/"
    answer = reviewer.get(address)
    assert b"".join(answer.streaming_content).decode() == "客户：你好"
    assert answer["Content-Disposition"].startswith("attachment")
    seen = {"seen": draft_of(case).look}
    reviewer.post(f"{ROOT}/{case.pk}/confirm/", seen)
    assert CasePage.objects.get(pk=case.pk).record.state == CaseState.DRAFT
    reviewer.post(f"{ROOT}/{case.pk}/confirm/", {**seen, "looked": "yes"})
    assert CasePage.objects.get(pk=case.pk).record.state == CaseState.ANONYMISED
    assert client_as().get(address).status_code == 404

    for _file in range(MOST_FILES - 1):
        make_file(case)
    send("太多.txt", b"more")
    assert case.files.count() == MOST_FILES


def test_a_file_goes_with_its_row(client_as, django_capture_on_commit_callbacks):
    author = client_as(Role.AGENT)
    case = make_case(state=CaseState.DRAFT, shared_by=author.user)
    row = make_file(case)
    storage, name = row.file.storage, row.file.name

    with django_capture_on_commit_callbacks(execute=True):
        author.post(f"{ROOT}/{case.pk}/edit/", form_of(case, detach=row.pk))

    assert not case.files.exists()
    assert not storage.exists(name)
    kept, lost = make_file(make_case()).file, make_file(case).file
    CasePage.objects.get(pk=case.pk).delete()
    forget = due_jobs.get("lms_case_studies.files").run
    forget(timezone.now())
    assert storage.exists(lost.name)  # its row might be about to come
    forget(timezone.now() + timedelta(hours=2))
    assert not storage.exists(lost.name)
    assert storage.exists(kept.name)


def test_the_form_begins_with_a_template_and_offers_the_tags_that_are_there(client_as):
    author = client_as(Role.AGENT)
    tag = Tag.objects.create(name="投诉升级", slug="escalation")
    begin = {"kind": "bad", "title": "退款", "channel": "chat", "start": "template"}
    edit = author.post(f"{ROOT}/share/", begin).url
    case = CasePage.objects.get(title="退款")

    form = author.get(edit).content.decode()
    assert "★ 客服：" in form
    assert "placeholder=" in form
    assert "投诉升级" in form
    assert draft_of(case).turns == []  # who says nothing has not spoken
    author.post(edit, form_of(case, tags=[tag.pk]))
    assert [*draft_of(case).tags.names()] == ["投诉升级"]
    author.post(edit, form_of(case, tags=[]))
    assert not draft_of(case).tags.exists()


def test_whoever_is_late_is_reminded_once():
    today, now = timezone.localdate(), timezone.now()
    owner = UserFactory()
    case = make_case()
    make_action(case, owner=owner, due_on=today - timedelta(days=1))
    make_action(case, owner=owner, due_on=today)
    make_action(case, owner=owner, due_on=today, state=ActionState.DONE)
    make_action(make_case(state=CaseState.ARCHIVED), owner=owner, due_on=today)
    remind = due_jobs.get("lms_case_studies.reminders").run

    lines = [remind(now + timedelta(days=day)) for day in (0, 0, 1, 2)]

    told = Notification.objects.filter(recipient=owner)
    assert told.count() == 2  # the second when its day was over
    assert [line[-1] for line in lines] == ["1", "0", "1", "0"]


def test_what_people_do_with_cases_can_be_given_points_for(client_as):
    author, manager = client_as(Role.AGENT), client_as(Role.MANAGER)
    case = make_case(state=CaseState.DRAFT, shared_by=author.user, shared_at=None)
    author.post(f"{ROOT}/{case.pk}/hand-in/")
    out = make_case(shared_by=author.user)
    action = make_action(out, state=ActionState.DONE)
    manager.post(f"{ROOT}/actions/{action.pk}/verify/")

    rows = PublishedEvent.objects.filter(kind="lms.activity_done")
    told = {(row.payload["activity"], row.actor_id) for row in rows}
    assert told == {
        ("lms_case_studies.shared", author.user.pk),
        ("lms_case_studies.adopted", author.user.pk),
        ("lms_case_studies.verified", action.owner.pk),
    }


def test_nobody_adopts_a_case_of_ones_own(client_as):
    author = client_as(Role.CONTRIBUTOR)
    case = make_case(shared_by=author.user)
    actions = [make_action(case, state=ActionState.DONE) for _time in range(2)]

    def adopted_after(client, action):
        client.post(f"{ROOT}/actions/{action.pk}/verify/")
        return CasePage.objects.get(pk=case.pk).record.adopted_at is not None

    assert not adopted_after(author, actions[0])
    assert adopted_after(client_as(Role.CONTRIBUTOR), actions[1])


def test_which_items_have_cases_is_told_by_a_condition():
    with_case, _without = ScriptFactory(), ScriptFactory()
    case = make_case()
    case.scripts.add(with_case)
    case.save()

    found = Script.objects.filter(has_cases(Script))

    assert [*found] == [with_case]
