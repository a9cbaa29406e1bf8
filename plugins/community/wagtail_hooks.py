from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from plugins.community.services.suggesting import REMOVED


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """Show in the history of the site who removed words of others."""
    actions.register_action(
        REMOVED, _("Remove a comment"), _("Removed a comment on a suggestion")
    )
