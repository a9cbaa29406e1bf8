"""Pinyin notes go, everything else in brackets stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.importers.pinyin_notes import strip_pinyin_notes


@pytest.mark.parametrize(
    ("noted", "clean", "count"),
    [
        ("訓(xùn)練(liàn)", "訓練", 2),
        ("訓（xùn）練（liàn）方案", "訓練方案", 2),
        ("你們(men)的(de)", "你們的", 2),
        ("绿(lǜ)绿(lv)绿(lü)", "绿绿绿", 3),
        ("力(l\u0069\u0300)", "力", 1),  # the tone mark as a character of its own
        ("北(Běi)京( jīng )", "北京", 2),
    ],
)
def test_notes_are_taken_out_and_counted(noted, clean, count):
    assert strip_pinyin_notes(noted) == (clean, count)


@pytest.mark.parametrize(
    "text",
    [
        "客户(VIP)", "系统(CRM)", "使用(app)", "咖啡(café)", "占比(70%)", "目标(一)",
        "评分(NPS)", "师傅 (shīfu)", "方案(A)", "案(zhi)", "OK(hǎo)", "满意度（CSAT）",
    ],
)  # fmt: skip
def test_real_brackets_stay(text):
    assert strip_pinyin_notes(text) == (text, 0)


def test_traditional_characters_stay_traditional():
    assert strip_pinyin_notes("激勵(lì)員工")[0] == "激勵員工"


@given(st.text(alphabet="训練(（)）xùnliàn VIP中们men,。"))
def test_nothing_but_bracketed_letters_is_ever_taken_out(text):
    clean, _count = strip_pinyin_notes(text)

    gone = [c for c in text if c not in "(（)）xùnliàVIPme "]
    assert [c for c in clean if c not in "(（)）xùnliàVIPme "] == gone
