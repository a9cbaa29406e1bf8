"""Exams: what each address answers to whom."""

from django.utils import timezone

from lms.enums import Role
from plugins.courses.enums import ExamState
from plugins.courses.models import Attempt, RemedialOrder
from plugins.courses.services.exams.sitting import start_attempt, submit_attempt
from plugins.courses.tests.exams.factories import make_exam, make_question
from plugins.courses.tests.factories import make_course
from plugins.courses.tests.permissions.rows_courses import closed_catalog
from tests.factories.people import UserFactory
from tests.permissions.rows_feedback import admin_row
from tests.permissions.table import STAFF, Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST, BOTH = ("POST",), ("GET", "POST")
NOBODY = frozenset()
TRAINERS = only(Role.TRAINER)
SEERS = only(Role.TRAINER, Role.MANAGER)
AUTHORS = only(Role.TRAINER, Role.EDITOR)
LOOKERS = AUTHORS | SEERS


def make_objects(place):
    """An exam for everybody, one for somebody else, and attempts of somebody else."""
    other, now = UserFactory(), timezone.now()
    question = make_question()
    catalog = closed_catalog(place) if place.is_closed else None
    exam = make_exam(question, course=make_course(lessons=0, catalog=catalog))
    if place.is_closed:
        own = {"exam": exam, "person": other, "pass_mark": 60, "seed": 1, "number": 1}
        over = {"state": "submitted", "started_at": now, "deadline": now}
        done = Attempt.objects.create(submitted_at=now, **own, **over)
        order = RemedialOrder.objects.create(exam=exam, person=other, opened_at=now)
        return {
            "exam": exam.key,
            "exam_pk": exam.pk,
            "done": done.key,
            "order": order.pk,
        }
    done = start_attempt(exam=exam, user=other, now=now)
    submit_attempt(attempt=done, now=now)
    running = start_attempt(exam=exam, user=other, now=now)
    order = RemedialOrder.objects.create(exam=exam, person=other, opened_at=now)
    return {
        "exam": exam.key,
        "exam_pk": exam.pk,
        "draft": make_exam(state=ExamState.DRAFT).key,
        "others": make_exam(audience="assigned").key,
        "done": done.key,
        "running": running.key,
        "first": 1,
        "order": order.pk,
        "question": question.pk,
        "version": question.latest.pk,
    }


def page(name, *args, **options):
    return Row(f"lms_courses:exam_{name}", args, **options)


def desk(name, arg, people, **options):
    """What is part of a course: of a closed one it is not there."""
    return page(name, arg, allowed=people, gate=people, closed=NOT_FOUND, **options)


def others(name, *args, **options):
    """What belongs to somebody else, or is for nobody here, is not there."""
    return page(name, *args, allowed=NOBODY, refusal=NOT_FOUND, answer=NOT_FOUND, **options)  # fmt: skip


def rows_of_list(name, key, history=AUTHORS):
    """The addresses of a list in the admin."""
    space, one = f"lms_courses_{name}", {"args": [key]}
    return [
        admin_row(space, "index", allowed=LOOKERS),
        admin_row(space, "index_results", allowed=LOOKERS),
        admin_row(space, "add", allowed=AUTHORS, methods=BOTH),
        admin_row(space, "edit", allowed=AUTHORS, methods=("GET",), **one),
        admin_row(space, "delete", allowed=NOBODY, methods=BOTH, **one),
        admin_row(space, "history", allowed=history, **one),
        admin_row(space, "history_results", allowed=history, **one),
        admin_row(space, "usage", allowed=AUTHORS, **one),
    ]


CHOOSER = "lms_courses_question_chooser"
ROWS = [
    page("mine"),
    page("front", "exam", closed=NOT_FOUND),
    others("front", "draft"),
    others("front", "others"),
    page("start", "exam", methods=POST, closed=NOT_FOUND),
    page("start", "exam", answer=NOT_ALLOWED),
    others("start", "others", methods=POST),
    *(others(name, "running", methods=BOTH) for name in ("sitting", "submit")),
    others("save", "running", "first", methods=POST, data={"q1-rev": "0"}),
    page("save", "running", "first", answer=NOT_ALLOWED),
    others("result", "done"),
    page("desk", allowed=SEERS),
    desk("report", "exam_pk", SEERS),
    desk("items", "exam_pk", SEERS),
    desk("attempt", "done", SEERS),
    page("attempt", "running", allowed=SEERS, answer=NOT_FOUND),
    desk("assign", "exam_pk", TRAINERS, methods=BOTH),
    desk("allow", "exam_pk", TRAINERS, methods=POST),
    page("allow", "exam_pk", answer=NOT_ALLOWED),
    page("remedial", allowed=TRAINERS),
    desk("close", "order", TRAINERS, methods=POST, data={"note": "重听录音"}),
    page("close", "order", answer=NOT_ALLOWED),
    page("bank_files", methods=BOTH, allowed=AUTHORS),
    page("question", "question", allowed=LOOKERS),
    page("regrade", "version", methods=BOTH, allowed=TRAINERS),
    *rows_of_list("questions", "question"),
    *rows_of_list("exams", "exam_pk", history=LOOKERS),
    Row(f"{CHOOSER}:choose", gate=STAFF, allowed=LOOKERS),
    Row(f"{CHOOSER}:choose_results", gate=STAFF, allowed=LOOKERS),
    Row(f"{CHOOSER}:chosen", ["question"], gate=STAFF, allowed=LOOKERS),
    Row(f"{CHOOSER}:chosen_multiple", gate=STAFF, allowed=LOOKERS),
]
