"""What a view may tell Python: the name of a page, and an id."""

from __future__ import annotations

from pathlib import Path

import pytest

from videoreflect.ui.forms import Way, way_from

LESSON = "5" * 32
ASSETS = "videoreflect/ui/forms/assets"


def test_a_page_and_a_lesson() -> None:
    assert way_from({"page": "review", "lesson": LESSON}) == Way("review", LESSON)


def test_a_page_alone() -> None:
    assert way_from({"page": "add"}) == Way("add")


@pytest.mark.parametrize(
    "asked",
    [
        None,
        "",
        3,
        [],
        {},
        {"page": 3},
        {"page": "review", "lesson": 4},
        {"page": "review", "lesson": "Comparing fractions"},
    ],
)
def test_anything_else_leads_nowhere(asked: object) -> None:
    assert way_from(asked) is None


def scripts(root: Path) -> list[Path]:
    return sorted((root / ASSETS).glob("*.js"))


def test_data_never_becomes_markup(root: Path) -> None:
    sinks = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
    found = [
        f"{path.name}: {line.strip()}"
        for path in scripts(root)
        for line in path.read_text("utf-8").splitlines()
        if any(sink in line for sink in sinks)
    ]

    assert found == ["dom.js: made.innerHTML = inside;   // constants of this file only"]


def test_nothing_is_kept_in_the_browser_or_fetched_from_outside(root: Path) -> None:
    forbidden = ("localStorage", "sessionStorage", "indexedDB", "document.title", "http://", "https://")
    found = {path.name: word for path in scripts(root) for word in forbidden if word in path.read_text("utf-8")}

    assert found in ({}, {"dom.js": "http://"})  # the name of the SVG namespace


def test_every_exported_function_says_what_it_does(root: Path) -> None:
    silent = []
    for path in scripts(root):
        lines = path.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            if line.startswith("export") and not lines[number - 1].rstrip().endswith("*/"):
                silent.append(f"{path.name}: {line}")

    assert silent == []


def test_wording_is_calm(root: Path) -> None:
    loud = [path.name for path in scripts(root) if any(mark in path.read_text("utf-8") for mark in ('!"', "!`", "! "))]

    assert loud == []
