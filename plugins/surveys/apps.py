from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_ASK = [
    "lms_surveys.change_questionnaire",
    "lms_surveys.add_wave",
    "lms_surveys.report_wave",
]


class SurveysConfig(PluginConfig):
    """What staff answer, and what customers say."""

    name = "plugins.surveys"
    label = "lms_surveys"
    verbose_name = _("Surveys and voice of the customer")
    description = _("Questionnaires for staff, and what customers say after a service.")
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "fewest_answers": Setting(
            5,
            label=_("Fewest answers that are shown"),
            help=_(
                "Of anonymous surveys nothing is shown about fewer answers, 3 at least. "
                "It holds for surveys that are planned from then on."
            ),
        ),
        "remind_days": Setting(
            2,
            label=_("Days before the end on which people are reminded"),
            help=_("Those alone who have not answered; 0 reminds nobody."),
        ),
        "low_csat": Setting(
            2,
            label=_("Satisfaction that counts as low, of 5"),
            help=_("This and less opens a follow-up."),
        ),
        "low_nps": Setting(
            6,
            label=_("Recommendation that counts as low, of 10"),
            help=_("This and less opens a follow-up."),
        ),
        "follow_up_hours": Setting(
            48,
            label=_("Hours in which a follow-up is due"),
            help=_("From the moment the customer said it."),
        ),
        "trainings": Setting(
            "lms_courses.course_completed, lms_courses.exam_passed, "
            "lms_courses.practical_passed",
            label=_("Activities that count as training"),
            help=_(
                "Keys of activity types with commas between them. The figures of "
                "customers are shown beside them."
            ),
        ),
    }
    role_permissions = {
        Role.TRAINER: _ASK,
        Role.MANAGER: [
            *_ASK,
            *("lms_surveys.handle_voice", "lms_surveys.delete_voice"),
        ],
    }
    default_auto_field = "django.db.models.BigAutoField"
