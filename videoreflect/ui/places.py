"""The pages, their addresses, and the way from one to another. An address holds random ids only."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import streamlit as st

from videoreflect.domain.ids import is_id
from videoreflect.ui.forms import Way

HERE = Path(__file__).parent
IN_THE_BAR = ("library", "people", "settings")
FILES = {
    "library": ("pages/library.py", "Lessons"),
    "add": ("pages/add.py", "Add a lesson"),
    "consent": ("pages/consent.py", "Consent"),
    "review": ("pages/review.py", "Review"),
    "talk": ("pages/talk.py", "Talk"),
    "people": ("pages/people.py", "People"),
    "settings": ("pages/settings.py", "Settings"),
}


def pages() -> list[st.Page]:
    """Every page; those of one lesson are not in the bar."""
    return [
        st.Page(
            file,
            title=title,
            url_path=None if name == "library" else name,
            default=name == "library",
            visibility="visible" if name in IN_THE_BAR else "hidden",
        )
        for name, (file, title) in FILES.items() if (HERE / file).exists()
    ]


def lesson_here() -> str:
    """The id of the lesson in the address, or ``""``."""
    asked = st.query_params.get("lesson", "")
    return asked if is_id(asked) else ""


def follow(way: Way | None) -> None:
    """Go where a view asked to go; an unknown page leads to the lessons."""
    if way is not None:
        go(way.page, way.lesson)


def go(page: str, lesson: str = "") -> NoReturn:
    """Open a page, for one lesson where it needs one."""
    file, _ = FILES.get(page, FILES["library"])
    st.switch_page(file, query_params={"lesson": lesson} if lesson else None)


def tab_of(url_path: str) -> str:
    """Which entry of the bar a page belongs to: all pages of a lesson belong to the lessons."""
    return url_path if url_path in IN_THE_BAR else "library"
