from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEEPERS = (
    "view_ledgerevent",
    "view_redemption",
    "change_redemption",
    "view_merit",
    "add_merit",
    "change_merit",
    "view_takebackcase",
    "add_takebackcase",
    "change_takebackcase",
    "view_monthclose",
    "change_monthclose",
    "view_gift",
    "add_gift",
    "change_gift",
    "view_teamfund",
    "add_teamfund",
    "change_teamfund",
    "view_rule",
    "add_rule",
    "change_rule",
)


class RewardsConfig(PluginConfig):
    """Points for what people share, a journal of them, and what they buy."""

    name = "plugins.rewards"
    label = "lms_rewards"
    verbose_name = _("Share points")
    description = _(
        "Points for contributions, praise and solved complaints; a shop for them; and a "
        "journal that shows where each point came from and where it went."
    )
    version = "0.1.0"
    category = "engagement"
    requires_lms = ">=0.1,<1"
    base_url = "points"
    settings = {
        "second_person_above": Setting(
            200,
            label=_("Points above which a second person takes points back"),
            help=_("Up to so many, whoever opens the case may also decide on it."),
        ),
        "close_by_day": Setting(
            5,
            label=_("Day of the next month by which a month is closed"),
            help=_("Whoever may close it is told when it is still open after that."),
            choices=[(day, str(day)) for day in range(1, 29)],
        ),
    }
    role_permissions: "Mapping[Role, Sequence[str]]" = {
        Role.MANAGER: [f"lms_rewards.{name}" for name in KEEPERS],
        Role.EDITOR: ["lms_rewards.view_monthclose", "lms_rewards.change_monthclose"],
    }
    default_auto_field = "django.db.models.BigAutoField"

    def on_enable(self) -> None:
        """Write the rules that most teams begin with, each once."""
        from plugins.rewards.services.first_rules import add_first_rules

        add_first_rules()

    def on_purge(self) -> None:
        """Let the journal go: its guards refuse that otherwise."""
        from django.db import connection

        from plugins.rewards import guards

        guards.remove(connection)
