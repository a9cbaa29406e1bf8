"""`manage.py import_content`, from files to items."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import Page, ReferenceIndex

from knowledge_base.enums import NoteKind
from knowledge_base.exceptions import UnimportableError
from knowledge_base.models import (
    ArticlePage,
    CategoryPage,
    Faq,
    KnowledgeItem,
    LibraryPage,
    Placeholder,
    Script,
    Tag,
)
from tests.factories.knowledge_base import PlaceholderFactory, ScriptFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SCRIPTS = "title,short_code,scene,stage,emotion,phone,chat,email,do,dont,tags,owner\n"
FAQ = "question,other_questions,short_answer,answer,scripts,tags,owner,translation_of\n"


@pytest.fixture(autouse=True)
def _reasons_are_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes files: path=text or bytes."""

    def write(files):
        for name, content in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode() if isinstance(content, str) else content
            path.write_bytes(data)
        return tmp_path / "content"

    return write


def load(path, *options):
    """Return what the command printed and its exit code."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("import_content", str(path), *options, stdout=out, stderr=errors)
    except CommandError as error:
        return out.getvalue() + errors.getvalue() + str(error), error.returncode
    return out.getvalue() + errors.getvalue(), 0


def counts(output, kind="Articles"):
    """Return added, updated, unchanged, failed of the summary."""
    [line] = [line for line in output.splitlines() if line.startswith(kind)]
    return [int(number) for number in line.removeprefix(kind).split()]


def article(source):
    return ArticlePage.objects.get(items__source=source)


def test_a_folder_is_taken_in_with_everything_below(folder):
    path = folder({"a.md": "# 甲\n\n正文", "b/c.txt": "第一行\n第二行", "d.png": b"x"})

    output, code = load(path)

    assert code == 0
    assert counts(output) == [2, 0, 0, 0]
    assert "left aside: 1" in output
    assert article("a.md").title == "甲"
    assert str(article("b/c.txt").body[0].value) == "<p>第一行</p><p>第二行</p>"
    assert article("b/c.txt").title == "c"


def test_a_single_file_is_named_by_its_name(folder):
    path = folder({"a.md": "# 甲\n\n正文"})

    load(path / "a.md")

    assert article("a.md").title == "甲"


def test_what_is_imported_is_a_draft_until_it_is_published(folder):
    path = folder({"a.md": "# 甲\n\n正文"})

    load(path)
    assert not article("a.md").live
    assert article("a.md").latest_revision

    output, _code = load(path, "--publish")
    assert article("a.md").live
    assert counts(output) == [0, 1, 0, 0]


def test_front_matter_says_where_an_article_belongs(folder):
    owner = UserFactory(username="lin")
    path = folder({
        "a.md": "---\ntitle: 退款：政策\ncategory: 售后\ntags: [退款, 到账]\n"
        "summary: 几天到账。\nowner: lin\nlanguage: zh-hans\n---\n# 退款：政策\n\n正文"
    })  # fmt: skip

    load(path, "--publish")

    page = article("a.md")
    assert page.title == "退款：政策"
    assert page.summary == "几天到账。"
    assert page.get_parent().title == "售后"
    assert page.get_parent().get_parent().specific == LibraryPage.objects.get(
        locale__language_code="zh-hans"
    )
    assert {tag.name for tag in page.tags.all()} == {"退款", "到账"}
    assert page.item.owner == page.owner == owner
    assert [block.block_type for block in page.body] == ["text"]


def test_chinese_names_in_front_matter_mean_the_same(folder):
    path = folder({"a.md": "---\n標題: 退款\n分类: 售后\n标签: 甲、乙\n---\n正文"})

    load(path)

    page = article("a.md").get_latest_revision_as_object()
    assert (page.title, page.get_parent().title) == ("退款", "售后")
    assert page.tags.count() == 2


def test_a_title_stays_as_it_is_written(folder):
    path = folder({"a.md": "---\ntitle: 2024-01-01\n---\nx", "b.md": "---\ntitle: no\n---\nx"})  # fmt: skip

    load(path)

    assert article("a.md").title == "2024-01-01"
    assert article("b.md").title == "no"


def test_lines_of_dashes_are_not_front_matter_without_names(folder):
    path = folder({"a.md": "---\n只是一段话\n---\n正文"})

    load(path)

    assert "只是一段话" in article("a.md").get_latest_revision_as_object().plain_text


@pytest.mark.parametrize(
    ("name", "text", "options", "language"),
    [
        ("a.md", "# 退款\n\n正文", [], "zh-hans"),
        ("a.md", "# Refund\n\nText about 退款.", [], "en"),
        ("en/a.md", "# 退款", [], "en"),
        ("x/zh-hans/a.md", "# Refund", [], "zh-hans"),
        ("en/a.md", "# 退款", ["--language=zh-hans"], "zh-hans"),
        ("en/a.md", "---\nlanguage: zh\n---\n# Refund", ["--language=en"], "zh-hans"),
    ],
)
def test_the_language_is_stated_chosen_in_the_path_or_seen(
    folder, name, text, options, language
):
    load(folder({name: text}), *options)

    page = article(name)
    assert page.locale.language_code == language
    assert page.get_parent().locale == page.locale
    default = "未分类" if language == "zh-hans" else "Uncategorized"
    assert page.get_parent().title == default


def test_importing_again_changes_nothing(folder):
    PlaceholderFactory(name="customer")
    files = {
        "a.md": "---\ntags: [甲]\n---\n# 甲\n\n> 引\n\n| a |\n|---|\n| b |\n",
        "s.csv": SCRIPTS + "话术,hs,场景,安抚,,{{customer}}好,在,,做|说,别,甲|乙,\n",
        "f.csv": FAQ + "问？,别问|另问,短,**长**,hs,甲,,\n",
    }
    load(folder(files), "--publish")
    revisions = [item.latest_revision_id for item in items()]

    output, code = load(folder(files), "--publish")

    assert code == 0
    assert [counts(output, k)[2] for k in ("Articles", "Scripts", "FAQ entries")] == [1] * 3  # fmt: skip
    assert [item.latest_revision_id for item in items()] == revisions
    assert KnowledgeItem.objects.count() == 3


def items():
    return [*ArticlePage.objects.all(), *Script.objects.all(), *Faq.objects.all()]


def test_a_changed_file_gives_its_article_a_new_version(folder):
    load(folder({"a.md": "# 甲\n\n旧"}), "--publish")
    page = article("a.md")

    output, _code = load(folder({"a.md": "# 乙\n\n新"}), "--publish")

    assert counts(output) == [0, 1, 0, 0]
    assert article("a.md").pk == page.pk
    assert article("a.md").title == "乙"
    assert article("a.md").revisions.count() == 2


def test_a_changed_file_leaves_the_published_text_until_it_is_published(folder):
    load(folder({"a.md": "# 甲\n\n旧"}), "--publish")

    load(folder({"a.md": "# 甲\n\n新"}))

    page = article("a.md")
    assert page.has_unpublished_changes
    assert "旧" in page.plain_text
    assert "新" in page.get_latest_revision_as_object().plain_text


def test_what_was_edited_on_the_site_stays_while_the_file_says_the_same(folder):
    path = folder({"a.md": "# 甲\n\n旧"})
    load(path, "--publish")
    page = article("a.md")
    page.title = "改过"
    page.save_revision(user=UserFactory()).publish()

    output, _code = load(path, "--publish")

    assert counts(output) == [0, 0, 1, 0]
    assert article("a.md").title == "改过"


def test_a_new_text_replaces_an_edit_and_says_so(folder):
    load(folder({"a.md": "# 甲\n\n旧"}), "--publish")
    page = article("a.md")
    page.title = "改过"
    page.save_revision(user=UserFactory()).publish()

    output, _code = load(folder({"a.md": "# 甲\n\n新"}), "--publish")

    assert article("a.md").title == "甲"
    assert article("a.md").revisions.count() == 3
    assert "edited on the site" in output


def test_what_was_taken_off_the_site_is_not_published_again(folder):
    path = folder({"a.md": "# 甲\n\n旧"})
    load(path, "--publish")
    article("a.md").unpublish()

    load(path, "--publish")

    assert not article("a.md").live


def test_another_category_moves_the_article(folder):
    load(folder({"a.md": "---\ncategory: 一\n---\n# 甲"}), "--publish")

    output, _code = load(folder({"a.md": "---\ncategory: 二\n---\n# 甲"}), "--publish")

    assert counts(output) == [0, 1, 0, 0]
    assert article("a.md").get_parent().title == "二"
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_same_text_in_two_files_is_two_articles(folder):
    load(folder({"a.md": "# 甲\n\n正文", "b.md": "# 甲\n\n正文"}))

    assert article("a.md").pk != article("b.md").pk


@pytest.mark.parametrize("title", ["？！", "长" * 255, "😀"])
def test_any_title_gets_an_address(folder, title):
    files = {"a.md": f"# {title}", "b.md": f"# {title}"}

    output, code = load(folder(files))

    assert code == 0, output
    assert article("a.md").title == article("b.md").title == title


def test_pinyin_notes_are_taken_out_and_counted(folder):
    output, _code = load(folder({"a.txt": "# 訓(xùn)練\n激勵(lì)員工使用(app)"}))

    page = article("a.txt").get_latest_revision_as_object()
    assert (page.title, page.plain_text) == ("訓練", "激勵員工使用(app)")
    assert "taken out: 2" in output


@pytest.mark.parametrize(
    "data",
    [
        "# 退款\n\n流程".encode("gb18030"),
        b"\xef\xbb\xbf" + "# 退款\r\n\r\n流程".encode(),
    ],
)
def test_files_of_older_programs_are_read(folder, data):
    load(folder({"a.md": data}))

    page = article("a.md").get_latest_revision_as_object()
    assert (page.title, page.plain_text) == ("退款", "流程")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.md", b"", "empty"),
        ("x.md", b" \n\xe3\x80\x80\n", "empty"),
        ("x.md", b"PNG\0\0", "NUL"),
        ("x.md", b"\x80\xff\xff", "neither UTF-8 nor GB18030"),
        ("x.md", b"x" * (5 * 1024 * 1024 + 1), "at most 5 MB"),
        ("x.md", "---\ntitle: [a\n---\nx", "not valid YAML (line"),
        ("x.md", "---\ntitle: {a: b}\n---\nx", "“title”"),
        ("x.md", "---\nlanguage: fr\n---\nx", "“fr” is unknown"),
        ("x.md", f"---\nsummary: {'x' * 301}\n---\nx", "300"),
        ("x.md", f"---\ntitle: {'x' * 256}\n---\nx", "255"),
        ("x.md", f"---\ntags: [{'x' * 101}]\n---\nx", "100"),
        ("x.csv", "a,b\n1,2\n", "names no columns"),
        ("x.csv", "question,answer,answer\nx,y,z\n", "twice"),
        ("x.csv", 'question,answer\n"x', "not valid CSV"),
    ],
)
def test_what_cannot_be_taken_in_is_named_and_the_rest_goes_on(
    folder, name, content, reason
):
    output, code = load(folder({name: content, "a.md": "# 甲", "z.md": "# 乙"}))

    assert code == 1
    assert counts(output)[:1] == [2]
    [line] = [line for line in output.splitlines() if line.startswith(name)]
    assert reason in line


def test_a_row_that_cannot_be_taken_in_is_named_by_its_line(folder):
    PlaceholderFactory(name="customer")
    rows = [
        "好,a1,,,,{{customer}}好,,,,,,",
        "未知,a2,,,,{{nobody}}好,,,,,,",
        "不配,a3,,,,{{customer好,,,,,,",
        "重复,a1,,,,好,,,,,,",
        "无话,a4,,,,,,,,,,",
        ",a5,,,,好,,,,,,",
        "阶段,a6,,没有,,好,,,,,,",
        "短码,!,,,,好,,,,,,",
        '"多\n行",a7,,,,好,,,,,,',
        "多格,a8,,,,好,,,,,,,多",
        "末,a9,,,,好",
    ]

    output, code = load(folder({"s.csv": SCRIPTS + "\n".join(rows)}))

    reasons = {
        line.partition(":")[0]: line for line in output.splitlines() if "line " in line
    }
    assert code == 1
    assert counts(output, "Scripts") == [3, 0, 0, 8]
    assert "{{nobody}}" in reasons["s.csv, line 3"]
    assert "{{customer" in reasons["s.csv, line 4"]
    assert "already has this short code" in reasons["s.csv, line 5"]
    assert "no words" in reasons["s.csv, line 6"]
    assert "“title” is empty" in reasons["s.csv, line 7"]
    assert "opening, verify" in reasons["s.csv, line 8"]
    assert "short code: " in reasons["s.csv, line 9"]
    assert "more cells" in reasons["s.csv, line 12"]


def test_rows_before_broken_csv_are_taken_in(folder):
    output, code = load(folder({"f.csv": 'question,answer\n甲？,乙\n"丙'}))

    assert code == 1
    assert counts(output, "FAQ entries") == [1, 0, 0, 1]
    assert "f.csv, line 3" in output


def test_a_script_arrives_with_all_its_parts(folder):
    owner = UserFactory(username="lin")
    PlaceholderFactory(name="customer")
    row = "安抚,af1,投诉,soothe,angry,{{customer}}好,在线,邮件,听|记,辩解,甲|乙,lin\n"

    load(folder({"s.csv": SCRIPTS + row}), "--publish")

    script = Script.objects.get(items__source="s.csv#af1")
    assert script.live
    assert script.locale.language_code == "zh-hans"
    assert (script.title, script.short_code, script.scene) == ("安抚", "af1", "投诉")
    assert (script.stage, script.emotion) == ("soothe", "angry")
    assert [(v.channel, v.text) for v in script.variants.all()] == [
        ("phone", "{{customer}}好"),
        ("chat", "在线"),
        ("email", "邮件"),
    ]
    assert script.notes_of(NoteKind.DO) == ["听", "记"]
    assert script.notes_of(NoteKind.DONT) == ["辩解"]
    assert {tag.name for tag in script.tags.all()} == {"甲", "乙"}
    assert script.item.owner == owner


@pytest.mark.parametrize("stage", ["soothe", "Soothing", "安抚", "安撫", " SOOTHE "])
def test_a_stage_is_understood_by_value_and_by_name(folder, stage):
    load(folder({"s.csv": f"标题,阶段,电话\n话术,{stage},好\n"}))

    assert Script.objects.get().stage == "soothe"


def test_channels_may_swap_their_words(folder):
    load(folder({"s.csv": "title,phone,chat\n话术,一,二\n"}), "--publish")

    output, code = load(
        folder({"s.csv": "title,chat,phone\n话术,一,二\n"}), "--publish"
    )

    assert code == 0, output
    words = {v.channel: v.text for v in Script.objects.get().variants.all()}
    assert words == {"chat": "一", "phone": "二"}


@pytest.mark.parametrize(
    ("column", "channel"),
    [("in_person", "in_person"), ("当面", "in_person"), ("社交媒体", "social")],
)
def test_each_channel_has_a_column_of_its_own(folder, column, channel):
    load(folder({"s.csv": f"标题,{column}\n话术,请坐\n"}), "--publish")

    words = {v.channel: v.text for v in Script.objects.get().variants.all()}
    assert words == {channel: "请坐"}


def test_a_channel_may_go_and_another_come(folder):
    load(folder({"s.csv": "title,phone,chat\n话术,一,二\n"}), "--publish")

    load(folder({"s.csv": "title,chat,email\n话术,二,三\n"}), "--publish")

    words = {v.channel: v.text for v in Script.objects.get().variants.all()}
    assert words == {"chat": "二", "email": "三"}


def test_a_faq_entry_arrives_with_all_its_parts(folder):
    scripts = [ScriptFactory(short_code="tkjd"), ScriptFactory(title="查询进度")]
    row = '几天？,多久|何时,3 天,"**发出**后：\n\n- 甲",tkjd|查询进度,退款,,\n'

    load(folder({"f.csv": FAQ + row}), "--publish")

    faq = Faq.objects.get(items__source="f.csv#几天？")
    assert faq.live
    assert [other.text for other in faq.other_questions.all()] == ["多久", "何时"]
    assert faq.short_answer == "3 天"
    assert faq.answer == "<p><b>发出</b>后：</p><ul><li>甲</li></ul>"
    assert [link.script for link in faq.script_links.all()] == scripts
    assert ReferenceIndex.get_references_for_object(faq).exists()


def test_linked_scripts_may_change_places(folder):
    for code in ("one", "two", "three"):
        ScriptFactory(short_code=code)
    load(folder({"f.csv": FAQ + "几天？,,3 天,,one|two,,,\n"}), "--publish")

    output, code = load(
        folder({"f.csv": FAQ + "几天？,,3 天,,two|three|one,,,\n"}), "--publish"
    )

    assert code == 0, output
    links = Faq.objects.get().script_links.all()
    assert [link.script.short_code for link in links] == ["two", "three", "one"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_headers_and_other_delimiters_are_read(folder, delimiter):
    rows = [
        ["问题", "相似问法", "簡短回答", "标签"],
        ["几天？", "多久", "3 天", "甲|乙"],
    ]
    text = "\n".join(delimiter.join(cells) for cells in rows)

    output, code = load(folder({"f.csv": "\ufeff" + text}))

    assert code == 0, output
    faq = Faq.objects.get().get_latest_revision_as_object()
    assert (faq.question, faq.short_answer) == ("几天？", "3 天")
    assert faq.other_questions.count() == 1
    assert faq.tags.count() == 2


def test_an_answer_without_a_short_one_begins_it(folder):
    load(folder({"f.csv": 'question,answer\n几天？,"**三天**。\n\n更多"\n'}))

    assert Faq.objects.get().short_answer == "三天。"


def test_the_same_question_twice_is_two_entries_and_is_said(folder):
    text = "question,short_answer\n几天？,三天\n几天？,五天\n"

    output, _code = load(folder({"f.csv": text}))

    assert output.count("Another row above has the same name") == 1

    sources = KnowledgeItem.objects.order_by("source").values_list("source", flat=True)
    assert [*sources] == ["f.csv#几天？", "f.csv#几天？ (2)"]


def test_long_questions_keep_different_sources(folder):
    name = "n" * 100 + ".csv"
    questions = ["长" * 199 + end for end in "甲乙"]
    text = "question,short_answer\n" + "".join(f"{q},x\n" for q in questions)

    for _time in range(2):
        output, code = load(folder({name: text}))
        assert code == 0, output

    assert Faq.objects.count() == 2


def test_placeholders_come_before_the_scripts_that_use_them(folder):
    path = folder({
        "a.csv": "title,phone\n话术,{{gap}}好\n",
        "z.csv": "name,label,label_en,kind,sample,sample_en,required,choices\n"
        "gap,空,Gap,choice,甲,A,no,甲|乙\n",
    })  # fmt: skip

    output, code = load(path)

    assert code == 0, output
    gap = Placeholder.objects.get()
    assert (gap.name, gap.kind, gap.is_required) == ("gap", "choice", False)
    assert gap.choice_list == ["甲", "乙"]
    assert counts(load(path)[0], "Placeholders") == [0, 0, 1, 0]


def test_a_script_with_the_same_short_code_is_the_translation(folder):
    path = folder({
        "en/s.csv": "title,short_code,phone\nRefund,tk,Hello\n",
        "zh/s.csv": "title,short_code,phone\n退款,tk,您好\n",
    })  # fmt: skip

    load(path)

    [one, other] = Script.objects.all()
    assert one.translation_key == other.translation_key
    assert one.locale != other.locale


def test_articles_and_faq_entries_name_what_they_translate(folder):
    path = folder({
        "en/a.md": "---\ntitle: Refund\ncategory: Sales\ntranslation_of: 退款\n---\nx",
        "zh/a.md": "---\ntitle: 退款\ncategory: 售后\n---\n正文",
        "en/f.csv": FAQ + "How long?,,3 days,,,,,几天？\n",
        "zh/f.csv": FAQ + "几天？,,3 天,,,,,\n",
    })  # fmt: skip

    load(path, "--publish")

    for model in (ArticlePage, Faq):
        [one, other] = model.objects.all()
        assert one.translation_key == other.translation_key
    [shelf, other_shelf] = CategoryPage.objects.all()
    assert shelf.translation_key == other_shelf.translation_key


def test_a_translation_is_linked_when_its_original_comes_later(folder):
    english = "---\ntitle: Refund\ntranslation_of: 退款\n---\nx"
    output, code = load(folder({"en/a.md": english}))
    assert code == 0
    assert "of which it is a translation" in output

    load(folder({"zh/a.md": "# 退款"}))

    [one, other] = ArticlePage.objects.all()
    assert one.translation_key == other.translation_key


def test_a_second_translation_stands_by_itself(folder):
    text = "---\ntranslation_of: 退款\n---\n# {}"
    files = {
        "zh/a.md": "# 退款",
        "en/a.md": text.format("A"),
        "en/b.md": text.format("B"),
    }

    output, code = load(folder(files))

    assert code == 0, output
    assert "already has a translation" in output
    assert ArticlePage.objects.count() == 3


def test_what_is_doubtful_is_said_once(folder):
    text = "---\nowner: nobody\nauthor: x\n---\n"

    output, code = load(folder({"a.md": text + "# 甲", "b.md": text + "# 乙"}))

    assert code == 0
    assert "a.md and 1 more: Nobody has the username “nobody”" in output
    assert "a.md and 1 more: “author” in the front matter" in output


def test_unknown_columns_are_said_when_they_hold_something(folder):
    text = "question,short_answer,remark,empty\n几天？,三天,注意,\n多久？,三天,,\n"

    output, _code = load(folder({"f.csv": text}))

    assert "f.csv, line 2: The column “remark”" in output
    assert "“empty”" not in output


def test_the_first_import_makes_the_library(folder):
    LibraryPage.objects.all().delete()

    _output, code = load(folder({"a.md": "# 甲"}), "--publish")

    assert code == 0
    assert LibraryPage.objects.ancestor_of(ArticlePage.objects.get()).exists()


def test_a_dry_run_says_what_would_happen_and_leaves_no_trace(folder):
    LibraryPage.objects.all().delete()
    before = Page.objects.count()
    path = folder({"a.md": "---\ntags: [新]\n---\n# 甲", "b.md": b"\0"})

    output, code = load(path, "--dry-run", "--publish")

    assert code == 1
    assert "Would be:" in output
    assert counts(output) == [1, 0, 0, 0]
    assert counts(output, "Files") == [0, 0, 0, 1]
    assert Page.objects.count() == before
    assert not Tag.objects.exists()
    assert not LibraryPage.objects.exists()


def test_a_failure_within_an_item_leaves_nothing_of_it(folder, monkeypatch):
    def fail(*_args, **_options):
        raise UnimportableError("broken")

    monkeypatch.setattr(ArticlePage, "serializable_data", fail)

    output, code = load(folder({"a.md": "---\ncategory: 新\ntags: [新]\n---\n# 甲"}))

    assert code == 1
    assert "a.md: broken" in output
    assert not ArticlePage.objects.exists()
    assert not CategoryPage.objects.exists()
    assert not Tag.objects.exists()


def test_hidden_files_are_not_looked_at(folder):
    with_hidden = {".git/x.md": "# 甲", ".y.md": "# 乙", "z.md": "# 丙"}

    output, _code = load(folder(with_hidden))

    assert counts(output) == [1, 0, 0, 0]


def test_a_path_that_is_not_there_is_said(tmp_path):
    output, code = load(tmp_path / "nothing")

    assert code == 1
    assert "There is no file or folder" in output


def test_an_empty_folder_is_said(tmp_path):
    output, code = load(tmp_path)

    assert code == 1
    assert "nothing to import" in output


def test_progress_is_counted_line_by_line_when_asked(folder):
    output, _code = load(folder({"a.md": "# 甲", "b.md": "# 乙"}), "-v2")

    assert "1 of 2  added      a.md" in output
    assert "2 of 2  added      b.md" in output
