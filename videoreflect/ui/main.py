"""The script that Streamlit runs at every change: who is signed in, the bar, the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from videoreflect.ui import forms, places, signed_in

HERE = Path(__file__).parent
TITLE = "videoreflect"


def run() -> None:
    """Draw the page that was asked for, or the way to the sign-in."""
    st.set_page_config(page_title=TITLE, page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state="collapsed")
    st.html(HERE / "page.css")
    if signed_in.who_is_here() is None:
        st.navigation([st.Page(_signed_out, title=TITLE)], position="hidden").run()
        return
    page = st.navigation(places.pages(), position="top")
    with st.container(key="who"):
        places.follow(forms.show("who"))
    _phone_bar()
    st.container(key=f"at-{places.tab_of(page.url_path)}")
    page.run()


def _signed_out() -> None:
    st.html('<p class="signed-out">Nobody is signed in here. <a href="/vr/sign-in" target="_self">Sign in</a></p>')


def _phone_bar() -> None:
    with st.container(key="phone-bar", horizontal=True):
        for name in places.IN_THE_BAR:
            file, title = places.FILES[name]
            st.page_link(file, label=title)


run()
