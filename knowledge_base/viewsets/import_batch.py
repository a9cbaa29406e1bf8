"""One upload, in Wagtail's admin: its files, and what becomes of what is in them."""

from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from knowledge_base.enums import BatchState
from knowledge_base.importers.batch_runs import begin_applying, work_on
from knowledge_base.importers.comparing import shown
from knowledge_base.importers.drafts import Reading, State
from knowledge_base.importers.files import TABLES
from knowledge_base.importers.office import WORD
from knowledge_base.importers.progress import progress_of
from knowledge_base.importers.reading import Reader, current_cleaner
from knowledge_base.importers.uploads import discard, folder_of, is_short
from knowledge_base.models import ImportBatch
from knowledge_base.viewsets.import_outcomes import (
    Outcome,
    addresses_of,
    in_words,
    labels_of,
    worst_first,
)
from knowledge_base.viewsets.import_tables import outcomes_table
from knowledge_base.viewsets.imports import ImportView
from lms.exports import wanted_format

_ON_A_PAGE = 100


class BatchView(ImportView):
    """Shows what would become of a batch, how far it is, or what became of it."""

    template_name = "knowledge_base/admin/import_batch.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override] # a table is no page
        """Let the page look again while something is still to be done.

        With `export=csv` or `xlsx` it gives the outcomes as a table.
        """
        if kind := wanted_format(request):
            return outcomes_table(self.batch, _all_in_words(self.batch), kind)
        response = super().get(request, *args, **kwargs)
        if self.batch.is_at_work:
            response["Refresh"] = "5"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add outcomes, those that failed first, and what they count."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        batch = self.batch
        labels = labels_of(batch)
        files = [*batch.files.all()]
        refused = [file for file in files if file.refusal]
        states = [outcome["state"] for outcome in batch.outcomes]
        counts = {state: states.count(state) for state in State}
        counts[State.FAILED] += len(refused)
        pages = Paginator(worst_first(batch.outcomes), _ON_A_PAGE)
        page = pages.get_page(self.request.GET.get("p"))
        links = addresses_of(page.object_list) if batch.is_done else {}
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
            "rows": in_words(page.object_list, labels, links),
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
        rows = _all_in_words(self.batch)
        failed = [row for row in rows if row["state"] == State.FAILED]
        return outcomes_table(self.batch, failed, "csv")


def _all_in_words(batch: ImportBatch) -> list[Outcome]:
    return in_words(worst_first(batch.outcomes), labels_of(batch))


def _progress(batch: ImportBatch) -> tuple[int, int] | None:
    """Return how many of how many rows and texts are done, if that is known."""
    if batch.state == BatchState.CHECKING:
        return progress_of(batch)
    return (batch.done, batch.total) if batch.total else None
