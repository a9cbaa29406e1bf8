from django.utils.translation import gettext_lazy as _

from lms.enums import Role
from lms.plugins import PluginConfig, Setting

_INSPECT = "lms_inspections.inspect_sheet"
_KEEP = [
    _INSPECT,
    "lms_inspections.change_scoringform",
    "lms_inspections.keep_plan",
]


class InspectionsConfig(PluginConfig):
    """How service is inspected, and what comes of it."""

    name = "plugins.inspections"
    label = "lms_inspections"
    verbose_name = _("Service inspections")
    description = _(
        "Recordings and visits drawn by lot, scored by one form, with objections, "
        "actions and a score for each month."
    )
    version = "0.1.0"
    category = "learning"
    requires_lms = ">=0.1,<1"
    settings = {
        "recording_weight": Setting(
            40,
            label=_("Weight of recordings in a first plan"),
            help=_("In percent; later plans begin with the weights of the last one."),
        ),
        "onsite_weight": Setting(
            60, label=_("Weight of on-site observations in a first plan")
        ),
        "goal": Setting(
            85,
            label=_("Goal of a first plan, of 100"),
            help=_("Who is below it stands on the page of figures."),
        ),
        "fill_days": Setting(
            5,
            label=_("Days in which a sheet is to be handed in"),
            help=_("From the day that was drawn; after that it is marked as late."),
        ),
        "objection_days": Setting(
            7,
            label=_("Days in which somebody may object to a sheet"),
            help=_("From its release; 0: until the month is closed."),
        ),
        "calibration_limit": Setting(
            10,
            label=_("Difference between two inspectors that is talked about"),
            help=_("In points of 100; a second rating that differs by more is marked."),
        ),
    }
    role_permissions = {
        Role.REVIEWER: [_INSPECT],
        Role.TRAINER: _KEEP,
        Role.MANAGER: _KEEP,
    }
    default_auto_field = "django.db.models.BigAutoField"

    def on_enable(self) -> None:
        """Write the indicators that most teams look at, once."""
        from plugins.inspections.services.indicators import add_first_indicators

        add_first_indicators()
