"""The addresses of the pages, and the way from one to another. An address holds random ids only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from videoreflect.domain.ids import is_id
from videoreflect.ui.forms import Way

HOME = "library"


@dataclass(frozen=True, slots=True)
class Place:
    """A page: what draws it, its title for the bar, and whether its address names a lesson."""

    name: str
    title: str
    draw: Callable[[], None]
    in_the_bar: bool
    of_a_lesson: bool

    def page(self) -> st.Page:
        """The page as Streamlit knows it."""
        return st.Page(
            self.draw,
            title=self.title,
            url_path="" if self.name == HOME else self.name,
            default=self.name == HOME,
            visibility="visible" if self.in_the_bar else "hidden",
        )


PLACES: dict[str, Place] = {}
"""Every page by name; ``screens`` fills it."""


def place(
    title: str, *, in_the_bar: bool = False, of_a_lesson: bool = False
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Make a function a page, named as the function."""

    def enter(draw: Callable[[], None]) -> Callable[[], None]:
        PLACES[draw.__name__] = Place(draw.__name__, title, draw, in_the_bar, of_a_lesson)
        return draw

    return enter


def lesson_here() -> str:
    """The id of the lesson in the address. Without one there is nothing to show, so it leads home."""
    asked = st.query_params.get("lesson", "")
    if not is_id(asked):
        go(HOME)
    return asked


def follow(way: Way | None) -> None:
    """Go where a view asked to go."""
    if way is not None:
        go(way.page, way.lesson)


def go(name: str, lesson: str = "") -> NoReturn:
    """Open a page, for one lesson where it is about one."""
    chosen = chosen_place(name, lesson)
    st.switch_page(chosen.page(), query_params={"lesson": lesson} if chosen.of_a_lesson else None)


def chosen_place(name: str, lesson: str) -> Place:
    """The page of that name. An unknown one, or one of a lesson without its lesson, is the list of lessons."""
    found = PLACES.get(name, PLACES[HOME])
    return PLACES[HOME] if found.of_a_lesson and not is_id(lesson) else found


def tab_of(name: str) -> str:
    """Which entry of the bar a page belongs to: those of a lesson belong to the lessons."""
    return name if name in PLACES and PLACES[name].in_the_bar else HOME
