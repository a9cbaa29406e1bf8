from plugins.courses.models.answer import CheckAnswer, LessonNote
from plugins.courses.models.attendance import (
    Apology,
    Attendance,
    AttendanceChange,
    CalendarFeed,
    CodeTries,
    MakeUpOrder,
    MakeUpStep,
)
from plugins.courses.models.cohort import (
    ClassSession,
    Cohort,
    CohortMember,
    CohortPhase,
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
from plugins.courses.models.practical import GradeScheme, Practical
from plugins.courses.models.rubric import Criterion, Rubric, RubricVersion
from plugins.courses.models.scene import Scene
from plugins.courses.models.sitting import ScoreSheet, Sitting, SittingNote

__all__ = [
    "ActivityProgress",
    "Apology",
    "Attendance",
    "AttendanceChange",
    "CalendarFeed",
    "CatalogPage",
    "CheckAnswer",
    "ClassSession",
    "CodeTries",
    "Cohort",
    "CohortMember",
    "CohortPhase",
    "CoursePage",
    "CourseRelease",
    "Criterion",
    "Enrollment",
    "GradeScheme",
    "LessonNote",
    "LessonPage",
    "MakeUpOrder",
    "MakeUpStep",
    "Practical",
    "Result",
    "Rubric",
    "RubricVersion",
    "Scene",
    "ScoreSheet",
    "Sitting",
    "SittingNote",
    "TaggedCourse",
]
