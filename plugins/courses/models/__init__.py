from plugins.courses.models.answer import CheckAnswer, LessonNote
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
    "CheckAnswer",
    "CoursePage",
    "CourseRelease",
    "Enrollment",
    "LessonNote",
    "LessonPage",
    "Result",
    "TaggedCourse",
]
