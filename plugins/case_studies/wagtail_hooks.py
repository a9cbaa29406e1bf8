from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from plugins.case_studies.services.records import MOVED


@hooks.register("register_log_actions")
def case_log_actions(actions: LogActionRegistry) -> None:
    """Show in the history of a case that it came to another stage."""
    actions.register_action(MOVED, _("Move a case on"), _("Moved the case on"))
