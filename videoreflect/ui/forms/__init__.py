"""The component that draws what people read and type: one view per page, a plain ES module in ``assets``.

Nothing that was typed or written passes through Python here: a view reads and writes over the
JSON routes and tells Python where to go next, with ids only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from videoreflect.domain.ids import is_id
from videoreflect.services.edition import scripts

LOADER = """
const script = scripts + "forms/mount.js";
export default function (component) {
  import(script).then((mount) => mount.show(component));
  return () => setTimeout(() => import(script).then((mount) => mount.leave(component)), 0);
}
"""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a view asked to go: the name of a page, and a lesson or ``""``."""

    page: str
    lesson: str = ""


def show(view: str, lesson: str = "") -> Way | None:
    """Draw a view; returns where the person asked to go in this run, if anywhere."""
    component = st.components.v2.component("videoreflect_view", js=scripts(LOADER))
    happened = component(key=f"view-{view}", data={"view": view, "lesson": lesson}, on_go_change=_nothing)
    return way_from(happened.get("go"))


def way_from(asked: Any) -> Way | None:
    """Read what a view sent. What is not a page name with an id or nothing leads nowhere."""
    if not isinstance(asked, dict):
        return None
    page, lesson = asked.get("page"), asked.get("lesson", "")
    if not isinstance(page, str) or not isinstance(lesson, str) or (lesson and not is_id(lesson)):
        return None
    return Way(page, lesson)


def _nothing() -> None:
    """The trigger reruns the page; what it says is read from the result."""
