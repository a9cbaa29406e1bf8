from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_KEEP = "lms_growth.keep_skill"


class GrowthConfig(PluginConfig):
    """What each post asks of people, how far they are, and how they get on."""

    name = "plugins.growth"
    label = "lms_growth"
    verbose_name = _("Growth")
    description = _(
        "Skills that posts need, assessments by oneself and the superior, personal "
        "plans, gaps of teams, and where help is to be had."
    )
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "round_months": Setting(
            3,
            label=_("Months between two rounds of assessments"),
            help=_(
                "Counted from the last round; the first one is opened by hand. 0: all "
                "are opened by hand."
            ),
        ),
        "round_days": Setting(
            21,
            label=_("Days in which a round is to be finished"),
        ),
        "check_in_days": Setting(
            30,
            label=_("Days between two check-ins of a personal plan"),
            help=_("After that both are reminded."),
        ),
    }
    role_permissions = {
        Role.TRAINER: [_KEEP],
        Role.MANAGER: [_KEEP, "lms_growth.read_level", "lms_growth.keep_offer"],
    }
    default_auto_field = "django.db.models.BigAutoField"
