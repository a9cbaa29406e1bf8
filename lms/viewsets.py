"""People, teams and gaps in search in Wagtail's admin."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView as GenericEditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.users.views.users import CreateView, EditView, IndexView
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

from lms.audit import access_of, log_access
from lms.exports import ExportIndexView, SafeExportMixin
from lms.forms import StaffCreationForm, StaffEditForm
from lms.models import SearchGap, Team
from lms.people.ceiling import Ceiling, may_import
from lms.people.cells import LABELS, STAFF_NUMBER, text_of
from lms.people.facts import facts_of, people_with_facts
from lms.people.teams import TeamTree
from lms.services import answer_gap, send_password_link


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


class SearchGapIndexView(ExportIndexView):
    """Lists the queries that found nothing that fits, equal ones as one."""

    empty_text = _(
        "No gap has been reported yet. Whoever searches in vain says with a "
        "button what is missing; it then stands here."
    )

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return them with how often, by how many people and when last."""
        return SearchGap.objects.select_related("handler").annotate(
            times=Count("wishes"),
            people=Count("wishes__user", distinct=True),
            last_asked=Max("wishes__created_at"),
        )


class AnswerColumn(Column):
    """Leads to where the answer is written."""

    cell_template_name = "lms/admin/write_answer_cell.html"


class SearchGapEditView(GenericEditView):
    """Answers a query."""

    def save_instance(self) -> Any:
        """Keep the answer, and who gave it."""
        values = self.form.cleaned_data
        return answer_gap(
            gap=self.form.instance,
            user=self.request.user,
            state=values["state"],
            answer=values["answer"],
            address=values["answer_address"],
            now=timezone.now(),
        )


class SearchGapViewSet(ModelViewSet):
    """What people looked for in vain."""

    model = SearchGap
    index_view_class = SearchGapIndexView
    edit_view_class = SearchGapEditView
    copy_view_enabled = False
    add_to_reference_index = False
    icon = "search"
    menu_label = _("Gaps in search")
    menu_name = "search-gaps"
    menu_order = 320
    add_to_admin_menu = True
    ordering = ("-state", "-times", "-last_asked")
    list_display = [
        TitleColumn("query", label=_("Query"), url_name="lms_gaps:edit"),
        Column("times", label=_("Asked"), sort_key="times"),
        Column("people", label=_("People"), sort_key="people"),
        DateColumn("last_asked", label=_("Last asked"), sort_key="last_asked"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("handler", label=_("Answered by")),
        AnswerColumn("write", label=""),
    ]
    list_filter = ["state", "handler"]
    list_export = [
        *("query", "times", "people", "last_asked", "get_state_display"),
        *("answer", "answer_address", "handler"),
    ]
    export_filename = "gaps"
    search_fields = ["query", "wishes__text", "answer"]
    search_backend_name = None
    panels = [
        HelpPanel(template="lms/admin/gap.html", heading=_("Looked for in vain")),
        FieldPanel("state", widget=forms.RadioSelect),
        FieldPanel("answer_address"),
        FieldPanel("answer"),
    ]
