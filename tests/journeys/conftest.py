"""A real server with the demo's content, and a real browser in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.databases import copy_demo

ROOT = Path(__file__).parents[2]
PASSWORD = "shifu-demo"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class CountingKeyboard:
    """A keyboard that counts: what is typed as text is free, a key pressed is one."""

    def __init__(self, page: Page) -> None:
        self.keyboard, self.log = page.keyboard, []

    @property
    def strokes(self) -> int:
        return len(self.log)

    def type(self, text: str) -> None:
        self.keyboard.type(text)

    def press(self, key: str) -> None:
        self.log.append(key)
        self.keyboard.press(key)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Serve the demo from a folder of its own; return the address."""
    folder = tmp_path_factory.mktemp("site")
    environment = {
        **{k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "lms.settings.development",
    }

    copy_demo(folder)
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{port}",
         "--threads", "4", "--log-level", "warning"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/health/")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser():
    """Start Debian's Chromium without its windows: half the work of the whole one."""
    program = shutil.which("chromium-headless-shell")
    if program is None:
        pytest.skip("Please install it: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, site: str):
    """Return a function that opens a browser of one person's own."""
    contexts = []

    def open_page(language: str = "zh-CN", **options) -> Page:
        context = browser.new_context(base_url=site, locale=language, **options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def sessions():
    """The cookies of those who have signed in, by their names."""
    return {}


@pytest.fixture
def sign_in(open_page, sessions):
    """Return a function that signs a person of the demo in, by the form if need be."""

    def sign_in(username: str, **options) -> Page:
        page = open_page(**options)
        page.context.add_cookies(sessions.get(username, []))
        page.goto("/")
        if "sign-in" in page.url:
            use_form(page, username)
            cookies = page.context.cookies()
            sessions[username] = [c for c in cookies if c["name"] == "sessionid"]
        return page

    def use_form(page: Page, username: str) -> None:
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url(lambda url: "sign-in" not in url)

    return sign_in


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(url: str, seconds: int = 60) -> None:
    for _attempt in range(seconds * 4):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (our own server)
                return
        except OSError:
            time.sleep(0.25)
    message = f"{url} did not answer within {seconds} s."
    raise TimeoutError(message)
