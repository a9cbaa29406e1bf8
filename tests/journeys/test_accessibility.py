"""axe finds nothing serious on any kind of page, and nobody is asked but ourselves."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
PAGES = {
    "home": "/",
    "search": "/search/?q=退款",
    "nothing found": "/search/?q=量子纠缠",
    "browse": "/search/?kind=script",
    "favorites": "/search/?show=favorites",
    "knowledge base": "/kb/",
    "phrases": "/kb/phrases/",
    "rewritings": "/kb/rewritings/",
    "emotions": "/kb/emotions/",
    "map": "/kb/map/",
    "tags": "/kb/tags/",
    "my reports": "/kb/my-reports/",
    "to check": "/kb/due/",
    "archive": "/plugins/archives/",
    "risks": "/plugins/archives/risks/",
    "certificates": "/plugins/certification/",
    "community": "/plugins/community/",
    "complaints": "/plugins/complaints/",
    "new complaint": "/plugins/complaints/new/",
    "growth": "/plugins/growth/",
    "contests": "/plugins/contests/",
    "inspections": "/plugins/inspections/",
    "mentoring": "/plugins/mentoring/",
    "performance": "/plugins/performance/",
    "recognition": "/plugins/recognition/",
    "surveys": "/plugins/surveys/",
    "voices": "/plugins/surveys/voices/",
    "notifications": "/notifications/",
    "preferences": "/account/",
    "password": "/account/password/",
    "not found": "/no/such/page/",
}
# Its marks hang on the language: one page of each build.
IN_ENGLISH = ("home", "search", "nothing found", "phrases", "to check", "preferences")
# Layout hangs on the width and contrast on the scheme: each of them once.
LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "dark phone": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
}


def serious(page):
    # Only what is wrong is described in full: a third less work for the browser. Style
    # sheets need not be read again: no rule that is on asks them.
    options = {"resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options).response["violations"]
    return [
        (rule["id"], [node["html"][:120] for node in rule["nodes"]][:3])
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


def kinds_of_content(page):
    """Return an article, a FAQ entry, a script, a category and a library."""
    addresses = {}
    for kind in ("article", "faq", "script"):
        page.goto(f"/search/?kind={kind}")
        link = page.locator("[data-hit]").first
        addresses[kind] = link.get_attribute("href")
    page.goto(addresses["article"])
    for shelf in ("categories", "libraries"):
        link = page.locator(f"a[href*='/{shelf}/']").first
        addresses[shelf] = link.get_attribute("href")
    return addresses


@pytest.mark.parametrize("look", LOOKS)
def test_pages_have_nothing_serious(sign_in, site, look):
    page = sign_in("agent", **LOOKS[look])
    refused, elsewhere = [], []
    page.on(
        "console",
        lambda m: refused.append(m.text) if "Content Security" in m.text else None,
    )
    page.on(
        "request",
        lambda r: (
            elsewhere.append(r.url) if not r.url.startswith((site, "data:")) else 0
        ),
    )
    found = {}

    for name, address in {**PAGES, **kinds_of_content(page)}.items():
        page.goto(address)
        found[name] = serious(page)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not too_wide, f"{name} scrolls sideways"

    assert {name: rules for name, rules in found.items() if rules} == {}
    assert refused == []
    assert elsewhere == []


def open_preview(page):
    """Show the first result beside the list."""
    page.goto("/search/?q=退款")
    page.locator("[data-help]").first.wait_for()
    page.locator("[name=q]").first.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.locator("[data-preview]:not([aria-busy]) h1").wait_for()


def open_keys(page):
    """Show the dialog of the keys."""
    page.goto("/search/?q=退款")
    page.locator("[data-help]").first.click()
    page.locator("dialog[open]").wait_for()


def open_message(page):
    """Put a script into the message, and unfold it."""
    page.goto("/search/?kind=script")
    page.goto(page.locator("[data-hit]").first.get_attribute("href"))
    page.locator("[data-add]:visible").first.click()
    page.locator(".message__head").click()
    page.locator("[data-message-copy]").wait_for()


@pytest.mark.parametrize("act", [open_preview, open_keys, open_message])
@pytest.mark.parametrize("look", LOOKS)
def test_what_opens_has_nothing_serious(sign_in, look, act):
    page = sign_in("agent", reduced_motion="reduce", **LOOKS[look])

    act(page)

    assert serious(page) == []


def test_pages_in_english_have_nothing_serious(sign_in):
    page = sign_in("agent_en", **LOOKS["wide"])
    found = {}

    for name in IN_ENGLISH:
        page.goto(PAGES[name])
        found[name] = serious(page)

    assert {name: rules for name, rules in found.items() if rules} == {}


@pytest.mark.parametrize("address", ["/sign-in/", "/password/", "/password/sent/"])
def test_pages_before_signing_in_have_nothing_serious(open_page, address):
    page = open_page()
    page.goto(address)

    assert serious(page) == []


@pytest.mark.parametrize(
    "address",
    [
        "/admin/lms_gaps/",
        "/admin/reports/page-types-usage/",
        "/admin/reports/votes/",
        "/admin/snippets/lms_knowledge_base/script/",
    ],
)
def test_a_list_of_the_admin_scrolls_to_its_last_column_on_a_phone(sign_in, address):
    page = sign_in("admin", viewport={"width": 390, "height": 740})
    page.goto(address)

    page.locator("main thead").hover()
    page.mouse.wheel(1000, 0)

    expect(page.locator("main thead th").last).to_be_in_viewport(ratio=0.9)
    moved = page.locator("main").evaluate("main => main.scrollLeft + scrollX")
    assert moved == 0, "the page itself scrolls sideways"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["/admin/lms_teams/?q=热线", "/admin/pages/"])
def test_the_menu_of_a_row_is_whole_though_the_list_is_short(sign_in, address, width):
    page = sign_in("admin", viewport={"width": width, "height": 900})
    page.goto(address)

    page.locator("main tbody [data-w-dropdown-target=toggle]").first.click()

    menu = page.locator("main tbody [data-tippy-root]")
    expect(menu).to_be_in_viewport(ratio=1)
