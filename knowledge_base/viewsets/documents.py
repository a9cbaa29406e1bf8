"""Versions of documents in Wagtail's admin: listed, downloaded, brought back."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from knowledge_base.exceptions import CurrentVersionError
from knowledge_base.models import DocumentVersion, LibraryDocument
from knowledge_base.models.document import LONGEST_NOTE
from knowledge_base.services.documents import restore_version
from lms.exports import as_table, wanted_format


class RestoreForm(forms.Form):
    """Which version comes back, and why."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Why this version comes back"),
        max_length=LONGEST_NOTE,
        required=False,
    )


class DocumentVersionsView(
    PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView
):
    """Lists the versions of a document; `?restore=2` asks before it brings one back."""

    model = LibraryDocument
    any_permission_required = ["add", "change", "delete"]
    header_icon = "history"
    page_title = gettext_lazy("Versions")
    template_name = "knowledge_base/admin/document_versions.html"
    _show_breadcrumbs = True

    @cached_property
    def object(self) -> LibraryDocument:
        """The document; raises PermissionDenied for who may not change it."""
        found = get_object_or_404(LibraryDocument, pk=self.kwargs["document_id"])
        if not self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", found
        ):
            raise PermissionDenied
        return found

    def get_page_subtitle(self) -> str:
        """Return the title of the document."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead to the list and to the document."""
        names = LibraryDocument._meta.verbose_name_plural
        edit = reverse("wagtaildocs:edit", args=[self.object.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtaildocs:index"), "label": names},
            {"url": edit, "label": str(self.object)},
            {"url": "", "label": self.page_title, "sublabel": str(self.object)},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override] # a table is no page
        """Show the versions, or give them as a table."""
        kind = wanted_format(request)
        return self._table(kind) if kind else super().get(request, *args, **kwargs)

    def _table(self, kind: str) -> HttpResponseBase:
        columns = {
            "number": _("Version"),
            "created_at": _("When"),
            "created_by": _("Who"),
            "note": _("What is new"),
            "filename": _("File"),
            "size": _("Bytes"),
            "get_text_state_display": _("Text"),
            "sha256": "SHA-256",
        }
        return as_table(self._rows, columns=columns, name="versions", kind=kind)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the versions and, once one is chosen, the form that brings it back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = self._chosen(self.request.GET.get("restore", ""))
        form = kwargs.get("form")
        if form is None and chosen is not None:
            form = RestoreForm(initial={"number": chosen.number})
        return {
            **context,
            "document": self.object,
            "versions": self._rows,
            "form": form,
        }

    @cached_property
    def _rows(self) -> list[DocumentVersion]:
        rows = self.object.versions.brief()
        return list(rows.select_related("created_by", "restored_from"))

    def _chosen(self, number: str) -> DocumentVersion | None:
        return next((row for row in self._rows if str(row.number) == number), None)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Bring a version back, or show what is wrong."""
        form = RestoreForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        said = form.cleaned_data
        version = get_object_or_404(self.object.versions, number=said["number"])
        try:
            newest = restore_version(
                version=version, user=request.user, note=said["note"]
            )
        except CurrentVersionError:
            messages.warning(request, _("That is what the document has already."))
        else:
            text = _("Version %(old)s is back, as version %(new)s.")
            values = {"old": version.number, "new": newest.number}
            messages.success(request, text % values)
        return redirect("lms_document_versions", self.object.pk)
