"""The little markdown of notes: what it shows, and that nothing in it is ever markup, a link, or slow.

Seen to fail, each on a build broken on purpose: scripts with ``innerHTML`` in ``inline``; bidi with
``HIDDEN`` not taken out.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.note_cards import Opener

pytest_plugins = ["tests.browser.review_served"]
pytestmark = pytest.mark.timeout(300)

RENDER = """async (text) => {
  const { marked } = await import(location.origin + "/vr/assets/review/markdown.js");
  const holder = document.createElement("div");
  const began = performance.now();
  holder.append(...marked(text));
  return { html: holder.innerHTML, text: holder.textContent, ms: performance.now() - began };
}"""
ALLOWED = {"P", "UL", "OL", "LI", "BLOCKQUOTE", "PRE", "CODE", "STRONG", "EM", "BR"}
TAGS = """async (text) => {
  const { marked } = await import(location.origin + "/vr/assets/review/markdown.js");
  const holder = document.createElement("div");
  holder.append(...marked(text));
  const all = [...holder.querySelectorAll("*")];
  const names = new Set(all.flatMap((one) => one.getAttributeNames()));
  return { tags: [...new Set(all.map((one) => one.tagName))], attributes: [...names], title: document.title };
}"""
SCRIPTS = (
    '<img src=x onerror="document.title=1"><script>document.title=2</script>',
    "[a](javascript:document.title=3)",
    "**<b onmouseover=alert(1)>**",
    "- <svg/onload=document.title=4>",
    "> <iframe srcdoc='<script>parent.document.title=5</script>'>",
    "```\n</code></pre><script>document.title=6</script>\n```",
    "`<style>*{display:none}</style>`",
    "<javascript:alert(1)> ![x](data:text/html,<script>1</script>)",
)


@pytest.fixture
def page(opened: Opener) -> Page:
    return opened("empty")


def shown(page: Page, text: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(RENDER, text)
    return found


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain, as typed", '<p dir="auto">plain, as typed</p>'),
        ("**bold** and *italic*", '<p dir="auto"><strong>bold</strong> and <em>italic</em></p>'),
        ("__bold__ and _italic_", '<p dir="auto"><strong>bold</strong> and <em>italic</em></p>'),
        ("***both***", '<p dir="auto"><strong><em>both</em></strong></p>'),
        ("one\ntwo", '<p dir="auto">one<br>two</p>'),
        ("one\n\ntwo", '<p dir="auto">one</p><p dir="auto">two</p>'),
        ("- a\n- b", '<ul><li dir="auto">a</li><li dir="auto">b</li></ul>'),
        ("3. a\n4. b", '<ol start="3"><li dir="auto">a</li><li dir="auto">b</li></ol>'),
        ("- a\n  - b", '<ul><li dir="auto">a<ul><li dir="auto">b</li></ul></li></ul>'),
        ("> said", '<blockquote dir="auto"><p dir="auto">said</p></blockquote>'),
        ("`a*b*`", '<p dir="auto"><code>a*b*</code></p>'),
        ("```\n*x*\n```", '<pre tabindex="-1"><code>*x*</code></pre>'),
        ("2 * 3 * 4 = 24", '<p dir="auto">2 * 3 * 4 = 24</p>'),
        ("snake_case_name", '<p dir="auto">snake_case_name</p>'),
        ("5*3*2", '<p dir="auto">5*3*2</p>'),
        ("**never closed", '<p dir="auto">**never closed</p>'),
        ("*a **b* c", '<p dir="auto"><em>a **b</em> c</p>'),
        (r"\*not\*", '<p dir="auto">*not*</p>'),
        ("-5 degrees\n1.5 m", '<p dir="auto">-5 degrees<br>1.5 m</p>'),
        ("[here](https://example.org)", '<p dir="auto">[here](https://example.org)</p>'),
        ("", '<p dir="auto"></p>'),
    ],
)
def test_what_is_shown(page: Page, text: str, html: str) -> None:
    assert shown(page, text)["html"] == html


@pytest.mark.parametrize("text", SCRIPTS)
def test_markup_is_text_and_no_script_runs(page: Page, text: str) -> None:
    found = page.evaluate(TAGS, text)

    assert set(found["tags"]) <= ALLOWED
    assert set(found["attributes"]) <= {"dir", "start", "tabindex"}
    assert found["title"] == "videoreflect"
    assert "<" in shown(page, text)["text"] or "javascript" in shown(page, text)["text"]


def test_any_garbage_becomes_the_allowed_elements_and_keeps_every_letter(page: Page) -> None:
    chosen = random.Random(41)
    for _ in range(200):
        text = "".join(chosen.choice("ab *_`>-\n1.)\\<[](") for _ in range(chosen.randrange(1, 160)))
        found = page.evaluate(TAGS, text)
        assert set(found["tags"]) <= ALLOWED, text
        said = shown(page, text)["text"]
        assert [letter for letter in said if letter in "ab"] == [letter for letter in text if letter in "ab"], text


@pytest.mark.parametrize(
    "piece", ["*a ", "**", "`", "`a", "_a_ ", "> ", "- ", "  - a\n", ">>>> a\n", "1. a\n", "```\n", "\\*", "*_`>-\n"]
)
def test_the_work_is_bounded_for_the_longest_text_that_is_marked_and_for_a_megabyte(page: Page, piece: str) -> None:
    """Twice the text takes about twice the work, whatever it is made of; what is longer is shown as typed."""
    quarter, whole = (shown(page, (piece * 20_000)[:size])["ms"] for size in (4_900, 19_900))
    assert whole < max(quarter, 5) * 40
    assert shown(page, (piece * 1_000_000)[:1_000_000])["ms"] < max(quarter, 5) * 400


def test_what_could_hide_or_reorder_the_words_is_left_out(page: Page) -> None:
    said = shown(page, "a\u202eb\u2066c\u200bd\u200ee\ufeff\u0007 👩‍🏫 **f\u202e**")

    assert said["text"] == "abcde 👩‍🏫 f"
