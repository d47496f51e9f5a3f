"""Where the keyboard is: the element that has the focus, through every shadow root, and how it is seen."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

FOCUSED = """() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const outlined = (near) => { const { outlineStyle, outlineWidth } = getComputedStyle(near);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2; };
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const named = one.getAttribute("aria-label") || one.labels?.[0]?.textContent || one.textContent || one.title
        || one.placeholder || "";
    return {
        name: named.replace(/\\s+/g, " ").trim(), tag: one.tagName, classes: String(one.className),
        seen: [one, one.parentElement, one.parentElement?.parentElement].filter(Boolean).some((near) => outlined(near))
            || style.boxShadow !== "none",
        shown: box.width > 0 && box.height > 0,
        x: box.x, y: box.y,
    };
}"""
MOST_TABS = 120


def focused(page: Page) -> dict[str, Any] | None:
    """What has the focus; nothing if it was lost to the page itself."""
    found: dict[str, Any] | None = page.evaluate(FOCUSED)
    return found


def tab_to(page: Page, name: str, key: str = "Tab") -> dict[str, Any]:
    """Press Tab until a control of that name has the focus; each stop on the way has a name and can be seen."""
    passed: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        found = focused(page)
        if found is None:
            continue  # the end of the page: the next Tab begins again at its top
        passed.append(found["name"])
        assert found["name"], f"a control without a name: {found}"
        assert found["seen"], f"the focus cannot be seen on {found}"
        if name in found["name"]:
            return found
    raise AssertionError(f"Tab never leads to “{name}”, only to {passed}")


def stops(page: Page) -> list[dict[str, Any]]:
    """Every stop of Tab, once round; fails where Tab cannot leave."""
    found: list[dict[str, Any]] = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = focused(page)
        if here is None and found:
            return found
        if here is None:
            continue
        if found and here == found[0] and len(found) > 1:
            return found
        assert not found or here != found[-1], f"Tab does not leave {here}"
        found.append(here)
    raise AssertionError(f"Tab does not come round: {[one['name'] for one in found]}")
