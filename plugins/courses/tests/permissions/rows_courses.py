"""Courses and lessons: what each address answers to whom."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import PageViewRestriction

from lms.enums import Role
from plugins.courses.models import CatalogPage, CourseRelease, HandIn, HandInFile
from plugins.courses.services.catalog import main_catalog
from plugins.courses.tests.factories import (
    make_catalog,
    make_course,
    make_enrollment,
    make_lesson,
    make_lost_pass,
)
from tests.permissions.table import Outcome, Row, only

NOT_FOUND, NOT_ALLOWED = Outcome.NOT_FOUND, Outcome.NOT_ALLOWED
POST = ("POST",)
TEACHERS = only(Role.EDITOR, Role.TRAINER)
REVIEWERS = only(Role.TRAINER)
REPORTERS = only(Role.TRAINER, Role.MANAGER)
DECIDERS = only(Role.TRAINER)
DECISION = {"outcome": "kept", "reason": "题目有误，不影响结业"}


def make_objects(place):
    catalog = closed_catalog(place) if place.is_closed else main_catalog()
    course = make_course(catalog=catalog)
    enrollment = make_enrollment(course)
    assigned = make_course(catalog=catalog, is_open=False)
    make_enrollment(assigned)
    draft = make_course(catalog=catalog)
    return {
        "catalog": catalog.pk,
        "course": course.pk,
        "assigned": assigned.pk,
        "draft": draft.pk,
        "lesson": course.get_children().first().pk,
        "hidden": assigned.get_children().first().pk,
        "unreleased": make_lesson(draft).pk,
        "enrollment": enrollment.pk,
        "lost": make_lost_pass(enrollment).pk,
        "block": str(uuid4()),
        "file": 1,
        **_handed_in(enrollment, course),
    }


def _handed_in(enrollment, course):
    row = HandIn.objects.create(
        enrollment=enrollment,
        lesson_key=course.get_children().first().specific.key,
        block=uuid4(),
        number=1,
        title="礼仪短片",
        handed_in_at=timezone.now(),
    )
    file = HandInFile(hand_in=row, filename="流程.txt", mime="text/plain", size=6)
    file.file.save("file.txt", ContentFile(b"A -> B"))
    return {"hand_in": row.pk, "hand_in_file": file.pk}


def closed_catalog(place):
    catalog = make_catalog()
    locked = PageViewRestriction.objects.create(page=catalog, restriction_type="groups")
    locked.groups.set(place.category.view_restrictions.get().groups.all())
    return CatalogPage.objects.get(pk=catalog.pk)


def page(name, *args, **options):
    return Row(f"lms_courses:{name}", args, **options)


def of_course(name, *args, **options):
    return page(name, *args, closed=NOT_FOUND, **options)


ROWS = [
    *(page(name) for name in ("catalog", "mine", "wrong")),
    page("write", methods=POST, allowed=TEACHERS),
    page("report", allowed=REPORTERS),
    page("people", allowed=REPORTERS),
    page("lost_passes", allowed=DECIDERS),
    of_course(
        "decide_lost_pass",
        "lost",
        methods=POST,
        data=DECISION,
        allowed=DECIDERS,
        gate=DECIDERS,
    ),
    of_course(
        "undo_lost_pass",
        "lost",
        methods=POST,
        data=DECISION,
        allowed=DECIDERS,
        gate=DECIDERS,
    ),
    page("remind", methods=POST, allowed=REPORTERS),
    of_course("person", "enrollment", allowed=REPORTERS, gate=REPORTERS),
    page("change_people", methods=POST, allowed=REVIEWERS),
    of_course(
        "change_person",
        "enrollment",
        methods=POST,
        allowed=REVIEWERS,
        gate=REVIEWERS,
    ),
    page("shelf", "catalog", closed=NOT_FOUND),
    of_course("course", "course"),
    of_course("course", "draft", allowed=TEACHERS, refusal=NOT_FOUND),
    of_course("begin", "course", methods=POST),
    of_course("begin", "assigned", methods=POST),
    *(
        of_course(name, "course", methods=POST)
        for name in ("again", "give_up", "switch", "complete")
    ),
    page("begin", "course", answer=NOT_ALLOWED),
    of_course("release", "draft", allowed=TEACHERS, gate=TEACHERS),
    of_course("release", "draft", methods=POST, allowed=TEACHERS, gate=TEACHERS),
    of_course("assign", "course", allowed=TEACHERS, gate=TEACHERS),
    of_course("assign", "course", methods=POST, allowed=TEACHERS, gate=TEACHERS),
    of_course("lesson", "lesson"),
    of_course("lesson", "hidden", allowed=TEACHERS, refusal=NOT_FOUND),
    of_course("lesson", "unreleased", allowed=TEACHERS, refusal=NOT_FOUND),
    *(
        of_course(name, "lesson", methods=POST, answer=NOT_FOUND)
        for name in ("opened", "done")
    ),
    *(
        of_course(name, "lesson", "block", methods=POST, answer=NOT_FOUND)
        for name in ("check", "note")
    ),
    of_course("film", "lesson", "file", answer=NOT_FOUND),
    *(
        of_course(name, "lesson", "block", methods=POST, answer=NOT_FOUND)
        for name in ("hand_in", "hand_in_take_back")
    ),
    page("hand_ins", allowed=REVIEWERS),
    *(
        of_course(
            "hand_in_look",
            "hand_in",
            methods=methods,
            allowed=REVIEWERS,
            gate=REVIEWERS,
        )
        for methods in (("GET",), POST)
    ),
    of_course(
        "hand_in_file",
        "hand_in",
        "hand_in_file",
        allowed=REVIEWERS,
        refusal=NOT_FOUND,
    ),
]


def _released(title):
    """Return a course that is offered; its lessons would be found by themselves."""
    course = make_course(title=title, lessons=0)
    CourseRelease.objects.create(
        course=course,
        course_key=course.key,
        title=title,
        number=1,
        outline=[],
        digest="",
        released_at=timezone.now(),
    )
    return course


OPEN_KINDS = {"course": _released}
