"""People and teams in Wagtail's admin."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.users import CreateView, EditView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from lms.forms import StaffCreationForm, StaffEditForm
from lms.models import Team
from lms.services import send_password_link


class NoEscalationMixin:
    """Only a superuser makes a superuser, or touches one."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> forms.ModelForm[Any]:
        """Return the form; its most powerful box is locked for all others."""
        form: forms.ModelForm[Any] = super().get_form(*args, **kwargs)  # type: ignore[misc] # a view's
        box = form.fields.get("is_superuser")
        if box is not None and not self.request.user.is_superuser:
            box.disabled = True
        return form


class StaffCreateView(NoEscalationMixin, CreateView):
    """Adds a person and, if no password was given, asks for one by mail."""

    def save_instance(self) -> Any:
        """Save the person and send the first link."""
        user = super().save_instance()
        if not self.form.cleaned_data.get("password1"):
            user.set_unusable_password()
            user.save(update_fields=["password"])
            send_password_link(user, is_first=True)
        return user


class StaffEditView(NoEscalationMixin, EditView):
    """Changes a person."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse what would let somebody become a superuser by the back door."""
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not getattr(
            request.user, "is_superuser", False
        ):
            raise PermissionDenied


class UserViewSet(WagtailUserViewSet):
    """Wagtail's people, with what the organisation knows of them."""

    create_template_name = "lms/users/create.html"
    edit_template_name = "lms/users/edit.html"
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: FBT001, FBT002 (Wagtail's)
        """Return the form with the staff fields."""
        return StaffEditForm if for_update else StaffCreationForm


class TeamViewSet(ModelViewSet):
    """The tree of teams."""

    model = Team
    icon = "group"
    menu_label = _("Teams")
    menu_order = 610
    add_to_settings_menu = True
    form_fields = ["name", "parent", "manager"]
    list_display = ["name", "parent", "manager"]
    search_fields = ["name"]
    search_backend_name = None
    inspect_view_enabled = True
