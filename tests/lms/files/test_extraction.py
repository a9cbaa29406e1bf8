"""What is written in files is read, whatever is wrong with them stays outside."""

import pytest

from lms.extension_points import ExtensionPoint
from lms.files.child import Limits
from lms.files.exceptions import ChildError
from lms.files.extraction import (
    EncryptedFileError,
    NoExtractorError,
    TextExtractor,
    extract_text,
    text_extractors,
)
from lms.files.kinds import KINDS
from tests.factories.bad_files import ENTITY, WORD, empty_rows, packed
from tests.factories.office_files import docx, pdf, pptx, xlsx

pytestmark = [pytest.mark.once, pytest.mark.django_db]
RULE = "退货运费由责任方承担"


@pytest.fixture
def read(tmp_path):
    def read(extension, content, **options):
        path = tmp_path / "file"
        path.write_bytes(content)
        return extract_text(path, KINDS[extension].mime, **options)

    return read


def page_of(found, words):
    place = found.text.index(words)
    return sum(start <= place for start in found.starts)


@pytest.mark.parametrize(
    ("extension", "content", "unit", "page"),
    [
        ("pdf", pdf("首页", f"{RULE}。\n第二行"), "page", 2),
        ("docx", docx("标题", rows=[("编号", "说明"), ("1", RULE)]), "", 1),
        ("xlsx", xlsx(目录=[["无"]], 运费=[["编号", "说明"], [1, RULE]]), "sheet", 2),
        ("pptx", pptx("首页", "目录", RULE), "slide", 3),
        ("txt", RULE.encode("gb18030"), "", 1),
        ("md", RULE.encode("utf-16"), "", 1),
        ("csv", f"\ufeff编号,说明\r\n1,{RULE}".encode(), "", 1),
    ],
    ids=["pdf", "docx", "xlsx", "pptx", "txt", "md", "csv"],
)
def test_chinese_is_read_with_its_page(read, extension, content, unit, page):
    found = read(extension, content)

    assert (found.unit, page_of(found, RULE)) == (unit, page)


def test_a_scan_has_no_text(read):
    assert read("pdf", pdf("", "")).is_empty


def test_a_password_is_told(read):
    with pytest.raises(EncryptedFileError):
        read("pdf", pdf(RULE, password="secret"))


def test_a_type_that_nothing_reads_is_told(read):
    with pytest.raises(NoExtractorError):
        read("zip", packed({}))


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "pptx"])
def test_a_broken_file_is_told(read, extension):
    with pytest.raises(ChildError):
        read(extension, b"%PDF-1.7 and no more")


def test_no_entity_is_resolved(read, tmp_path):
    (tmp_path / "secret").write_text("hidden words")
    good = docx("words")
    entity = ENTITY.replace("/etc/passwd", str(tmp_path / "secret"))

    with pytest.raises(ChildError):
        read("docx", packed({WORD: entity, "[Content_Types].xml": entity}))

    assert "words" in read("docx", good).text


def test_a_million_empty_rows_take_little_time(read, processor_time):
    content = empty_rows(1_000_000)
    begun = processor_time()

    found = read("xlsx", content)

    assert found.text.startswith("表")
    assert processor_time() - begun < 15


def test_who_takes_too_long_is_ended(read):
    with pytest.raises(ChildError):
        read("pdf", pdf(RULE), limits=Limits(seconds=0.01))


def test_signs_that_no_database_keeps_are_dropped(read):
    assert read("txt", b"a\0b\x08c\r\nd").text == "abc\nd"


def test_a_plugin_reads_what_the_product_does_not(read):
    item = TextExtractor(("application/zip",), "tests.lms.files.work.read_twice")
    text_extractors.register("lms_sample.zip", item)
    try:
        found = read("zip", packed({}))
    finally:
        text_extractors.unregister("lms_sample.zip")

    assert (found.text, found.starts, found.unit) == ("one\ntwo", (0, 4), "page")


def test_the_point_is_known():
    assert ExtensionPoint.known["text_extractors"] is text_extractors
