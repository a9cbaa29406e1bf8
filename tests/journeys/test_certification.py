"""Somebody reaches a level: three people, each at a browser, however impatient they are."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
ROOT = "/plugins/certification/"


def open_candidate(page, name):
    page.goto(f"{ROOT}desk/?show=open")
    page.get_by_role("link", name=name, exact=True).click()


def test_a_level_is_reached_and_its_certificate_is_believed(sign_in, open_page):
    candidate = sign_in("pengyuan")
    candidate.goto(ROOT)
    rung = candidate.locator("#junior")
    rung.locator("form[action$='/apply/'] button").dblclick()
    expect(rung.locator(".ask-line--met").first).to_be_visible()  # course and exam

    trainer = sign_in("trainer")
    open_candidate(trainer, "彭予安")
    trainer.locator("#note").fill("跟班两周，独立接待十通，没有一通要回拨更正。")
    trainer.locator("form[action$='/sign-off/'] button").click()
    trainer.locator("form[action$='/propose/'] button").click()
    expect(trainer.locator("form[action$='/propose/']")).to_have_count(0)

    manager = sign_in("manager")
    manager.goto(f"{ROOT}desk/")
    manager.get_by_role("link", name="彭予安", exact=True).click()
    manager.locator("form[action$='/grant/'] button").dblclick()
    expect(manager.locator("a[href*='/certificates/']")).to_have_count(1)

    candidate.goto(ROOT)
    expect(candidate.locator("#junior.rung--held")).to_have_count(1)
    candidate.locator("#junior .rung__title a").click()
    expect(candidate.locator(".cert__name")).to_have_text("彭予安")
    address = candidate.locator("main a[href*='/verify/']").get_attribute("href")

    stranger = open_page()
    stranger.goto(address)
    expect(stranger.locator(".notice--success")).to_be_visible()
    expect(stranger.locator(".cert-facts dd").first).to_contain_text("彭**")
    assert "予安" not in stranger.content()
