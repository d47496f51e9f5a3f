"""Mounts the review screen: one component whose parts lie in ``assets`` and talk to the JSON routes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from videoreflect.services.edition import scripts

# The component ends only when Streamlit has really taken it off the page.
_LOADER = """
const opened = import(scripts + "review/review.js");
export default function (component) {
  const leave = opened.then((screen) => screen.mount(component));
  return () => leave.then((left) => left());
}
"""

_component = st.components.v2.component("videoreflect.review", js=scripts(_LOADER))


def review(lesson_id: str, key: str) -> str | None:
    """Show the review screen of a lesson; it fills the window.

    Only the random id of the lesson goes through Streamlit; what the lesson holds travels over the routes of
    ``docs/ROUTES.md``. Returns where the person wants to go (``library``, ``consent``, ``dialogue`` or
    ``people``) in the run that follows the press, else None.
    """
    result: Any = _component(key=key, data={"lesson": lesson_id}, on_go_change=_nothing)
    return result.go if isinstance(result.go, str) else None


def _nothing() -> None:
    """Streamlit reports a trigger only if something listens to it."""
