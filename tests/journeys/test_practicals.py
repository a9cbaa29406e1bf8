"""A practical from the judges' tablets to the candidate: blind until both are in."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_accessibility import LOOKS, serious

pytestmark = pytest.mark.journey
ROOT = "/plugins/courses/practicals/"
CANDIDATE, PRACTICAL = "沈小禾", "模拟客户通关"
SECRET = "请把每月十五元说在前面"


def open_sheet(page, candidate=CANDIDATE):
    """Open the sheet of today's sitting of a candidate."""
    page.goto(f"{ROOT}judging/")
    page.locator("li", has_text=candidate).first.locator("a.button").click()
    expect(page.locator("h1")).to_have_text(candidate)


def score(page, digits, comment):
    """Give points with the keyboard, say something, wait until it is kept, hand it in."""
    for digit in digits:
        page.keyboard.press(digit)
    page.locator("#whole").fill(comment)
    expect(page.locator("[name=revision]")).not_to_have_value("0")
    expect(page.locator("[data-total]")).not_to_have_text("0.00")
    page.locator("button[name=submit]").click()
    page.wait_for_url("**/judging/")


def newest(page):
    """Open the candidate's newest sitting, and return what it says."""
    page.goto(ROOT)
    page.locator("h3 a", has_text=PRACTICAL).first.click()
    return page.locator("main")


def test_two_judges_score_blindly_and_the_candidate_reads_what_they_saw(sign_in):
    judges = [sign_in(name, **LOOKS["dark phone"]) for name in ("trainer", "bairuoxi")]
    candidate = sign_in("agent")

    open_sheet(judges[0])
    assert serious(judges[0]) == []
    score(judges[0], "443", SECRET)
    expect(newest(candidate)).not_to_contain_text(SECRET)
    open_sheet(judges[1])
    expect(judges[1].locator("main")).not_to_contain_text(SECRET)
    score(judges[1], "444", "很稳。")

    main = newest(candidate)
    expect(main).to_contain_text(SECRET)
    expect(main).to_contain_text("77.00")
    assert serious(candidate) == []


def test_what_was_not_kept_is_tried_again_when_the_line_is_back(sign_in):
    page = sign_in("trainer")
    open_sheet(page, "江临川")
    before = page.locator("[name=revision]").input_value()

    page.context.set_offline(True)
    page.locator("#whole").fill("没有网络时写的")
    expect(page.locator("[data-state][data-wrong]")).to_be_visible()
    page.context.set_offline(False)

    expect(page.locator("[name=revision]")).not_to_have_value(before)
    page.reload()
    expect(page.locator("#whole")).to_have_value("没有网络时写的")


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_organisers_have_nothing_serious(sign_in, look):
    page = sign_in("trainer", **LOOKS[look])
    found = {}

    for name in ("", "judging/", "sittings/", "sittings/plan/", "scenes/", "report/"):
        page.goto(f"{ROOT}{name}")
        found[name] = serious(page)
        assert not page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        ), name
    page.goto(f"{ROOT}sittings/?show=scored")
    page.locator("h2 a").first.click()
    found["differ"] = serious(page)

    assert {name: rules for name, rules in found.items() if rules} == {}
