from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

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
        "target_days": Setting(
            90,
            label=_("Days until targets are to be reached"),
            help=_("After the end of a cohort; then a make-up plan begins."),
        ),
    }
    role_permissions = {
        Role.EDITOR: _TEACH,
        Role.TRAINER: [*_TEACH, *_SEE, *_CLASSES],
        Role.MANAGER: [*_SEE, *_ALL_CLASSES],
    }
    default_auto_field = "django.db.models.BigAutoField"
