"""Final marks: the written and the practical part of a course, weighed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from plugins.courses.enums import ActivityKind
from plugins.courses.models import CoursePage, Enrollment, GradeScheme, Result
from plugins.courses.services.scoring import FinalMark, half_up, mean_of, weigh

_WEIGHED = (ActivityKind.EXAM, ActivityKind.PRACTICAL)
_Best = Mapping[tuple[str, str], Decimal]
"""Kind and key of an activity to somebody's best mark in it."""


def scheme_of(course: CoursePage) -> GradeScheme:
    """Return how a course weighs its parts; 70 to 30 where nobody has said."""
    found = GradeScheme.objects.filter(course=course).first()
    return found or GradeScheme(course=course)


def final_mark(person: Any, course: CoursePage) -> FinalMark:
    """Return somebody's final mark in a course, as it is now."""
    return final_marks(course, [person])[person.pk]


def final_marks(course: CoursePage, people: Iterable[Any]) -> dict[int, FinalMark]:
    """Return the final marks of many, by their keys; three queries in all."""
    keys = [person.pk for person in people]
    scheme = scheme_of(course)
    best = _best_marks(course, keys)
    required = _required(course, keys)
    return {
        key: weigh(
            scheme.parts,
            {kind: _part(best[key], kind, required[key]) for kind in _WEIGHED},
            pass_mark=scheme.pass_mark,
        )
        for key in keys
    }


def _best_marks(
    course: CoursePage, keys: Sequence[int]
) -> dict[int, dict[tuple[str, str], Decimal]]:
    """Return the best of the marks that stand: who sat twice keeps the better one."""
    rows = Result.objects.current().filter(course_key=course.key, person__in=keys)
    best: dict[int, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for person, kind, activity, score in rows.values_list(
        "person", "kind", "activity_key", "score"
    ):
        key = (kind, str(activity))
        best[person][key] = max(score, best[person].get(key, score))
    return best


def _required(
    course: CoursePage, keys: Sequence[int]
) -> dict[int, list[tuple[str, str]]]:
    """Return what each person's newest release requires of them."""
    rows = Enrollment.objects.filter(course_key=course.key, person__in=keys)
    newest = rows.order_by("enrolled_at", "pk").values_list(
        "person", "release__outline"
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person, outline in newest:
        found[person] = [
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
