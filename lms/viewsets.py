"""People and teams in Wagtail's admin."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.views.users import CreateView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from lms.forms import StaffCreationForm, StaffEditForm
from lms.models import Team
from lms.services import send_password_link


class StaffCreateView(CreateView):
    """Adds a person and, if no password was given, asks for one by mail."""

    def save_instance(self) -> object:
        """Save the person and send the first link."""
        user = super().save_instance()
        if not self.form.cleaned_data.get("password1"):
            user.set_unusable_password()
            user.save(update_fields=["password"])
            send_password_link(user, is_first=True)
        return user


class UserViewSet(WagtailUserViewSet):
    """Wagtail's people, with what the organisation knows of them."""

    template_prefix = "lms/users/"
    add_view_class = StaffCreateView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002 (Wagtail's)
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
