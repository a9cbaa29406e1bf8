"""Uploading files to be imported, in Wagtail's admin."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from knowledge_base.import_forms import MOST_FILES, ImportForm, may_publish
from knowledge_base.importers.batch_runs import work_on
from knowledge_base.importers.starter import starter_lists
from knowledge_base.importers.tables import TableKind, known_columns
from knowledge_base.importers.uploads import ENDINGS, Options, is_short, open_batch
from knowledge_base.models import (
    Faq,
    ImportBatch,
    PhraseRule,
    Placeholder,
    RewritingPair,
    Script,
)
from knowledge_base.viewsets.import_tables import batches_table
from lms.exports import wanted_format

ADD = "lms_knowledge_base.add_importbatch"
_ROWS: Mapping[TableKind, Any] = {
    TableKind.FAQ: Faq,
    TableKind.SCRIPT: Script,
    TableKind.PLACEHOLDER: Placeholder,
    TableKind.PHRASE: PhraseRule,
    TableKind.REWRITING: RewritingPair,
}


class ImportView(WagtailAdminTemplateMixin, TemplateView):
    """What all pages of imports share: who may come in, and the way back."""

    request: HttpRequest
    header_icon = "upload"
    page_title = gettext_lazy("Import")
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Raise PermissionDenied for whoever may import nothing."""
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def batches(self) -> Any:
        """The batches of the person."""
        return ImportBatch.objects.open_to(self.request.user)

    @cached_property
    def batch(self) -> ImportBatch:
        """The batch that the address names, if it is the person's."""
        rows = self.batches.select_related("category", "collection", "uploader")
        found: ImportBatch = get_object_or_404(rows, uuid=self.kwargs["uuid"])
        return found

    def get_page_subtitle(self) -> str:
        """Say when the batch was uploaded, if the page is about one."""
        if "uuid" not in self.kwargs:
            return ""
        time = timezone.localtime(self.batch.created_at)
        return date_format(time, "SHORT_DATETIME_FORMAT")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the uploads."""
        items = [{"url": reverse("lms_imports"), "label": _("Import")}]
        if "uuid" in self.kwargs:
            url = reverse("lms_import", args=[self.batch.uuid])
            items.append({"url": url, "label": self.get_page_subtitle()})
        return [*self.breadcrumbs_items, *items]


class UploadView(ImportView):
    """Takes files; lists what the person has uploaded of late."""

    template_name = "knowledge_base/admin/import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override] # a table is no page
        """Show the form, or give the batches as a table."""
        if kind := wanted_format(request):
            return batches_table(self.batches, kind)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and the batches."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        batches = self.batches.with_trouble().defer("outcomes")
        batches = batches.prefetch_related("files")
        form = kwargs.get("form") or ImportForm(user=self.request.user)
        return {
            **context,
            "form": form,
            "batches": batches[:20],
            "endings": ENDINGS,
            "most_files": MOST_FILES,
            "tables": [*_tables()],
            "may_publish": may_publish(self.request.user),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the files that pass the gate, and check them at once if that is short."""
        if "starter" in request.POST:
            batch, _refusals = self._open(starter_lists(), Options())
            return redirect("lms_import", cast("ImportBatch", batch).uuid)
        files = request.FILES.getlist("uploads")
        form = ImportForm(request.POST, {"uploads": files}, user=request.user)
        if form.is_valid():
            said = form.cleaned_data
            options = Options(
                language=said["language"],
                simplifies=bool(said["script"]),
                publish=said.get("publish", False),
                category=said["category"],
                collection=said["collection"],
            )
            batch, refusals = self._open(files, options)
            if batch is not None:
                return redirect("lms_import", batch.uuid)
            for refusal in refusals:
                form.add_error("uploads", refusal)
        return self.render_to_response(self.get_context_data(form=form))

    def _open(
        self, files: Sequence[UploadedFile[Any]], options: Options
    ) -> tuple[ImportBatch | None, list[str]]:
        now = timezone.now()
        batch, refusals = open_batch(
            user=self.request.user, files=files, options=options, now=now
        )
        if batch is not None and is_short(batch):
            work_on(batch=batch, now=now)
        return batch, refusals


def _tables() -> Iterator[tuple[str, list[tuple[str, bool]]]]:
    for kind, columns in known_columns(get_language() or ""):
        yield capfirst(_ROWS[kind]._meta.verbose_name_plural), columns
