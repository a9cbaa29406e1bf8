from plugins.courses.models.answer import CheckAnswer, LessonNote
from plugins.courses.models.course import (
    CatalogPage,
    CoursePage,
    TaggedCourse,
)
from plugins.courses.models.enrollment import (
    ActivityProgress,
    CourseRelease,
    Enrollment,
    Result,
)
from plugins.courses.models.lesson import LessonPage

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
