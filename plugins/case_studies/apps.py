from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_CHECK = ["lms_case_studies.check_caserecord", "lms_case_studies.add_caseaction"]
_PICK = ["lms_case_studies.change_weeklypick", "lms_case_studies.report_caserecord"]
_REVIEW = ["lms_case_studies.review_caserecord"]


class CaseStudiesConfig(PluginConfig):
    """Good and bad cases, and what was changed because of them."""

    name = "plugins.case_studies"
    label = "lms_case_studies"
    verbose_name = _("Case studies")
    description = _("Good and bad cases, and what was changed because of them.")
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "fewest_cases": Setting(
            3,
            label=_("Fewest cases of a week"),
            help=_("Whoever picks fewer is told."),
        ),
        "most_cases": Setting(
            5,
            label=_("Most cases of a week"),
            help=_("Whoever picks more is told."),
        ),
        "no_repeat_weeks": Setting(
            8,
            label=_("Weeks without a repetition"),
            help=_("Whoever picks a case again within so many weeks is told."),
        ),
    }
    role_permissions = {
        Role.CONTRIBUTOR: _CHECK,
        Role.EDITOR: [*_CHECK, *_PICK, *_REVIEW],
        Role.REVIEWER: [*_CHECK, *_PICK, *_REVIEW],
        Role.TRAINER: [*_CHECK, *_PICK],
        Role.MANAGER: [*_CHECK, *_PICK, *_REVIEW],
    }
    default_auto_field = "django.db.models.BigAutoField"
