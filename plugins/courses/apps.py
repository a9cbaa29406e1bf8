from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_TEACH = ["lms_courses.teach_courserelease"]
_SEE = ["lms_courses.report_enrollment"]
_JUDGE = ["lms_courses.judge_scoresheet"]
_PRACTICALS = [
    "lms_courses.organise_sitting",
    *(
        f"lms_courses.{action}_{model}"
        for model in ("rubric", "scene", "practical")
        for action in ("add", "change", "view")
    ),
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
        Role.EDITOR: [*_TEACH, *_JUDGE],
        Role.REVIEWER: _JUDGE,
        Role.TRAINER: [*_TEACH, *_SEE, *_JUDGE, *_PRACTICALS],
        Role.MANAGER: [*_SEE, *_JUDGE],
    }
    default_auto_field = "django.db.models.BigAutoField"
