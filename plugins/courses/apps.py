from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig

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
    role_permissions = {
        Role.EDITOR: _TEACH,
        Role.TRAINER: [*_TEACH, *_SEE],
        Role.MANAGER: _SEE,
    }
    default_auto_field = "django.db.models.BigAutoField"
