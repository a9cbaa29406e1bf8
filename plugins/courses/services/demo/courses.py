"""The courses of the demo, and how far its people are with them.

Rows are written as they would be at the end of their way: nobody is told of what never
happened.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils.timezone import localdate
from wagtail.models import Locale

from knowledge_base.models import ArticlePage, Faq, Script, Tag
from plugins.courses.enums import EnrollmentSource
from plugins.courses.models import (
    ActivityProgress,
    CatalogPage,
    CheckAnswer,
    CoursePage,
    Enrollment,
    LessonNote,
    LessonPage,
)
from plugins.courses.models.content import checks_of
from plugins.courses.services.catalog import main_catalog
from plugins.courses.services.demo.bodies import body_of
from plugins.courses.services.releasing import release_course

FOLDER = Path(__file__).parents[2] / "demo" / "courses"
RELEASED = timedelta(days=60)
STAFF = "trainer"
_FIELDS = ("title", "slug", "level", "area", "audience", "summary")


@dataclass(frozen=True)
class _World:
    """Who and what is there, by name."""

    people: Mapping[str, Any]
    items: Mapping[tuple[str, str], Any]
    now: datetime


def add_demo_courses(now: datetime) -> str:
    """Add the courses where there are none, and say in a line what was added."""
    if CoursePage.objects.exists():
        return ""
    world = _world(now)
    files = sorted(FOLDER.glob("*.yaml"), key=_order)
    rows = [yaml.safe_load(file.read_text("utf-8")) for file in files]
    courses = {row["slug"]: _add_course(row, world) for row in rows}
    enrollments = _add_people(courses, world)
    lessons = LessonPage.objects.count()
    return f"Courses: {len(courses)}, lessons: {lessons}, learners: {enrollments} added"


def _order(file: Path) -> tuple[bool, str]:
    """Put the Chinese ones first."""
    return not file.name.startswith("zh"), file.name


def _world(now: datetime) -> _World:
    people = get_user_model()._default_manager.all()
    rows = {
        "script": Script.objects.order_by("-pk"),
        "faq": Faq.objects.order_by("-pk"),
        "article": ArticlePage.objects.order_by("-pk"),
    }
    return _World(
        {person.get_username(): person for person in people},
        {(kind, str(row)): row for kind, found in rows.items() for row in found},
        now,
    )


def _add_course(row: Mapping[str, Any], world: _World) -> CoursePage:
    day = world.now - RELEASED
    course = CoursePage(
        **{name: row.get(name, "") for name in _FIELDS},
        is_open=row.get("open", True),
        days=row.get("days"),
        locale=_locale(row.get("language", "zh-hans")),
        owner=world.people.get(STAFF),
    )
    CatalogPage.objects.get(pk=main_catalog().pk).add_child(instance=course)
    course.tags.set(Tag.objects.filter(name__in=row.get("tags", ())))
    course.prerequisites = [*CoursePage.objects.filter(slug__in=row.get("before", ()))]
    course.save()
    _publish(course, day)
    for number, each in enumerate(row["lessons"], start=1):
        _add_lesson(course, number, each, world, day)
    release_course(course=course, user=world.people.get(STAFF), now=day)
    return CoursePage.objects.get(pk=course.pk)


def _add_lesson(
    course: CoursePage,
    number: int,
    row: Mapping[str, Any],
    world: _World,
    day: datetime,
) -> None:
    lesson = LessonPage(
        title=row["title"],
        slug=f"{course.slug}-{number}",
        section=row.get("section", ""),
        minutes=row["minutes"],
        rule=row.get("rule", "pressed"),
        is_required=row.get("required", True),
        body=body_of(f"{course.slug}-{number}", row["body"], world.items),
        locale=course.locale,
        owner=world.people.get(STAFF),
    )
    CoursePage.objects.get(pk=course.pk).add_child(instance=lesson)
    _publish(lesson, day)


def _publish(page: Any, day: datetime) -> None:
    """Put the page on the site as if that had been on this day."""
    revision = page.save_revision(user=page.owner)
    type(page).objects.filter(pk=page.pk).update(
        live=True,
        has_unpublished_changes=False,
        live_revision=revision,
        first_published_at=day,
        last_published_at=day,
    )


def _locale(code: str) -> Locale:
    found = Locale.objects.filter(language_code=code).first()
    return found or Locale.get_default()


def _add_people(courses: Mapping[str, CoursePage], world: _World) -> int:
    notes = _notes()
    added = 0
    with (FOLDER / "people.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            person = world.people.get(row["person"])
            if person is None:
                continue
            _enroll(row, courses[row["course"]], person, world, notes)
            added += 1
    return added


def _enroll(
    row: Mapping[str, str],
    course: CoursePage,
    person: Any,
    world: _World,
    notes: Sequence[tuple[str, str, str]],
) -> None:
    now, done = world.now, int(row["done"])
    begun = now - timedelta(days=int(row["days"]) - 1)
    by = world.people.get(row["by"])
    enrollment = Enrollment.objects.create(
        person=person,
        release=course.releases.get(),
        course_key=course.key,
        source=EnrollmentSource.ASSIGNED if by else EnrollmentSource.SELF,
        assigned_by=by,
        enrolled_at=begun - timedelta(days=1),
        begun_at=begun if done else None,
        due_on=localdate(now) + timedelta(days=int(row["due"])) if row["due"] else None,
        completed_at=now + timedelta(days=int(row["completed"]), hours=-1)
        if row["completed"]
        else None,
    )
    lessons = [*LessonPage.objects.child_of(course).order_by("path")]
    for number, lesson in enumerate(lessons[:done]):
        moment = (enrollment.completed_at or now) - timedelta(hours=3 * (done - number))
        _finish(enrollment, lesson, max(begun, moment))
    if done < len(lessons) and done and not row["completed"]:
        ActivityProgress.objects.create(
            enrollment=enrollment, key=lessons[done].key, opened_at=now, seen_at=now
        )
    keys = {str(block.id): lesson for lesson in lessons for block in lesson.body}
    LessonNote.objects.bulk_create(
        LessonNote(
            enrollment=enrollment,
            lesson_key=keys[block].key,
            block=block,
            text=text,
            written_at=begun,
        )
        for name, block, text in notes
        if name == person.get_username() and block in keys
    )


def _finish(enrollment: Enrollment, lesson: LessonPage, moment: datetime) -> None:
    ActivityProgress.objects.create(
        enrollment=enrollment,
        key=lesson.key,
        opened_at=moment - timedelta(minutes=lesson.minutes),
        seen_at=moment,
        done_at=moment,
    )
    CheckAnswer.objects.bulk_create(
        CheckAnswer(
            enrollment=enrollment,
            lesson_key=lesson.key,
            block=check.key,
            chosen=sorted(check.right),
            is_right=True,
            tries=1 + (enrollment.person_id + number) % 3 // 2,
            answered_at=moment,
        )
        for number, check in enumerate(checks_of(lesson))
    )


def _notes() -> list[tuple[str, str, str]]:
    """Return user name, key of the block and text of each note."""
    return [
        (person, key, text)
        for _lesson, key, part in parts_of_lessons()
        for person, text in part.get("notes", {}).items()
    ]


def parts_of_lessons() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield slug of the lesson, key of the block and what the file says of each part."""
    for file in FOLDER.glob("*.yaml"):
        course = yaml.safe_load(file.read_text("utf-8"))
        for number, lesson in enumerate(course["lessons"], start=1):
            name = f"{course['slug']}-{number}"
            keys = [
                each["id"] for each in body_of(name, lesson["body"], {}, all_of=True)
            ]
            for key, part in zip(keys, lesson["body"], strict=True):
                yield name, key, part
