"""What one of us shares becomes a better script, through four hands."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
ROOT = "/plugins/case-studies/"
PHONE = "13912345678"
TITLE = "雨夜送错楼栋的蛋糕"
OUTCOME = "四十分钟后蛋糕送到，寿星还没吹蜡烛。"
WRITTEN = {
    "summary": f"客户说我的电话是{PHONE}，生日蛋糕送错了楼栋。",
    "dialogue": "客户：客人都到了。\n★客服：我和骑手通着话，不挂。\n客户：好，我等。",
    "outcome": OUTCOME,
    "need": "有人此刻就在处理。",
    "gap": "送错以后没人知道先找谁。",
    "improvement": "先联系骑手，再向客户报时间。",
}


def send(form):
    """Press the button of a form, and wait until that is answered."""
    with form.page.expect_response(lambda answer: answer.request.method == "POST"):
        form.locator("button[type=submit]").last.click()


def opened(page, step):
    """Return the form of a step, out of the fold where it is."""
    form = page.locator(f"form[action$='/{step}/']").first
    page.locator("details", has=form).locator("summary").first.click()
    return form


def press(page, step):
    """Take a step that is a button alone."""
    send(page.locator(f"form[action$='/{step}/']").first)


def share(page):
    """Write a case; what looks like a telephone number is caught and masked."""
    page.goto(f"{ROOT}share/")
    page.locator("input[name=title]").fill(TITLE)
    page.locator("main form.panel button[type=submit]").click()
    for name, text in WRITTEN.items():
        page.locator(f"textarea[name={name}]").fill(text)
    expect(page.locator("[data-case-marks] mark")).to_have_text(PHONE)
    page.locator("[data-case-marks] button[value='summary:0']").click()
    expect(page.locator("textarea[name=summary]")).not_to_have_value(WRITTEN["summary"])
    page.locator("button[name=done]").click()
    expect(page.locator("main")).to_contain_text("【电话】")
    press(page, "hand-in")
    return page.url


def script_of_the_demo(page):
    page.goto("/search/?kind=script")
    return page.locator(".hit__link").first.get_attribute("href")


def pick(page):
    """Make it a case of the week."""
    page.goto(f"{ROOT}picks/plan/")
    page.locator(".plan label", has_text=TITLE).locator("input").check()
    send(page.locator("form.plan"))


def discuss(page):
    """Say what one would do, and only then see how it went."""
    page.goto(f"{ROOT}picks/")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator("main")).to_contain_text("客人都到了")
    expect(page.locator("main")).not_to_contain_text(OUTCOME)
    page.locator("[name=text]").fill("先道歉，再问蜡烛点了没有。")
    press(page, "answer")
    expect(page.locator("main")).to_contain_text(OUTCOME)


def ask_for_change(page, case, script):
    """Add an action, which the editor is to take."""
    page.goto(f"{case}?all")
    form = opened(page, "actions")
    form.locator("[name=title]").fill("话术加上：不挂电话，报出时间")
    owner = form.locator("[name=owner]")
    somebody = owner.locator("option", has_text="陆文澜").get_attribute("value")
    owner.select_option(somebody)
    form.locator("[name=due_on]").fill("2099-01-04")
    form.locator("[name=target]").select_option("script")
    form.locator("[name=link]").fill(script)
    send(form)


def test_a_case_is_shared_discussed_and_changes_a_script_that_then_shows_it(sign_in):
    author, editor, reviewer = map(sign_in, ("agent", "editor", "reviewer"))
    case = share(author)
    editor.goto(case)
    expect(editor.locator("main")).to_contain_text(TITLE)
    expect(editor.locator("main")).not_to_contain_text(PHONE)
    press(editor, "confirm")
    reviewer.goto(case)
    press(reviewer, "submit")
    press(reviewer, "publish")
    editor.goto(f"/search/?q={TITLE[:4]}&kind=case")
    expect(editor.locator(".hit__link").first).to_have_text(TITLE)

    pick(reviewer)
    discuss(editor)

    script = script_of_the_demo(reviewer)
    ask_for_change(reviewer, case, script)
    expect(reviewer.locator("#actions .check")).to_have_count(1)
    editor.reload()
    form = opened(editor, "finish")
    form.locator("[name=result]").fill("两个渠道都加上了。")
    send(form)
    reviewer.reload()
    press(reviewer, "verify")
    author.goto(script)
    expect(author.locator("#cases-of-item")).to_contain_text(TITLE)
