from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from plugins.recognition.services.months import WITHDRAWN
from plugins.recognition.services.praising import CHANGED, CORRECTED


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Show in the history of the site who hid or corrected what, and which star was withdrawn."""
    actions.register_action(
        CHANGED, _("Hide praise, or show it again"), _("Changed what hangs on the wall")
    )
    actions.register_action(
        CORRECTED,
        _("Take praise back, as it was put right"),
        _("Took the praise back: what the customer said was put right"),
    )
    actions.register_action(
        WITHDRAWN, _("Withdraw a Service Star"), _("Withdrew a Service Star")
    )
