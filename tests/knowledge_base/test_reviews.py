"""The quarter: it begins by itself, is gone through, and ends with a report."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import CollectionViewRestriction

from knowledge_base.enums import TaskState
from knowledge_base.events import CycleClosed, CycleOpened
from knowledge_base.exceptions import AlreadyDecidedError, DeferredTwiceError
from knowledge_base.models import KnowledgeItem, ReviewCycle, ReviewPolicy, ReviewTask
from knowledge_base.models.hashing import live_text_hash
from knowledge_base.services.review_cycles import (
    REMINDER,
    assign_items,
    close_cycle,
    open_cycle,
    remind_owners,
    run_reviews,
)
from knowledge_base.services.review_tasks import defer_task, retire_task
from knowledge_base.services.verification import verify_item
from lms.enums import Role
from lms.models import Notification, PublishedEvent
from tests.factories.knowledge_base import (
    ArticlePageFactory,
    CollectionFactory,
    FaqFactory,
    ScriptFactory,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 4, tzinfo=UTC)
LATER = datetime(2026, 8, 3, 4, tzinfo=UTC)


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def closed():
    collection = CollectionFactory()
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="groups"
    )
    restriction.groups.add(Group.objects.create(name="insiders"))
    return collection


def begin(kind="faq", now=NOON):
    return open_cycle(policy=ReviewPolicy.objects.of(kind), now=now)


def task_of(content):
    return ReviewTask.objects.get(item=content.item)


def states():
    return {task.item_id: task.state for task in ReviewTask.objects.all()}


def told(kind):
    return PublishedEvent.objects.filter(kind=kind.name).count()


def verify(content, user, now=NOON):
    shown = live_text_hash(content)
    verify_item(item=content.item, user=user, shown_hash=shown, now=now)


# It begins


def test_a_review_begins_by_itself_with_a_task_for_each_live_item():
    live, _draft = FaqFactory(), FaqFactory(live=False)

    assert run_reviews(now=NOON) == (0, 1)

    cycle = ReviewCycle.objects.get()
    assert (cycle.kind, cycle.year, cycle.number) == ("faq", 2026, 2)
    assert (cycle.starts_on, cycle.ends_on) == (date(2026, 4, 1), date(2026, 6, 30))
    assert [task.item for task in cycle.tasks.all()] == [live.item]
    assert told(CycleOpened) == 1


def test_coming_by_again_changes_nothing():
    FaqFactory()
    run_reviews(now=NOON)

    assert run_reviews(now=NOON + timedelta(days=1)) == (0, 0)
    assert ReviewTask.objects.count() == 1


def test_there_is_no_review_where_nothing_is_to_be_checked():
    editor, faq = UserFactory(role=Role.EDITOR), FaqFactory()
    verify(faq, editor)
    ReviewPolicy.objects.filter(kind="script").update(cadence="none")
    ScriptFactory()

    assert run_reviews(now=NOON) == (0, 0)


def test_what_is_due_within_the_quarter_is_checked_again():
    editor, faq = UserFactory(role=Role.EDITOR), FaqFactory()
    verify(faq, editor)

    assert run_reviews(now=LATER) == (0, 1)


def test_i4_no_review_begins_in_the_days_of_another_one_of_the_kind():
    FaqFactory()
    cycle = begin()

    ReviewPolicy.objects.filter(kind="faq").update(cadence="month")
    assert begin() is None
    assert [*ReviewCycle.objects.open()] == [cycle]


def each_month(grace_days=14):
    policy, _new = ReviewPolicy.objects.get_or_create(kind="faq")
    ReviewPolicy.objects.filter(pk=policy.pk).update(
        cadence="month", grace_days=grace_days
    )


def noon_of(month, day):
    return datetime(2026, month, day, 4, tzinfo=UTC)


def asked_in():
    """Return the months in which each item is asked for, or was."""
    found: dict[int, list[int]] = {}
    for task in ReviewTask.objects.order_by("cycle__starts_on").select_related("cycle"):
        found.setdefault(task.item_id, []).append(task.cycle.starts_on.month)
    return found


@pytest.mark.parametrize("grace_days", [0, 14, 45])
def test_a_review_begins_with_its_month_however_long_the_last_one_stays_open(
    grace_days,
):
    each_month(grace_days)
    checked, editor = FaqFactory(), UserFactory(role=Role.EDITOR)

    for month in (5, 6, 7, 8):
        assert run_reviews(now=noon_of(month, 1))[1] == 1
        verify(checked, editor, noon_of(month, 2))
        FaqFactory()

    begun = ReviewCycle.objects.order_by("starts_on").values_list("number", flat=True)
    assert [*begun] == [5, 6, 7, 8]
    assert asked_in()[checked.item.pk] == [5, 6, 7, 8]


def test_what_waits_in_the_last_review_is_asked_for_there_and_then_in_the_new_one():
    each_month()
    waiting, checked = FaqFactory(), FaqFactory()
    run_reviews(now=noon_of(5, 1))
    verify(checked, UserFactory(role=Role.EDITOR), noon_of(5, 2))

    assert run_reviews(now=noon_of(6, 1)) == (0, 1)
    assert asked_in() == {waiting.item.pk: [5], checked.item.pk: [5, 6]}

    assert run_reviews(now=noon_of(6, 15)) == (1, 0)
    assert asked_in() == {waiting.item.pk: [5, 6], checked.item.pk: [5, 6]}
    may, june = ReviewTask.objects.filter(item=waiting.item).order_by("pk")
    assert (may.state, june.state) == (TaskState.CARRIED, TaskState.OPEN)


def test_what_is_put_off_in_the_days_of_grace_is_asked_for_in_the_new_review(editor):
    each_month()
    faq, checked = FaqFactory(), FaqFactory()
    run_reviews(now=noon_of(5, 1))
    verify(checked, editor.user, noon_of(5, 2))
    run_reviews(now=noon_of(6, 1))
    task = ReviewTask.objects.get(item=faq.item)

    defer_task(task=task, user=editor.user, reason="等", now=noon_of(6, 3))

    assert asked_in()[faq.item.pk] == [5, 6]


def test_what_is_published_in_the_days_of_grace_is_noted_once(editor):
    each_month()
    waiting, checked = FaqFactory(), FaqFactory()
    run_reviews(now=noon_of(5, 1))
    verify(checked, editor.user, noon_of(5, 2))
    run_reviews(now=noon_of(6, 1))

    new = FaqFactory(live=False)
    new.save_revision().publish()
    waiting.question = "换一种问法？"
    waiting.save_revision().publish()

    assert asked_in()[new.item.pk] == [6]
    assert asked_in()[waiting.item.pk] == [5]
    assert task_of(waiting).state == TaskState.CHANGED


def test_i4_a_review_that_was_closed_early_does_not_begin_again():
    FaqFactory()
    close_cycle(cycle=begin(), user=None, now=NOON)

    assert begin() is None


def test_i4_who_comes_second_opens_nothing(monkeypatch):
    """As if another process had opened it after this one has looked."""
    FaqFactory()
    cycle = begin()
    rows = ReviewCycle.objects.none()
    monkeypatch.setattr(type(rows), "open", lambda _rows: rows)

    assert begin() is None

    monkeypatch.undo()
    assert [*ReviewCycle.objects.all()] == [cycle]
    assert told(CycleOpened) == 1


def test_i5_an_item_has_one_task_in_a_review():
    faq = FaqFactory()
    cycle = begin()

    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewTask.objects.create(cycle=cycle, item=faq.item)


def test_owners_are_told_once_in_their_digest_how_much_waits(closed):
    owner = UserFactory(email="owner@example.com")
    for collection in (None, None, closed):
        place = {"collection": collection} if collection else {}
        FaqFactory(owner=owner, **place)
    run_reviews(now=NOON)

    for _time in range(2):
        assert remind_owners(now=NOON) == 0
    late = datetime(2026, 6, 20, 4, tzinfo=UTC)
    assert [remind_owners(now=late), remind_owners(now=late)] == [1, 0]
    later = datetime(2026, 7, 2, 4, tzinfo=UTC)
    assert [remind_owners(now=later), remind_owners(now=later)] == [1, 0]

    rows = Notification.objects.filter(kind=REMINDER).order_by("pk")
    assert [row.parameters["moment"] for row in rows] == ["soon", "late"]
    assert {row.parameters["number"] for row in rows} == {2}
    assert all(row.waits_for_digest for row in rows)
    assert rows.unread().count() == 2
    close_cycle(cycle=ReviewCycle.objects.get(kind="faq"), user=None, now=later)
    assert rows.unread().count() == 0


# It is gone through


def test_still_right_does_the_task(editor):
    faq = FaqFactory()
    begin()

    verify(faq, editor.user)

    assert task_of(faq).state == TaskState.CONFIRMED
    assert task_of(faq).decided_by == editor.user


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory, ScriptFactory])
def test_publishing_another_text_does_the_task_too(factory):
    content = factory()
    run_reviews(now=NOON)
    content.save_revision().publish()
    assert task_of(content).state == TaskState.OPEN

    setattr(content, "question" if factory is FaqFactory else "title", "另一个标题")
    content.save_revision().publish()

    assert task_of(content).state == TaskState.CHANGED


def test_what_is_new_is_added_and_what_was_checked_early_is_changed():
    editor = UserFactory(role=Role.EDITOR)
    early = FaqFactory(first_published_at=NOON - timedelta(days=9))
    verify(early, editor)
    FaqFactory()
    begin()
    new = FaqFactory(live=False)
    new.save_revision().publish()
    early.save_revision().publish()
    assert not ReviewTask.objects.filter(item=early.item).exists()

    early.question = "换一种问法？"
    early.save_revision().publish()

    assert task_of(new).state == TaskState.ADDED
    assert task_of(early).state == TaskState.CHANGED


def test_an_item_is_put_off_once_with_a_reason(editor):
    faq = FaqFactory()
    first = begin()
    task = defer_task(task=task_of(faq), user=editor.user, reason="等", now=NOON)
    assert (task.state, task.reason) == (TaskState.DEFERRED, "等")
    assert KnowledgeItem.objects.get(pk=faq.item.pk).next_due_on == date(2026, 9, 30)
    close_cycle(cycle=first, user=editor.user, now=NOON)
    again = begin(now=LATER).tasks.get()

    with pytest.raises(DeferredTwiceError):
        defer_task(task=again, user=editor.user, reason="再等", now=LATER)

    verify(faq, editor.user, LATER)
    assert ReviewTask.objects.get(pk=again.pk).state == TaskState.CONFIRMED


def test_without_a_reason_nothing_is_put_off(editor):
    faq = FaqFactory()
    begin()
    address = reverse("knowledge_base:defer", args=[task_of(faq).pk])

    for reason in ("", "  ", "长" * 301, "\0"):
        assert editor.post(address, {"reason": reason}).status_code == 302

    assert task_of(faq).state == TaskState.OPEN


@pytest.mark.parametrize("factory", [ArticlePageFactory, FaqFactory])
def test_an_editor_takes_an_item_off_the_site(editor, factory):
    content = factory()
    run_reviews(now=NOON)
    address = reverse("knowledge_base:retire", args=[task_of(content).pk])

    answer = editor.post(address, {"reason": "过期"}, follow=True)

    assert answer.status_code == 200
    assert task_of(content).state == TaskState.RETIRED
    item = KnowledgeItem.objects.get(pk=content.item.pk)
    assert item.retired_at
    assert not item.content.live

    item.content.save_revision().publish()

    item.refresh_from_db()
    assert item.retired_at is None
    assert task_of(content).state == TaskState.OPEN


def test_an_owner_who_may_not_publish_hands_it_to_the_editors(client_as, editor):
    owner, faq = client_as(Role.CONTRIBUTOR), FaqFactory()
    faq.items.update(owner=owner.user)
    begin()
    address = reverse("knowledge_base:retire", args=[task_of(faq).pk])

    owner.post(address, {"reason": "过期"})

    assert task_of(faq).state == TaskState.RETIREMENT
    assert KnowledgeItem.objects.get(pk=faq.item.pk).content.live

    retire_task(task=task_of(faq), user=editor.user, reason="", now=NOON)

    assert (task_of(faq).state, task_of(faq).reason) == (TaskState.RETIRED, "过期")


def test_what_is_decided_or_over_is_not_decided_again(editor):
    done, left = FaqFactory(), FaqFactory()
    cycle = begin()
    verify(done, editor.user)
    values = {"user": editor.user, "reason": "x", "now": NOON}

    with pytest.raises(AlreadyDecidedError):
        defer_task(task=task_of(done), **values)
    close_cycle(cycle=cycle, user=None, now=NOON)
    with pytest.raises(AlreadyDecidedError):
        retire_task(task=task_of(left), **values)
    with pytest.raises(AlreadyDecidedError):
        close_cycle(cycle=cycle, user=None, now=NOON)


def test_items_are_given_to_another_owner_from_the_board(editor, client_as, closed):
    owner, faq, hidden = UserFactory(), FaqFactory(), FaqFactory(collection=closed)
    cycle = begin()
    keys = [task_of(content).pk for content in (faq, hidden)]
    address = reverse("knowledge_base:assign_review", args=[cycle.pk])

    editor.post(address, {"task": keys, "owner": owner.pk})

    assert KnowledgeItem.objects.get(pk=faq.item.pk).owner == owner
    assert KnowledgeItem.objects.get(pk=hidden.item.pk).owner is None
    with pytest.raises(PermissionDenied):
        assign_items(items=[faq.item], owner=owner, user=owner)
    for data in ({"task": keys}, {"owner": owner.pk}, {"task": "x", "owner": "9" * 30}):
        assert editor.post(address, data).status_code == 302


# It ends


def test_a_review_ends_by_itself_after_its_days_of_grace():
    FaqFactory()
    begin()

    assert run_reviews(now=datetime(2026, 7, 14, 4, tzinfo=UTC)) == (0, 0)
    assert run_reviews(now=datetime(2026, 7, 15, 4, tzinfo=UTC)) == (1, 1)

    assert [*ReviewCycle.objects.values_list("number", flat=True)] == [3, 2]
    assert told(CycleClosed) == 1


@pytest.fixture
def full(editor, closed):
    """A review with something in each state; what is closed to editors is in it too."""
    contents = [FaqFactory(question=f"={n}+1") for n in range(6)]
    FaqFactory(question="封存条款", collection=closed)
    cycle = begin()
    confirmed, changed, retired, deferred, *_left = contents
    verify(confirmed, editor.user)
    changed.short_answer = "五个工作日内到账。"
    changed.save_revision().publish()
    values = {"user": editor.user, "reason": "=cmd()", "now": NOON}
    retire_task(task=task_of(retired), **values)
    defer_task(task=task_of(deferred), **values)
    FaqFactory(live=False).save_revision().publish()
    return cycle


def test_a_board_names_the_owner_whose_items_it_shows_and_leads_back_to_all(
    editor, full
):
    page = editor.get(
        reverse("knowledge_base:review", args=[full.pk]), {"owner": "none"}
    )

    assert 'class="chip chip--chosen" href="?"' in page.content.decode()


def test_reviews_that_go_on_stand_before_those_that_ended(editor, full):
    close_cycle(cycle=full, user=editor.user, now=NOON)
    ArticlePageFactory()
    begin(now=NOON - timedelta(days=400))

    rows = editor.get("/kb/reviews/").context["rows"]

    assert [cycle.is_open for cycle, _progress in rows] == sorted(
        (cycle.is_open for cycle, _progress in rows), reverse=True
    )


def test_the_report_says_what_became_of_each_item(editor, full):
    close = reverse("knowledge_base:close_review", args=[full.pk])

    page = editor.post(close, follow=True)

    assert {state: number for state, number, _rows in page.context["parts"]} == {
        "added": 1,
        "changed": 1,
        "retired": 1,
        "confirmed": 1,
        "deferred": 1,
        "carried": 2,
    }
    progress = page.context["progress"]
    assert (progress.done, progress.total, progress.percent) == (5, 7, 71)
    assert told(CycleClosed) == 1


def test_the_workbook_holds_the_same_and_runs_no_formula(editor, full):
    address = reverse("knowledge_base:review_report", args=[full.pk])

    answer = editor.get(f"{address}?export=xlsx")

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert sheet.max_row == 1 + 7
    assert "=cmd()" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}
    text = editor.get(f"{address}?export=csv").getvalue().decode()
    assert "'=cmd()" in text
    assert "封存条款" not in text


# What one may not read


@pytest.mark.cases
@pytest.mark.parametrize("name", ["review", "review_report"])
def test_boards_and_reports_tell_nothing_of_what_is_closed(editor, full, name):
    page = editor.get(reverse(f"knowledge_base:{name}", args=[full.pk]))

    assert page.context["progress"].total == 7
    assert "封存条款" not in page.content.decode()
    admin = UserFactory(role="admin")
    editor.force_login(admin)
    page = editor.get(reverse(f"knowledge_base:{name}", args=[full.pk]))
    assert page.context["progress"].total == 8


def test_the_list_of_what_is_due_tells_nothing_of_what_is_closed(client_as, closed):
    owner = client_as(Role.CONTRIBUTOR)
    for place in ({}, {"collection": closed}):
        FaqFactory(owner=owner.user, **place)

    assert owner.get("/kb/due/").context["number"] == 1
    home = owner.get("/").content.decode()
    assert "to-check" in home


# The list of what is due


def test_the_list_is_mine_my_teams_or_for_editors_everybodys(client_as, editor):
    team = TeamFactory()
    below = TeamFactory(parent=team)
    owner = client_as(Role.CONTRIBUTOR)
    StaffProfileFactory(user=owner.user, team=below)
    mate = StaffProfileFactory(team=below).user
    boss = client_as(Role.MANAGER)
    team.manager = boss.user
    team.save()
    for person in (owner.user, mate, None):
        FaqFactory(owner=person)

    def number(client, whose):
        return client.get(f"/kb/due/?whose={whose}").context["number"]

    assert [number(owner, whose) for whose in ("mine", "team", "all")] == [1, 2, 1]
    assert [number(boss, whose) for whose in ("mine", "team")] == [0, 2]
    found = [number(editor, whose) for whose in ("mine", "all", "nobody", "x")]
    assert found == [0, 3, 1, 0]


def test_the_list_is_narrowed_down_by_state_and_kind(editor):
    faq, script = FaqFactory(owner=editor.user), ScriptFactory(owner=editor.user)
    verify(faq, editor.user, timezone.now() - timedelta(days=400))
    faq.items.update(next_due_on=timezone.now().date() - timedelta(days=5))

    def rows(query):
        return [
            row["item"].content
            for row in editor.get(f"/kb/due/{query}").context["rows"]
        ]

    assert rows("") == [faq, script]
    assert rows("?state=overdue") == [faq]
    assert rows("?kind=script") == [script]
    assert rows("?kind=script&state=overdue&page=7") == []


@pytest.mark.once
@pytest.mark.parametrize(
    "address", ["/kb/due/", "/kb/reviews/", "board", "report"], ids=str
)
def test_pages_cost_as_many_queries_with_30_items_as_with_one(editor, address):
    def add(number):
        for _item in range(number):
            owner = UserFactory()
            FaqFactory(owner=editor.user)
            ScriptFactory(owner=owner)

    def count():
        editor.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(path).status_code == 200
        return len(queries)

    add(1)
    cycle = begin()
    names = {"board": "review", "report": "review_report"}
    path = (
        reverse(f"knowledge_base:{names[address]}", args=[cycle.pk])
        if address in names
        else address
    )
    with_one = count()
    add(29)
    ReviewTask.objects.bulk_create(
        ReviewTask(cycle=cycle, item=item)
        for item in KnowledgeItem.objects.filter(review_tasks=None)
        if item.content._meta.model_name == "faq"
    )

    assert count() <= with_one
