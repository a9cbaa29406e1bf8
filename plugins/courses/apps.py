from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_TEACH = ["lms_courses.teach_courserelease"]
_SEE = ["lms_courses.report_enrollment"]
_BANK = [
    f"lms_courses.{act}_{model}"
    for act in ("add", "change", "view")
    for model in ("question", "exam")
]
_EXAMINE = [
    *_BANK,
    "lms_courses.close_remedialorder",
    "lms_courses.regrade_attempt",
]
_LOOK = ["lms_courses.view_question", "lms_courses.view_exam"]


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
        "pass_line": Setting(
            85,
            label=_("Part of a team that should have passed an exam"),
            help=_("Of 100; results of exams mark the teams below it."),
        ),
    }
    role_permissions = {
        Role.EDITOR: [*_TEACH, *_BANK],
        Role.TRAINER: [*_TEACH, *_SEE, *_EXAMINE],
        Role.MANAGER: [*_SEE, *_LOOK],
    }
    default_auto_field = "django.db.models.BigAutoField"
