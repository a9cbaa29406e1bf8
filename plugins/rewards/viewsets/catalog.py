"""Gifts and funds in Wagtail's admin."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import CreateView, EditView

from plugins.rewards.exceptions import RewardsError
from plugins.rewards.forms import FundForm, GiftForm, StockForm
from plugins.rewards.models import Gift, TeamFund
from plugins.rewards.services.funds import keep_fund
from plugins.rewards.services.gifts import change_stock, keep_gift
from plugins.rewards.viewsets.desk import OfficeViewSet

MOST_SHOWN = 30


class GiftAddView(CreateView):
    """Adds a gift; its stock comes after that."""

    def save_instance(self) -> Any:
        """Save it and note the price."""
        gift, user = self.form.instance, self.request.user
        return keep_gift(gift=gift, user=user, now=timezone.now())


class GiftView(EditView):
    """Changes a gift, or its stock; shows both histories."""

    template_name = "lms_rewards/admin/gift.html"
    success_message = _("The gift is saved.")

    def save_instance(self) -> Any:
        """Save it; a new price is noted."""
        gift, user = self.form.instance, self.request.user
        return keep_gift(gift=gift, user=user, now=timezone.now())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change the stock where that is asked for."""
        if "pieces" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object()
        stock = StockForm(request.POST)
        if stock.is_valid():
            try:
                values = stock.cleaned_data
                change_stock(gift=self.object, user=request.user, now=timezone.now(), **values)  # fmt: skip
            except RewardsError as error:
                stock.add_error(None, str(error))
        self.form = self.get_form_class()(instance=self.object)
        self.object.refresh_from_db()
        context = self.get_context_data(form=self.form, stock=stock)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the stock and what has become of it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        changes = self.object.changes.select_related("by__user")[:MOST_SHOWN]
        return {
            "stock": StockForm(),
            **context,
            "gift": self.object,
            "changes": changes,
        }


class GiftViewSet(OfficeViewSet):
    """What points are redeemed for."""

    model = Gift
    add_view_class = GiftAddView
    edit_view_class = GiftView
    icon = "image"
    menu_label = _("Gifts")
    empty_text = _(
        "There are no gifts yet. Add what people get for their points, then say how "
        "many there are: that is what the shop offers."
    )
    list_filter = ["kind", "is_on"]
    list_display = [
        TitleColumn("__str__", label=_("Gift"), url_name="lms_rewards_gifts:edit"),
        Column("get_kind_display", label=pgettext_lazy("points", "Kind")),
        Column("price", label=pgettext_lazy("points", "Price"), sort_key="price"),
        Column("stock", label=_("In stock"), sort_key="stock"),
        BooleanColumn("is_on", label=_("offered")),
    ]
    search_fields = ["name", "name_en"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form."""
        return GiftForm


class FundSavingMixin:
    """Saves a fund with its accounts."""

    def save_instance(self) -> Any:
        """Save it."""
        view: Any = self
        return keep_fund(view.form.instance)


class FundAddView(FundSavingMixin, CreateView):
    """Adds a fund."""


class FundView(FundSavingMixin, EditView):
    """Changes a fund."""


class FundViewSet(OfficeViewSet):
    """What teams save together."""

    model = TeamFund
    add_view_class = FundAddView
    edit_view_class = FundView
    icon = "group"
    menu_label = _("Team funds")
    empty_text = _(
        "There are no team funds yet. Add one for a team that saves points together; "
        "whoever likes then gives points of their own."
    )
    list_display = [
        TitleColumn("__str__", label=_("Team fund"), url_name="lms_rewards_funds:edit"),
        Column("team", label=_("Team")),
        Column("leader", label=_("Who redeems")),
        BooleanColumn("is_on", label=_("takes points")),
    ]
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: ARG002, FBT001, FBT002 (Wagtail's)
        """Return the form."""
        return FundForm
