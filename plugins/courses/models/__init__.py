from plugins.courses.models.admission import (
    ExamAllowance,
    ExamAssignment,
    RemedialOrder,
)
from plugins.courses.models.answer import CheckAnswer, LessonNote
from plugins.courses.models.attempt import Attempt, AttemptItem, Marking, Regrade
from plugins.courses.models.attendance import (
    Apology,
    Attendance,
    AttendanceChange,
    CodeTries,
)
from plugins.courses.models.class_session import CalendarFeed, ClassSession
from plugins.courses.models.cohort import Cohort, CohortMember, CohortPhase
from plugins.courses.models.cohort_issue import CohortIssue, IssueStep
from plugins.courses.models.course import CatalogPage, CoursePage, TaggedCourse
from plugins.courses.models.enrollment import (
    ActivityProgress,
    CourseRelease,
    Enrollment,
    Result,
)
from plugins.courses.models.enrollment_note import EnrollmentNote
from plugins.courses.models.exam import Exam, ExamPart
from plugins.courses.models.hand_in import HandIn, HandInFile
from plugins.courses.models.lesson import LessonPage
from plugins.courses.models.lost_pass import LostPass
from plugins.courses.models.make_up import MakeUpOrder, MakeUpStep
from plugins.courses.models.practical import GradeScheme, Practical
from plugins.courses.models.question import Question, QuestionSource, QuestionVersion
from plugins.courses.models.rubric import Criterion, Rubric, RubricVersion
from plugins.courses.models.scene import Scene
from plugins.courses.models.sitting import ScoreSheet, Sitting, SittingNote

__all__ = [
    "ActivityProgress",
    "Apology",
    "Attempt",
    "AttemptItem",
    "Attendance",
    "AttendanceChange",
    "CalendarFeed",
    "CatalogPage",
    "CheckAnswer",
    "ClassSession",
    "CodeTries",
    "Cohort",
    "CohortIssue",
    "CohortMember",
    "CohortPhase",
    "CoursePage",
    "CourseRelease",
    "Criterion",
    "Enrollment",
    "EnrollmentNote",
    "Exam",
    "ExamAllowance",
    "ExamAssignment",
    "ExamPart",
    "GradeScheme",
    "HandIn",
    "HandInFile",
    "IssueStep",
    "LessonNote",
    "LessonPage",
    "LostPass",
    "MakeUpOrder",
    "MakeUpStep",
    "Marking",
    "Practical",
    "Question",
    "QuestionSource",
    "QuestionVersion",
    "Regrade",
    "RemedialOrder",
    "Result",
    "Rubric",
    "RubricVersion",
    "Scene",
    "ScoreSheet",
    "Sitting",
    "SittingNote",
    "TaggedCourse",
]
