"""Who is signed in at this page: the cookie says it, at every run; nothing is taken from the page's own memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import streamlit as st

MARK = "sign-in"
"""Under this name the page remembers, as a hash, which sign-in it was drawn for."""

COOKIE = "videoreflect"


def holds(token: str) -> bool:
    """Whether a cookie names a sign-in that has not ended."""
    return False


find: Callable[[str], bool] = holds


def somebody_is() -> bool:
    """Whether somebody is signed in here. What an earlier sign-in left in this page is dropped first."""
    token = st.context.cookies.get(COOKIE, "")
    now = mark_of(token) if token and find(token) else ""
    if st.session_state.get(MARK, now) != now:
        st.session_state.clear()
    st.session_state[MARK] = now
    return bool(now)


def mark_of(token: str) -> str:
    """What stands for a sign-in in the page's memory; it opens nothing."""
    return hashlib.sha256(b"page" + token.encode()).hexdigest()
