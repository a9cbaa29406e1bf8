"""What others may ask of learners and trainers: evidence, marks, indicators."""

from collections.abc import Mapping

from lms.extensions import Indicator, RequirementKind, ScoreSource
from plugins.courses.services.evidence.classes import ClassesTaught, NothingToMakeUp
from plugins.courses.services.evidence.courses import CourseDone, CoursesDone
from plugins.courses.services.evidence.marks import (
    ExamPassed,
    MarksGiven,
    MeanMark,
    PassRate,
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
INDICATORS: Mapping[str, Indicator] = {"mean_mark": MeanMark(), "pass_rate": PassRate()}
