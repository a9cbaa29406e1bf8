"""Whoever redeems points impatiently: what was meant once happens once."""

import pytest

pytestmark = pytest.mark.journey
REDEEM = "form.points-choice:not(:has([name=fund])) button"


@pytest.fixture
def shopper(sign_in):
    """Somebody who can have something four times over, and its page."""
    page = sign_in("linzhiyao")
    page.goto("/plugins/points/shop/")
    gifts = page.locator(".gift:has(.state--accepted) a")
    page.goto(gifts.first.get_attribute("href"))
    return page


def bought(page):
    """How many redemptions there are, asked beside what the page does."""
    answer = page.context.request.get("/plugins/points/redemptions/")
    return answer.text().count('class="reply__title"')


def test_a_gift_is_redeemed_once_however_impatient_one_is(shopper):
    page, gift = shopper, shopper.url
    begin = bought(page)

    page.locator(REDEEM).dblclick()
    page.wait_for_url("**/redemptions/")
    page.wait_for_load_state("networkidle")  # the second click leads on as well
    assert bought(page) == begin + 1

    page.go_back()
    page.locator(REDEEM).click()
    page.wait_for_url("**/redemptions/")
    assert bought(page) == begin + 1

    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.goto(gift)
    for tab in tabs:
        tab.locator(REDEEM).click()
        tab.wait_for_url("**/redemptions/")
    assert bought(page) == begin + 2

    def lose(route):
        route.fetch(max_redirects=0)
        route.abort("connectionreset")

    page.goto(gift)
    page.route("**/redeem/", lose, times=1)
    with page.expect_event("requestfailed"):
        page.locator(REDEEM).click(no_wait_after=True)
    page.wait_for_url("chrome-error://**", wait_until="commit")
    assert bought(page) == begin + 3
    page.go_back()
    page.locator(REDEEM).click()
    page.wait_for_url("**/redemptions/")
    assert bought(page) == begin + 3
