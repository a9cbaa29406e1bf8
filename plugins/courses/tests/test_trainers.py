"""What trainers and managers see and press: releases, assigning, coverage."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageViewRestriction

from lms.enums import Role
from lms.models import Notification
from lms.personal_data import data_of
from plugins.courses.models import (
    CatalogPage,
    CoursePage,
    CourseRelease,
    Enrollment,
    LessonPage,
)
from plugins.courses.services.coverage import counted, rows_by_course, rows_by_team
from plugins.courses.services.releasing import release_course
from plugins.courses.tests.builders import question, reflection
from plugins.courses.tests.factories import make_course, make_enrollment, make_lesson
from tests.factories.people import StaffProfileFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db
ROOT = "/plugins/courses"
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def shown(client, address):
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def test_what_is_published_reaches_learners_with_the_release(trainer, client_as):
    course = make_course(lessons=1)
    address = f"{course.get_absolute_url()}release/"
    assert "The first release" in shown(trainer, address)
    assert client_as(Role.AGENT).get(course.get_absolute_url()).status_code == 404

    trainer.post(address)
    new = make_lesson(course, title="新的一课")

    assert CourseRelease.objects.get().number == 1
    assert new.title in shown(trainer, address)
    assert new.title not in shown(client_as(Role.AGENT), course.get_absolute_url())
    trainer.post(address)
    assert new.title in shown(client_as(Role.AGENT), course.get_absolute_url())


def test_a_team_gets_a_course_with_a_due_date_at_once(trainer):
    course, team = make_course(), TeamFactory()
    make_enrollment(course)
    below = TeamFactory(parent=team)
    people = [StaffProfileFactory(team=each).user for each in (team, below)]
    StaffProfileFactory()
    address = f"{course.get_absolute_url()}assign/?team={team.pk}"

    assert "2 people" in shown(trainer, address)
    due = TODAY + timedelta(days=9)
    trainer.post(address, {"is_whole_team": "on", "due_on": f"{due:%Y-%m-%d}"})

    rows = Enrollment.objects.filter(assigned_by=trainer.user)
    assert {row.person for row in rows} == {*people}
    assert {row.due_on for row in rows} == {due}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose who is to take it."),
        ({"due_on": "2020-01-01"}, "This day is over."),
    ],
)
def test_an_assignment_that_makes_no_sense_says_so(trainer, data, words):
    course = make_course()
    make_enrollment(course)

    answer = trainer.post(
        f"{course.get_absolute_url()}assign/", data, headers={"accept-language": "en"}
    )

    assert words in answer.content.decode()


@pytest.fixture
def team_of_four():
    """Two have completed it, one of them late; one is overdue, one has time."""
    course, team = make_course(title="处理投诉"), TeamFactory(name="热线九组")
    rows = [
        make_enrollment(
            course, person=StaffProfileFactory(team=team).user, due_on=TODAY
        )
        for _each in range(4)
    ]
    late = TODAY - timedelta(days=3)
    Enrollment.objects.filter(pk=rows[0].pk).update(completed_at=NOW)
    Enrollment.objects.filter(pk=rows[1].pk).update(completed_at=NOW, due_on=late)
    Enrollment.objects.filter(pk=rows[2].pk).update(due_on=late)
    return course, team, rows


def test_coverage_counts_by_course_and_by_team(trainer, team_of_four):
    course, team, _rows = team_of_four
    make_enrollment(course, withdrawn_at=NOW)
    make_enrollment(course, person=UserFactory(is_active=False))

    (row,) = rows_by_course(counted(trainer.user), TODAY)
    assert (row.name, row.total, row.completed, row.on_time) == ("处理投诉", 4, 2, 1)
    assert (row.overdue, row.percent) == (1, 50)
    assert sum(width for _name, _at, width in row.parts) == 100
    (row,) = rows_by_team(counted(trainer.user), TODAY)
    assert (row.name, row.total) == (team.name, 4)

    text = shown(trainer, f"{ROOT}/report/")
    assert "2 of 4 completed, 50%" in text
    assert "50% completed, target 100%" in text


def test_the_last_time_counts_when_somebody_takes_it_again(trainer, team_of_four):
    course, _team, rows = team_of_four
    make_enrollment(course, person=rows[0].person, cycle=2)

    (row,) = rows_by_course(counted(trainer.user), TODAY)

    assert (row.total, row.completed) == (4, 1)


def test_people_are_listed_by_state_and_leave_as_a_table(trainer, team_of_four):
    course, team, rows = team_of_four
    address = f"{ROOT}/report/people/?course={course.key}&team={team.pk}"

    def listed(state):
        entries = trainer.get(f"{address}&state={state}").context["entries"]
        return {row.pk for row, _standing, _state in entries}

    assert listed("overdue") == {rows[2].pk}
    assert listed("new") == {rows[3].pk}
    assert listed("completed") == {rows[0].pk, rows[1].pk}
    answer = trainer.get(f"{address}&export=xlsx")
    content = BytesIO(
        b"".join(answer.streaming_content) if answer.streaming else answer.content
    )
    cells = [*load_workbook(content).active.iter_rows(values_only=True)]
    assert len(cells) == 5
    assert trainer.get(f"{ROOT}/report/people/?course=nothing").status_code == 404
    assert trainer.get(f"{ROOT}/report/people/?team=nothing").status_code == 404


def test_who_is_late_is_reminded_once_a_day(trainer, team_of_four):
    course, _team, rows = team_of_four
    address = f"{ROOT}/report/people/remind/?course={course.key}"

    for _press in range(2):
        answer = trainer.post(address)
    assert answer.url == f"{ROOT}/report/people/?course={course.key}"

    told = Notification.objects.filter(kind="lms_courses.reminder")
    assert [each.recipient_id for each in told] == [rows[2].person_id]


def test_one_person_is_reminded_of_what_is_not_late_yet(trainer, team_of_four):
    course, _team, rows = team_of_four
    assert "Remind" in shown(trainer, f"{ROOT}/report/enrollments/{rows[3].pk}/")

    address = f"{ROOT}/report/people/remind/?course={course.key}"
    trainer.post(address, {"row": rows[3].pk})

    told = Notification.objects.filter(kind="lms_courses.reminder")
    assert [each.recipient_id for each in told] == [rows[3].person_id]


def test_a_closed_course_is_in_no_figure_of_who_may_not_read_it(
    client_as, team_of_four
):
    course, _team, rows = team_of_four
    manager = client_as(Role.MANAGER)
    PageViewRestriction.objects.create(page=course, restriction_type="groups")

    assert "处理投诉" not in shown(manager, f"{ROOT}/report/")
    address = f"{ROOT}/report/people/?course={course.key}"
    assert manager.get(address).status_code == 404
    assert manager.get(f"{ROOT}/report/enrollments/{rows[0].pk}/").status_code == 404
    manager.post(f"{ROOT}/report/people/remind/", {"row": rows[3].pk})
    assert not Notification.objects.filter(kind="lms_courses.reminder").exists()


def test_what_is_held_about_a_person_is_handed_out(trainer):
    row = make_enrollment()

    held = data_of(row.person)

    assert held["lms_courses.enrollments"][0]["release__title"] == row.release.title


def test_courses_are_written_in_the_explorer(client_as):
    editor = client_as(Role.EDITOR)
    course = make_course(lessons=1)
    make_enrollment(course)
    lesson = LessonPage.objects.child_of(course).get()
    LessonPage.objects.filter(pk=lesson.pk).update(minutes=30)

    text = shown(editor, f"/admin/pages/{course.pk}/edit/")
    assert "Learners get release 1" in text
    assert f"{course.get_absolute_url()}release/" in text
    lesson.minutes = 30
    lesson.save_revision().publish()
    assert "This one takes another time" in shown(
        editor, f"/admin/pages/{lesson.pk}/edit/"
    )
    assert "/admin/pages/" in shown(editor, "/admin/")


def test_a_draft_is_seen_as_learners_would(client_as):
    editor = client_as(Role.EDITOR)
    lesson = make_lesson(make_course(lessons=0), body=[question(), reflection()])

    text = shown(editor, f"/admin/pages/{lesson.pk}/view_draft/")

    assert "顾客发火时先做什么" in text
    assert "说明：" not in text


def test_the_first_course_is_written_where_there_is_no_catalog_yet(client_as):
    answer = client_as(Role.EDITOR).post(f"{ROOT}/write/", follow=True)

    assert answer.status_code == 200
    catalog = CatalogPage.objects.get()
    assert answer.redirect_chain[-1][0].endswith(f"/coursepage/{catalog.pk}/")


def test_the_form_of_a_course_names_no_closed_course_and_keeps_it(client_as):
    editor = client_as(Role.EDITOR)
    secret, course = make_course(title="内部机密课"), make_course()
    course.prerequisites.add(secret)
    course.save()
    PageViewRestriction.objects.create(page=secret, restriction_type="groups")
    form_class = CoursePage.get_edit_handler().get_form_class()
    course = CoursePage.objects.get(pk=course.pk)

    assert secret.title not in shown(editor, f"/admin/pages/{course.pk}/edit/")
    form = form_class({"title": "x"}, instance=course, for_user=editor.user)
    form.is_valid()
    assert [*form.cleaned_data["prerequisites"]] == [secret]


@pytest.mark.parametrize("path", ["users/delete/{}/", "bulk/lms/user/delete/?id={}"])
def test_somebody_who_has_learned_is_not_deleted_and_that_is_said(client_as, path):
    row = make_enrollment()

    answer = client_as("admin").post(
        f"/admin/{path.format(row.person_id)}",
        follow=True,
        headers={"accept-language": "en"},
    )

    assert "Nothing was deleted" in answer.content.decode()
    assert Enrollment.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("key", ["9" * 30, "-1", "0", "x", "\0"])
def test_a_person_who_is_not_there_is_refused_in_the_form(trainer, key):
    course = make_course()
    release_course(course=course, user=None, now=timezone.now())
    address = reverse("lms_courses:assign", args=[course.pk])

    answer = trainer.post(address, {"people": key})

    assert answer.status_code == 200
    assert not Enrollment.objects.exists()
