from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.enums import Role
from lms.plugins import PluginConfig, Setting


class ArchivesConfig(PluginConfig):
    """What is kept of each month, and what is made of it."""

    name = "plugins.archives"
    label = "lms_archives"
    verbose_name = _("Training archives")
    description = _(
        "Figures of each month, frozen; reviews with their actions, weekly reports, "
        "risks, and before against after."
    )
    version = "0.1.0"
    category = "reporting"
    requires_lms = ">=0.1,<1"
    settings = {
        "settle_days": Setting(
            5,
            label=_("Days in which a month that is over is frozen anew"),
            help=_(
                "What comes in late makes a new version; after that somebody has to "
                "press for it."
            ),
        ),
        "fewest_people": Setting(
            5,
            label=_("Fewest people behind a comparison"),
            help=_("With fewer, a warning stands beside it."),
        ),
        "report_weekday": Setting(
            4,
            label=_("Day of the week on which weekly reports are due"),
            choices=[
                (0, pgettext_lazy("weekday", "Monday")),
                (1, pgettext_lazy("weekday", "Tuesday")),
                (2, pgettext_lazy("weekday", "Wednesday")),
                (3, pgettext_lazy("weekday", "Thursday")),
                (4, pgettext_lazy("weekday", "Friday")),
                (5, pgettext_lazy("weekday", "Saturday")),
                (6, pgettext_lazy("weekday", "Sunday")),
            ],
        ),
        "look_days": Setting(
            30,
            label=_("Days after which a risk is looked at again"),
            help=_("Offered when a risk is written; each may have another day."),
        ),
    }
    role_permissions = {Role.MANAGER: ["lms_archives.keep_archive"]}
    default_auto_field = "django.db.models.BigAutoField"
