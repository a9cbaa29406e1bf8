from plugins.courses.models.attendance import (
    Apology,
    Attendance,
    AttendanceChange,
    CodeTries,
)
from plugins.courses.models.class_session import CalendarFeed, ClassSession
from plugins.courses.models.cohort import Cohort, CohortMember, CohortPhase
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
from plugins.courses.models.make_up import MakeUpOrder, MakeUpStep

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
