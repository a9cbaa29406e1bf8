from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_HANDLE = ["lms_complaints.handle_complaint", "lms_complaints.report_complaint"]


class ComplaintsConfig(PluginConfig):
    """Complaints with their time limits, and the calls after them."""

    name = "plugins.complaints"
    label = "lms_complaints"
    verbose_name = _("Complaints")
    description = _(
        "A register of complaints: time limits, three levels of responsibility, "
        "call-backs, a monthly report."
    )
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "near_percent": Setting(
            25,
            label=_("Percent of a time limit that count as near"),
            help=_("When no more is left, whoever handles the complaint is told."),
        ),
        "head_hours": Setting(
            4,
            label=_("Hours over a limit after which the head is told"),
            help=_("The supervisor is told as soon as a limit is over."),
        ),
        "call_back_days": Setting(
            14,
            label=_("Days in which customers are called back"),
            help=_("From the day on which the complaint was closed."),
        ),
        "most_tries": Setting(
            3,
            label=_("How often a customer who does not answer is tried"),
        ),
        "satisfaction_target": Setting(
            90,
            label=_("Percent of those called back who should be satisfied"),
        ),
        "major_from": Setting(
            7,
            label=_("Difficulty from which a complaint counts as major"),
            help=_("The sum of amount, emotion and reach, each 1 to 3."),
        ),
    }
    role_permissions = {
        Role.REVIEWER: _HANDLE,
        Role.MANAGER: [
            *_HANDLE,
            "lms_complaints.change_limits",
            *(
                f"lms_complaints.{action}_{kind}"
                for kind in ("category", "area")
                for action in ("view", "add", "change")
            ),
        ],
    }
    default_auto_field = "django.db.models.BigAutoField"
