from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_TEACH = ["lms_courses.teach_courserelease"]
_SEE = ["lms_courses.report_enrollment"]


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
    }
    role_permissions = {
        Role.EDITOR: _TEACH,
        Role.TRAINER: [*_TEACH, *_SEE],
        Role.MANAGER: _SEE,
    }
    default_auto_field = "django.db.models.BigAutoField"
