"""An editor writes and publishes; an agent finds it a moment later."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
ADD = "/admin/snippets/lms_knowledge_base/script/add/"


def publish_script(page, language, title, text):
    page.goto(f"{ADD}?locale={language}")
    page.locator("input[name=title]").fill(title)
    page.locator("select[name=variants-0-channel]").select_option("phone")
    page.locator("textarea[name=variants-0-text]").fill(text)
    page.locator(".footer .w-dropdown__toggle, footer .w-dropdown__toggle").last.click()
    page.locator("button[name=action-publish]").click()
    page.locator(
        ".messages .success, .w-message--success, [role=status]"
    ).first.wait_for()


def find(page, words):
    page.goto("/")
    page.locator("input[name=q]").press_sequentially(words, delay=30)
    page.locator(".hit [data-hit]").first.wait_for()
    return page.locator(".hit [data-hit]").first


@pytest.mark.parametrize(
    ("language", "reader", "title", "text", "words"),
    [
        (
            "zh-hans",
            "agent",
            "台风停运安抚话术",
            "{{customer}}您好，因台风停运，包裹会晚两天到。",
            "台风停运",
        ),
        (
            "en",
            "agent_en",
            "Typhoon delay notice",
            "Hello {{customer}}, the typhoon delays your parcel by two days.",
            "typhoon",
        ),
    ],
)
def test_what_an_editor_publishes_an_agent_finds(
    sign_in, language, reader, title, text, words
):
    publish_script(sign_in("editor"), language, title, text)

    agent = sign_in(reader)
    hit = find(agent, words)
    expect(hit).to_have_text(title)  # after those for the first letters
    hit.click()

    agent.locator("[data-gap=customer]:visible").fill("陈先生")
    agent.locator("[data-copy]:visible").click()
    agent.locator(".toast--shown").wait_for()
    copied = agent.evaluate("navigator.clipboard.readText()")
    assert copied == text.replace("{{customer}}", "陈先生")


def test_a_wrong_placeholder_is_said_beside_the_text_and_nothing_is_lost(sign_in):
    page = sign_in("editor")
    page.goto(ADD)
    page.locator("input[name=title]").fill("写错的话术")
    page.locator("select[name=variants-0-channel]").select_option("chat")
    page.locator("textarea[name=variants-0-text]").fill("您好{{nobody}}，请稍等。")

    page.locator("button[type=submit]", has_text="保存").first.click()
    error = page.locator(".error-message", has_text="{{nobody}}")
    error.wait_for()

    assert page.locator("textarea[name=variants-0-text]").input_value() == (
        "您好{{nobody}}，请稍等。"
    )
