from hypothesis import given
from hypothesis import strategies as st

from lms.search.highlight import HAN_LENGTH, LATIN_LENGTH, Highlighter

letters = st.text(st.sampled_from("退款流程 <>&\"'ab。\n\u200b質é"), max_size=600)


def test_the_original_is_marked_where_the_folded_text_matches():
    marked = Highlighter(["质保期"]).whole("整機質保期一年")

    assert marked == "整機<mark>質保期</mark>一年"


def test_a_stem_marks_the_whole_word():
    assert (
        Highlighter(["refund"]).whole("Refunds are paid")
        == "<mark>Refunds</mark> are paid"
    )


def test_a_stem_marks_each_form_of_its_word():
    words = "cities skies dying lies hoping tried generously relational ably"

    for word in words.split():
        marked = Highlighter([word]).whole(f"x{word} {word}")
        assert marked == f"x{word} <mark>{word}</mark>"
    assert Highlighter(["cities"]).whole("city") == "<mark>city</mark>"
    assert Highlighter(["hope"]).whole("hoping, hop") == "<mark>hoping</mark>, hop"


def test_a_beginning_marks_the_word_while_typing():
    marked = Highlighter(["ref"], as_prefixes=True).whole("Refunds")

    assert marked == "<mark>Refunds</mark>"


def test_markup_in_the_text_is_shown_and_not_obeyed():
    marked = Highlighter(["script"]).whole("<script>alert('退款')</script>")

    assert marked == (
        "&lt;<mark>script</mark>&gt;alert(&#x27;退款&#x27;)&lt;/<mark>script</mark>&gt;"
    )


def test_the_passage_is_where_most_of_the_words_are():
    text = "退款。" + "无关的话，" * 60 + "退款在三个工作日内到账。" + "别的，" * 60

    passage, _html = Highlighter(["退款", "到账"]).passage(text)

    assert passage == f"…{text[text.index('退款在') :][:HAN_LENGTH]}…"


def test_what_is_longer_than_a_passage_is_shown_from_where_it_begins():
    needle = "退款" * HAN_LENGTH
    text = f"{'无关的话，' * 60}{needle}。{'无关的话，' * 60}退款。"

    passage, _html = Highlighter([needle]).passage(text)

    assert "退款退款" in passage
    assert len(passage) <= HAN_LENGTH + 2


def test_a_passage_in_english_begins_and_ends_with_a_word():
    text = "word " * 100 + "the refund comes soon " + "other " * 100

    passage, _html = Highlighter(["refund"]).passage(text)

    assert set(passage.strip("…").split()) <= set(text.split())
    assert len(passage) <= LATIN_LENGTH + 2


def test_without_a_match_the_text_is_shown_from_its_beginning():
    assert Highlighter(["退款"]).passage("保修" * 100)[0].startswith("保修")


@given(letters, st.lists(letters, max_size=4))
def test_marks_never_change_the_text(text, needles):
    marked = str(Highlighter(needles).whole(text))

    plain = marked.replace("<mark>", "").replace("</mark>", "")
    for escaped, character in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ):
        plain = plain.replace(escaped, character)
    assert plain == text
    assert marked.count("<mark>") == marked.count("</mark>")


@given(letters, letters)
def test_a_passage_is_a_part_of_the_text(text, needle):
    passage, html = Highlighter([needle]).passage(text)

    part = passage.removeprefix("…").removesuffix("…")
    assert part.replace(" ", "") in "".join(text.replace("\n", " ").replace(" ", ""))
    assert "<" not in html.replace("<mark>", "").replace("</mark>", "")
