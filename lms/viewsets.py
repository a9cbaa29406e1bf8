"""People and teams in Wagtail's admin."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.users.views.users import CreateView, EditView, IndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from lms.audit import access_of, log_access
from lms.exports import ExportIndexView, SafeExportMixin
from lms.forms import StaffCreationForm, StaffEditForm
from lms.models import Team
from lms.people.accounts import send_password_link
from lms.people.ceiling import Ceiling, may_import
from lms.people.cells import LABELS, STAFF_NUMBER, text_of
from lms.people.facts import facts_of, people_with_facts
from lms.people.teams import TeamTree


class NoEscalationMixin:
    """Only a superuser makes a superuser; nobody gives a role above the own."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> forms.ModelForm[Any]:
        """Return the form; its most powerful box is locked for all others."""
        form: forms.ModelForm[Any] = super().get_form(*args, **kwargs)  # type: ignore[misc] # a view's
        form.ceiling = Ceiling(self.request.user)  # type: ignore[attr-defined] # ours
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
        """Refuse whom a new address and its password would lift above the own role."""
        super().setup(request, *args, **kwargs)
        if not Ceiling(request.user).may_change(self.object):
            raise PermissionDenied

    def save_instance(self) -> Any:
        """Save the person, and log what roles came and went."""
        person = get_user_model()._default_manager.get(pk=self.object.pk)
        before = access_of(person)
        saved = super().save_instance()
        log_access(person=saved, before=before, user=self.request.user)
        return saved


class StaffIndexView(SafeExportMixin, IndexView):
    """Lists people; what is exported can be changed and imported again."""

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return people with all that is exported of them."""
        if not self.is_export:
            return super().get_base_queryset()
        self._teams = TeamTree()
        people: QuerySet[Any] = people_with_facts()
        return people

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Take the columns of an import, whatever the list shows."""
        self.list_export = [STAFF_NUMBER, *LABELS]
        super().setup(request, *args, **kwargs)

    def get_heading(self, _queryset: Any, field: str) -> str:
        """Return a heading that an import knows."""
        return str(LABELS.get(field) or gettext("staff number"))

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return what is known of a person."""
        profile = getattr(item, "staff_profile", None)
        facts = facts_of(item, self._teams).items()
        number = {STAFF_NUMBER: getattr(profile, "staff_number", "") or ""}
        return number | {fact: text_of(fact, text) for fact, text in facts}

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Lead to the import, for those who may."""
        buttons: list[Any] = super().header_more_buttons
        if may_import(self.request.user):
            url, label = reverse("lms_people_imports"), gettext("Import from a table")
            buttons.append(Button(label, url=url, icon_name="upload", priority=80))
        return buttons


class UserViewSet(WagtailUserViewSet):
    """Wagtail's people, with what the organisation knows of them."""

    create_template_name = "lms/users/create.html"
    edit_template_name = "lms/users/edit.html"
    index_view_class = StaffIndexView
    export_filename = "people"
    add_view_class = StaffCreateView
    edit_view_class = StaffEditView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: FBT001, FBT002 (Wagtail's)
        """Return the form with the staff fields."""
        return StaffEditForm if for_update else StaffCreationForm


class TeamViewSet(ModelViewSet):
    """The tree of teams."""

    model = Team
    index_view_class = ExportIndexView
    export_filename = "teams"
    icon = "group"
    menu_label = _("Teams")
    menu_order = 610
    add_to_settings_menu = True
    form_fields = ["name", "parent", "manager"]
    list_display = ["name", "parent", "manager"]
    search_fields = ["name"]
    search_backend_name = None
    inspect_view_enabled = True
