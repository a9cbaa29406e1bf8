from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_EVERY = [(months, str(months)) for months in (1, 2, 3, 6)]


class CommunityConfig(PluginConfig):
    """Suggestions, sharing meetings, and the money that teams have in common."""

    name = "plugins.community"
    label = "lms_community"
    verbose_name = _("Community")
    description = _(
        "Suggestions that are answered in time, sharing meetings with agenda and "
        "minutes, the mutual-help fund and team budgets."
    )
    version = "0.1.0"
    category = "engagement"
    requires_lms = ">=0.1,<1"
    settings = {
        "answer_days": Setting(
            14,
            label=_("Days in which a suggestion is answered"),
            help=_(
                "What is over is shown to those who answer; they are reminded once."
            ),
        ),
        "sharing_every": Setting(
            1,
            label=_("Months from one sharing meeting to the next"),
            choices=_EVERY,
        ),
        "team_event_every": Setting(
            3,
            label=_("Months from one team event to the next"),
            choices=_EVERY,
        ),
        "meeting_day": Setting(
            15,
            label=_("Day of the month on which meetings are planned"),
            help=_("On a weekend it is the Friday before. Each can be moved."),
            choices=[(day, str(day)) for day in range(3, 29)],
        ),
        "second_from": Setting(
            1000,
            label=_("Amount from which two people decide"),
            help=_("An application for as much or more needs a second decision."),
        ),
    }
    role_permissions = {
        Role.TRAINER: [
            "lms_community.answer_suggestion",
            "lms_community.organise_meeting",
        ],
        Role.MANAGER: [
            "lms_community.answer_suggestion",
            "lms_community.organise_meeting",
            "lms_community.decide_application",
            "lms_community.keep_fund",
        ],
    }
    default_auto_field = "django.db.models.BigAutoField"
