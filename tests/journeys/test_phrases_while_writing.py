"""An editor types a forbidden phrase and sees it before anything is saved."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
ADD = "/admin/snippets/lms_knowledge_base/script/add/?locale=zh-hans"
TEXT = "textarea[name=variants-0-text]"


def start_writing(page, text):
    page.goto(ADD)
    page.locator("select[name=variants-0-channel]").select_option("phone")
    page.locator(TEXT).press_sequentially(text)


def test_a_forbidden_phrase_is_shown_while_it_is_written_and_put_right(sign_in):
    page = sign_in("editor")

    start_writing(page, "😀您好，這不歸我管，请讲。")
    finding = page.locator(".phrase-finding")
    finding.wait_for()

    expect(finding.locator("[data-phrase]")).to_have_text("這不歸我管")
    expect(finding.locator("[data-icon=block]")).to_be_visible()
    expect(page.locator(".phrase-checks--stopped")).to_be_visible()
    assert page.url.endswith(ADD)  # nothing is saved

    finding.locator("[data-apply]").click()
    finding.wait_for(state="detached")
    written = page.locator(TEXT).input_value()
    assert written.startswith("😀您好，这件事由专门的同事负责")
    assert written.endswith("再讲一遍，请讲。")


def test_a_phrase_in_a_rich_text_is_shown_too(sign_in):
    page = sign_in("editor")
    page.goto("/admin/snippets/lms_knowledge_base/faq/add/?locale=zh-hans")

    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.insert_text("没办法，请您等着吧。")
    page.locator(".phrase-finding").nth(1).wait_for()

    expect(page.locator(".phrase-finding [data-apply]:visible")).to_have_count(0)


def test_who_is_offline_is_told_quietly_and_goes_on_writing(sign_in):
    page = sign_in("editor")
    start_writing(page, "您好")
    note = page.locator("[data-phrase-checks] [data-status]")
    failed = note.get_attribute("data-failed")
    nothing = note.get_attribute("data-none")
    expect(note).to_have_text(nothing, timeout=15_000)

    page.context.set_offline(True)
    page.locator(TEXT).press_sequentially("，请讲")
    expect(note).to_have_text(failed, timeout=15_000)
    page.context.set_offline(False)

    expect(note).to_have_text(nothing, timeout=15_000)
    assert page.locator(TEXT).input_value() == "您好，请讲"
