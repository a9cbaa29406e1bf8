"""What is read out of files, whatever their format; nothing is stored here."""

import io
import re
import resource
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.utils import translation

from knowledge_base.importers.cleaning import Cleaner
from knowledge_base.importers.drafts import Refusal
from knowledge_base.importers.reading import Reader
from tests.factories.bad_files import ENTITY, OLE, WORD, bomb, empty_rows, packed
from tests.factories.office_files import docx, xlsx
from tests.factories.word_files import docx_of, docx_with_notes

pytestmark = pytest.mark.once
CORPUS = Path(__file__).parents[1] / "data" / "demo-like"
SAMPLE = """# 退款怎么办

先安抚，**再核实**。说明见[退款页](https://example.com/a_b)。
第二行：5*3 与 <b> 和 a|b。

## 一、步骤

1. 核实**订单号**；
2. 登记
   - 金额
   - 原因

> 先报起算日。

### 时限

| 方式 | 天数 |
| --- | --- |
| 储蓄卡 | 3-5 |
| 信用卡 \\| 其他 | **5-7** |

- 完
"""


@pytest.fixture(autouse=True)
def _reasons_are_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    """Return a function that gives what is found in a file with this content."""

    def read(name, content, **options):
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        reader = Reader(root=tmp_path, cleaner=Cleaner(), **options)
        return reader.read(tmp_path / name).found

    return read


def reason(found):
    [refusal] = found
    assert isinstance(refusal, Refusal)
    return str(refusal.error)


def body(draft):
    return draft.title, draft.body


@pytest.mark.parametrize(
    "text",
    [SAMPLE, *[path.read_text() for path in sorted(CORPUS.rglob("*.md"))]],
)
def test_a_docx_gives_what_the_markdown_of_it_gives(read, text):
    [markdown], [word] = read("a.md", text), read("a.docx", docx_of(text))

    assert body(word) == body(markdown)
    assert (word.category, word.tags) == (markdown.category, markdown.tags)


def test_a_document_without_a_title_is_called_after_its_file(read):
    [found] = read("退款.docx", docx_of("# 一、总则\n\n甲\n\n# 二、细则\n\n乙"))

    assert found.title == "退款"
    assert [b["value"]["text"] for b in found.body if b["type"] == "heading"] == [
        "一、总则",
        "二、细则",
    ]


def test_footnotes_stand_at_the_end_and_what_is_left_out_is_said(read):
    notes = {2: "按*工作日*计", 3: "不含周末"}
    content = docx_with_notes(
        "三天内到账", notes, called=[3, 2, 9], header="内部资料", footer="第 1 页"
    )

    [found] = read("a.docx", content)

    text = "".join(block["value"] for block in found.body)
    assert re.findall(r"<p>(.*?)</p>", text) == [
        "三天内到账[1][2]",
        "[1] 不含周末",
        "[2] 按*工作日*计",
    ]
    assert found.remarks == [
        "1 footnote was left out.",
        "Headers and footers were left out: “内部资料”.",
    ]


def test_the_cells_of_a_workbook_are_rows_as_in_csv(read):
    rows = [
        ["问题", "简短回答", "标签"],
        ["几天？", 3, "退款|到账"],
        [],
        ["多久？", 2.5, None],
    ]
    text = "问题,简短回答,标签\n几天？,3,退款|到账\n\n多久？,2.5,\n"

    sheets, lines = read("f.xlsx", xlsx(表=rows)), read("f.csv", text)

    assert [(d.title, d.short_answer, d.tags) for d in sheets] == [
        (d.title, d.short_answer, d.tags) for d in lines
    ]
    assert [d.place for d in sheets] == ["f.xlsx, line 2", "f.xlsx, line 4"]
    assert sheets[0].source == "f.xlsx#几天？"


def test_each_sheet_that_names_its_columns_is_read(read):
    faq = [["question", "answer"], ["几天？", "三天"]]
    scripts = [["title", "phone"], ["问候", "您好"]]
    found = read("all.xlsx", xlsx(问答=faq, 话术=scripts, 说明=[["怎么填"]]))

    assert [type(draft).__name__ for draft in found] == ["FaqDraft", "ScriptDraft"]
    assert found[1].place == "all.xlsx, sheet “话术”, line 2"
    assert found[0].remarks == [
        "The sheet “说明” names no known columns and was left out."
    ]


def test_a_formula_is_read_as_its_value(read):
    cell = '<c r="B2" t="str"><f>1+2</f><v>三天</v></c>'
    book = empty_rows(2)
    data = rewritten(
        book,
        '<row r="1"><c r="A1" t="inlineStr"><is><t>question</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>answer</t></is></c></row><row r="2">'
        f'<c r="A2" t="inlineStr"><is><t>几天？</t></is></c>{cell}</row>',
    )

    [found] = read("f.xlsx", data)

    assert found.short_answer == "三天"


def rewritten(book, rows):
    """Return the workbook with other rows."""
    with ZipFile(io.BytesIO(book)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    old = members[sheet].decode()
    members[sheet] = re.sub(
        "<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", old
    )
    return packed(members)


@pytest.mark.slow
def test_a_million_empty_rows_cost_next_to_nothing(read, processor_time):
    data = empty_rows(1_000_000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = processor_time()

    assert "names no columns" in reason(read("f.xlsx", data))

    assert processor_time() - begun < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 64 * 1024


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-16", "utf-8-sig"])
def test_a_table_is_read_in_the_encodings_that_offices_write(read, encoding):
    [found] = read("f.csv", "问题,回答\n几天？,三天\n".encode(encoding))

    assert (found.title, found.short_answer) == ("几天？", "三天")


def test_broken_rows_are_named_and_the_rest_of_the_file_goes_on(read):
    text = 'question,answer\n甲？,一\n"乙"？,二\n丙？,三\n丁？,四,五,六\n戊？,"六\n己？,七\n'

    found = read("f.csv", text)

    assert [d.title for d in found if not isinstance(d, Refusal)] == [
        "甲？",
        "丙？",
        "己？",
    ]
    refusals = {d.place: str(d.error) for d in found if isinstance(d, Refusal)}
    assert [*refusals] == ["f.csv, line 3", "f.csv, line 5", "f.csv, line 6"]
    assert "not valid CSV" in refusals["f.csv, line 3"]
    assert "more cells than columns" in refusals["f.csv, line 5"]


def test_quotes_that_are_never_closed_do_not_take_long(read, processor_time):
    text = "question,answer\n" + '甲？,"""乙\n' * 20_000
    begun = processor_time()

    read("f.csv", text)

    assert processor_time() - begun < 20


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.docx", b"words", "no DOCX file, whatever its name says"),
        ("x.xlsx", docx("words"), "no XLSX file, whatever its name says"),
        ("x.docx", OLE, "protected by a password"),
        ("x.xlsx", OLE, "protected by a password"),
        ("x.docx", docx("words")[:-300], "damaged"),
        ("x.docx", packed({WORD: "<broken"}), "damaged"),
        ("x.docx", packed({WORD: ENTITY}), "content from outside"),
        ("x.docx", docx(), "no text"),
        ("x.xlsx", xlsx(空=[]), "no text"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence(read, name, content, expected):
    assert expected in reason(read(name, content))


@pytest.mark.slow
def test_a_zip_bomb_is_not_unpacked(read, processor_time):
    data = bomb()
    begun = processor_time()

    assert "far too large" in reason(read("x.docx", data))

    assert processor_time() - begun < 2
