"""Who is signed in at this page: the cookie says it, at every run; nothing is taken from the page's own memory."""

from __future__ import annotations

import streamlit as st

from videoreflect.services.sessions import SESSIONS, Active

MARK = "sign-in"
"""Under this name the page remembers which sign-in it was drawn for; the value opens nothing."""


def who_is_here() -> Active | None:
    """The sign-in that the browser's cookie names. What another sign-in left in this page is dropped first."""
    active = SESSIONS.find_in(st.context.cookies, st.context.headers.get("Host", ""))
    now = active.name if active else ""
    if st.session_state.get(MARK, now) != now:
        st.session_state.clear()
    st.session_state[MARK] = now
    return active
