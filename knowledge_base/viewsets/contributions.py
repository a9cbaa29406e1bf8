"""Who has contributed what, in Wagtail's admin; and taking something back."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from knowledge_base.models import Contribution
from knowledge_base.services.contributions import counter_contribution
from knowledge_base.viewsets.feedback import ItemColumn
from lms.exports import ExportIndexView
from lms.menus import EDITORIAL, PermittedMenuItem


class CounterForm(forms.Form):
    """Why a contribution does not count any more."""

    reason = forms.CharField(
        label=_("Why is it taken back?"),
        help_text=_("The contributor reads it. The contribution stays in the list."),
        max_length=300,
    )


class ContributionIndexView(ExportIndexView):
    """Lists contributions to what the person may read."""

    empty_text = _(
        "Nobody has been credited for anything yet. A contribution is noted by "
        "itself when something that a person wrote or proposed is published."
    )

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with items and people."""
        rows = Contribution.objects.readable_by(self.request.user)
        rows = rows.select_related("actor", "recorded_by", "countered_by")
        return rows.prefetch_related("item__content_type", "item__content")


class ContributionCounterView(EditView):
    """Shows a contribution, and takes it back."""

    template_name = "knowledge_base/admin/contribution.html"
    success_message = _("The contribution is taken back.")

    def get_queryset(self) -> QuerySet[Any]:
        """Return them with the people; the policy says who reads them."""
        people = ("actor", "recorded_by")
        return Contribution.objects.select_related(*people, "countered_by", "counters")

    def get_panel(self) -> None:
        """Return nothing: the form is our own."""

    def get_form(self, form_class: object = None) -> CounterForm:  # noqa: ARG002 (Django's)
        """Return the form with the reason."""
        return CounterForm(self.request.POST or None)

    def save_instance(self) -> Any:
        """Take it back."""
        counter_contribution(
            contribution=self.object,
            user=self.request.user,
            reason=self.form.cleaned_data["reason"],
            now=timezone.now(),
        )
        return self.object

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the contribution, and what took it back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        row = self.object
        counter = getattr(row, "countered_by", None)
        return {
            **context,
            "contribution": row,
            "counter": counter,
            "may_counter": counter is None and row.counters_id is None,
        }


class ContributionMenuItem(PermittedMenuItem):
    """Shown to whoever may see contributions."""

    permission = "lms_knowledge_base.view_contribution"


class ContributionViewSet(ModelViewSet):
    """Who has contributed what."""

    model = Contribution
    index_view_class = ContributionIndexView
    edit_view_class = ContributionCounterView
    copy_view_enabled = False
    add_to_reference_index = False
    icon = "pick"
    menu_label = _("Contributions")
    menu_name = "contributions"
    menu_order = 315
    menu_hook = EDITORIAL
    form_fields: list[str] = []
    list_filter = ["kind", "actor", "occurred_at"]
    ordering = ("-occurred_at", "-pk")
    list_display = [
        TitleColumn(
            "get_kind_display",
            label=_("Kind"),
            url_name="lms_contributions:edit",
            sort_key="kind",
        ),
        Column("actor", label=_("Person")),
        ItemColumn("item", label=_("Item")),
        Column("size", label=_("Changed characters"), sort_key="size"),
        Column("reason", label=_("Taken back because")),
        DateColumn("occurred_at", label=_("When"), sort_key="occurred_at"),
    ]
    list_export = [
        *("occurred_at", "get_kind_display", "actor", "item", "size"),
        *("reason", "recorded_by", "key"),
    ]
    export_filename = "contributions"
    search_fields = ["reason", "actor__username", "actor__last_name"]
    search_backend_name = None

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        """The menu item that not everybody sees."""
        return ContributionMenuItem
