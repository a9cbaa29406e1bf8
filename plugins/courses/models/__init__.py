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
    "CatalogPage",
    "CoursePage",
    "CourseRelease",
    "Criterion",
    "Enrollment",
    "GradeScheme",
    "LessonPage",
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
