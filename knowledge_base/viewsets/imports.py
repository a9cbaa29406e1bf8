"""Importing files, in Wagtail's admin: upload, look, take in."""

from functools import cached_property
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from knowledge_base.enums import BatchState
from knowledge_base.import_forms import MOST_FILES, ImportForm, may_publish
from knowledge_base.importers.batch_runs import begin_applying, work_on
from knowledge_base.importers.comparing import shown
from knowledge_base.importers.drafts import Reading, State
from knowledge_base.importers.files import TABLES
from knowledge_base.importers.office import WORD
from knowledge_base.importers.progress import progress_of
from knowledge_base.importers.reading import Reader, current_cleaner
from knowledge_base.importers.uploads import (
    ENDINGS,
    Options,
    discard,
    folder_of,
    is_short,
    open_batch,
)
from knowledge_base.models import ArticlePage, Faq, ImportBatch, KnowledgeItem, Script
from knowledge_base.viewsets.import_tables import (
    batches_table,
    outcomes_table,
)
from lms.exports import wanted_format

ADD = "lms_knowledge_base.add_importbatch"
_ON_A_PAGE = 100
_PLAN = {
    State.FAILED: gettext_lazy("Would be refused"),
    State.ADDED: gettext_lazy("Would be added"),
    State.UPDATED: gettext_lazy("Would be updated"),
    State.UNCHANGED: gettext_lazy("Is there already, unchanged"),
}
_RESULT = {
    State.FAILED: gettext_lazy("Refused"),
    State.ADDED: gettext_lazy("Added"),
    State.UPDATED: gettext_lazy("Updated"),
    State.UNCHANGED: gettext_lazy("Was there already, unchanged"),
}
_KINDS = {
    "article": gettext_lazy("Article"),
    "faq": gettext_lazy("FAQ entry"),
    "script": gettext_lazy("Script"),
    "placeholder": gettext_lazy("placeholder"),
    "phrase": gettext_lazy("phrase"),
    "rewriting": gettext_lazy("rewriting pair"),
    "file": gettext_lazy("File"),
}
_EDITED = {
    "article": (ArticlePage, "wagtailadmin_pages:edit"),
    "faq": (Faq, "wagtailsnippets_lms_knowledge_base_faq:edit"),
    "script": (Script, "wagtailsnippets_lms_knowledge_base_script:edit"),
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

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the uploads."""
        items = [{"url": reverse("lms_imports"), "label": _("Import")}]
        if "uuid" in self.kwargs:
            time = timezone.localtime(self.batch.created_at)
            url = reverse("lms_import", args=[self.batch.uuid])
            items.append({"url": url, "label": f"{time:%Y-%m-%d %H:%M}"})
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
        batches = self.batches.defer("outcomes").prefetch_related("files")
        form = kwargs.get("form") or ImportForm(user=self.request.user)
        return {
            **context,
            "form": form,
            "batches": batches[:20],
            "endings": ENDINGS,
            "most_files": MOST_FILES,
            "may_publish": may_publish(self.request.user),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the files that pass the gate, and check them at once if that is short."""
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
            now = timezone.now()
            batch, refusals = open_batch(
                user=request.user, files=files, options=options, now=now
            )
            if batch is not None:
                if is_short(batch):
                    work_on(batch=batch, now=now)
                return redirect("lms_import", batch.uuid)
            for refusal in refusals:
                form.add_error("uploads", refusal)
        return self.render_to_response(self.get_context_data(form=form))


class BatchView(ImportView):
    """Shows what would become of a batch, how far it is, or what became of it."""

    template_name = "knowledge_base/admin/import_batch.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override] # a table is no page
        """Let the page look again while something is still to be done.

        With `export=csv` or `xlsx` it gives the outcomes as a table.
        """
        if kind := wanted_format(request):
            return outcomes_table(self.batch, _all_shown(self.batch), kind)
        response = super().get(request, *args, **kwargs)
        if self.batch.is_at_work:
            response["Refresh"] = "5"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add outcomes, those that failed first, and what they count."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        batch = self.batch
        labels = _RESULT if batch.is_done else _PLAN
        files = [*batch.files.all()]
        refused = [file for file in files if file.refusal]
        states = [outcome["state"] for outcome in batch.outcomes]
        counts = {state: states.count(state) for state in State}
        counts[State.FAILED] += len(refused)
        pages = Paginator(_sorted(batch.outcomes), _ON_A_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        links = self._links(page.object_list) if batch.is_done else {}
        rows = [_shown(outcome, labels, links) for outcome in page.object_list]
        return {
            **context,
            "batch": batch,
            "progress": _progress(batch),
            "files": [file for file in files if not file.refusal],
            "refused": refused,
            "counts": [(s, labels[s], counts[s]) for s in State if counts[s]],
            "stored": counts[State.ADDED] + counts[State.UPDATED],
            "failed": counts[State.FAILED],
            "findings": any(file.has_findings for file in files),
            "page": page,
            "rows": rows,
        }

    def _links(self, outcomes: Any) -> dict[tuple[str, str], str]:
        """Return the addresses of the forms by kind and source, in one query."""
        models = {kind: model for kind, (model, _name) in _EDITED.items()}
        types = ContentType.objects.get_for_models(*models.values())
        kinds = {types[model].pk: kind for kind, model in models.items()}
        sources = [outcome["source"] for outcome in outcomes if outcome["source"]]
        found = KnowledgeItem.objects.filter(source__in=sources).order_by("pk")
        return {
            (kinds[kind], source): reverse(_EDITED[kinds[kind]][1], args=[key])
            for kind, source, key in found.values_list(
                "content_type_id", "source", "object_id"
            )
            if kind in kinds
        }

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """Take the batch in, or forget it; a second click does nothing more."""
        if "cancel" in request.POST:
            if discard(batch=self.batch):
                messages.success(
                    request, _("Nothing was taken in; the files are gone.")
                )
                return redirect("lms_imports")
            messages.warning(request, _("It is too late: it is being taken in."))
        elif (
            "apply" in request.POST
            and begin_applying(batch=self.batch)
            and is_short(self.batch)
        ):
            work_on(batch=self.batch, now=timezone.now())
        return redirect("lms_import", uuid)


class FileView(ImportView):
    """Shows a file before and after it was cleaned."""

    template_name = "knowledge_base/admin/import_file.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines that were changed or marked."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        file = get_object_or_404(self.batch.files, position=self.kwargs["position"])
        if not file.file:
            raise Http404
        lines = self._read(file.name).lines
        marked = [line for line in lines if line.marks]
        only = self.request.GET.get("marked") == "1"
        ending = Path(file.name).suffix.lower()
        pages = Paginator(marked if only else lines, _ON_A_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        return {
            **context,
            "batch": self.batch,
            "file": file,
            "is_table": ending in TABLES,
            "is_word": ending in WORD,
            "only": only,
            "marked": len(marked),
            "changed": len(lines),
            "page": page,
            "lines": [shown(line) for line in page.object_list],
        }

    def _read(self, name: str) -> Reading:
        with folder_of(self.batch) as folder:
            cleaner = current_cleaner(simplifies=self.batch.simplifies)
            return Reader(root=folder, cleaner=cleaner).read(folder / name)


class FailuresView(ImportView):
    """Gives what was refused as CSV."""

    def get(self, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override] # a table is no page
        """Return a line for each file or row, as the page of the batch shows it."""
        rows = _all_shown(self.batch)
        failed = [row for row in rows if row["state"] == State.FAILED]
        return outcomes_table(self.batch, failed, "csv")


class ImportMenuItem(MenuItem):
    """Leads to the uploads."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to whoever may import."""
        return bool(request.user.has_perm(ADD))


def _progress(batch: ImportBatch) -> tuple[int, int] | None:
    """Return how many of how many rows and texts are done, if that is known."""
    if batch.state == BatchState.CHECKING:
        return progress_of(batch)
    return (batch.done, batch.total) if batch.total else None


def _sorted(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put first what a person should look at."""
    return sorted(outcomes, key=lambda o: (o["state"] != "failed", not o["remarks"]))


def _all_shown(batch: ImportBatch) -> list[dict[str, Any]]:
    labels = _RESULT if batch.is_done else _PLAN
    return [_shown(each, labels, {}) for each in _sorted(batch.outcomes)]


def _shown(outcome: dict[str, Any], labels: Any, links: Any) -> dict[str, Any]:
    return {
        **outcome,
        "label": labels[outcome["state"]],
        "kind_label": _KINDS.get(outcome["kind"], ""),
        "url": links.get((outcome["kind"], outcome["source"]), ""),
    }
