"""Pages: months, comparisons, reviews, weekly reports, risks; what is hostile."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from lms.models import Notification, PublishedEvent
from plugins.archives.enums import RiskState
from plugins.archives.models import (
    Action,
    Comparison,
    Document,
    Goal,
    Month,
    Note,
    Post,
    Review,
    Risk,
    WeeklyReport,
)
from plugins.archives.services.freezing import freeze
from plugins.archives.services.reminding import remind
from plugins.archives.tests.factories import (
    AUGUST,
    Kept,
    Told,
    figure,
    kept,
    last_month,
    make_action,
    make_edition,
    make_keeper,
    make_report,
    make_review,
    make_risk,
    make_team,
    told,
)
from plugins.archives.views import risks
from plugins.archives.weeks import monday_of, shifted
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
ROOT = "/plugins/archives/"


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


# Months


def test_a_month_is_frozen_read_taken_away_and_told_of(manager):
    with told(Told(Decimal("85.50"))), kept(Kept([["=晨训", "外聘讲师"]])):
        page = text_of(manager.post(f"{ROOT}freeze/", {"month": last_month()}, follow=True))  # fmt: skip
    address = Month.objects.get().get_absolute_url()

    assert "外聘讲师" in page
    assert "'=晨训" not in page
    assert "Pass rate" in manager.get(f"{address}?export=csv").getvalue().decode()
    assert manager.get(f"{address}?export=xlsx").content[:2] == b"PK"
    assert manager.get(f"{address}?version=7").status_code == 404
    again = manager.post(f"{ROOT}freeze/", {"month": last_month()}, follow=True)
    assert again.status_code == 200
    assert Month.objects.get().newest == 1


@pytest.mark.parametrize("month", ["", "\x00", "9" * 5000, "2999-01-01", "2026-13-01"])
def test_what_is_no_month_that_is_over_is_refused(manager, month):
    assert manager.post(f"{ROOT}freeze/", {"month": month}).status_code == 302
    assert not Month.objects.exists()


def test_notes_and_documents_are_kept_with_a_month_once(manager, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    address = make_edition().month.get_absolute_url()
    for _twice in range(2):
        manager.post(f"{address}note/", {"text": "补考另算"})
        plan = SimpleUploadedFile("计划.txt", "第一周".encode())
        manager.post(f"{address}document/", {"kind": "plan", "file": plan})
    fake = SimpleUploadedFile("计划.pdf", b"MZ no pdf")
    refused = manager.post(f"{address}document/", {"kind": "plan", "file": fake})

    assert Note.objects.get().by == manager.user
    row = Document.objects.get()
    assert "计划.pdf" in text_of(refused)
    sent = manager.get(f"{ROOT}documents/{row.pk}/")
    assert b"".join(sent.streaming_content).decode() == "第一周"
    manager.post(f"{ROOT}documents/{row.pk}/remove/")
    assert not Document.objects.exists()


def test_goals_are_set_and_taken_back(manager):
    key = "lms_courses.pass_rate"
    assert "1e9" in text_of(manager.post(f"{ROOT}goals/", {key: "1e9"}))
    manager.post(f"{ROOT}goals/", {key: "85"})
    assert Goal.objects.get().value == 85
    manager.post(f"{ROOT}goals/", {key: ""})
    assert not Goal.objects.exists()


# Before and after


def test_before_and_after_warns_where_few_people_stand_behind_it_and_is_kept(manager):
    person, other, single = UserFactory(), UserFactory(), UserFactory()
    team = make_team(person, other)
    alone = make_team(single)  # its mean would be that person's figure
    figures = {person.pk: Decimal(70), other.pk: Decimal(90), single.pk: Decimal(61)}
    day = timezone.localdate() - timedelta(days=60)

    def value(first, _last):
        return Decimal(80) if first < day else Decimal(90)

    asked = {"indicator": "lms_archives.told", "day": day, "before_days": 30, "after_days": 30}  # fmt: skip
    with told(Told(value, figures)):
        page = text_of(manager.get(f"{ROOT}comparisons/", asked))
        for _twice in range(2):
            manager.post(f"{ROOT}comparisons/keep/", {**asked, "title": "晨训"})

    assert team.name in page
    assert alone.name not in page
    assert "+10 (+12.50 %)" in page
    assert "notice--warning" in page
    row = Comparison.objects.get()
    assert "+12.50 %" in text_of(manager.get(row.get_absolute_url()))  # it is off now
    manager.post(row.get_absolute_url(), {"title": "晨训后", "conclusion": "有用"})
    assert "有用" in text_of(manager.get(row.get_absolute_url()))


@pytest.mark.parametrize(
    "changed",
    [
        {"day": "2999-01-01"},
        {"day": "0001-01-01"},
        {"before_days": "9" * 5000},
        {"after_days": "0"},
        {"indicator": "\x00"},
    ],
)
def test_a_comparison_that_was_tampered_with_is_asked_again(manager, changed):
    asked = {"indicator": "lms_courses.mean_mark", "day": "2026-05-01", "before_days": 3, "after_days": 3}  # fmt: skip
    page = text_of(manager.get(f"{ROOT}comparisons/", {**asked, **changed}))
    assert 'id="result"' not in page


# Reviews


def begin(client, **changed):
    data = {"kind": "month", "month": AUGUST, "held_on": timezone.localdate(), "title": "", **changed}  # fmt: skip
    return client.post(f"{ROOT}reviews/new/", data, follow=True)


def test_a_review_begins_with_what_is_open_and_with_what_got_worse(manager):
    make_edition(shifted(AUGUST, -1), [figure("a.x", "90.00"), figure("a.y", "50.00"), figure("a.z", "50.00")])  # fmt: skip
    make_edition(AUGUST, [figure("a.x", "80.00", label="缺勤率高"), figure("a.y", "40.00", label="没达标", goal="60.00"), figure("a.z", "51.00", label="变好了")])  # fmt: skip
    make_action(make_review(first=shifted(AUGUST, -1), last=AUGUST), what="上次没做完")

    page = text_of(begin(manager))
    begin(manager)

    assert page.index("上次没做完") < page.index("没达标") < page.index("缺勤率高")
    assert "变好了" not in page
    assert Review.objects.filter(first=AUGUST).count() == 1


def test_minutes_are_written_closed_and_printed_and_items_are_given(manager):
    begin(manager)
    row = Review.objects.get()
    address, owner = row.get_absolute_url(), UserFactory()
    words = {"held_on": row.held_on, "findings": "口径不一", "decisions": "晨会演练", "people": [owner.pk]}  # fmt: skip
    empty = manager.post(f"{address}close/", {**words, "people": [], "seen": 1})
    assert "晨会演练" in text_of(empty)
    assert Review.objects.get().findings == ""
    manager.post(f"{address}write/", {**words, "seen": 1})
    stale = manager.post(f"{address}write/", {**words, "findings": "另一个窗口", "seen": 1})  # fmt: skip
    assert "另一个窗口" in text_of(stale)
    item = {"what": "改问答", "owner": owner.pk, "due_on": row.held_on}
    for _twice in range(2):
        manager.post(f"{address}action/", item)
    wrong = make_action(row)
    manager.post(f"{ROOT}actions/{wrong.pk}/remove/")
    manager.post(
        f"{address}close/", {**words, "findings": "口径不一，缺演练", "seen": 2}
    )
    manager.post(f"{ROOT}actions/{Action.objects.get().pk}/remove/")

    assert Action.objects.get().owner == owner
    assert PublishedEvent.objects.filter(kind="lms_archives.action_given").count() == 1
    page = text_of(manager.get(f"{address}minutes/"))
    assert "口径不一，缺演练" in page
    assert "改问答" in page
    refused = manager.post(f"{address}action/", {**item, "what": "太晚了"})
    assert "太晚了" in text_of(refused)
    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"month": "9999-12-31"},
        {"month": "\x00"},
        {"kind": "node"},
        {"people": ["9" * 30]},
        {"held_on": ""},
    ],
)
def test_a_review_that_was_tampered_with_does_not_begin(manager, changed):
    assert begin(manager, **changed).status_code == 200
    assert not Review.objects.exists()


def test_an_agent_sees_own_items_alone_and_ticks_them_off(agent):
    own, other = make_action(owner=agent.user, due=-1), make_action(owner=UserFactory())

    page = text_of(agent.get(f"{ROOT}mine/"))
    assert own.what in page
    assert other.what not in page
    assert own.what in text_of(agent.get("/"))
    agent.post(f"{ROOT}actions/{own.pk}/done/", {"outcome": "做完了\x00"})
    assert agent.post(f"{ROOT}actions/{other.pk}/done/").status_code == 404

    own.refresh_from_db()
    assert (own.done_by, own.outcome) == (agent.user, "做完了")
    agent.post(f"{ROOT}actions/{own.pk}/open/")
    assert Action.objects.of(agent.user).exists()


# Weekly reports


def test_a_report_is_a_draft_then_handed_in_then_corrected_until_the_next(agent, client_as):  # fmt: skip
    team = make_team(UserFactory(), leader=agent.user)
    before = make_report(team, back=2, next_week="先补训")
    monday = monday_of(timezone.localdate()) - timedelta(weeks=1)
    address = f"{ROOT}weekly/{team.pk}/{monday}/"
    words = {"done": "", "problems": "夜班缺人", "next_week": "演练"}

    assert "先补训" in text_of(agent.get(address))
    agent.post(address, {**words, "seen": 0})
    assert WeeklyReport.objects.get(monday=monday).handed_in_at is None
    empty = agent.post(address, {**words, "seen": 1, "hand_in": "1"})
    assert "夜班缺人" in text_of(empty)
    manager = client_as("manager")
    assert manager.get(address).status_code == 404
    agent.post(address, {**words, "done": "三场", "seen": 1, "hand_in": "1"})
    agent.post(address, {**words, "done": "四场", "seen": 2})

    assert "四场" in text_of(manager.get(address))
    assert "四场" in text_of(manager.get(f"{ROOT}weekly/?week={monday}"))
    late = agent.post(before.get_absolute_url(), {**words, "done": "改旧账", "seen": 1})
    assert "改旧账" not in WeeklyReport.objects.get(pk=before.pk).done
    assert late.status_code == 200
    forgotten = f"{ROOT}weekly/{team.pk}/{monday - timedelta(weeks=2)}/"
    agent.post(forgotten, {**words, "done": "补交", "seen": 0, "hand_in": "1"})
    assert f'href="{forgotten}"' in text_of(agent.get(f"{ROOT}mine/"))
    old = make_report(team, back=70, done="一年多以前").monday
    assert "一年多以前" in text_of(manager.get(f"{ROOT}weekly/?week={old}"))
    assert manager.post(address, {**words, "done": "冒名", "seen": 3}).status_code == 404  # fmt: skip


def test_what_a_draft_plans_is_read_by_nobody_else(agent, client_as):
    team = make_team(UserFactory(), leader=agent.user)
    make_report(team, back=2, handed_in=False, next_week="还没想好")
    address = make_report(team).get_absolute_url()

    assert "还没想好" in text_of(agent.get(address))
    assert "还没想好" not in text_of(client_as("manager").get(address))


@pytest.mark.parametrize("day", ["2026-11-17", "x", "9999-99-99", "2999-01-07"])
def test_a_week_that_is_none_has_no_report(agent, day):
    team = make_team(UserFactory(), leader=agent.user)
    assert agent.get(f"{ROOT}weekly/{team.pk}/{day}/").status_code == 404


# Risks


def risk_form(**changed):
    soon = timezone.localdate() + timedelta(days=20)
    return {"title": "新人离职", "kind": "turnover", "text": "", "likelihood": 4, "effect": 5, "look_on": soon, **changed}  # fmt: skip


def test_a_risk_stands_in_the_matrix_and_every_change_is_written_down(manager):
    first, second = UserFactory(), UserFactory()
    manager.post(f"{ROOT}risks/new/", risk_form(owner=first.pk))
    row = Risk.objects.get()
    address = row.get_absolute_url()
    assert "?likelihood=4&amp;effect=5" in text_of(manager.get(f"{ROOT}risks/"))
    assert row.title in text_of(manager.get(f"{ROOT}risks/?likelihood=4&effect=5"))
    assert row.title not in text_of(manager.get(f"{ROOT}risks/?likelihood=1"))

    change = risk_form(owner=second.pk, effect=2, state="handled", words="已谈话", seen=1)  # fmt: skip
    manager.post(f"{address}change/", change)
    stale = manager.post(f"{address}change/", {**change, "words": "旧窗口"})
    due = {"what": "师傅每周谈话", "due_on": row.look_on}
    for _twice in range(2):
        manager.post(f"{address}measure/", due)
    measure = row.measures.get()
    manager.post(f"{address}tick/", {"measure": measure.pk})

    assert "旧窗口" in text_of(stale)
    row.refresh_from_db()
    assert (row.owner, row.product, row.state) == (second, 8, RiskState.HANDLED)
    page = text_of(manager.get(address))
    assert f"{first} → {second}" in page
    assert "5 → 2" in page
    names = [f["name"] for c in row.changes.order_by("number") for f in c.fields]
    assert names == ["effect", "owner", "state", "measure", "ticked"]
    assert PublishedEvent.objects.filter(kind="lms_archives.risk_given").count() == 2


@pytest.mark.parametrize("changed", [{"likelihood": 6}, {"effect": "9" * 5000}, {"title": "\x00"}, {"owner": "0"}, {"look_on": ""}])  # fmt: skip
def test_a_risk_that_was_tampered_with_is_shown_again(manager, changed):
    form = risk_form(owner=UserFactory().pk) | changed
    assert manager.post(f"{ROOT}risks/new/", form).status_code == 200
    assert not Risk.objects.exists()


@pytest.mark.parametrize("days", [-(10**9), 10**9])
def test_a_setting_out_of_all_bounds_breaks_no_form(manager, monkeypatch, days):
    monkeypatch.setattr(risks, "plugin_settings", lambda _label: {"look_days": days})
    assert "look_on" in text_of(manager.get(f"{ROOT}risks/new/"))


def test_the_post_is_held_by_one_of_those_who_keep_the_archive(manager):
    refused = manager.post(f"{ROOT}post/", {"person": UserFactory().pk})
    assert refused.status_code == 200
    assert not Post.objects.exists()
    second = UserFactory(role="manager")
    for person in (manager.user, second, second):
        manager.post(f"{ROOT}post/", {"person": person.pk, "duties": "看周报"})

    assert Post.objects.get(is_held=True).person == second
    assert Post.objects.count() == 2


def test_of_two_who_fill_an_empty_post_one_is_told(manager, monkeypatch):
    Post.objects.create(person=UserFactory(), begins_on=AUGUST)
    # what the second of two sees, who looked before the first one was done
    monkeypatch.setattr(Post.objects, "select_for_update", Post.objects.none)

    answer = manager.post(f"{ROOT}post/", {"person": manager.user.pk, "duties": "看周报"})  # fmt: skip

    assert "看周报" in text_of(answer)
    assert Post.objects.count() == 1


# Who is told


def test_each_is_reminded_once_of_what_is_due(django_capture_on_commit_callbacks):
    owner, leader, watching = UserFactory(), UserFactory(), make_keeper()
    late = make_action(owner=owner, due=-1)
    make_action(owner=owner, due=3)
    make_team(UserFactory(), leader=leader)
    make_risk(owner=owner, look=0)
    make_risk(look=0)
    make_action(owner=UserFactory(is_active=False), due=-1)
    Post.objects.create(person=watching, begins_on=AUGUST)
    now = timezone.now()

    assert remind(now).endswith(": 5")
    assert remind(now).endswith(": 0")
    assert {*Notification.objects.values_list("recipient", flat=True)} == {owner.pk, leader.pk, watching.pk}  # fmt: skip
    assert Notification.objects.filter(target_key=str(late.pk), kind="lms_archives.action_late").count() == 1  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        freeze(first=last_month(), user=None, now=now)
    assert Notification.objects.filter(recipient=watching, kind="lms_archives.month_frozen").exists()  # fmt: skip
