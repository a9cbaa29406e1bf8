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
    "ClassSession",
    "CodeTries",
    "Cohort",
    "CohortMember",
    "CohortPhase",
    "CoursePage",
    "CourseRelease",
    "Enrollment",
    "LessonPage",
    "MakeUpOrder",
    "MakeUpStep",
    "Result",
    "TaggedCourse",
]
