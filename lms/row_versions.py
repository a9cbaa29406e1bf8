"""Views of rows whose history django-reversion keeps: who, when, what; and back again."""

from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from reversion.models import Version
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    DeleteView,
    EditView,
)

from lms.exports import as_table, wanted_format
from lms.row_history import (
    Entry,
    history_of,
    record_last,
    recorded,
    with_old_values,
)


class RecordingMixin:
    """Keeps a version of what it saves."""

    request: HttpRequest

    def save_instance(self) -> Any:
        """Save inside a revision of the person who asked for it."""
        with recorded(self.request.user, self.comment):
            return super().save_instance()  # type: ignore[misc] # a view's

    @property
    def comment(self) -> str:
        """What is noted beside the version."""
        return _("Added")


class VersionedCreateView(RecordingMixin, CreateView):
    """Adds a row."""


class VersionedCopyView(RecordingMixin, CopyView):
    """Adds a copy."""


class VersionedEditView(RecordingMixin, EditView):
    """Changes a row; with `?version=` the form holds what that version held."""

    @cached_property
    def version(self) -> Version | None:
        """The version to go back to."""
        key = self.request.GET.get("version", "")
        if not key:
            return None
        versions = Version.objects.get_for_object_reference(self.model, self.object_pk)
        return get_object_or_404(versions, pk=key if key.isdecimal() else 0)

    @property
    def comment(self) -> str:
        """What is noted beside the version."""
        if self.version is None:
            return _("Changed")
        return _("Back to the version of %(time)s") % {"time": _time(self.version)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill the form with the old values; nothing is saved yet."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        if self.version is not None and self.request.method == "GET":
            kwargs["instance"] = with_old_values(kwargs["instance"], self.version)
        return kwargs

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Say that the form holds old values."""
        if self.version is not None:
            note = _(
                "The form holds the version of %(time)s. Save it to bring it back."
            )
            messages.warning(request, note % {"time": _time(self.version)})
        return super().get(request, *args, **kwargs)

    def get_edit_url(self) -> str:
        """Return where the form goes, the version included."""
        url = super().get_edit_url()
        return f"{url}?version={self.version.pk}" if self.version and url else url


class VersionedDeleteView(DeleteView):
    """Deletes a row; its last version stays."""

    def delete_action(self) -> None:
        """Note who deleted it, then delete it."""
        record_last([self.object], self.request.user, _("Deleted"))
        super().delete_action()


class VersionsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Lists the versions of a row."""

    model: Any = None
    index_url_name: str | None = None
    edit_url_name: str | None = None
    header_icon = "history"
    page_title = gettext_lazy("History")
    template_name = "lms/admin/row_versions.html"
    any_permission_required = ["add", "change", "delete", "view"]
    _show_breadcrumbs = True

    @cached_property
    def object(self) -> Any:
        """The row."""
        return get_object_or_404(self.model, pk=unquote(str(self.kwargs["pk"])))

    def get_page_subtitle(self) -> str:
        """Return the name of the row."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead to the list and to the row."""
        names = self.model._meta.verbose_name_plural
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": names},
            {"url": self._edit_url(), "label": str(self.object)},
            {"url": "", "label": self.page_title, "sublabel": str(self.object)},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override] # a table is no page
        """Show the versions, or give them as a table."""
        kind = wanted_format(request)
        return self._table(kind) if kind else super().get(request, *args, **kwargs)

    def _table(self, kind: str) -> HttpResponseBase:
        columns = {
            "version.revision.date_created": _("When"),
            "version.revision.user": _("Who"),
            "version.revision.comment": _("Note"),
            "changes": _("What changed"),
        }
        return as_table(
            history_of(self.object),
            columns=columns,
            accessors={"changes": _told},
            name="history",
            kind=kind,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions, and where one is brought back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        can_change = self.permission_policy.user_has_permission(
            self.request.user, "change"
        )
        restore_url = self._edit_url() if can_change else ""
        return {
            **context,
            "entries": history_of(self.object),
            "restore_url": restore_url,
        }

    def _edit_url(self) -> str:
        return reverse(self.edit_url_name, args=[quote(self.object.pk)])


def _told(entry: Entry) -> str:
    return "\n".join(
        f"{change.label}: {change.before} → {change.after}" for change in entry.changes
    )


def _time(version: Version) -> str:
    return str(localize(localtime(version.revision.date_created)))
