"""A plugin administrator switches a plugin off and on again, without a mouse."""

import pytest

from tests.journeys.test_accessibility import serious

pytestmark = pytest.mark.journey
SWITCH = "#switch-lms_sample"


def switched(page):
    return page.locator(SWITCH).get_attribute("aria-checked")


def test_a_plugin_is_switched_by_keyboard(sign_in):
    page = sign_in("pluginadmin", color_scheme="dark")
    page.goto("/admin/plugins/")
    page.get_by_role("switch").first.wait_for()
    found = {"list": serious(page)}
    assert switched(page) == "true"

    page.locator(SWITCH).press("Space")
    page.wait_for_url("**/disable/**")
    found["question"] = serious(page)
    page.locator("main form button[type=submit]").press("Enter")
    page.wait_for_url("**/admin/plugins/**")
    off = switched(page)
    page.locator(SWITCH).press("Space")
    page.locator(f"{SWITCH}[aria-checked=true]").wait_for()
    page.goto("/admin/plugins/lms_sample/")
    found["plugin"] = serious(page)

    assert off == "false"
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_without_javascript_the_switch_is_a_form(open_page, site):
    page = open_page(java_script_enabled=False)
    page.goto("/admin/plugins/")
    page.locator("input[name=username]").fill("pluginadmin")
    page.locator("input[name=password]").fill("shifu-demo")
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.goto("/admin/plugins/")

    page.locator(SWITCH).click()

    page.wait_for_url("**/disable/**")
