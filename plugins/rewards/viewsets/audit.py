"""The books, asked whether they are right."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from plugins.rewards.enums import AccountKind
from plugins.rewards.models import LedgerEvent
from plugins.rewards.services.audit import audit, totals


class AuditView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Answers each question of the audit, and counts all points."""

    page_title = _("Audit of points")
    header_icon = "check"
    template_name = "lms_rewards/admin/audit.html"
    any_permission_required = ["view"]

    @property
    def permission_policy(self) -> Any:
        """Return who may read the journal."""
        return policy_registry.get_by_type(LedgerEvent)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add findings and totals."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = totals()
        shown = [(AccountKind(kind).label, number) for kind, number in found.items()]
        return {**context, "findings": audit(), "totals": shown}
