"""An agent, with the customer waiting: find, fill in, copy."""

from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey


def search_for(page, words):
    page.goto("/")
    page.locator("input[name=q]").press_sequentially(words, delay=30)
    page.wait_for_url(
        f"**q={quote_plus(words)}*"
    )  # not what only the first letters find
    page.locator(".hit [data-hit]").first.wait_for()


def open_script(page):
    """Open the first script of the results that asks for the customer's name."""
    for address in page.locator("a[data-hit][href*='/scripts/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    ):
        page.goto(address)
        page.locator("[data-copy]:visible").wait_for()  # by then one channel is shown
        if page.locator("[data-gap=customer]:visible").count():
            return
    pytest.fail("No script among the results asks for the customer's name.")


def fill_and_copy(page, values):
    for gap in page.locator("[data-gap]:visible").all():
        name = gap.get_attribute("data-gap")
        if gap.evaluate("gap => gap.tagName") == "SELECT":
            gap.select_option(index=1)
        elif gap.get_attribute("type") == "date":
            gap.fill("2026-12-01")
        else:
            gap.fill(values.get(name, "3"))
    page.locator("[data-copy]:visible").click()
    page.locator(".toast--shown").wait_for()
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(
    ("username", "locale", "words", "name"),
    [
        ("agent", "zh-CN", "退款", "王女士"),
        ("agent_en", "en-US", "refund", "Ms Carter"),
    ],
)
def test_an_agent_copies_a_script_with_the_name_filled_in(
    sign_in, username, locale, words, name
):
    page = sign_in(username, language=locale)
    search_for(page, words)
    open_script(page)

    copied = fill_and_copy(page, {"customer": name})

    assert name in copied
    assert "{{" not in copied


def test_what_is_asked_most_about_refunds_comes_first(sign_in):
    page = sign_in("agent")
    page.goto("/search/?q=退款")

    titles = page.locator(".hit [data-hit]").all_inner_texts()

    assert {*titles[:2]} == {"退款政策与到账时间", "退款多久能到账？"}


def test_a_missing_value_holds_the_first_copy_and_marks_the_second(sign_in):
    page = sign_in("agent")
    search_for(page, "退款")
    open_script(page)
    button = page.locator("[data-copy]:visible")

    button.click()
    expect(page.locator(".gap__input--missing").first).to_be_attached()
    button.click()
    page.locator(".toast--shown:not(.toast--warning)").wait_for()

    assert "【" in page.evaluate("navigator.clipboard.readText()")


def test_typed_values_never_reach_the_server(sign_in):
    page = sign_in("agent")
    search_for(page, "退款")
    open_script(page)
    sent = []
    page.on(
        "request", lambda request: sent.append(request.url + str(request.post_data))
    )

    fill_and_copy(page, {"customer": "机密姓名"})

    assert [request for request in sent if "机密" in request] == []


def test_nothing_is_searched_while_an_input_method_composes(sign_in):
    page = sign_in("agent")
    box = page.locator("input[name=q]")
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/search/" in r.url else None)

    box.evaluate(
        """box => {
            box.focus();
            box.dispatchEvent(new CompositionEvent("compositionstart"));
            box.value = "tui";
            box.dispatchEvent(new InputEvent("input", {isComposing: true, bubbles: true}));
        }"""
    )
    page.wait_for_timeout(600)
    assert asked == []

    box.evaluate(
        """box => {
            box.value = "退款";
            box.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true}));
            box.dispatchEvent(new InputEvent("input", {bubbles: true}));
        }"""
    )
    page.locator(".hit [data-hit]").first.wait_for()
    assert len(asked) == 1


def test_the_menu_closes_when_the_focus_leaves_it_and_its_end_is_in_sight(sign_in):
    page = sign_in("agent", viewport={"width": 1280, "height": 600})
    page.locator("header summary", has_text="我的菜单").press("Enter")
    out = page.get_by_role("button", name="退出登录")
    expect(out).to_be_in_viewport(ratio=1)

    out.focus()
    page.keyboard.press("Tab")

    expect(out).to_be_hidden()


def test_without_javascript_plain_forms_do(sign_in):
    page = sign_in("agent", java_script_enabled=False)
    page.goto("/")
    page.locator("input[name=q]").fill("退款")
    page.locator("#search-form button[type=submit]").click()
    expect(page.locator("[data-hit]").nth(5)).to_be_attached()

    page.locator("a[data-hit][href*='/scripts/']").first.click()

    expect(page.locator("[data-variant]").nth(1)).to_be_visible()
    expect(page.locator("[data-variant]:visible")).to_have_count(
        page.locator("[data-variant]").count()
    )


def test_guessing_a_password_is_answered_kindly(open_page):
    page = open_page()
    page.goto("/")
    for _time in range(5):
        page.locator("input[name=username]").fill("xuqiaoying")
        page.locator("input[name=password]").fill("not-the-password")
        page.locator("form:has(input[name=password]) button[type=submit]").click()

    expect(page.locator("main")).to_contain_text("15")
