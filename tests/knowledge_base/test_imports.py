"""Importing in the admin: upload, look, take in; nothing half, nothing of others."""

import csv
import io
import re
import resource
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from knowledge_base.enums import BatchState
from knowledge_base.importers import batch_runs, uploads
from knowledge_base.importers.batch_runs import work_off
from knowledge_base.importers.tables import known_columns, read_table
from knowledge_base.importers.uploads import Options, forget_expired, open_batch
from knowledge_base.models import (
    ArticlePage,
    Faq,
    ImportBatch,
    ImportFile,
    KnowledgeItem,
    PhraseRule,
    RewritingPair,
)
from lms.enums import Role
from tests.factories.bad_files import OLE
from tests.factories.knowledge_base import CategoryPageFactory, FaqFactory, library
from tests.factories.office_files import xlsx
from tests.factories.word_files import docx_of

pytestmark = pytest.mark.django_db
FAQ = "question,answer\n"
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _files_lie_apart(settings, tmp_path, db):
    settings.MEDIA_ROOT = tmp_path
    library()


@pytest.fixture
def editor(client_as):
    """Return an editor who reads English."""
    return english(client_as(Role.EDITOR))


def english(client):
    client.cookies["django_language"] = "en"
    return client


def upload(client, files, **options):
    """Send files, name=content; return the answer of the page they lead to."""
    sent = [
        SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
        for name, text in files
    ]
    data = {"uploads": sent, **options}
    return client.post(reverse("lms_imports"), data, follow=True)


def address():
    return reverse("lms_import", args=[ImportBatch.objects.get().uuid])


def said(answer):
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(text.split())


def test_files_are_looked_at_and_then_taken_in(editor):
    FaqFactory(question="别的")
    files = [
        ("政策.docx", docx_of("# 退款政策\n\n客服(kèfú)三天(tiān)内办。\n\n确??认")),
        ("问答.xlsx", xlsx(表=[["问题", "回答"], ["几天？", "三天"], ["", "无"]])),
        ("坏.docx", OLE),
        ("图.exe", "x"),
    ]

    shown = said(upload(editor, files))

    assert "2 Would be added" in shown
    assert "3 Would be refused" in shown
    assert "“坏.docx” is protected by a password" in shown
    assert "“图.exe” cannot be imported" in shown
    assert "问答.xlsx, line 3" in shown
    assert "1 place with lost characters" in shown
    assert not ArticlePage.objects.exists()
    assert Faq.objects.count() == 1

    shown = said(editor.post(address(), {"apply": "1"}, follow=True))

    assert "2 Added" in shown
    page = ArticlePage.objects.get()
    assert page.items.get().source == "政策.docx"
    assert not page.live
    assert (
        reverse("wagtailadmin_pages:edit", args=[page.pk])
        in editor.get(address()).content.decode()
    )
    assert not ImportFile.objects.exclude(file="").exists()


def test_an_organisation_begins_with_the_starter_lists_after_a_look(editor):
    editor.post(reverse("lms_imports"), {"starter": "1"})
    work_off(now=timezone.now())
    shown = said(editor.get(address()))

    assert "Would be added" in shown
    assert "Would be refused" not in shown
    assert not PhraseRule.objects.exists()

    editor.post(address(), {"apply": "1"})
    work_off(now=timezone.now())

    kinds = set(PhraseRule.objects.values_list("kind", "language"))
    assert {("polite", "zh-hans"), ("forbidden", "zh-hans"), ("risky", "en")} <= kinds
    assert RewritingPair.objects.filter(language="zh-hans").exists()


def test_what_is_refused_can_be_downloaded_as_the_page_shows_it(editor):
    text = "甲？,一\n,二\n乙？,三,四\n"
    page = upload(editor, [("=f.csv", FAQ + text), ("坏.docx", OLE)])
    batch = ImportBatch.objects.get()

    columns, *rows = table(
        editor.get(reverse("lms_import_failures", args=[batch.uuid]))
    )
    whole = table(editor.get(f"{reverse('lms_import', args=[batch.uuid])}?export=csv"))

    assert [row[0] for row in rows] == ["坏.docx", "'=f.csv, line 3", "'=f.csv, line 4"]
    assert whole == [columns, *rows, *whole[len(rows) + 1 :]]
    shown = unescape(page.content.decode()).lower()
    assert [
        cell for row in rows for cell in row if cell.lstrip("'").lower() not in shown
    ] == []
    places = [shown.index(row[4].lower()) for row in rows]
    assert places == sorted(places)
    assert "“question” is empty" in rows[1][4]
    assert rows[1][3] == "Would be refused"


def table(answer):
    return [*csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))]


def test_before_and_after_of_the_cleaning_are_shown_with_marks(editor):
    text = "# 題\n\n訓(xùn)練完成。\n\n確??認到場。\n\n本文档由用户提供并上传\n"
    upload(editor, [("a.md", text)], script="simplified")

    address = reverse("lms_import_file", args=[ImportBatch.objects.get().uuid, 1])
    page = editor.get(address).getvalue().decode()

    assert '<del class="comparison__gone">訓(xùn)練</del>' in page
    assert '<ins class="comparison__new">训练</ins>完成' in page
    assert "<mark>??</mark>" in page
    assert "Line taken out" in page
    assert "Line 3" not in editor.get(f"{address}?marked=1").content.decode()


def test_a_file_that_is_no_better_than_its_name_is_refused_in_the_form(editor):
    shown = said(upload(editor, [("a.docx", "words"), ("b.csv", b"\0\0")]))

    assert "“a.docx” is no DOCX file, whatever its name says." in shown
    assert "“b.csv” is no CSV file" in shown
    assert not ImportBatch.objects.exists()


def test_a_file_of_200_megabytes_is_refused_by_name_and_limit(editor, tmp_path):
    path = tmp_path / "大.docx"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = TemporaryUploadedFile("大.docx", "", 200 * 2**20, None)
    file.file = path.open("rb")

    with translation.override("en"), file.file:
        batch, refusals = open_batch(
            user=editor.user, files=[file], options=Options(), now=NOW
        )

    assert batch is None
    assert refusals == ["“大.docx” is too large: 50.0\xa0MB are allowed."]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 8 * 1024


@pytest.mark.parametrize("name", ["a/b.md", "a\\b.md", "a\0.md"])
def test_a_name_with_separators_or_nul_is_refused(editor, name):
    file = SimpleUploadedFile("x.md", b"# x")
    file._name = name  # noqa: SLF001 (its own setter would cut it)

    with translation.override("en"):
        batch, [refusal] = open_batch(
            user=editor.user, files=[file], options=Options(), now=NOW
        )

    assert batch is None
    assert "is no name for a file" in refusal


def test_the_same_name_twice_is_said_and_the_first_is_taken(editor):
    shown = said(upload(editor, [("a.md", "# 甲"), ("A.md", "# 乙")]))

    assert "“A.md” is there twice" in shown
    editor.post(address(), {"apply": "1"})
    assert ArticlePage.objects.get().title == "甲"


def test_a_second_click_takes_nothing_in_twice(editor):
    upload(editor, [("f.csv", FAQ + "甲？,一\n")])

    for _time in range(2):
        editor.post(address(), {"apply": "1"})

    assert Faq.objects.count() == 1
    assert "1 Added" in said(editor.get(address()))


def test_a_discarded_upload_leaves_nothing(editor, django_capture_on_commit_callbacks):
    upload(editor, [("f.csv", FAQ + "甲？,一\n")])
    file = ImportFile.objects.get().file

    with django_capture_on_commit_callbacks(execute=True):
        editor.post(address(), {"cancel": "1"})

    assert not ImportBatch.objects.exists()
    assert not file.storage.exists(file.name)
    assert not Faq.objects.exists()


def test_an_upload_is_kept_for_its_person_alone_until_it_expires(editor, client_as):
    upload(editor, [("f.csv", FAQ + "甲？,一\n")])

    assert editor.get(address()).status_code == 200
    assert client_as(Role.EDITOR).get(address()).status_code == 404
    assert client_as("admin").get(address()).status_code == 200
    assert (
        address()
        not in client_as(Role.EDITOR).get(reverse("lms_imports")).content.decode()
    )
    assert forget_expired(now=timezone.now() + timedelta(days=6)) == 0
    assert forget_expired(now=timezone.now() + timedelta(days=8)) == 1


def test_who_may_not_publish_gets_drafts_even_if_the_form_says_otherwise(client_as):
    client = english(client_as(Role.CONTRIBUTOR))
    files = [("f.csv", FAQ + "甲？,一\n"), ("a.md", "# 甲")]

    upload(client, files, publish="on")
    client.post(address(), {"apply": "1"})

    assert [*Faq.objects.values_list("live", flat=True)] == [False]
    assert [*ArticlePage.objects.values_list("live", flat=True)] == [False]


def test_an_editor_publishes_into_the_place_that_was_chosen(editor):
    category = CategoryPageFactory(title="售后")
    files = [
        ("f.csv", FAQ + "甲？,一\n"),
        ("a.md", "# 甲"),
        ("b.md", "---\n分类: 别处\n---\n# 乙"),
    ]

    upload(editor, files, publish="on", category=category.pk)
    editor.post(address(), {"apply": "1"})

    assert Faq.objects.get().live
    assert ArticlePage.objects.get(title="甲").get_parent().pk == category.pk
    assert ArticlePage.objects.get(title="乙").get_parent().title == "别处"


def test_what_belongs_to_others_is_not_overwritten_by_an_upload(editor, client_as):
    upload(editor, [("a.md", "# 甲\n\n旧")])
    editor.post(address(), {"apply": "1"})
    ImportBatch.objects.all().delete()

    client = english(client_as(Role.CONTRIBUTOR))
    shown = said(
        upload(
            client,
            [("a.md", "# 甲\n\n新"), ("p.csv", "pattern,kind\n忌语,forbidden\n")],
        )
    )

    assert shown.count("You have no permission to write there.") == 2
    assert "2 Would be refused" in shown


def test_long_work_is_left_to_run_due_and_its_progress_is_shown(editor, monkeypatch):
    monkeypatch.setattr(uploads, "_SHORT", 0)

    assert "being checked" in said(
        upload(editor, [("f.csv", FAQ + "甲？,一\n乙？,二\n")])
    )
    monkeypatch.setattr(batch_runs, "_STEP", 1)
    shown_meanwhile = []
    note = batch_runs.note_progress

    def note_and_look(**progress):
        note(**progress)
        shown_meanwhile.append(said(editor.get(address())))

    monkeypatch.setattr(batch_runs, "note_progress", note_and_look)
    assert work_off(now=timezone.now()) == 1
    assert "1 of 2 done." in shown_meanwhile[0]
    assert "2 of 2 done." in shown_meanwhile[1]
    assert "2 Would be added" in said(editor.get(address()))
    shown = editor.post(address(), {"apply": "1"}, follow=True)
    assert "being taken in" in said(shown)
    assert shown["Refresh"] == "5"
    assert work_off(now=timezone.now()) == 1
    assert "2 Added" in said(editor.get(address()))
    assert work_off(now=timezone.now()) == 0


def test_work_that_was_cut_off_goes_on_and_says_what_became_of_all(editor, monkeypatch):
    upload(editor, [("f.csv", FAQ + "甲？,一\n乙？,二\n")])
    monkeypatch.setattr(batch_runs, "_STEP", 1)
    monkeypatch.setattr(batch_runs, "forget_files", _broken)
    with pytest.raises(RuntimeError):
        editor.post(address(), {"apply": "1"})
    monkeypatch.undo()
    assert ImportBatch.objects.get().state == BatchState.APPLYING

    assert work_off(now=timezone.now()) == 0
    assert work_off(now=timezone.now() + timedelta(minutes=11)) == 1

    assert "2 Added" in said(editor.get(address()))
    assert Faq.objects.count() == 2


def _broken(**_kwargs):
    raise RuntimeError("killed")


def test_a_batch_with_too_much_in_it_is_refused_as_a_whole(editor, monkeypatch):
    monkeypatch.setattr(batch_runs, "MOST_ITEMS", 2)

    shown = said(upload(editor, [("f.csv", FAQ + "甲？,一\n乙？,二\n丙？,三\n")]))

    assert "more than 2 rows and texts" in shown
    editor.post(address(), {"apply": "1"})
    assert not Faq.objects.exists()


@pytest.mark.once
def test_queries_of_the_result_do_not_grow_with_its_rows(
    editor, django_assert_max_num_queries
):
    rows = "".join(f"问题{n}？,答\n" for n in range(30))
    upload(editor, [("f.csv", FAQ + rows)])
    editor.post(address(), {"apply": "1"})
    editor.get(address())

    with django_assert_max_num_queries(40):
        shown = said(editor.get(address()))

    assert shown.count("Added") == 31
    assert KnowledgeItem.objects.filter(source__startswith="f.csv#").count() == 30


def test_the_page_names_the_columns_in_the_language_of_the_reader(editor):
    def tables():
        return dict(editor.get(reverse("lms_imports")).context["tables"])

    assert {("question", True), ("answer", False)} <= {*tables()["FAQ entries"]}
    editor.cookies["django_language"] = "zh-hans"
    assert {("问题", True), ("完整回答", False)} <= {*tables()["常见问题"]}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_columns_that_the_page_names_are_read(language):
    for kind, columns in known_columns(language):
        header = ",".join(name for name, _is_needed in columns)
        assert read_table(f"{header}\n").kind is kind
