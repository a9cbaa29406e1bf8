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
    "Enrollment",
    "LessonNote",
    "LessonPage",
    "MakeUpOrder",
    "MakeUpStep",
    "Result",
    "TaggedCourse",
]
