from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_KEEP = "lms_contests.keep_contest"


class ContestsConfig(PluginConfig):
    """Skills contests in rounds, from the entry to the prize."""

    name = "plugins.contests"
    label = "lms_contests"
    verbose_name = _("Skills contests")
    description = _(
        "Contests in rounds: theory, practical work, proposals and relays, with entries "
        "alone or as a team, blind judges, shared ranks and prizes."
    )
    version = "0.1.0"
    category = "engagement"
    requires_lms = ">=0.1,<1"
    settings = {
        "prizes": Setting(
            "2000, 1500, 1000",
            label=_("Prizes that a new contest begins with"),
            help=_("In yuan, the first place first, with commas between them."),
        ),
        "remind_days": Setting(
            3,
            label=_("Days before the day of a round on which proposals are asked for"),
        ),
    }
    role_permissions = {
        Role.TRAINER: [_KEEP],
        Role.MANAGER: [_KEEP, "lms_contests.pay_prizes"],
    }
    default_auto_field = "django.db.models.BigAutoField"

    def on_purge(self) -> None:
        """Take the files of proposals away."""
        from plugins.contests.services.proposals import remove_files

        remove_files()
