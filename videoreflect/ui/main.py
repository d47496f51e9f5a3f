"""The script that Streamlit runs at every change: who is signed in, the bar, the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from videoreflect.ui import forms, places, screens, signed_in

HERE = Path(__file__).parent
TITLE = "videoreflect"


def run() -> None:
    """Draw the page that was asked for, or the way to the sign-in."""
    st.set_page_config(
        page_title=TITLE, page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(HERE / "page.css")
    if signed_in.who_is_here() is None:
        st.navigation([st.Page(_signed_out, title=TITLE)], position="hidden").run()
        return
    page = st.navigation([one.page() for one in screens.ALL], position="top")
    with st.container(key="who"):
        places.follow(forms.show("who"))
    with st.container(key=f"at-{places.tab_of(page.url_path)}"):
        _phone_bar()
    page.run()


def _signed_out() -> None:
    st.html('<p class="signed-out">Nobody is signed in here. <a href="/vr/sign-in" target="_self">Sign in</a></p>')


def _phone_bar() -> None:
    with st.container(key="phone-bar", horizontal=True):
        for one in screens.ALL:
            if one.in_the_bar:
                st.page_link(one.page(), label=one.title)


run()
