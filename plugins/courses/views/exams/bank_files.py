"""The bank as a file: taken away, or brought in."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lms.exports import as_table, wanted_format
from lms.files.exceptions import FileRefusedError
from plugins.courses.enums import Difficulty, QuestionState
from plugins.courses.models import Question
from plugins.courses.services.exams.bank import Wording, wording_of
from plugins.courses.services.exams.gift_reading import read_gift
from plugins.courses.services.exams.gift_writing import write_gift
from plugins.courses.services.exams.importing import (
    ReadQuestion,
    Remark,
    UnreadableError,
    add_questions,
)
from plugins.courses.services.exams.moodle_xml import (
    read_moodle_xml,
    write_moodle_xml,
)
from plugins.courses.services.exams.tables import HEADINGS, cells_of, read_table

MOST_BYTES = 2 * 1024 * 1024
GIFT, XML = (".gift", ".txt"), ".xml"
WRITERS: Mapping[str, tuple[Any, str]] = {
    "gift": (write_gift, "text/plain"),
    "xml": (write_moodle_xml, "application/xml"),
}


class FileForm(forms.Form):
    """A file with questions."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "XLSX or CSV as in the template, GIFT (.gift, .txt) or Moodle XML (.xml)."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("lms_courses.add_question", raise_exception=True)
def bank_files(request: HttpRequest) -> HttpResponseBase:
    """Offer the bank as a file, and take questions in; with mistakes nothing is added."""
    if (wanted := request.GET.get("export", "")) in WRITERS:
        write, kind = WRITERS[wanted]
        headers = {"Content-Disposition": f'attachment; filename="questions.{wanted}"'}
        return HttpResponse(write(_bank()), f"{kind}; charset=utf-8", headers=headers)
    if kind := wanted_format(request):
        rows = _examples() if "template" in request.GET else _bank()
        return _table(rows, kind)
    form = FileForm(request.POST or None, request.FILES or None)
    remarks: Any = []
    if form.is_valid():
        try:
            found = _read(form.cleaned_data["file"])
            done = add_questions(rows=found, user=request.user, now=timezone.now())
        except UnreadableError as error:
            remarks = error.remarks
        except (FileRefusedError, ValidationError) as error:
            remarks = [Remark(1, "", str(error))]
        else:
            said = _("Questions added as drafts: %(added)s; there already: %(known)s.")
            messages.success(request, said % vars(done))
            return redirect("lms_courses_questions:index")
    context = {"form": form, "remarks": remarks}
    return render(request, "lms_courses/exams/bank_files.html", context)


def _read(file: Any) -> list[ReadQuestion]:
    name = file.name.lower()
    if not name.endswith((*GIFT, XML)):
        return read_table(file)
    if file.size > MOST_BYTES:
        raise FileRefusedError(_("The file is too large: divide it."))
    data: bytes = file.read()
    if name.endswith(XML):
        return read_moodle_xml(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
    return read_gift(text)


def _bank() -> Iterator[ReadQuestion]:
    """Yield what is in the bank and not retired, by category."""
    rows = Question.objects.exclude(state=QuestionState.RETIRED).exclude(latest=None)
    for row in rows.select_related("latest").prefetch_related("tags"):
        if row.latest is not None:
            tags = [tag.name for tag in row.tags.all()]
            yield ReadQuestion(
                row.pk, wording_of(row.latest), row.category, row.language, row.difficulty, tags
            )  # fmt: skip


def _examples() -> list[ReadQuestion]:
    """Return what the template shows."""
    options = [_("Apologize"), _("Explain"), _("Hang up")]
    ids = ["a", "b", "c"]
    listed = [{"id": i, "text": t} for i, t in zip(ids, options, strict=True)]
    asked = _("A customer is upset. What comes first?")
    about = _("Complaints")
    return [
        ReadQuestion(1, wording, about, difficulty=Difficulty.EASY)
        for wording in (
            Wording(kind="single", text=asked, options=listed, key={"right": ["a"]}),
            Wording(
                kind="rank",
                text=_("Rank from best to worst."),
                options=listed,
                key={"values": {"a": 1, "b": 2, "c": 3}},
                partial="distance",
            ),
            Wording(
                kind="short",
                text=_("Within how many days can a customer return an item?"),
                key={"accepted": ["7*", "七*"]},
            ),
        )
    ]


def _table(rows: Any, kind: str) -> HttpResponseBase:
    cells = [cells_of(row) for row in rows]
    accessors = {name: _cell(name) for name in HEADINGS}
    return as_table(
        cells, columns=HEADINGS, name="questions", kind=kind, accessors=accessors
    )


def _cell(name: str) -> Any:
    return lambda cells: cells[name]
