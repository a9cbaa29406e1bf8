from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_VIEW_QUARTER = "lms_performance.view_quarter"


class PerformanceConfig(PluginConfig):
    """How well people did in a month, worked out so that anybody can check it."""

    name = "plugins.performance"
    label = "lms_performance"
    verbose_name = _("Performance")
    description = _(
        "Monthly performance tables: ratings by three sides, measured figures, bonuses, "
        "improvement plans, and targets of the house."
    )
    version = "0.1.0"
    category = "reporting"
    requires_lms = ">=0.1,<1"
    settings = {
        "self_weight": Setting(
            15,
            label=_("Weight of one's own rating in a first table"),
            help=_("In percent; each table keeps weights of its own."),
        ),
        "superior_weight": Setting(
            60, label=_("Weight of the superior's rating in a first table")
        ),
        "panel_weight": Setting(
            25, label=_("Weight of the panel's ratings in a first table")
        ),
        "callback_quota": Setting(
            200,
            label=_("Call-backs for each person, in a first table"),
            help=_("What the completion of call-backs is worked out from."),
        ),
        "opens_by_itself": Setting(
            True,  # noqa: FBT003 (a switch)
            label=_("A month opens by itself"),
            help=_("Else somebody presses the button."),
        ),
        "first_day": Setting(
            1, label=_("Day of the next month on which ratings begin")
        ),
        "last_day": Setting(
            5,
            label=_("Day of the next month by which ratings are handed in"),
            help=_("People are reminded on that day, and once after it."),
        ),
        "top_count": Setting(3, label=_("How many are at the top of a month")),
        "last_count": Setting(
            3,
            label=_("How many hand in an improvement plan"),
            help=_("Those with the lowest totals of a table; never who is at the top."),
        ),
        "plan_days": Setting(
            4,
            label=_("Days for an improvement plan"),
            help=_("From the day on which the month is published."),
        ),
        "streak_months": Setting(
            3, label=_("Months in a row at the top for which there is a prize")
        ),
        "first_prize": Setting(500, label=_("Prize of the first")),
        "second_prize": Setting(300, label=_("Prize of the second")),
        "third_prize": Setting(200, label=_("Prize of the third")),
        "median_from": Setting(
            4,
            label=_("People of a team from which its median is shown"),
            help=_("With fewer one could work out what the others have."),
        ),
        "ranks_for_all": Setting(
            False,  # noqa: FBT003 (a switch)
            label=_("Everybody sees the own place"),
            help=_("Else superiors and managers alone see places."),
        ),
    }
    role_permissions = {
        Role.TRAINER: [_VIEW_QUARTER],
        Role.MANAGER: [
            "lms_performance.keep_month",
            "lms_performance.change_performancetable",
            _VIEW_QUARTER,
        ],
    }
    default_auto_field = "django.db.models.BigAutoField"

    def on_enable(self) -> None:
        """Write the usual reasons and a first table, once."""
        from plugins.performance.services.beginning import add_first_rows

        add_first_rows()
