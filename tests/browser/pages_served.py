"""The stage of the pages, served for the tests of a file, and a browser that waits for a busy machine."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import LONGEST, Opening, started
from tests.browser.served import free_port

START_S = 60


@pytest.fixture(scope="module")
def stage(root: Path) -> Iterator[str]:
    """Serve the stage on a free port."""
    port = free_port()
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.pages_stage", str(port)], cwd=root,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        running.terminate()
        running.wait(30)


def _wait_for(address: str) -> None:
    for _ in range(START_S * 5):
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()  # noqa: S310 - loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the stage did not start")


@pytest.fixture(scope="module")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """Start one browser for all tests of a file."""
    with started(chromium_path) as chromium:
        expect.set_options(timeout=LONGEST)
        yield chromium


@pytest.fixture
def opening(browser: Browser, stage: str) -> Iterator[Opening]:
    """Open pages of the stage. Printing is noted instead of done, and at the end no script may have failed."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", accept_downloads=True)
    context.set_default_timeout(LONGEST)
    context.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; };")
    failures: list[str] = []

    def open_page(query: str, heading: str) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": 1366, "height": 844})
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.goto(f"{stage}/vr/sign-in?{query}")
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        return page

    yield open_page
    context.close()
    assert not failures
