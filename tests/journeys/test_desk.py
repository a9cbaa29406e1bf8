"""The agent's screen: hands on the keyboard, an item beside the list."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import CountingKeyboard

pytestmark = pytest.mark.journey

WIDE = {"viewport": {"width": 1360, "height": 860}}
NARROW = {"viewport": {"width": 440, "height": 860}}


def focused(page, selector):
    found = page.locator(f"{selector}:focus")
    found.wait_for()
    return found


def shown(page):
    """Wait until the item of the chosen hit stands beside the list."""
    address = page.locator("[data-hit][aria-current]").get_attribute("href")
    open_link = f"[data-open][href='{address.partition('#')[0]}']"
    page.locator(f"[data-preview]:not([aria-busy]) {open_link}").wait_for()


def find(page, words):
    """Type, and go on into the list."""
    page.locator("input[name=q]").fill(words)
    page.keyboard.press("Enter")
    focused(page, "[data-hit]")
    shown(page)


def clipboard(page):
    page.locator(".toast--shown:not(.toast--warning)").wait_for()
    return page.evaluate("navigator.clipboard.readText()")


def pick_script_with(page, gap, press):
    """Go down the list to the first script that asks for this value."""
    for _ in range(12):
        if page.locator(f"[data-preview] {gap}:visible").count():
            return
        press("ArrowDown")
        shown(page)
    pytest.fail(f"No script among the first results asks for {gap}.")


@pytest.mark.parametrize(
    ("username", "locale", "code", "name"),
    [
        ("agent", "zh-CN", "身份核验", "王女士"),
        ("agent_en", "en-US", "greeting", "Ms Carter"),
    ],
)
def test_from_an_empty_box_to_the_clipboard_in_twelve_strokes(
    sign_in, username, locale, code, name
):
    page = sign_in(username, language=locale, **WIDE)
    page.locator("select[name=channel]").wait_for()
    keys = CountingKeyboard(page)

    keys.type(code)  # the query and the values are not counted
    keys.press("Enter")
    focused(page, "[data-hit]")
    shown(page)
    pick_script_with(page, "[data-gap=customer]", keys.press)
    keys.press("c")
    keys.press("Enter")  # held: something is to be filled in
    focused(page, "[data-gap]")
    keys.type(name)
    keys.press("Enter")

    copied = clipboard(page)
    assert name in copied
    assert "【" not in copied
    assert keys.strokes <= 12, keys.log


def test_numbers_pick_and_enter_copies_the_answer(sign_in):
    page = sign_in("agent", **WIDE)
    page.goto("/search/?q=退款&kind=faq")
    find(page, "退款多久")
    page.keyboard.press("2")
    second = page.locator(".hit [data-hit]").nth(1)
    page.locator(
        f"[data-preview] [data-open][href='{second.get_attribute('href')}']"
    ).wait_for()

    page.keyboard.press("Enter")

    assert clipboard(page) == page.locator("#short-answer").inner_text()


def test_a_short_code_leads_straight_to_its_script(sign_in):
    page = sign_in("agent", **WIDE)
    page.goto("/search/?kind=script&locale=zh-hans")
    page.goto(page.locator(".hit [data-hit]").last.get_attribute("href"))
    title = page.locator("h1").inner_text()
    code = page.locator("h1 kbd").inner_text()

    page.goto("/")
    page.locator("input[name=q]").fill(code)
    page.keyboard.press("Enter")
    page.locator("[data-preview]:not([aria-busy]) h1 kbd").wait_for()

    expect(page.locator("[data-preview] h1")).to_have_text(title)


def test_a_value_typed_once_is_there_in_the_next_script_and_gone_with_the_call(sign_in):
    page = sign_in("agent", **WIDE)
    find(page, "退款")
    pick_script_with(page, "[data-gap=customer]", page.keyboard.press)
    page.locator("[data-preview] [data-gap=customer]:visible").fill("王女士")

    page.goto("/")
    find(page, "物流")
    pick_script_with(page, "[data-gap=customer]", page.keyboard.press)
    gap = page.locator("[data-preview] [data-gap=customer]:visible").first
    expect(gap).to_have_value("王女士")
    expect(page.locator("[data-call]")).to_contain_text("王女士")

    page.keyboard.press("Control+Backspace")

    expect(gap).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('call')") is None


def test_values_are_forgotten_after_fifteen_minutes(sign_in):
    page = sign_in("agent", **WIDE)
    find(page, "退款")
    pick_script_with(page, "[data-gap=customer]", page.keyboard.press)
    page.locator("[data-preview] [data-gap=customer]:visible").fill("王女士")
    page.evaluate(
        """() => {
            const call = JSON.parse(sessionStorage.getItem("call"));
            sessionStorage.setItem("call", JSON.stringify({...call, at: call.at - 900001}));
        }"""
    )

    page.goto("/")

    expect(page.locator("[data-call]")).to_be_hidden()
    assert page.evaluate("sessionStorage.getItem('call')") is None


def test_two_windows_keep_two_calls_apart(sign_in):
    page = sign_in("agent", **WIDE)
    find(page, "退款")
    pick_script_with(page, "[data-gap=customer]", page.keyboard.press)
    page.locator("[data-preview] [data-gap=customer]:visible").fill("王女士")

    other = page.context.new_page()
    other.goto("/")

    expect(other.locator("[data-call]")).to_be_hidden()


def fill_message(page):
    """Answer what the message asks for, gap by gap, until it is copied."""
    for _ in range(9):
        if not page.locator("[data-message-gaps] :is(input, select)").count():
            return
        gap = page.locator("[data-message-gaps] :is(input, select):focus")
        if gap.evaluate("gap => gap.matches('select')"):
            gap.select_option(index=1)
        else:
            gap.fill("2027-01-01" if gap.get_attribute("type") == "date" else "3")
        page.keyboard.press("Enter")
        if page.locator(".toast--shown:not(.toast--warning)").count():
            return


def test_a_message_joins_scripts_and_is_checked_without_what_was_typed(sign_in):
    page = sign_in("agent", **WIDE)
    sent = []
    page.on(
        "request",
        lambda r: sent.append(r.post_data or "") if r.method == "POST" else None,
    )
    find(page, "退款")
    pick_script_with(page, "[data-gap=customer]", page.keyboard.press)
    page.locator("[data-preview] [data-gap=customer]:visible").fill("机密姓名")
    page.locator(".hit [data-hit][aria-current]").focus()
    page.keyboard.press("a")
    expect(page.locator("[data-message-count]")).to_have_text("1")
    page.keyboard.press("ArrowDown")
    shown(page)
    pick_script_with(page, "[data-gap]", page.keyboard.press)
    page.keyboard.press("a")
    page.keyboard.press("m")

    expect(page.locator("[data-message-count]")).to_have_text("2")
    expect(page.locator("[data-message-list]")).to_contain_text("机密姓名")
    page.locator("[data-message-copy]").click()
    fill_message(page)
    copied = clipboard(page)
    assert "机密姓名" in copied
    assert "\n\n" in copied
    assert not any("机密" in body or "机密" in json.dumps(body) for body in sent)

    page.locator("[data-message-copy]").press("m")  # the list has no focus
    expect(page.locator("[data-message-list]")).to_be_hidden()
    page.keyboard.press("m")
    page.locator("[data-message-empty]").click()
    expect(page.locator("[data-message-list] li")).to_have_count(0)
    page.locator("[data-message-undo]").click()
    expect(page.locator("[data-message-list] li")).to_have_count(2)


def test_own_words_join_a_message_are_checked_and_go_with_the_call(sign_in):
    page = sign_in("agent", **WIDE)
    find(page, "退款")
    pick_script_with(page, "[data-gap=customer]", page.keyboard.press)
    page.keyboard.press("a")
    page.keyboard.press("m")
    own = page.get_by_role("textbox", name="自己的话")

    own.fill("王女士，这不归我管。")
    own.press("Enter")

    page.locator("[data-message-alarm]").wait_for()
    expect(page.locator(".message__text").last).to_have_text("王女士，这不归我管。")
    expect(own).to_have_value("")
    page.locator("[data-better]").click()
    page.locator("[data-message-alarm]").wait_for(state="hidden")
    own.fill("还有别的吗？")
    own.press("Shift+Enter")
    own.type("我在。")
    page.locator("[data-message-own] button").click()
    expect(page.locator(".message__text").last).to_have_text("还有别的吗？\n我在。")
    page.locator("[data-message-copy]").click()
    fill_message(page)
    assert clipboard(page).endswith("\n\n还有别的吗？\n我在。")

    page.locator("[data-call-clear]").click()

    expect(page.locator("[data-message-list] li")).to_have_count(1)
    assert "王女士" not in page.evaluate("JSON.stringify(sessionStorage)")
    expect(page.locator("[data-message-undo]")).to_be_hidden()


def test_a_message_of_a_hundred_scripts_stays_usable(sign_in):
    page = sign_in("agent", **WIDE)
    page.evaluate(
        """() => sessionStorage.setItem("message", JSON.stringify(
            Array.from({length: 100}, (_, n) => ({
                title: `话术 ${n}`, channel: "chat", lang: "zh-hans",
                parts: [{text: `<b>第 ${n} 句</b>`}],
            })),
        ))"""
    )
    page.goto("/")
    find(page, "退款多久能到账")
    page.keyboard.press("a")

    page.locator(".toast--shown", has_text="100").wait_for()
    page.keyboard.press("m")
    page.locator("[data-message-copy]").click()
    assert clipboard(page).count("<b>") == 100
    expect(page.locator("[data-message-list] b")).to_have_count(0)


def test_single_keys_can_be_switched_off(sign_in):
    page = sign_in("contributor", **WIDE)
    page.goto("/account/")
    page.locator("input[name=single_keys]").uncheck()
    page.locator("main form button[type=submit]").click()
    page.goto("/")
    find(page, "退款")
    first = page.evaluate("document.activeElement.href")

    page.keyboard.press("2")
    page.keyboard.press("?")

    assert page.evaluate("document.activeElement.href") == first
    expect(page.locator("[data-keys]")).to_be_hidden()


def test_a_lost_connection_is_said_and_the_screen_stays(sign_in):
    page = sign_in("agent", **WIDE)
    find(page, "退款")
    page.context.set_offline(True)
    page.keyboard.press("/")
    page.locator("input[name=q]").press_sequentially("物流", delay=20)

    status = page.locator("[data-search-status]")
    expect(status).to_have_text(status.get_attribute("data-failed"))
    expect(page.locator(".hit").first).to_be_attached()

    page.context.set_offline(False)
    find(page, "物流投诉")
    expect(page.locator(".hit").first).to_be_attached()


def test_in_a_narrow_window_the_item_lies_over_the_list(sign_in):
    page = sign_in("agent", **NARROW)
    find(page, "退款")

    expect(page.locator("[data-preview]")).to_be_visible()
    page.keyboard.press("Escape")
    focused(page, "input[name=q]")
    page.keyboard.press("Escape")
    expect(page.locator("[data-preview]")).to_be_hidden()


def test_a_value_with_markup_is_copied_as_text(sign_in):
    page = sign_in("agent", **WIDE)
    markup = "<img src=x onerror=alert(1)>"
    find(page, "身份核验")
    pick_script_with(page, "[data-gap=customer]", page.keyboard.press)
    page.locator("[data-preview] [data-gap=customer]:visible").first.fill(markup)
    page.keyboard.press("Enter")
    clipboard(page)

    kinds = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const text = async (kind) => (await item.getType(kind)).text();
            return [await text("text/plain"), await text("text/html")];
        }"""
    )

    assert markup in kinds[0]
    assert "<img" not in kinds[1]
    assert "&lt;img" in kinds[1]
    expect(page.locator("[data-call] img")).to_have_count(0)


def test_copying_works_without_the_clipboard_of_secure_pages(sign_in):
    page = sign_in("agent", **WIDE)
    page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'clipboard', {value: undefined})"
    )
    page.goto("/search/?q=退款多久&kind=faq")
    focused(page, "[data-hit]")
    shown(page)
    answer = page.locator("#short-answer").inner_text()

    page.keyboard.press("Enter")
    page.locator(".toast--shown:not(.toast--warning)").wait_for()
    page.keyboard.press("/")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+v")

    pasted = page.locator("input[name=q]").input_value()
    assert pasted
    assert answer.startswith(pasted)


def test_a_message_says_what_not_to_say_and_takes_the_better_wording(sign_in):
    page = sign_in("agent", **WIDE)
    page.evaluate(
        """() => sessionStorage.setItem("message", JSON.stringify([{
            title: "自己写的", channel: "chat", lang: "zh-hans",
            parts: [{text: "您好，这不归我管。"}],
        }]))"""
    )
    page.goto("/")
    page.locator("[data-message-alarm]").wait_for()
    page.locator("[data-message] summary").click()
    finding = page.locator("[data-message-findings] li").first

    expect(finding).to_contain_text("这不归我管")
    finding.locator("[data-better]").click()
    page.locator("[data-message-alarm]").wait_for(state="hidden")

    expect(page.locator(".message__text")).not_to_contain_text("这不归我管")


def test_on_a_phone_the_list_stays_in_sight_and_a_tap_opens(sign_in):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    page = sign_in("agent", **phone, is_mobile=True)
    page.locator("input[name=q]").fill("退款")
    page.keyboard.press("Enter")
    first = page.locator("[data-hit]").first
    first.wait_for()
    page.wait_for_timeout(400)

    expect(page.locator("[data-preview]")).to_be_hidden()
    first.tap()
    page.wait_for_url("**/kb/**")
