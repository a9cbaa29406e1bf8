from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_ACTS = ("add", "change", "view")


def _rights(*models: str) -> list[str]:
    return [f"lms_courses.{act}_{name}" for name in models for act in _ACTS]


_TEACH = ["lms_courses.teach_courserelease"]
_SEE = ["lms_courses.report_enrollment"]
_CLASSES = [
    *("lms_courses.view_cohort", "lms_courses.add_cohort"),
    "lms_courses.view_classsession",
]
_ALL_CLASSES = [
    *_CLASSES,
    *("lms_courses.change_cohort", "lms_courses.waive_makeuporder"),
]
_EXAMINE = [
    *_rights("question", "exam"),
    *("lms_courses.close_remedialorder", "lms_courses.regrade_attempt"),
]
_LOOK = ["lms_courses.view_question", "lms_courses.view_exam"]
_JUDGE = ["lms_courses.judge_scoresheet"]
_REVIEW = ["lms_courses.review_handin"]
_PRACTICALS = ["lms_courses.organise_sitting", *_rights("rubric", "scene", "practical")]


class CoursesConfig(PluginConfig):
    """Courses and short lessons, exams, classes and practicals."""

    name = "plugins.courses"
    label = "lms_courses"
    verbose_name = _("Courses")
    description = _("Courses and short lessons, exams, classes and practicals.")
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "fewest_minutes": Setting(
            5,
            label=_("Fewest minutes of a lesson"),
            help=_("Whoever writes a shorter one is told."),
        ),
        "most_minutes": Setting(
            10,
            label=_("Most minutes of a lesson"),
            help=_("Whoever writes a longer one is told."),
        ),
        "coverage_target": Setting(
            100,
            label=_("Target of coverage, in percent"),
            help=_("So many of those who have to are to complete a course."),
        ),
        "pass_target": Setting(
            85,
            label=_("Target of passed exams, in percent"),
            help=_("So many of those who took an exam are to pass it."),
        ),
        "first_reminder_days": Setting(
            7,
            label=_("Days before the due date of the first reminder"),
        ),
        "last_reminder_days": Setting(
            1,
            label=_("Days before the due date of the last reminder"),
        ),
        "most_absences": Setting(
            3,
            label=_("Absences without an order"),
            help=_("Whoever misses more classes of a cohort unexcused makes up."),
        ),
        "sign_in_before": Setting(
            15,
            label=_("Minutes before a class"),
            help=_("So long before a class begins one can sign in."),
        ),
        "sign_in_after": Setting(
            30,
            label=_("Minutes after a class has begun"),
            help=_("Until then one can sign in; later the trainer does it."),
        ),
        "late_after": Setting(
            5,
            label=_("Late after so many minutes"),
            help=_("Whoever signs in later is marked as late."),
        ),
        "wrong_codes": Setting(
            5,
            label=_("Wrong codes in five minutes"),
            help=_("After so many one waits, or asks the trainer."),
        ),
        "most_minutes_a_week": Setting(
            240,
            label=_("Minutes of classes in a week"),
            help=_(
                "Whoever plans more for a cohort is told; it can be saved all the same."
            ),
        ),
        "target_days": Setting(
            90,
            label=_("Days until targets are to be reached"),
            help=_("After the end of a cohort; then a make-up plan begins."),
        ),
        "practical_pass_rate": Setting(
            60,
            label=_("Least pass rate of practicals"),
            help=_("In percent. Where fewer pass, trainers are told once."),
        ),
        "practical_fewest": Setting(
            5,
            label=_("Sittings before a pass rate counts"),
            help=_("With fewer, nobody is told."),
        ),
    }
    role_permissions = {
        Role.EDITOR: [*_TEACH, *_rights("question", "exam"), *_JUDGE],
        Role.REVIEWER: _JUDGE,
        Role.TRAINER: [
            *(*_TEACH, *_SEE, *_REVIEW, *_EXAMINE, *_CLASSES, *_JUDGE, *_PRACTICALS)
        ],
        Role.MANAGER: [*_SEE, *_LOOK, *_ALL_CLASSES, *_JUDGE],
    }
    default_auto_field = "django.db.models.BigAutoField"
