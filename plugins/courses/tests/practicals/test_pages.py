"""Pages of practicals: what each shows to whom."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from plugins.courses.enums import SceneKind, SheetState, SittingState
from plugins.courses.models import (
    Sitting,
)
from plugins.courses.tests.factories import make_course
from plugins.courses.tests.practicals.factories import (
    make_decided,
    make_practical,
    make_result,
    make_sitting,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
FIVES = {"mark-0": "5", "mark-1": "5", "mark-2": "5"}
SECRET = "你已经打过两次电话"


def at(name, *args):
    return reverse(f"lms_courses:practical_{name}", args=args)


def text(answer):
    return answer.content.decode()


def sheet_of(sitting, client):
    return sitting.sheets.get(judge=client.user)


@pytest.fixture
def judge(client_as):
    return client_as(Role.REVIEWER)


@pytest.fixture
def manager(client_as):
    return client_as(Role.MANAGER)


# Candidates


def test_a_candidate_sees_the_situation_and_the_role_card_only_afterwards(learner):
    ahead = make_sitting(candidate=learner.user)
    over = make_decided(candidate=learner.user)

    before = text(learner.get(at("sitting", ahead.pk)))
    after = text(learner.get(at("sitting", over.pk)))

    assert "顾客要求退款" in before
    assert SECRET not in before
    assert "给出时限" not in before
    assert SECRET in after
    assert "核实得很仔细" in after


def test_a_case_defence_is_a_practical_that_asks_what_a_panel_asks(learner, judge):
    practical = make_practical(judges_needed=3)
    practical.scenes.update(kind=SceneKind.DEFENCE, situation="坏果照片要不要拍")
    panel = [judge.user, UserFactory(), UserFactory()]
    ahead = make_sitting(practical, candidate=learner.user, judges=panel)

    of_candidate = text(learner.get(at("sitting", ahead.pk), headers={"accept-language": "en"}))  # fmt: skip
    of_judge = text(judge.get(at("sheet", sheet_of(ahead, judge).pk), headers={"accept-language": "en"}))  # fmt: skip

    assert "坏果照片要不要拍" in of_candidate
    assert "Case defence" in of_candidate
    assert "Telephone" not in of_candidate
    assert SECRET not in of_candidate
    assert "Questions of the panel" in of_judge
    assert SECRET in of_judge


def test_judges_are_named_only_where_the_practical_says_so(learner):
    hidden = make_decided(candidate=learner.user)
    shown = make_decided(make_practical(shows_judges=True), candidate=learner.user)

    for sitting, is_named in ((hidden, False), (shown, True)):
        names = [str(sheet.judge) for sheet in sitting.sheets.all()]
        page = text(learner.get(at("sitting", sitting.pk)))
        assert all((name in page) == is_named for name in names)


def test_my_practicals_list_what_is_ahead_results_and_final_marks(learner):
    course = make_course(title="投诉沟通")
    practical = make_practical(course=course, title="通关")
    make_sitting(candidate=learner.user, practical=practical)
    make_decided(practical, candidate=learner.user)
    make_result(learner.user, course, 90)

    page = text(learner.get(at("mine")))

    assert "投诉沟通" in page
    assert "85.50" in page  # 90 x 70 % + 75 x 30 %


def test_a_candidate_replies_on_the_page_and_asks_for_a_review(learner, trainer):
    sitting = make_decided(candidate=learner.user)

    learner.post(at("step", sitting.pk, "reply"), {"text": "我说了", "wants_review": "on"})  # fmt: skip

    page = text(trainer.get(at("board") + "?show=review"))
    assert str(learner.user) in page
    trainer.post(at("step", sitting.pk, "uphold"), {"reason": "重听过"})
    assert "重听过" in text(learner.get(at("sitting", sitting.pk)))


# Judges


def test_the_desk_has_today_later_and_what_is_handed_in(judge):
    tomorrow = timezone.now() + timedelta(days=1)
    for title, starts_at in (("今天的", timezone.now()), ("明天的", tomorrow)):
        practical = make_practical(title=title)
        make_sitting(practical, judges=[judge.user, UserFactory()], starts_at=starts_at)
    make_sitting(make_practical(title="取消的"), judges=[judge.user], state=SittingState.CANCELLED)  # fmt: skip

    answer = judge.get(at("desk"))

    assert [s.sitting.title for s in answer.context["due"]] == ["今天的"]
    assert [s.sitting.title for s in answer.context["later"]] == ["明天的"]


def test_a_pause_is_kept_and_a_stale_window_gets_both(judge):
    sitting = make_sitting(judges=[judge.user, UserFactory()])
    path = at("sheet", sheet_of(sitting, judge).pk)
    sent = {"pause": "yes", "revision": "0", "mark-0": "4", "comment-0": "有问候"}

    first = judge.post(path, sent)
    stale = judge.post(path, {**sent, "mark-0": "1"})

    assert first.json() == {"revision": 1, "total": "24.00"}
    assert stale.status_code == 409
    assert stale.json()["yours"]["marks"] == {"0": 1}
    assert stale.json()["theirs"]["marks"] == {"0": 4}
    page = judge.post(path, {"save": "", "revision": "0", "mark-0": "1"})
    assert page.status_code == 409
    assert 'name="revision" value="1"' in text(page)
    again = judge.post(path, {"save": "", "revision": "1", "mark-0": "1"})
    assert again.status_code == 302
    assert sheet_of(sitting, judge).marks == {"0": 1}


def test_an_unfinished_sheet_names_what_is_missing_and_keeps_what_was_written(judge):
    sitting = make_sitting(judges=[judge.user, UserFactory()])
    path = at("sheet", sheet_of(sitting, judge).pk)

    page = text(judge.post(path, {"submit": "", "revision": "0", "mark-0": "4", "comment": "请放慢"}))  # fmt: skip

    assert "流程" in page
    assert "请放慢" in page
    assert sheet_of(sitting, judge).state == SheetState.DRAFT


def test_a_scene_that_is_edited_changes_no_evidence(judge):
    sitting = make_sitting(make_practical(judges_needed=1), judges=[judge.user])
    scene = sitting.scene
    scene.situation = "改过一次"
    scene.save()
    assert "改过一次" in text(judge.get(at("sitting", sitting.pk)))

    judge.post(at("sheet", sheet_of(sitting, judge).pk), {"submit": "", "revision": "0", **FIVES, "line-2": "可以先道歉"})  # fmt: skip
    scene.situation, scene.dialogue = "又改一次", "客服：新的一行。"
    scene.save()

    page = text(judge.get(at("sitting", sitting.pk)))
    assert "改过一次" in page
    assert "客服" in page
    assert "这是规定" in page


def test_lines_of_a_recording_are_commented(judge):
    sitting = make_sitting(make_practical(judges_needed=1), judges=[judge.user])
    path = at("sheet", sheet_of(sitting, judge).pk)

    judge.post(path, {"submit": "", "revision": "0", **FIVES, "line-2": "可以先道歉", "line-9": "没有这行"})  # fmt: skip

    assert sheet_of(sitting, judge).lines == {"2": "可以先道歉"}
    assert "可以先道歉" in text(judge.get(at("sitting", sitting.pk)))


# Blindness


def everything_seen_by(client, sitting):
    """Return all that somebody can reach of practicals, as one text."""
    own = [each.pk for each in sitting.sheets.all()]
    paths = [
        *(at(name) for name in ("mine", "desk", "board", "report", "scenes")),
        *(at("board") + f"?show={show}" for show in ("scored", "decided", "all")),
        at("sitting", sitting.pk),
        *(at("sheet", key) for key in own),
        reverse("lms:home"),
        reverse("lms:notifications"),
    ]
    return "".join(text(client.get(path)) for path in paths)


@pytest.mark.parametrize("role", [Role.TRAINER, Role.MANAGER, Role.REVIEWER, "admin"])
def test_nobody_sees_a_sheet_of_another_before_all_are_in(client_as, role):
    watcher = client_as(role)
    sitting = make_sitting(make_practical(judges_needed=3), judges=[UserFactory(), UserFactory(), watcher.user])  # fmt: skip
    first = sitting.sheets.first()
    first.marks, first.comment = {"0": 1, "1": 2, "2": 1}, "秘密评语"
    first.comments, first.lines = {"0": "秘密一"}, {"1": "秘密二"}
    first.state, first.total = SheetState.SUBMITTED, Decimal("28.00")
    first.save()

    seen = everything_seen_by(watcher, sitting)

    assert "秘密" not in seen
    assert "28.00" not in seen
    marks = watcher.get(at("marks", make_course().pk) + "?export=csv")
    assert marks.status_code in {200, 403}


def test_an_organiser_who_does_not_judge_sees_who_has_scored_and_no_mark(trainer):
    sitting = make_sitting()
    first = sitting.sheets.first()
    first.state, first.total, first.comment = SheetState.SUBMITTED, Decimal(28), "秘密"
    first.submitted_at = timezone.now()
    first.save()

    answer = trainer.get(at("sitting", sitting.pk))

    assert str(first.judge) in text(answer)
    assert answer.context["judged"] == []
    assert "秘密" not in text(answer)


def test_where_judges_differ_the_organiser_sees_all_and_the_judges_their_own(trainer, judge):  # fmt: skip
    sitting = make_sitting(judges=[judge.user, UserFactory()])
    for sheet, total in zip(sitting.sheets.all(), (100, 20), strict=True):
        sheet.state, sheet.total, sheet.comment = SheetState.SUBMITTED, Decimal(total), f"评语{total}"  # fmt: skip
        sheet.save()
    Sitting.objects.filter(pk=sitting.pk).update(state=SittingState.SCORED)

    organiser = text(trainer.get(at("sitting", sitting.pk)))
    own = text(judge.get(at("sitting", sitting.pk)))

    assert "评语100" in organiser
    assert "评语20" in organiser
    assert "评语100" in own
    assert "评语20" not in own


def test_a_manager_sees_results_but_nothing_before(manager):
    assert manager.get(at("sitting", make_decided().pk)).status_code == 200
    assert manager.get(at("sitting", make_sitting().pk)).status_code == 404
