"""Tables from outside: one reader for all that offices save, and nothing hostile."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from lms.files import tables
from lms.files.exceptions import FileRefusedError
from lms.files.tables import read_rows
from tests.factories.bad_files import ENTITY, OLE, empty_rows, packed
from tests.factories.office_files import xlsx

pytestmark = [pytest.mark.once]
TEXT = "工号,姓名\r\n1001,张三\r\n\r\n1002,李四\r\n"


def rows_of(content, name="people.csv"):
    found = read_rows(ContentFile(content, name=name))
    return [(row.number, dict(row.cells), row.problem) for row in found]


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("gb18030"),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode("utf-16"),
    ],
    ids=["utf-8", "with a mark", "utf-16", "gbk", "semicolons", "tabs"],
)
def test_text_is_read_however_it_was_saved(content):
    assert rows_of(content) == [
        (2, {"工号": "1001", "姓名": "张三"}, ""),
        (4, {"工号": "1002", "姓名": "李四"}, ""),
    ]


def test_a_workbook_is_read_as_it_looks():
    sheet = [["Staff_Number", "JOINED "], [1001.0, date(2026, 1, 5)], [None], ["x"]]

    assert rows_of(xlsx(People=sheet, other=[["no"]]), "people.xlsx") == [
        (2, {"staff number": "1001", "joined": "2026-01-05"}, ""),
        (4, {"staff number": "x", "joined": ""}, ""),
    ]


def test_a_broken_row_says_so_and_the_others_stay():
    found = rows_of('工号,姓名\n1,张三,多余\n2,李四\n3,"没有结尾\n4,王五'.encode())

    assert [(number, bool(problem)) for number, _cells, problem in found] == [
        (2, True),
        (3, False),
        (4, True),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n , \n"),
        ("twice.csv", "工号,工号\n1,2".encode()),
        ("odd.csv", b"a,b\n\xff\xff\xff,1"),
        ("words.txt", b"a,b\n1,2"),
        ("nul.csv", b"a,b\n1,\0"),
        ("wrong.xlsx", b"a,b\n1,2"),
        ("locked.xlsx", OLE),
        ("entity.xlsx", packed({"xl/workbook.xml": ENTITY})),
        ("hollow.xlsx", packed({"xl/workbook.xml": "<workbook/>"})),
        ("large.csv", b"a\n" + b"1\n" * (tables.MOST_BYTES // 2)),
    ],
)
def test_what_is_no_table_is_refused_by_name(name, content):
    with pytest.raises(FileRefusedError, match=name):
        rows_of(content, name)


def test_a_table_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)

    with pytest.raises(FileRefusedError):
        rows_of(b"a\n1\n2\n3")


def test_a_million_empty_rows_cost_nothing(processor_time):
    content = empty_rows(1_000_000)
    begun = processor_time()

    with pytest.raises(FileRefusedError, match="empty"):
        rows_of(content, "empty.xlsx")

    assert processor_time() - begun < 5
