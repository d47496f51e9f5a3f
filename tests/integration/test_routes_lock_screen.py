"""The pages before the app, and the lock over it, in a real browser."""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests.integration.test_routes_start import SERVE, port_to_use, server, wait_until_up
from videoreflect.services.edition import edition

pytestmark = pytest.mark.browser

NAME, PASSPHRASE = "Nadia Quillfeather", "four green chalk boards"
MENTOR, MENTOR_PASSPHRASE = "Gwyn Parry", "three quiet river stones"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
START = f"""async () => {{
  const presence = await import(location.origin + "/vr/assets/edition/{edition()}/presence.js"); // the page's own lock
  await presence.start();
  window.locking = presence;
}}"""
TYPING = "() => { window.locking.beforeLock(() => ({path: '/vr/nothing', body: {text: 'half'}})); }"


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose vault has two people; the counter of guesses is the server's own."""
    folder = tmp_path_factory.mktemp("lock")
    port = port_to_use()
    with server([sys.executable, "-c", SERVE.format(port=port)], folder, {}) as running:
        wait_until_up(running, port)
        cookie, answer = _post(port, "/vr/first-run", {"name": NAME, "passphrase": PASSPHRASE}, "")
        _post(port, "/vr/recovery-kept", {"last_group": answer["recovery_code"][-4:]}, cookie)
        _post(port, "/vr/people", {"name": MENTOR, "passphrase": MENTOR_PASSPHRASE}, cookie)
        yield f"http://127.0.0.1:{port}"


def _post(port: int, path: str, body: dict[str, str], cookie: str) -> tuple[str, dict[str, str]]:
    headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json", "Cookie": cookie}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
    return answer.headers.get("set-cookie", cookie).partition(";")[0], json.loads(content or b"{}")


@pytest.fixture
def context(playwright: Playwright, chromium_path: Path, tmp_path: Path) -> Iterator[BrowserContext]:
    with playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        executable_path=chromium_path,
        args=FLAGS,
        viewport={"width": 1366, "height": 768},
    ) as found:
        yield found


def sign_in(page: Page, name: str = NAME, passphrase: str = PASSPHRASE) -> None:
    page.locator("#who").fill(name)
    page.locator("#phrase").fill(passphrase)
    page.keyboard.press("Enter")


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    """The app, with the teacher signed in and the page's lock at work."""
    opened = context.new_page()
    opened.goto(address)
    sign_in(opened)
    opened.wait_for_url(f"{address}/")
    opened.evaluate(START)
    return opened


def assert_empty(page: Page) -> None:
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    assert page.evaluate("document.body.children.length") == 1
    assert page.evaluate("document.body.innerText") == ""


def test_a_lock_empties_every_page_and_the_same_person_gets_it_back(
    context: BrowserContext, page: Page, address: str
) -> None:
    other = context.new_page()
    other.goto(address)
    other.evaluate(START)
    page.evaluate(TYPING)
    page.evaluate("window.locking.lock()")
    assert_empty(page)
    assert_empty(other)

    with page.expect_request(lambda request: request.method == "PUT") as put:
        sign_in(page)
    expect(page.locator("#root")).to_be_attached()
    assert put.value.url == f"{address}/vr/nothing"
    assert put.value.post_data == '{"text":"half"}'


def test_another_person_gets_a_page_of_their_own(page: Page, address: str) -> None:
    page.goto(f"{address}/review?lesson={'a' * 32}")
    page.evaluate(START)
    page.evaluate(TYPING)
    page.evaluate("window.locking.lock()")
    assert_empty(page)
    put: list[str] = []
    page.on("request", lambda request: put.append(request.url) if request.method == "PUT" else None)
    sign_in(page, MENTOR, MENTOR_PASSPHRASE)
    page.wait_for_url(f"{address}/")

    assert put == []


def test_going_back_after_a_lock_shows_the_sign_in(page: Page, address: str) -> None:
    page.evaluate("window.locking.lock()")
    assert_empty(page)
    page.goto(f"{address}/vr/sign-in")
    page.go_back()

    expect(page.locator("#phrase")).to_be_visible()
    assert page.url == f"{address}/vr/sign-in"


def test_a_mistake_is_told_in_place_and_keeps_the_name(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    sign_in(page, passphrase="not this one")

    expect(page.get_by_role("alert")).to_contain_text("do not open the vault")
    assert page.locator("#who").input_value() == NAME
    page.wait_for_timeout(1100)
    sign_in(page)
    page.wait_for_url(f"{address}/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_sign_in_and_recovery_are_accessible(
    playwright: Playwright, chromium_path: Path, address: str, scheme: str, width: int
) -> None:
    browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
    # axe is put into the page as a script, which the policy rightly refuses.
    context = browser.new_context(
        bypass_csp=True,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 768},
    )
    page = context.new_page()
    page.goto(address)
    page.locator("#phrase").wait_for()
    assert page.title() == "videoreflect"
    assert page.locator("html").get_attribute("lang") == "en-GB"
    assert page.locator("input[type=password]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert _violations(page) == []
    page.locator("#use-code").click()
    assert _violations(page) == []
    browser.close()


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def test_the_profile_holds_neither_name_nor_passphrase(
    playwright: Playwright, chromium_path: Path, address: str, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(profile, executable_path=chromium_path, args=FLAGS)
    page = context.new_page()
    page.goto(address)
    sign_in(page)
    page.wait_for_url(f"{address}/")
    page.evaluate(START)
    page.evaluate("window.locking.lock()")
    assert_empty(page)
    page.locator("#who").fill(NAME)
    context.close()

    markers = [text.encode(code) for text in ("Quillfeather", PASSPHRASE) for code in ("utf-8", "utf-16-le")]
    holding = [
        str(path.relative_to(profile))
        for path in profile.rglob("*")
        if path.is_file() and any(marker in path.read_bytes() for marker in markers)
    ]
    assert holding == []
