"""What an import takes out of a text, and what it marks for a person."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from reversion.models import Version

from knowledge_base.enums import CleaningAction, MarkKind
from knowledge_base.importers.cleaning import Cleaner
from knowledge_base.importers.lost_characters import find_lost
from knowledge_base.models import ArticlePage, CleaningRule
from knowledge_base.services.library import prepare_library
from lms.enums import Role
from tests.factories.knowledge_base import library

DOWNLOADED = """版權(quán)說(shuō)明:本文檔由用戶提供并上傳
文檔簡(jiǎn)介
# 服務(wù)培訓(xùn)(試行)

客戶(VIP)滿意度(CSAT)達(dá)到90%(含)。
確保客??人員到場
百度文庫收錄
"""


@pytest.fixture
def rules(db):
    library()
    return CleaningRule.objects.all()


@pytest.fixture(autouse=True)
def _reasons_are_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def imported(tmp_path, rules):
    """Return a function that imports a text: the article and what was said."""

    def run(text, *options):
        path = tmp_path / "a.md"
        path.write_text(text)
        out = StringIO()
        call_command("import_content", str(path), *options, stdout=out)
        page = ArticlePage.objects.get(
            items__source="a.md"
        ).get_latest_revision_as_object()
        return (
            page.title,
            "".join(str(block.value) for block in page.body),
            out.getvalue(),
        )

    return run


def test_a_downloaded_text_comes_out_clean(imported):
    title, body, said = imported(DOWNLOADED)

    assert title == "服務培訓(試行)"
    assert "客戶(VIP)滿意度(CSAT)達到90%(含)。" in body
    assert "用戶提供" not in body
    assert "簡介" not in body
    assert "百度文庫" in body
    assert "a.md: Line 1: line taken out: “版權說明:本文檔由用戶提供并上傳”" in said
    assert "a.md: Line 2: line taken out: “文檔簡介”" in said
    assert "a.md: Line 6: characters are lost: “確保客??人員到場”" in said
    assert "a.md: Line 7: may not belong here: “百度文庫收錄”" in said
    assert "Pinyin notes taken out: 6" in said
    assert "Places with lost characters: 1" in said


def test_the_script_is_folded_if_the_editor_says_so(imported):
    title, body, _said = imported(DOWNLOADED, "--simplified")

    assert title == "服务培训(试行)"
    assert "客户(VIP)满意度(CSAT)达到90%(含)。" in body


def test_rules_are_what_an_editor_makes_of_them(imported):
    CleaningRule.objects.update(is_active=False)
    CleaningRule.objects.create(pattern="本店*专用", action=CleaningAction.CUT)
    CleaningRule.objects.create(
        pattern="样张", action=CleaningAction.DROP, exceptions="样张图"
    )

    _title, body, said = imported(
        "# 甲\n\n内容本店内部专用在此。\n\n样张\n\n样张图在左。"
    )

    assert body == "<p>内容在此。</p><p>样张图在左。</p>"
    assert "taken out: “本店内部专用”" in said


def test_a_cell_of_a_table_is_marked_and_not_taken_out():
    rule = CleaningRule(pattern="百度文库", action=CleaningAction.DROP)

    cleaned = Cleaner([rule]).clean_cell("见百度文库", line=7)

    [line] = cleaned.lines
    assert (cleaned.text, line.number) == ("见百度文库", 7)
    assert [mark.kind for mark in line.marks] == [MarkKind.DOUBTFUL]


@pytest.mark.once
@pytest.mark.parametrize(
    "line",
    [
        "客\ufffd中心", "确??头人员", "客户表?yè)P信", "总?cè)藬", "模拟)+。?小时", "。ǘ┞殬道",
        "。1)语言规范", "服\ue012务", "客□服", "锟斤拷", "å®¢æ\u0153\u008d", "内ぷ容",
    ],
)  # fmt: skip
def test_lost_characters_are_found(line):
    assert find_lost(line)


@pytest.mark.once
@pytest.mark.parametrize(
    "line",
    [
        "您好,请问有什么可以帮您?", "什么??", "是吗?好的。", "\u00d7\u00d7物业,我姓\u00d7", "α测试", "□ 是 □ 否",
        "Café 咖啡(café)", "“好。”他说", "A│B", "の味", "——以上", "5÷3≥1", "Ünder",
    ],
)  # fmt: skip
def test_ordinary_text_is_not_marked(line):
    assert find_lost(line) == []


def test_rules_are_prepared_once_and_deleted_ones_stay_away(rules):
    assert rules.exists()
    rules.delete()

    prepare_library()

    assert not CleaningRule.objects.exists()


def test_an_editor_changes_a_rule_and_finds_its_history(client_as, rules):
    client = client_as(Role.EDITOR)
    rule = rules.first()
    space = "wagtailsnippets_lms_knowledge_base_cleaningrule"
    values = {"pattern": "另一句话", "action": "mark", "is_active": "on"}

    client.post(reverse(f"{space}:edit", args=[rule.pk]), values)

    rule.refresh_from_db()
    assert rule.pattern == "另一句话"
    assert Version.objects.get_for_object(rule).count() == 2
    assert (
        "另一句话"
        in client.get(reverse(f"{space}:history", args=[rule.pk])).content.decode()
    )
