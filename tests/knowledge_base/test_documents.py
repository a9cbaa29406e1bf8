"""Documents: what comes in, which versions there are, what is found inside."""

import random
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from knowledge_base import migrations
from knowledge_base.enums import TextState
from knowledge_base.models import DocumentVersion, LibraryDocument
from knowledge_base.services import document_texts
from lms.enums import Role
from lms.files.child import Limits
from lms.search.engine import search
from tests.factories.bad_files import packed
from tests.factories.office_files import docx, pdf, pptx, xlsx
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
RULE = "退货运费由责任方承担"


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def stored(own_media):
    """Return the names of what is stored now."""
    return lambda: sorted(path.name for path in own_media.rglob("*") if path.is_file())


@pytest.fixture
def editor(client_as):
    return client_as(Role.EDITOR)


@pytest.fixture
def reader(client_as):
    return client_as(Role.AGENT)


@pytest.fixture
def send(editor, django_capture_on_commit_callbacks):
    """Post to the admin as an editor; what follows the commit is done."""

    def send(name, data, *args, **extra):
        with django_capture_on_commit_callbacks(execute=True):
            return editor.post(reverse(name, args=args), data, **extra)

    return send


@pytest.fixture
def upload(send):
    def upload(name, content, title="制度"):
        file = SimpleUploadedFile(name, content)
        send("wagtaildocs:add", {"title": title, "file": file, "note": "首版"})
        return LibraryDocument.objects.get()

    return upload


@pytest.fixture
def replace(send):
    def replace(document, name, content, note=""):
        file = SimpleUploadedFile(name, content)
        data = {"title": document.title, "file": file, "note": note}
        send("wagtaildocs:edit", data, document.pk)
        document.refresh_from_db()

    return replace


def page(reader, document, **query):
    return reader.get(document.get_absolute_url(), query).content.decode()


def current_file(document):
    with document.file.open() as file:
        return file.read()


def old_file(reader, document, number):
    address = reverse("knowledge_base:document_version", args=[document.pk, number])
    answer = reader.get(address)
    return answer, b"".join(answer.streaming_content)


# Versions


def test_an_uploaded_file_is_version_one(upload, editor):
    document = upload("规则.txt", RULE.encode())

    version = document.current_version
    assert (version.number, version.mime) == (1, "text/plain")
    assert (version.filename, version.size) == ("规则.txt", len(RULE.encode()))
    assert len(version.sha256) == 64
    assert version.created_by_id == int(editor.session["_auth_user_id"])
    assert version.note == "首版"


def test_a_replaced_file_stays_as_a_version(upload, replace, reader, stored):
    document = upload("规则.txt", b"first")
    replace(document, "规则.txt", b"second", note="改了运费")

    _answer, content = old_file(reader, document, 1)
    assert content == b"first"
    assert current_file(document) == b"second"
    versions = document.versions.all()
    assert [(v.number, v.filename) for v in versions] == [
        (2, "规则.txt"),
        (1, "规则.txt"),
    ]
    assert len(stored()) == 2
    assert "改了运费" in page(reader, document)


def test_an_old_version_is_sent_to_be_saved_only(upload, reader):
    document = upload("规则.txt", b"<script>alert(1)</script>")

    answer, _content = old_file(reader, document, 1)

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"].startswith("text/plain")


def test_the_download_is_the_current_version(upload, replace, reader):
    document = upload("规则.txt", b"first")
    replace(document, "规则.txt", b"second")

    answer = reader.get(document.url)

    assert b"".join(answer.streaming_content) == b"second"


def test_a_change_of_title_makes_no_version(upload, send):
    document = upload("规则.txt", b"first")

    send("wagtaildocs:edit", {"title": "新名字"}, document.pk)

    document.refresh_from_db()
    assert (document.title, document.versions.count()) == ("新名字", 1)


def test_a_version_that_comes_back_is_a_new_one(upload, replace, send, reader, stored):
    document = upload("旧.txt", b"first")
    replace(document, "新.txt", b"second")

    send("lms_document_versions", {"number": 1, "note": "新的有误"}, document.pk)

    document.refresh_from_db()
    newest = document.current_version
    assert (newest.number, newest.restored_from.number) == (3, 1)
    assert newest.note == "新的有误"
    assert current_file(document) == b"first"
    assert document.filename == "旧.txt"
    assert len(stored()) == 2
    assert search("first", user=None).total == 1
    assert search("second", user=None).total == 0


def test_the_current_version_does_not_come_back(upload, send):
    document = upload("旧.txt", b"first")

    answer = send("lms_document_versions", {"number": 1}, document.pk, follow=True)

    assert answer.context["messages"]
    assert document.versions.count() == 1


def test_before_a_version_comes_back_one_is_asked(upload, replace, editor):
    document = upload("旧.txt", b"first")
    replace(document, "新.txt", b"second")

    address = reverse("lms_document_versions", args=[document.pk])
    answer = editor.get(address, {"restore": "1"})

    assert answer.context["form"]["number"].value() == 1
    assert document.versions.count() == 2


def test_a_deleted_document_takes_all_its_files_along(upload, replace, send, stored):
    document = upload("旧.txt", b"first")
    replace(document, "新.txt", b"second")
    send("lms_document_versions", {"number": 1}, document.pk)

    send("wagtaildocs:delete", {}, document.pk)

    assert not DocumentVersion.objects.exists()
    assert stored() == []


def test_documents_that_code_makes_have_a_version_too(stored):
    document = LibraryDocument.objects.create(title="a", file=ContentFile(b"a", "a.md"))

    assert document.current_version.mime == "text/markdown"


def test_documents_from_before_get_their_first_version(stored):
    document = LibraryDocument.objects.create(title="a", file=ContentFile(b"a", "a.md"))
    document.versions.all().delete()
    folder = Path(migrations.__file__).parent
    [name] = [path.stem for path in folder.glob("*_documents.py")]
    step = import_module(f"{migrations.__name__}.{name}")

    step.keep_first_versions(apps, None)

    document.refresh_from_db()
    version = document.current_version
    assert (version.number, version.filename, version.size) == (1, "a.md", 1)
    assert version.created_at == document.created_at
    assert version.text_state == TextState.WAITING


def test_a_missing_file_stops_nothing(reader, editor):
    document = LibraryDocument.objects.create(title="失踪", file="gone.txt")

    assert "失踪" in page(reader, document)
    assert document_texts.read_waiting() == 1
    document.refresh_from_db()
    assert document.current_version.text_state == TextState.FAILED
    address = reverse("knowledge_base:document_version", args=[document.pk, 1])
    assert reader.get(address).status_code == 404


# The gate


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules.pdf", b"<html></html>"),
        ("run.exe", b"MZ"),
        ("trap.docx", packed({"word/document.xml": "x", "../x": "x"})),
    ],
)
def test_a_refused_file_is_told_beside_the_field(send, stored, name, content):
    data = {"title": "制度", "file": SimpleUploadedFile(name, content)}

    answer = send("wagtaildocs:add", data)

    errors = answer.context["form"].errors
    assert list(errors) == ["file"]
    assert len(errors["file"]) == 1
    assert name in errors["file"][0]
    assert not LibraryDocument.objects.exists()
    assert stored() == []


def test_a_refused_file_replaces_nothing(upload, replace, stored):
    document = upload("规则.txt", b"first")

    replace(document, "规则.pdf", b"no pdf")

    assert document.versions.count() == 1
    assert stored() == ["规则.txt"]


def test_a_file_that_is_too_large_is_refused(send, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 10

    file = SimpleUploadedFile("规则.txt", b"eleven bytes")
    answer = send("wagtaildocs:add", {"title": "制度", "file": file})

    assert list(answer.context["form"].errors) == ["file"]


def test_the_rest_of_a_batch_is_kept(send, stored):
    answers = [
        send("wagtaildocs:add_multiple", {"files[]": SimpleUploadedFile(*file)}).json()
        for file in (("a.txt", b"a"), ("b.pdf", b"no pdf"), ("c.txt", b"c"))
    ]

    assert [answer["success"] for answer in answers] == [True, False, True]
    assert "b.pdf" in answers[1]["error_message"]
    assert stored() == ["a.txt", "c.txt"]
    assert DocumentVersion.objects.count() == 2


def test_a_path_in_a_name_leads_nowhere(send, stored):
    file = SimpleUploadedFile("x", b"words")
    file._name = "../../evil.txt"  # noqa: SLF001 (as a client may send it)

    send("wagtaildocs:add", {"title": "制度", "file": file})

    assert stored() == ["evil.txt"]


@pytest.mark.parametrize("name", ["wagtaildocs:add", "wagtaildocs_chooser:create"])
def test_each_form_has_the_gate(send, name):
    prefix = "" if name.endswith("add") else "document-chooser-upload-"
    file = SimpleUploadedFile("rules.pdf", b"<html></html>")

    answer = send(name, {f"{prefix}title": "制度", f"{prefix}file": file})

    assert "rules.pdf" in answer.content.decode().encode().decode("unicode_escape")
    assert not LibraryDocument.objects.exists()


# What is written in it


@pytest.mark.cases
@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("规则.pdf", pdf("首页", "目录", f"{RULE}。"), "第 3 页"),
        ("规则.docx", docx("标题", f"{RULE}。"), ""),
        ("规则.xlsx", xlsx(目录=[["无"]], 运费=[[RULE]]), "第 2 张工作表"),
        ("规则.pptx", pptx("首页", RULE), "第 2 张幻灯片"),
        ("规则.md", RULE.encode(), ""),
    ],
)
def test_a_document_is_found_by_what_stands_on_a_page(
    upload, reader, name, content, place
):
    document = upload(name, content)

    [hit] = search(RULE, user=None, kinds=["document"]).hits

    assert hit.pk == document.pk
    assert bool(hit.place) == bool(place)
    assert "<mark>" in hit.passage_html
    assert RULE in reader.get(hit.url).content.decode()
    assert document.current_version.get_text_state_display() in page(reader, document)


def test_the_results_name_the_page(upload, reader):
    upload("规则.pdf", pdf("首页", "目录", f"{RULE}。"))

    text = reader.get(reverse("lms:search"), {"q": RULE}).content.decode()

    assert re.search(r'href="[^"]*/documents/\d+/\?page=3"', text)


def test_a_page_beyond_the_end_is_the_last(upload, reader):
    document = upload("规则.pdf", pdf(*[f"第{n}页" for n in range(1, 9)]))

    assert "第5页" in page(reader, document, page=5)
    assert "第1页" not in page(reader, document, page=5)
    assert "第8页" in page(reader, document, page=99)
    assert "第1页" in page(reader, document, page="²")


@pytest.mark.parametrize(
    ("name", "content", "state"),
    [
        ("扫描.pdf", pdf("", ""), TextState.EMPTY),
        ("密.pdf", pdf(RULE, password="secret"), TextState.ENCRYPTED),
        ("坏.pdf", b"%PDF-1.7 broken", TextState.FAILED),
        ("包.zip", packed({"a.txt": "x"}), TextState.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_is_said(upload, reader, name, content, state):
    document = upload(name, content)

    assert document.current_version.text_state == state
    assert str(state.label) in page(reader, document)
    assert search("制度", user=None).total == 1


def test_what_takes_long_is_left_to_run_due(upload, reader, monkeypatch):
    monkeypatch.setattr(document_texts, "BRIEF", Limits(seconds=0))

    document = upload("规则.txt", RULE.encode())

    assert str(TextState.WAITING.label) in page(reader, document)


def test_run_due_reads_what_waits(
    upload, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(document_texts, "BRIEF", Limits(seconds=0))
    document = upload("规则.txt", RULE.encode())

    with django_capture_on_commit_callbacks(execute=True):
        assert document_texts.read_waiting() == 1

    document.refresh_from_db()
    assert document.current_version.text_state == TextState.READ
    assert search(RULE, user=None).total == 1
    assert document_texts.read_waiting() == 0


def test_a_long_text_that_never_repeats_itself_is_found(upload):
    signs = random.Random(7)  # noqa: S311 (to repeat, not to hide)
    han = [chr(signs.randrange(0x4E00, 0x9000)) for _sign in range(300_000)]
    text = f"{RULE}。{''.join(han)}"

    upload("长文.md", text.encode())

    assert search(RULE, user=None).total == 1


def test_a_document_is_found_by_tag_and_file_name(upload, send):
    document = upload("运费细则.txt", b"words")
    send("wagtaildocs:edit", {"title": "制度", "tags": "物流"}, document.pk)

    assert search("tag:物流", user=None).total == 1
    assert search("运费细则", user=None).total == 1


# How much it asks


def make(amount):
    root = Collection.get_first_root_node()
    for number in range(amount):
        file = ContentFile(f"{RULE}{number}".encode(), f"{number}.txt")
        LibraryDocument.objects.create(
            title=f"制度{number}", file=file, collection=root
        )


@pytest.fixture
def queries(reader, django_assert_max_num_queries):
    def count(address, **query):
        with django_assert_max_num_queries(200) as asked:
            assert reader.get(address, query).status_code == 200
        return len(asked)

    return count


@pytest.mark.once
def test_thirty_versions_ask_no_more_than_one(queries, editor):
    make(1)
    document = LibraryDocument.objects.get()
    queries(document.get_absolute_url())
    few = queries(document.get_absolute_url())
    for number in range(30):
        document.file = ContentFile(b"x", f"{number}.txt")
        document.uploaded_by_user = UserFactory()
        document.save()

    assert queries(document.get_absolute_url()) == few


@pytest.mark.once
def test_thirty_documents_ask_no_more_than_one(
    queries, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        make(1)
    queries(reverse("lms:search"), q="制度")
    few = queries(reverse("lms:search"), q="制度")
    with django_capture_on_commit_callbacks(execute=True):
        make(12)

    assert queries(reverse("lms:search"), q="制度") == few
