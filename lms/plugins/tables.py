"""The columns of the list of plugins."""

from typing import Any

from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column

WIDE = "plugins__wide"  # hidden where there is no room


class _CellColumn(BaseColumn):
    """A column with a template of its own."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = f"lms/plugins/cells/{name}.html"


class SwitchColumn(_CellColumn):
    """A switch in a form."""

    def get_cell_context_data(
        self, instance: Any, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        """Add what a form needs."""
        context: dict[str, Any] = super().get_cell_context_data(
            instance, parent_context
        )
        request = parent_context["request"]
        here = parent_context["table"].base_url
        shown = request.GET.get("show", "")
        return {
            **context,
            "csrf_token": get_token(request),
            "next_url": f"{here}?show={shown}" if shown.isalpha() else here,
        }


def columns() -> list[BaseColumn]:
    """Return them in their order."""
    return [
        _CellColumn("plugin", label=_("Plugin")),
        _CellColumn("status", label=_("Status")),
        Column("version", label=_("Version"), classname=WIDE),
        Column("source", label=_("Source"), classname=WIDE),
        _CellColumn("requires", label=_("Requires"), classname=WIDE),
        SwitchColumn("switch", label=_("On or off")),
    ]
