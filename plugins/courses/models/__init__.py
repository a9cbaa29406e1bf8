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
    "CatalogPage",
    "CoursePage",
    "CourseRelease",
    "Enrollment",
    "LessonPage",
    "Result",
    "TaggedCourse",
]
