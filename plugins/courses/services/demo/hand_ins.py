"""What people of the demo have handed in: written as it would be at the end of its way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from plugins.courses.enums import HandInState
from plugins.courses.models import Enrollment, HandIn, LessonPage
from plugins.courses.services.demo.courses import STAFF, parts_of_lessons


def add_demo_hand_ins(now: datetime) -> str:
    """Add what was handed in where there is nothing, and say in a line what was added."""
    if HandIn.objects.exists():
        return ""
    added = 0
    for slug, key, part in parts_of_lessons():
        lesson = LessonPage.objects.filter(slug=slug).first()
        for person, handed in part.get("handed", {}).items():
            added += lesson is not None and _add(lesson, key, person, part, handed, now)
    return f"Hand-ins: {added} added" if added else ""


def _add(
    lesson: LessonPage,
    key: str,
    person: str,
    part: Mapping[str, Any],
    handed: Mapping[str, Any],
    now: datetime,
) -> bool:
    rows = Enrollment.objects.running().filter(course_key=lesson.course.key)
    enrollment = rows.filter(person__username=person).first()
    if enrollment is None:
        return False
    people = get_user_model()._default_manager.filter(username=STAFF)
    row = HandIn(
        enrollment=enrollment,
        lesson_key=lesson.key,
        block=key,
        number=1,
        title=lesson.title,
        task=part["do"],
        text=handed["text"],
        handed_in_at=now - timedelta(hours=handed["hours"]),
    )
    if "feedback" in handed:
        row.state, row.feedback = HandInState.SENT_BACK, handed["feedback"]
        row.decided_by = people.first()
        row.decided_at = now - timedelta(hours=handed["hours"] // 2)
        row.points = [
            {
                "text": text,
                "is_met": text not in handed["missing"],
                "comment": handed["missing"].get(text, ""),
            }
            for text in part["points"]
        ]
    row.save()
    return True
