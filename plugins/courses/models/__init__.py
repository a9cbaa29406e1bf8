from plugins.courses.models.attempt import (
    Attempt,
    AttemptItem,
    Marking,
    Regrade,
)
from plugins.courses.models.course import (
    CatalogPage,
    CoursePage,
    LessonPage,
    TaggedCourse,
)
from plugins.courses.models.enrollment import (
    ActivityProgress,
    CourseRelease,
    Enrollment,
    Result,
)
from plugins.courses.models.exam import (
    Exam,
    ExamAllowance,
    ExamAssignment,
    ExamPart,
    RemedialOrder,
)
from plugins.courses.models.question import (
    Question,
    QuestionSource,
    QuestionVersion,
)

__all__ = [
    "ActivityProgress",
    "Attempt",
    "AttemptItem",
    "CatalogPage",
    "CoursePage",
    "CourseRelease",
    "Enrollment",
    "Exam",
    "ExamAllowance",
    "ExamAssignment",
    "ExamPart",
    "LessonPage",
    "Marking",
    "Question",
    "QuestionSource",
    "QuestionVersion",
    "Regrade",
    "RemedialOrder",
    "Result",
    "TaggedCourse",
]
