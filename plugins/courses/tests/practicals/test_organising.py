"""Pages of practicals for organisers, final marks, and that pages ask little."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lms.enums import Role
from lms.models import Notification
from lms.personal_data import data_of
from plugins.courses.enums import SheetState, SittingState
from plugins.courses.models import (
    CourseRelease,
    Enrollment,
    GradeScheme,
    Rubric,
    Sitting,
)
from plugins.courses.services.demo.practicals import add_demo_practicals
from plugins.courses.services.practicals.activities import activities_of
from plugins.courses.services.practicals.final_marks import final_mark
from plugins.courses.services.practicals.sheets import Scores, save_sheet, submit_sheet
from plugins.courses.tests.factories import make_course, make_enrollment
from plugins.courses.tests.practicals.factories import (
    make_decided,
    make_practical,
    make_result,
    make_rubric,
    make_scene,
    make_sitting,
)
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

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


# Organisers


def plan_data(practical, judges, **more):
    return {
        "practical": practical.pk,
        "judges": [each.pk for each in judges],
        "first": "2030-05-06T09:00",
        "minutes": "30",
        **more,
    }


def test_a_plan_is_looked_at_changed_and_saved_and_all_are_told(
    trainer, judge, django_capture_on_commit_callbacks
):
    practical, candidate = make_practical(scenes=2), UserFactory()
    judges = [judge.user, UserFactory(role=Role.EDITOR)]
    data = plan_data(practical, judges, candidates=[candidate.pk])

    shown = trainer.post(at("plan"), {**data, "propose": ""})
    assert Sitting.objects.count() == 0
    (seat,) = shown.context["seats"]
    key = f"seat{candidate.pk}"
    data |= {
        "save": "", "seat": [candidate.pk],
        f"{key}-is_taken": "on", f"{key}-starts_at": "2030-05-06T14:00",
        f"{key}-scene": seat.initial["scene"], f"{key}-judges": [j.pk for j in judges],
    }  # fmt: skip
    short = trainer.post(at("plan"), {**data, f"{key}-judges": [judge.user.pk]})
    assert Sitting.objects.count() == 0
    assert short.status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = trainer.post(at("plan"), data)

    assert answer.url == at("board")
    sitting = Sitting.objects.get()
    assert timezone.localtime(sitting.starts_at).hour == 14
    told = Notification.objects.filter(kind="lms_courses.sitting_planned")
    assert {*told.values_list("recipient", flat=True)} == {candidate.pk, *(j.pk for j in judges)}  # fmt: skip


def test_a_team_is_planned_and_its_leader_does_not_judge_it(trainer):
    leader = UserFactory(role=Role.MANAGER)
    team = TeamFactory(manager=leader)
    for _each in range(2):
        StaffProfileFactory(team=team)
    other = UserFactory(role=Role.REVIEWER)
    practical = make_practical(judges_needed=1)

    answer = trainer.post(at("plan"), plan_data(practical, [leader, other], team=team.pk, propose=""))  # fmt: skip

    seats = answer.context["seats"]
    assert len(seats) == 2
    assert all(seat.initial["judges"] == [other.pk] for seat in seats)
    assert all(str(leader.pk) not in seat.panel for seat in seats)


def test_all_of_a_course_who_have_not_passed_are_planned(trainer):
    course = make_course()
    practical = make_practical(course=course, judges_needed=1)
    passed, waiting = UserFactory(), UserFactory()
    for person in (passed, waiting):
        make_enrollment(course, person=person)
    make_decided(practical, candidate=passed, judges=[UserFactory()], totals=("90",))
    judges = [UserFactory(role=Role.REVIEWER)]

    answer = trainer.post(at("plan"), plan_data(practical, judges, takes_course="on", propose=""))  # fmt: skip

    assert [seat.candidate for seat in answer.context["seats"]] == [waiting]


def test_organisers_are_told_where_judges_differ_but_not_the_candidate(
    trainer, client_as, django_capture_on_commit_callbacks
):
    other = client_as(Role.TRAINER)
    sitting = make_sitting(candidate=other.user)
    with django_capture_on_commit_callbacks(execute=True):
        for sheet, points in zip(sitting.sheets.all(), (5, 1), strict=True):
            scores = Scores(marks=dict.fromkeys("012", points))
            submit_sheet(sheet=sheet, user=sheet.judge, revision=0, scores=scores, now=timezone.now())  # fmt: skip

    told = Notification.objects.filter(kind="lms_courses.adjudication_wanted")
    assert [each.recipient for each in told] == [trainer.user]
    trainer.post(at("step", sitting.pk, "decide"), {"score": "70", "reason": "听过录音"})  # fmt: skip
    assert Sitting.objects.get().score == 70


def test_a_draft_of_another_judge_is_not_shown_when_the_organiser_decides(trainer):
    sitting = make_sitting(judges=[UserFactory() for _each in range(2)])
    for sheet, total in zip(sitting.sheets.all(), (100, 20), strict=True):
        sheet.state, sheet.total = SheetState.SUBMITTED, Decimal(total)
        sheet.save()
    third = UserFactory(role=Role.REVIEWER)
    Sitting.objects.filter(pk=sitting.pk).update(state=SittingState.SCORED)
    trainer.post(at("step", sitting.pk, "third-judge"), {"judge": third.pk, "reason": "差距大"})  # fmt: skip
    asked = sitting.sheets.get(judge=third)
    save_sheet(sheet=asked, user=third, revision=0, scores=Scores(comment="没写完"), now=timezone.now())  # fmt: skip

    trainer.post(at("step", sitting.pk, "decide"), {"score": "70", "reason": "等不及"})  # fmt: skip

    page = text(trainer.get(at("sitting", sitting.pk)))
    assert "70.00" in page
    assert "没写完" not in page


def test_what_could_not_be_done_is_said_and_nothing_that_was_written_is_lost(trainer):
    sitting = make_decided()

    page = text(trainer.post(at("step", sitting.pk, "correct"), {"score": "101", "reason": "抄错一位"}))  # fmt: skip

    assert "抄错一位" in page
    assert Sitting.objects.get().score == 75


def test_a_course_in_which_few_pass_needs_more_exercises(manager):
    practical = make_practical(course=make_course(title="投诉沟通"))
    for _each in range(5):
        make_decided(practical, totals=("30", "40"))
    manager.cookies["django_language"] = "en"

    page = text(manager.get(at("report")))

    assert "投诉沟通" in page
    assert "needs more exercises" in page


def test_trainers_find_scenes_by_any_word_of_them(trainer):
    make_scene(title="婚礼前两天", role_card="新娘的姐姐")
    make_scene(title="别的")

    page = text(trainer.get(at("scenes") + "?q=新娘 婚礼"))

    assert "婚礼前两天" in page
    assert "别的" not in page


def test_a_trainer_who_is_to_sit_a_scene_does_not_read_its_role_card(trainer):
    sitting = make_sitting(candidate=trainer.user)

    assert SECRET not in text(trainer.get(at("scene", sitting.scene.pk)))
    assert SECRET not in text(trainer.get(at("sitting", sitting.pk)))
    assert SECRET in text(trainer.get(at("scene", make_scene().pk)))


def test_a_rubric_is_written_as_lines_and_a_wrong_line_is_named(trainer):
    path = reverse("lms_courses_rubrics:add")
    lines = "礼仪 | 40 | 5\n1: 没有问候\n5：从容有礼\n\n流程 \uff5c 60 \uff5c 5"

    wrong = trainer.post(path, {"title": "评分", "criteria": "礼仪 40", "is_on": "on"})
    assert "礼仪 40" in text(wrong)
    trainer.post(path, {"title": "评分", "criteria": lines, "is_on": "on"})

    parts = Rubric.objects.get().latest.parts
    assert [(p.name, p.weight, dict(p.anchors)) for p in parts] == [
        ("礼仪", 40, {"1": "没有问候", "5": "从容有礼"}),
        ("流程", 60, {}),
    ]


# Final marks


def make_release(course, outline):
    """Return a release with other activities, as outlines will list them."""
    return CourseRelease.objects.create(
        course=course,
        course_key=course.key,
        title=course.title,
        number=2,
        outline=outline,
        digest="x",
        released_at=timezone.now(),
    )


def test_a_final_mark_needs_all_that_the_release_requires():
    course, person = make_course(), UserFactory()
    practical = make_practical(course=course)
    (activity,) = activities_of(course)
    assert activity.key == str(practical.key)
    enrollment = make_enrollment(course, person=person)
    outline = [
        asdict(activity),
        {**asdict(activity), "key": str(course.key), "kind": "exam"},
    ]
    Enrollment.objects.filter(pk=enrollment.pk).update(
        release=make_release(course, outline)
    )
    make_decided(practical, candidate=person)

    assert final_mark(person, course).score is None
    make_result(person, course, "80")
    assert final_mark(person, course).score == Decimal("78.50")


def test_floors_and_weights_of_a_course_count():
    course, person = make_course(), UserFactory()
    GradeScheme.objects.create(course=course, written_weight=50, practical_weight=50, practical_floor=76)  # fmt: skip
    make_decided(make_practical(course=course), candidate=person)
    make_result(person, course, 100)

    found = final_mark(person, course)

    assert (found.score, found.below_floor) == (Decimal("87.50"), ["practical"])
    assert not found.is_passed


def test_the_table_of_marks_is_shown_exported_and_weighed_anew(trainer, manager):
    course = make_course()
    for score in (100, 70, 30):
        person = UserFactory()
        make_result(person, course, score)
        make_decided(make_practical(course=course), candidate=person)
    path = at("marks", course.pk)

    answer = trainer.get(path)
    assert sum(band.number for band in answer.context["bands"]) == 3
    export = b"".join(trainer.get(path + "?export=csv").streaming_content).decode()
    assert "92.50" in export
    refused = trainer.post(path, {"written_weight": 50, "practical_weight": 40, "pass_mark": 60, "merit_mark": 85})  # fmt: skip
    assert refused.context["form"].errors
    assert "92.50" in text(refused)
    trainer.post(path, {"written_weight": 50, "practical_weight": 50, "pass_mark": 60, "merit_mark": 85})  # fmt: skip
    assert "87.50" in text(trainer.get(path))
    assert manager.post(path, {}).status_code == 403


# All pages


def test_each_page_says_what_to_do_when_there_is_nothing(trainer):
    for name in ("mine", "desk", "board", "plan", "scenes", "report"):
        for language in ("en", "zh-hans"):
            trainer.cookies["django_language"] = language
            assert trainer.get(at(name)).status_code == 200


def test_pages_ask_as_much_for_many_as_for_one(client_as):
    admin = client_as("admin")
    course = make_course()
    practical = make_practical(course=course, attempts=90, judges_needed=1)

    def add():
        person = UserFactory()
        StaffProfileFactory(user=person)
        make_decided(practical, candidate=person, totals=("70",))
        make_decided(practical, candidate=admin.user, totals=("70",))
        make_sitting(practical, judges=[admin.user])
        make_sitting(practical, judges=[UserFactory(role=Role.REVIEWER)])
        make_sitting(practical, candidate=admin.user)
        make_decided()
        make_scene()

    def counts():
        paths = [
            *(
                at(name)
                for name in ("mine", "desk", "board", "plan", "scenes", "report")
            ),
            at("marks", course.pk),
            at("standing", practical.pk),
            at("board") + "?show=all",
        ]
        found = {}
        for path in paths:
            admin.get(path)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                admin.get(path)
            found[path] = len(queries)
        return found

    add()
    before = counts()
    for _each in range(29):
        add()
    after = counts()

    assert {path: (n, before[path]) for path, n in after.items() if n > before[path]} == {}  # fmt: skip


def test_the_demo_has_sittings_in_all_states_and_only_once():
    names = ("trainer", "bairuoxi", "suwanqiao", "reviewer", "dingleyao", "xuqiaoying", "agent", "jianglin", "wuqinghe", "pengyuan", "agent_en", "mengran", "yaomengting", "wenjianing", "tianxiaoman", "guandongyang", "contributor", "gaoyifan")  # fmt: skip
    for name in names:
        UserFactory(username=name)

    assert add_demo_practicals(timezone.now()).endswith("sittings: 19 added")
    assert add_demo_practicals(timezone.now()) == ""
    assert {*Sitting.objects.values_list("state", flat=True)} == {*SittingState}


def test_what_is_held_about_people_has_no_sheet_before_there_is_a_mark(learner):
    sitting = make_sitting(candidate=learner.user)
    sheet = sitting.sheets.first()
    save_sheet(sheet=sheet, user=sheet.judge, revision=0, scores=Scores(comment="秘密"), now=timezone.now())  # fmt: skip
    make_decided(make_practical(rubric=make_rubric()), candidate=learner.user)

    held = data_of(learner.user)

    assert "核实得很仔细" in str(held["lms_courses.scores"])
    assert "秘密" not in str(held)
