"""Final marks: the written and the practical part of a course, weighed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from plugins.courses.enums import ActivityKind
from plugins.courses.models import CoursePage, Enrollment, GradeScheme, Result
from plugins.courses.services.practicals.scoring import (
    FinalMark,
    half_up,
    mean_of,
    weigh,
)

_WEIGHED = (ActivityKind.EXAM, ActivityKind.PRACTICAL)
_Best = Mapping[tuple[str, str], Decimal]
"""Kind and key of an activity to somebody's best mark in it."""


def scheme_of(course: CoursePage) -> GradeScheme:
    """Return how a course weighs its parts; 70 to 30 where nobody has said."""
    found = GradeScheme.objects.filter(course=course).first()
    return found or GradeScheme(course=course)


def final_mark(person: Any, course: CoursePage) -> FinalMark:
    """Return somebody's final mark in a course, as it is now."""
    return final_marks([course], [person])[course.pk, person.pk]


def final_marks(
    courses: Sequence[CoursePage], people: Iterable[Any]
) -> dict[tuple[int, int], FinalMark]:
    """Return the final marks by keys of course and person; three queries in all."""
    keys = [person.pk for person in people]
    schemes = {
        each.course_id: each for each in GradeScheme.objects.filter(course__in=courses)
    }
    best = _best_marks(courses, keys)
    required = _required(courses, keys)
    found = {}
    for course in courses:
        scheme = schemes.get(course.pk) or GradeScheme(course=course)
        for key in keys:
            at = (str(course.key), key)
            parts = {
                str(kind): _part(best[at], kind, required[at]) for kind in _WEIGHED
            }
            found[course.pk, key] = weigh(
                scheme.parts, parts, pass_mark=scheme.pass_mark
            )
    return found


def people_of(course: CoursePage) -> set[int]:
    """Return the keys of those who take a course, or have a mark in it."""
    enrolled = Enrollment.objects.filter(course_key=course.key, withdrawn_at=None)
    marked = Result.objects.filter(course_key=course.key)
    rows = (*enrolled.values_list("person"), *marked.values_list("person"))
    return {key for (key,) in rows}


def _best_marks(
    courses: Sequence[CoursePage], keys: Sequence[int]
) -> dict[tuple[str, int], dict[tuple[str, str], Decimal]]:
    """Return the best of the marks that stand: who sat twice keeps the better one."""
    rows = Result.objects.current().filter(
        course_key__in=[course.key for course in courses], person__in=keys
    )
    best: dict[tuple[str, int], dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for course, person, kind, activity, score in rows.values_list(
        "course_key", "person", "kind", "activity_key", "score"
    ):
        mine, key = best[str(course), person], (kind, str(activity))
        mine[key] = max(score, mine.get(key, score))
    return best


def _required(
    courses: Sequence[CoursePage], keys: Sequence[int]
) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """Return what each person's newest release requires of them."""
    rows = Enrollment.objects.filter(
        course_key__in=[course.key for course in courses], person__in=keys
    )
    found: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for course, person, outline in rows.order_by("enrolled_at", "pk").values_list(
        "course_key", "person", "release__outline"
    ):
        found[str(course), person] = [
            (each["kind"], each["key"]) for each in outline if each["is_required"]
        ]
    return found


def _part(
    best: _Best, kind: str, required: Sequence[tuple[str, str]]
) -> Decimal | None:
    """Return the mean of a part; none while something that it requires has no mark."""
    wanted = {each for each in required if each[0] == kind}
    had = {each for each in best if each[0] == kind}
    if not had or wanted - had:
        return None
    return half_up(mean_of([best[each] for each in wanted or had]))
