"""What a level of a certification may ask of learners and trainers."""

from collections.abc import Mapping

from lms.extensions import RequirementKind, ScoreSource
from plugins.courses.services.evidence.classes import ClassesTaught, NothingToMakeUp
from plugins.courses.services.evidence.courses import CourseDone, CoursesDone
from plugins.courses.services.evidence.marks import (
    ExamPassed,
    MarksGiven,
    PracticalPassed,
    PracticalsPassed,
)

KINDS: Mapping[str, RequirementKind] = {
    "course_done": CourseDone(),
    "courses_done": CoursesDone(),
    "exam_passed": ExamPassed(),
    "practical_passed": PracticalPassed(),
    "practicals_passed": PracticalsPassed(),
    "nothing_to_make_up": NothingToMakeUp(),
    "classes_taught": ClassesTaught(),
}
SCORES: ScoreSource = MarksGiven()
