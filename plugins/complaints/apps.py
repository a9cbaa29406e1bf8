from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting
from plugins.complaints.enums import ServiceDays

_TIMES = [f"{half // 2:02}:{half % 2 * 30:02}" for half in range(49)]
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
        "service_days": Setting(
            ServiceDays.EVERY_DAY.value,
            label=_("Days on which time limits run"),
            help=_("What has begun keeps its limits."),
            choices=ServiceDays.choices,
        ),
        "service_from": Setting(
            _TIMES[0],
            label=_("Time at which limits begin to run"),
            choices=[(each, each) for each in _TIMES[:-1]],
        ),
        "service_until": Setting(
            _TIMES[-1],
            label=_("Time until which limits run"),
            help=_(
                "Set the limits with it: from 09:00 to 18:00 a day has 540 minutes."
            ),
            choices=[(each, each) for each in _TIMES[1:]],
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
