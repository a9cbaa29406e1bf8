"""Whoever sits an exam where the connection comes and goes: no answer is lost."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
EXAMS = "/plugins/courses/exams/"


def answer(page, place, choice=0):
    """Answer a question in whichever way it is asked."""
    question = page.locator(f"#q{place}")
    selects, choices = (
        question.locator("select"),
        question.locator(".exam-options input"),
    )
    for number in range(selects.count()):
        selects.nth(number).select_option(index=number + 1)
    if choices.count():
        choices.nth(choice).check()
    elif not selects.count():
        question.locator(".exam-text").fill("短码")
        question.locator(".exam-text").blur()


def begin(page):
    page.goto(EXAMS)
    page.locator(".exam-card__title a").last.click()
    page.locator("form[action$='/start/'] button").click()
    page.wait_for_url("**/attempts/**")


def saved(page):
    """Wait until the page says that all of it is saved."""
    page.wait_for_function(
        "() => /\\d\\d:\\d\\d/.test(document.querySelector('[data-saved]').textContent)"
    )


def test_an_exam_is_sat_offline_and_on_two_devices(sign_in):
    page = sign_in("agent")
    begin(page)
    last = page.locator("[data-question]").count()
    answer(page, 1)
    saved(page)

    page.context.set_offline(True)
    page.locator("#q1 [data-step]").last.click()
    answer(page, 2)
    page.locator(".sitting__saved--not").wait_for()
    page.context.set_offline(False)
    page.wait_for_function("() => !document.querySelector('.sitting__saved--not')")

    other = page.context.new_page()
    other.goto(page.url.partition("#")[0])
    expect(other.locator(".places .place--answered")).to_have_count(2)
    for place in range(3, last + 1):
        other.locator(f"[data-place='{place}']").click()
        answer(other, place)
    saved(other)

    other.locator(".sitting__list button").click()
    other.wait_for_url("**/submit/")
    expect(other.locator(".notice--warning")).to_have_count(0)
    other.locator("form.decide button").click()
    other.wait_for_url("**/result/")
    expect(other.locator(".exam-score__number")).to_have_count(1)
    page.reload()
    page.wait_for_url("**/result/**")
